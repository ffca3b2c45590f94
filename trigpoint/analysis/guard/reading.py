"""The words of a text with what is known of each: its classes as a name, its capital, its neighbours."""

import re
from functools import cached_property, lru_cache

from trigpoint.analysis.guard.gazetteer import cues, eponyms, fold, names, ordinary, phrases, things

WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
BESIDE = re.compile(r"[ \t]{1,3}")
ABBREVIATED = re.compile(r"\.?[ \t]{0,3}")
OPENING = re.compile(r"[.!?:;\n*\u2022\"(\[|]|\s[-/]\s")
NUMBERED = re.compile(r"[ ]?\d")
PARTICLES = frozenset(
    [
        "de",
        "da",
        "do",
        "dos",
        "das",
        "di",
        "del",
        "della",
        "van",
        "von",
        "der",
        "den",
        "ten",
        "la",
        "le",
        "el",
        "al",
        "bin",
        "ibn",
        "binti",
        "ap",
        "ab",
        "mac",
        "abu",
        "dela",
        "delos",
        "san",
    ]
)
# Surnames by their shape, whoever bears them.
SHAPES = re.compile(
    r"O'[A-Za-z]{3,}|(?:Mc|Mac)[A-Z][a-z]{2,}|mc[a-z]{4,}|o'[a-z]{3,}|"
    r"[A-Z][a-z]{2,}(?:ski|ska|sky|wicz|czyk|enko|chuk|escu|opoulos|opoulou|idis|akis|vicius|auskas|ovic|evic|shvili|"
    r"arajah|singham|ananthan|samy|swamy|murthy|singhe|ratne|wardena|nathan)"
)
SURE = frozenset("ABLS")
NONE: frozenset[str] = frozenset()
SHORT_CAPITALS = 4  # LAM, MIA: as likely letters that stand for something

NEVER = cues("never")
SMALL_NEVER = NEVER | cues("small never")


class Words:
    """The words of a plain text. An index beyond the last word is allowed and finds nothing."""

    def __init__(self, text: str) -> None:
        self.text = text
        found = [(match.start(), match.group()) for match in WORD.finditer(text)]
        self.starts = [start for start, _ in found]
        self.raw = [_without_possessive(word) for _, word in found]
        self.ends = [start + len(raw) for start, raw in zip(self.starts, self.raw, strict=True)]
        self.low = [fold(raw) for raw in self.raw]
        self.marks = [marks_of(raw) for raw in self.raw]

    def __len__(self) -> int:
        return len(self.raw)

    @cached_property
    def is_shouting(self) -> bool:
        """Whether nearly all is in capitals, so that they say nothing."""
        long = [raw for raw in self.raw if len(raw) > 1]
        return len(long) >= 5 and sum(raw.isupper() for raw in long) > 0.6 * len(long)

    @cached_property
    def is_title(self) -> bool:
        """Whether Nearly Every Word Has A Capital."""
        long = [
            raw
            for raw, marks in zip(self.raw, self.marks, strict=True)
            if len(raw) > 2 and SURE.isdisjoint(marks)
        ]
        return len(long) >= 5 and sum(raw[0].isupper() for raw in long) > 0.7 * len(long)

    @cached_property
    def of_things(self) -> frozenset[int]:
        """Indexes of words in names of bodies and places."""
        found: set[int] = set()
        known = phrases()
        for at, low in enumerate(self.low):
            for phrase in known.get(low, ()):
                if tuple(self.low[at : at + len(phrase)]) == phrase:
                    found.update(range(at, at + len(phrase)))
        return frozenset(found)

    def word(self, at: int) -> str:
        """The word in small letters, "" where there is none."""
        return self.low[at] if 0 <= at < len(self.low) else ""

    def has(self, at: int, classes: str) -> bool:
        """Whether the word is a name of one of these classes."""
        return 0 <= at < len(self.marks) and not self.marks[at].isdisjoint(classes)

    def capital(self, at: int) -> bool:
        """Whether it begins with a capital that says something."""
        return 0 <= at < len(self.raw) and self.raw[at][0].isupper() and not self.is_shouting

    def proud(self, at: int) -> bool:
        """Whether it has a capital that the sentence does not explain."""
        return self.capital(at) and not self.is_title and not self.opens(at)

    def opens(self, at: int) -> bool:
        """Whether a sentence or a line begins with it."""
        before = self.text[self.ends[at - 1] if at else 0 : self.starts[at]]
        if at and self.word(at - 1) in ABBREVIATIONS and before.startswith("."):
            return False
        return bool(OPENING.search(before)) or at == 0

    def gap(self, at: int) -> str:
        """What stands between a word and the next; a line break where one of them is missing."""
        return self.text[self.ends[at] : self.starts[at + 1]] if 0 <= at < len(self) - 1 else "\n"

    def beside(self, at: int) -> bool:
        """Whether nothing but space parts a word from the next, or the full stop of an initial."""
        shape = ABBREVIATED if len(self.raw[at]) == 1 or self.low[at] in ABBREVIATIONS else BESIDE
        return bool(shape.fullmatch(self.gap(at)))

    def is_owner(self, at: int) -> bool:
        """Whether 's follows."""
        return self.text.startswith("'s", self.ends[at]) or self.text.startswith("'S", self.ends[at])

    def is_numbered(self, at: int) -> bool:
        """Whether a number follows, as behind the name of a ward."""
        return bool(NUMBERED.match(self.text, self.ends[at]))

    def is_letters(self, at: int) -> bool:
        """Whether it is an abbreviation in capitals, or several of them ("OTs"), rather than a word."""
        raw = self.raw[at].removesuffix("s")
        return raw.isupper() and len(raw) <= SHORT_CAPITALS

    def unknown(self, at: int) -> bool:
        """Whether it has a capital and is neither an ordinary word nor a thing nor a known name."""
        return (
            self.capital(at)
            and not self.is_title
            and len(self.low[at]) > 2
            and self.raw[at][1].islower()
            and not self.marks[at]
            and is_strange(self.low[at])
        )


ABBREVIATIONS = frozenset(["mr", "mrs", "ms", "mx", "dr", "prof", "rev", "st", "sr", "cllr", "hon"])


@lru_cache(maxsize=50_000)
def is_strange(low: str) -> bool:
    """Whether it is no word that the lists know."""
    if low in NEVER or low in things() or low in eponyms():
        return False
    return not any(part in ordinary() for part in (low, *_stems(low)))


def _stems(low: str) -> list[str]:
    """Parts of a compound, and the word without the endings that the lists may lack."""
    parts = low.split("-") if "-" in low else []
    return [
        *parts,
        *(low.removesuffix(ending) for ending in ("s", "es", "ed", "ing", "ly") if low.endswith(ending)),
    ]


@lru_cache(maxsize=50_000)
def marks_of(raw: str) -> frozenset[str]:
    """Classes of a word as a name; of two names with a hyphen, those of both."""
    low = fold(raw)
    known = names().get(low, "")
    if known:
        return frozenset(known)
    if SHAPES.fullmatch(raw) and low not in ordinary():
        return frozenset("L" if raw[0].islower() else "S")
    if "-" in low:
        parts = [("D" if part in PARTICLES else names().get(part, "")) for part in low.split("-")]
        if all(parts) and any(SURE & set(part) for part in parts):
            return frozenset("".join(parts))
    return NONE


def _without_possessive(word: str) -> str:
    return word[:-2] if word.endswith(("'s", "'S")) and len(word) > 3 else word
