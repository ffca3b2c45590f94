"""What a comment says, as the classifier reads it: small letters, words, clauses; nobody's name.

A word that the guard's lists know as a name that stands by itself is read as `somebody`, in
training and later alike, so that no name can become part of a model.
"""

import re
import unicodedata
from functools import lru_cache

from trigpoint.analysis.guard.gazetteer import names, ordinary

SOMEBODY = "somebody"
ASKED = "asked:"
# What kind of question was answered: "Nothing" is praise after one, and blame after the other.
QUESTIONS = (
    ("asked:why", re.compile(r"dissatisf", re.I)),
    ("asked:change", re.compile(r"improv|better|chang|could we|not so good|go wrong", re.I)),
    ("asked:good", re.compile(r"good|\bwell\b|best|liked?\b|pleased", re.I)),
)
LONGEST = 20_000  # characters that are read; what a person writes is shorter
MASK = re.compile(r"\[[a-z /?]{1,30}\]")
HIDDEN = re.compile(r"[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u00ad\u200b-\u200f\u2060\ufeff]")
QUOTES = str.maketrans({"‘": "'", "’": "'", "´": "'", "`": "'", "–": "-", "—": "-"})
NUMBER = re.compile(r"\d+(?:[.,:/]\d+)*")
TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|0|[!?£]")
CLAUSE = re.compile(r"[.!?;:\n]+|,?\s+(?:but|however|although|though|except|unfortunately|yet)\b", re.I)
LONGEST_WORD = 40
NO_ANSWER = frozenset(
    [
        "did not answer",
        "didn't answer",
        "no answer",
        "not answered",
        "no comment",
        "no comments",
        "none given",
        "no response",
        "blank",
        "n a",
        "na",
        "nil",
    ]
)
SURE_NAMES, NAMES_ANYWHERE = (
    frozenset("ABLS"),
    frozenset("AL"),
)  # the second even where an ordinary word is the same
# Short for something, or a common misspelling, and nobody's name.
SHORT = frozenset(
    [
        "adhd",
        "app",
        "asap",
        "cbt",
        "co",
        "cpn",
        "didnt",
        "dr",
        "drs",
        "eg",
        "etc",
        "gp",
        "gps",
        "hr",
        "hrs",
        "mdt",
        "meds",
        "mh",
        "min",
        "mins",
        "nd",
        "nhs",
        "op",
        "ot",
        "pm",
        "pts",
        "rd",
        "responder",
        "st",
        "th",
        "thankyou",
        "tv",
        "yr",
    ]
)


def plain(text: str) -> str:
    """The text in small letters, with plain quotes and dashes, every number as 0, masks as `somebody`.

    >>> plain("I’d waited 4½ hours, said [NAME]")
    "i'd waited 0 hours, said  somebody "
    """
    shown = HIDDEN.sub("", text[:LONGEST])
    low = unicodedata.normalize("NFKC", shown).translate(QUOTES).lower()
    return NUMBER.sub("0", MASK.sub(f" {SOMEBODY} ", low)).replace("0⁄0", "0")


def words(text: str) -> list[str]:
    """The words of a text in their order; numbers are 0, people `somebody`.

    >>> words("Siobhan was lovely!")
    ['somebody', 'was', 'lovely', '!']
    """
    return [_unnamed(token) for token in TOKEN.findall(plain(text))]


def heard(text: str, question: str | None) -> str:
    """The text as the language model reads it: its marks are kept, nobody's name; the kind of question stands before it.

    >>> heard("Lovely, Siobhan (at 9.30)!", "How could we improve?")
    'change : lovely, somebody (at 0)!'
    """
    said = TOKEN.sub(lambda found: _unnamed(found[0]), plain(text))
    return " ".join([kind.removeprefix(ASKED) + " :" for kind in asked(question)] + [said])


def is_no_answer(text: str | None) -> bool:
    """Whether nothing was said that could have a theme: blank, without any letter, or "did not answer".

    >>> is_no_answer(" Did not answer. "), is_no_answer("-"), is_no_answer("Nothing")
    (True, True, False)
    """
    if text is None:
        return True
    said = " ".join(TOKEN.findall(plain(text)))
    return not re.search(r"[^\W\d_]", said) or said.strip(" 0!?£") in NO_ANSWER


def clauses(text: str) -> list[str]:
    """The parts of a text that may be of different minds.

    >>> clauses("Lovely staff but we waited four hours. Thanks")
    ['Lovely staff', ' we waited four hours', ' Thanks']
    """
    return [part for part in CLAUSE.split(text[:LONGEST]) if part.strip()]


def asked(question: str | None) -> list[str]:
    """The kind of a question, as a word that stands before those of the answer; none where it is not known.

    >>> asked("How could we improve?"), asked("FFT Why?"), asked(None)
    (['asked:change'], ['asked:why'], [])
    """
    if not question or not question.strip():
        return []
    return [next((kind for kind, shape in QUESTIONS if shape.search(question)), "asked:why")]


@lru_cache(maxsize=100_000)
def _unnamed(token: str) -> str:
    return SOMEBODY if is_name(token) else token[:LONGEST_WORD]


def is_name(word: str) -> bool:
    """Whether the guard knows the word, or what stands before its 's, as a name that stands by itself.

    >>> is_name("siobhan's"), is_name("rose")
    (True, False)
    """
    low = word.removesuffix("'s").replace("'", "")
    return bool(SURE_NAMES & set(names().get(low, "")))


def is_common(word: str) -> bool:
    """Whether a word may be kept in a model: an ordinary one, a number, a mark; not one that could be a place or a person.

    >>> is_common("tablets"), is_common("kingsley")
    (True, False)
    """
    if word in ("0", SOMEBODY) or "'" in word or word.startswith(ASKED) or not word[0].isalpha():
        return True
    return word in ordinary() or word in SHORT
