"""Names of people, by what they are, by what stands before them, and by what stands beside them."""

import re
from collections.abc import Iterator
from functools import lru_cache

from trigpoint.analysis.guard.bounds import (
    CALENDAR,
    OF_PLACES,
    extended,
    is_of_thing,
    past_initials,
    past_particles,
)
from trigpoint.analysis.guard.gazetteer import cues, eponyms, ordinary
from trigpoint.analysis.guard.gazetteer import names as known_names
from trigpoint.analysis.guard.reading import NEVER, PARTICLES, SHORT_CAPITALS, SMALL_NEVER, Words
from trigpoint.analysis.guard.spans import NAME, Span
from trigpoint.analysis.guard.titles import LOOSE_TITLES, TITLES, titled

RELATIONS, ROLES, NAMING, THANKING = cues("relations"), cues("roles"), cues("naming"), cues("thanking")
BY_PEOPLE, SPEAKING, DEEDS, MANNERS = cues("by people"), cues("speaking"), cues("deeds"), cues("manners")
STATIONS = cues("stations")
LINKS, AT_PLACES = cues("links"), cues("near places")
HELP = RELATIONS | ROLES | NAMING
PEOPLE = RELATIONS | ROLES | TITLES | LOOSE_TITLES
SMALL = re.compile(r"[a-z]+")
CAPITAL = re.compile(r"(?<![A-Za-z])[A-Z][A-Za-z]+")
INSIDE = re.compile(r"(?<=[a-z,&] )[A-Z][a-z]+|(?<![A-Za-z])[A-HJ-Z]\.? ?[A-Z][a-z]+")
SHAPED = re.compile(r"\b(?:o'[a-z]|mc[a-z]{3})", re.I)
OF_AGE = re.compile(r",? \(?\d{1,3}[,)]")
NAMES_IN_SMALL = frozenset("ALBCS")
WEAK_IN_SMALL = frozenset("BCS")  # these are names in small letters only after "called"


def names_in(text: str) -> Iterator[Span]:
    """Names of a plain text, titles with them."""
    if not _worth_reading(text):
        return
    words = Words(text)
    at, last = 0, -1
    while at < len(words):
        end = titled(words, at) or _untitled(words, at, last)
        if end:
            yield Span(words.starts[at], words.ends[end - 1], NAME)
            last = at = end
        else:
            at += 1


def _worth_reading(text: str) -> bool:
    """Whether anything could be a name. Most texts hold none, and are done with quickly."""
    if not text.isascii() or SHAPED.search(text):
        return True
    in_small, of_capital, inside = _triggers()
    if not in_small.isdisjoint(SMALL.findall(text.lower())):
        return True
    known = ordinary()
    for word in CAPITAL.findall(text):
        low = word.lower()
        if low in of_capital or (low not in known and not (len(word) <= SHORT_CAPITALS and word.isupper())):
            return True
    return any(word.lower().split()[-1] in inside for word in INSIDE.findall(text))


@lru_cache(maxsize=1)
def _triggers() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """What makes a text worth reading: words in any letters, words with a capital, words with one inside a sentence."""
    in_small, of_capital, inside = set(TITLES | LOOSE_TITLES | NAMING | RELATIONS), set[str](), set[str]()
    for name, marks in known_names().items():
        store = (
            in_small if "A" in marks or "L" in marks else of_capital if WEAK_IN_SMALL & set(marks) else inside
        )
        store.update(name.split("-"))
    return frozenset(in_small - PARTICLES), frozenset(of_capital - PARTICLES), frozenset(inside - NEVER)


def _untitled(words: Words, at: int, last: int) -> int:
    """The end of a name that begins here without a title; `last` is the end of the name before. 0 where there is none."""
    marks, has_capital = words.marks[at], words.raw[at][0].isupper()
    if not has_capital and NAMES_IN_SMALL.isdisjoint(marks):
        return 0
    if len(words.raw[at]) == 1:
        return _after_initials(words, at)
    if words.low[at] in NEVER or at in words.of_things or is_of_thing(words, at):
        return 0
    if _stands_alone(words, at) or _stands_with_help(words, at, last) or _does_as_people_do(words, at):
        return extended(words, at + 1)
    return extended(words, at + 2) if _is_pair(words, at) else 0


def _stands_alone(words: Words, at: int) -> bool:
    if words.low[at] in eponyms():
        return False
    if words.has(at, "AL"):
        return not (words.is_letters(at) and len(words.low[at]) < 4)
    if words.has(at, "BS"):
        is_place = words.word(at - 1) in AT_PLACES  # a rare surname, or a place that nobody listed
        has_capital = words.raw[at][0].isupper() and not words.is_letters(at)
        return has_capital and not is_place
    return words.has(at, "C") and words.proud(at) and not words.is_letters(at) and not words.is_numbered(at)


