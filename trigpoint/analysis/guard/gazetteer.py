"""What is known of words: names of people by class, ordinary English, and names that things bear.

The classes, from `setup/guard_words/README.md`: A and B stand by themselves as first names, A also in small
letters; C stands by itself where the capital is not that of the sentence; D needs help. L and S stand by
themselves as surnames, L also in small letters; T needs help.
"""

import gzip
import unicodedata
from functools import lru_cache
from pathlib import Path

WORDS = Path(__file__).resolve().parent / "words"
SPECIAL = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "ß": "ss",
        "đ": "d",
        "ı": "i",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ə": "a",
        "'": None,
        "’": None,
    }
)


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """A word in small letters, without accents and apostrophes.

    >>> fold("O'Dónnell")
    'odonnell'
    """
    low = word.lower().translate(SPECIAL)
    if low.isascii():
        return low
    return "".join(each for each in unicodedata.normalize("NFKD", low) if not unicodedata.combining(each))


@lru_cache(maxsize=1)
def names() -> dict[str, str]:
    """Classes of each name, by the folded word."""
    lines = (WORDS / "names.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split(" ", 1) for line in lines)


@lru_cache(maxsize=1)
def ordinary() -> frozenset[str]:
    """Ordinary English words, folded."""
    return frozenset(gzip.decompress((WORDS / "ordinary.txt.gz").read_bytes()).decode().split())


@lru_cache(maxsize=1)
def postcode_areas() -> frozenset[str]:
    """The letters with which a postcode may begin."""
    return frozenset(_listed("postcode_areas.txt"))


@lru_cache(maxsize=1)
def things() -> frozenset[str]:
    """What follows the name of a place or thing."""
    return frozenset(_listed("things.txt"))


@lru_cache(maxsize=1)
def eponyms() -> frozenset[str]:
    """Names that illnesses, instruments and bodies bear."""
    return frozenset(_listed("eponyms.txt"))


@lru_cache(maxsize=1)
def phrases() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Names of bodies and places of several words, by their first word."""
    lines = (WORDS / "phrases.txt").read_text(encoding="utf-8").splitlines()
    split = [tuple(line.replace("&", "and").split()) for line in lines if line and not line.startswith("#")]
    return {words[0]: tuple(each for each in split if each[0] == words[0]) for words in split}


@lru_cache(maxsize=1)
def _cues() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    name = ""
    for line in (WORDS / "cues.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            name = line[1:].partition("]")[0]
            found[name] = set()
        elif line and not line.startswith("#"):
            found[name].update(line.split())
    return {name: frozenset(words) for name, words in found.items()}


def cues(name: str) -> frozenset[str]:
    """Small words that tell something about the word beside them, by the heading of `cues.txt`."""
    return _cues()[name]


def _listed(name: str) -> list[str]:
    lines = (WORDS / name).read_text(encoding="utf-8").splitlines()
    return [word for line in lines if not line.startswith("#") for word in line.split()]
