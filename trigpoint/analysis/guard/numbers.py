"""NHS numbers, by their check digit, and telephone numbers, as the public numbering plans have them."""

import re
from collections.abc import Iterator
from functools import lru_cache

import phonenumbers

from trigpoint.analysis.guard.spans import NHS_NUMBER, PHONE, Span

GAP = r"[\s\-.]{0,3}"
# Ten digits in one, in threes and four as NHS letters print them, or each by itself.
IN_THREES = re.compile(rf"(?<!\d)\d{{3}}{GAP}\d{{3}}{GAP}\d{{4}}(?!\d)")
ONE_BY_ONE = re.compile(r"(?<!\d)\d(?:[ \-]\d){9}(?!\d)")
# Grouped in any other way only where the words before say what it is.
AFTER_ITS_NAME = re.compile(rf"\bNHS\b[^\d\n]{{0,25}}(\d(?:{GAP}\d){{9}})(?!\d)", re.I)

CALLING = re.compile(
    r"(?<![\w£$€+])(?:\(?\+(?=\s?\d)|00(?=[\s().\-]{0,3}[1-9])|\(?0(?=[\s().\-]{0,3}[1-9]))"
    r"\d?(?:[\s().\-]{0,3}\d){6,15}(?!\d)"
)
WITHOUT_NOUGHT = re.compile(
    r"\b(?:mobile|mob|tel|telephone|phone|call|ring|text)\b[^\d\n]{0,20}(?<!\d)(7\d{3}[\s\-]?\d{3}[\s\-]?\d{3})(?!\d)",
    re.I,
)
A_DATE_FIRST = re.compile(r"\d{1,2}[.\-]\d{1,2}[.\-](?:19|20)?\d{2}(?!\d)|\d{4}-\d{2}-\d{2}(?!\d)")
# A number that the words before call something else.
OTHER_NUMBER = re.compile(
    r"\b(?:(?:ref|reference|order|invoice|datix|ulysses|steis|account|policy|claim|booking|ticket|batch|serial|barcode|asset|"
    r"licence|gmc|nmc|hcpc|pin|mrn|uprn|po)(?:\W{0,3}(?:number|num|no|nr|id|code))?|"
    r"(?:case|incident|complaint|patient|hospital|unit|job)\W{0,3}(?:number|num|no|nr|id|code))(?:\s(?:is|was))?\W{0,4}\Z",
    re.I,
)
# Mobile numbers, and those that Ofcom keeps for drama, which the plan calls invalid.
SURELY = re.compile(r"07[1-9]\d{8}|01632960\d{3}")
REGION = "GB"
LENGTHS = {"0": (8, 10, 11), "+": range(9, 16), "00": range(11, 18)}
MOST_GROUPS = 6
BEFORE = 40  # how far back the words are read that call a number something else
DIGITS = re.compile(r"\d+")


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits end in the right check digit (modulus 11); ten times the same digit is a filler.

    >>> is_nhs_number("9434765919"), is_nhs_number("9434765918")
    (True, False)
    """
    if len(digits) != 10 or len(set(digits)) == 1:
        return False
    total = sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), digits, strict=False))
    return (11 - total % 11) % 11 == int(digits[9])


def numbers_in(text: str) -> Iterator[Span]:
    """NHS numbers and telephone numbers of a plain text; a telephone number is no NHS number."""
    named = list(_nhs_numbers(text, AFTER_ITS_NAME, 1))
    calling = [
        each
        for each in _phones(text)
        if not any(each.start < nhs.end and nhs.start < each.end for nhs in named)
    ]
    yield from named
    yield from calling
    yield from _nhs_numbers(text, IN_THREES)
    yield from _nhs_numbers(text, ONE_BY_ONE)


def _nhs_numbers(text: str, shape: re.Pattern[str], group: int = 0) -> Iterator[Span]:
    for match in shape.finditer(text):
        if is_nhs_number(_digits(match.group(group))):
            yield Span(*match.span(group), NHS_NUMBER)


def _phones(text: str) -> Iterator[Span]:
    at = 0
    while match := CALLING.search(text, at):
        end = _end_of_phone(text, match)
        if end:
            yield Span(match.start(), end, PHONE)
        at = end or _next_group(text, match)  # further on in the same digits there may still be one
    for match in WITHOUT_NOUGHT.finditer(text):
        if not is_nhs_number(_digits(match.group(1))):
            yield Span(*match.span(1), PHONE)


def _end_of_phone(text: str, match: re.Match[str]) -> int:
    """Where the longest telephone number ends that begins here; 0 where there is none."""
    found = match.group()
    if A_DATE_FIRST.match(found):
        return 0
    groups = list(DIGITS.finditer(found))
    plus = "+" if "+" in found[:2] else ""
    kind = plus or ("00" if found.startswith("00") else "0")
    for count in range(len(groups), 0, -1):
        taken = [group.group() for group in groups[:count]]
        digits = "".join(taken)
        if len(digits) in LENGTHS[kind] and _are_like_one(taken) and _can_be_called(plus + digits):
            is_other = OTHER_NUMBER.search(text, max(0, match.start() - BEFORE), match.start())
            return 0 if is_other else match.start() + groups[count - 1].end()
    return 0


def _are_like_one(groups: list[str]) -> bool:
    """Whether digits are grouped as a telephone number is: in a few groups, not all of them short, or each by itself."""
    longest = max(map(len, groups))
    return longest == 1 or (longest > 2 and len(groups) <= MOST_GROUPS)


@lru_cache(maxsize=10_000)
def _can_be_called(digits: str) -> bool:
    """Whether this can be dialled from England: 11 digits (or 10, or 8) after a nought, or a foreign number."""
    national = re.sub(r"^(?:\+|00)440?", "0", digits)
    if SURELY.fullmatch(national):
        return True
    try:
        number = phonenumbers.parse(national, REGION)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_valid_number(number)


def _next_group(text: str, match: re.Match[str]) -> int:
    """The place after the first group of digits of a match."""
    at = match.start() + 1
    while at < match.end() and text[at].isdigit():
        at += 1
    return at


def _digits(written: str) -> str:
    return "".join(character for character in written if character.isdigit())