def _stands_with_help(words: Words, at: int, last: int) -> bool:
    """A name that is also a word, or that nobody knows, where the words before say that somebody is meant."""
    if not (words.has(at, "ABCDST") or words.unknown(at)) or words.is_letters(at) or words.low[at] in PEOPLE:
        return False
    if not words.capital(at):
        return (
            words.low[at] not in SMALL_NEVER
            and words.has(at, "BCS")
            and _is_helped(words, at, NAMING | RELATIONS)
        )
    if _is_helped(words, at, HELP):
        return True
    if not words.has(at, "BCD"):
        return False
    if _is_told_of(words, at):
        return True
    if words.low[at] in CALENDAR:
        return False
    return _is_helped(words, at, THANKING) or _is_sibling(words, at, last)


def _is_helped(words: Words, at: int, helping: frozenset[str]) -> bool:
    """Whether one of these words stands before, at most a small word between, in the same sentence."""
    if at == 0 or "." in words.gap(at - 1) or "\n" in words.gap(at - 1):
        return False
    if words.low[at - 1] in helping:
        return not words.proud(at - 1) and not words.is_owner(at - 1)
    return words.low[at - 1] in LINKS and words.word(at - 2) in helping & (NAMING | THANKING)


def _is_told_of(words: Words, at: int) -> bool:
    """Whether the words behind tell who it is: "Will, who came", "Joy from phlebotomy", "Sue the porter", or "I'm Hope,"."""
    after, further = words.word(at + 1), words.word(at + 2)
    if after in ("who", "whose") or (after == "the" and {further, words.word(at + 3)} & ROLES):
        return True
    if after == "from" and words.beside(at):
        return words.beside(at + 1) and further not in NEVER - {"the", "your", "our"}
    if OF_AGE.match(words.text, words.ends[at]):
        return True
    if after in ("in", "on", "at") and {further, words.word(at + 3), words.word(at + 4)} & STATIONS:
        return True
    return words.word(at - 1) == "im" and words.gap(at)[0] in ",.("


def _is_sibling(words: Words, at: int, last: int) -> bool:
    """Whether another name stands beside: "Priya, Mark and Grace", "Mark and Joanne"."""
    if words.word(at + 1) == "and" and words.has(at + 2, "ABC") and words.capital(at + 2):
        return True
    if last == at:
        return words.gap(at - 1).strip() in (",", "&")
    return last == at - 1 and words.word(at - 1) == "and"


def _does_as_people_do(words: Words, at: int) -> bool:
    """A word that nobody knows, with a capital, of which is said what is said of people only."""
    if not words.unknown(at) or len(words.low[at]) < 4:
        return False
    if words.word(at + 1) in DEEDS or (words.is_owner(at) and words.proud(at)):
        return True
    if words.word(at + 1) in ("was", "is", "were") and MANNERS & {words.word(at + 2), words.word(at + 3)}:
        return True
    is_spoken_to = words.word(at - 1) == "to" and words.word(at - 2) in SPEAKING
    return words.proud(at) and (is_spoken_to or words.word(at - 1) in BY_PEOPLE)


def _is_pair(words: Words, at: int) -> bool:
    """First name and surname, both with a capital, where neither would stand alone."""
    if not _may_be_pair(words, at):
        return False
    if words.has(at + 1, "LSAB") and words.low[at + 1] not in eponyms():
        return words.unknown(at) or words.has(at, "CD")
    if words.has(at + 1, "T"):
        is_word = words.low[at] in ordinary()
        return words.has(at, "C") or (words.has(at, "D") and (words.proud(at) or not is_word))
    return words.unknown(at + 1) and (words.unknown(at) or (words.has(at, "CD") and words.proud(at)))


def _may_be_pair(words: Words, at: int) -> bool:
    """Whether two words with capitals stand side by side, neither of them a thing, a month or letters."""
    if not (words.capital(at) and words.capital(at + 1) and words.beside(at)) or words.is_title:
        return False
    if words.is_letters(at) or words.is_letters(at + 1) or at + 1 in words.of_things:
        return False
    return words.low[at] not in eponyms() | OF_PLACES and words.low[at + 1] not in NEVER | CALENDAR


def _after_initials(words: Words, at: int) -> int:
    """J. Smith, S K Patel."""
    end = past_initials(words, at)
    if at < end < len(words):
        end = past_particles(words, end)
    if end == at or end == len(words) or not words.capital(end) or words.is_title:
        return 0
    if (
        words.low[end] in NEVER
        or words.is_letters(end)
        or words.low[end] in eponyms()
        or is_of_thing(words, end)
    ):
        return 0
    before = words.text[words.starts[at] - 1 : words.starts[at]]
    if words.has(end, "LS") and before != "&":
        return extended(words, end + 1)
    # "A Whitworth" may be a person, "a Bolton patient" in capitals is not; "A&E. Please" is none
    is_small_word = words.low[end - 1] in ("a", "i") and not words.gap(end - 1).startswith(".")
    if (
        before == "&"
        or (is_small_word and not words.has(end, "T"))
        or (is_small_word and not words.opens(at))
    ):
        return 0
    return extended(words, end + 1) if words.has(end, "TAB") or words.unknown(end) else 0
