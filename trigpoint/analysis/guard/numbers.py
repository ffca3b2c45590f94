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

CALLING = re.compile(r"(?<![\w£$€+])(?:\(?\+|00|\(?0)\d?(?:[\s().\-]{0,3}\d){6,15}(?!\d)")
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
MOBILE = re.compile(r"07[1-9]\d{8}")  # also those kept for drama, which the plan calls invalid
REGION = "GB"
LENGTHS = {"0": (8, 10, 11), "+": range(9, 16), "00": range(11, 18)}
MOST_GROUPS = 6


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits end in the right check digit (modulus 11); ten times the same digit is a filler.

    >>> is_nhs_number("9434765919"), is_nhs_number("9434765918")
    (True, False)
    """
    if len(digits) != 10 or len(set(digits)) == 1:
        return False
    total = sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), digits, strict=False))
    return (11 - total % 11) % 11 == int(digits[9])


def numbers(text: str) -> Iterator[Span]:
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
    if A_DATE_FIRST.match(found) or OTHER_NUMBER.search(text, max(0, match.start() - 40), match.start()):
        return 0
    plus = "+" if "+" in found[:2] else ""
    digits = ""
    ends: list[int] = []
    for group in re.finditer(r"\d+", found):
        digits += group.group()
        groups = len(ends) + 1
        is_one_by_one = groups == len(digits)
        ends.append(group.end() if groups <= MOST_GROUPS or is_one_by_one else 0)
    return _longest(found, plus, ends, match.start())


def _longest(found: str, plus: str, ends: list[int], start: int) -> int:
    for end in reversed(ends):
        if end and _can_be_called(plus + _digits(found[:end])):
            return start + end
    return 0


@lru_cache(maxsize=10_000)
def _can_be_called(digits: str) -> bool:
    """Whether this can be dialled from England: 11 digits (or 10, or 8) after a nought, or a foreign number."""
    begins = "+" if digits[0] == "+" else "00" if digits.startswith("00") else "0"
    if len(digits.lstrip("+")) not in LENGTHS[begins]:
        return False
    national = re.sub(r"^(?:\+|00)440?", "0", digits)
    if MOBILE.fullmatch(national):
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
