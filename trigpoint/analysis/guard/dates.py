"""Dates of birth.

A date is taken for one where the words around it say so, or where its year says so by itself: nobody is seen in a
service of today on 12 March 1948. All other dates are of visits, letters and events, and are let through.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from datetime import date

from trigpoint.analysis.guard.spans import DOB, Span

MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
MONTH = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    "nov(?:ember)?|dec(?:ember)?)"
)
NTH = r"(?:st|nd|rd|th)?"
SHAPES = re.compile(
    rf"(?<![\w/.])(?<!\d-)(?:"
    rf"(?P<d1>\d{{1,2}})\s?(?P<sep>[/.\-\s])\s?(?P<m1>\d{{1,2}})\s?(?P=sep)\s?(?P<y1>\d{{4}}|\d{{2}})"
    rf"|(?P<y2>\d{{4}})(?P<sep2>[/.\-])(?P<m2>\d{{1,2}})(?P=sep2)(?P<d2>\d{{1,2}})"
    rf"|(?P<d3>\d{{1,2}})\s?{NTH}\s?(?:of\s)?[\s\-./]?(?P<m3>{MONTH})\b\.?,?[\s\-./]{{0,2}}'?(?P<y3>\d{{4}}|\d{{2}})"
    rf"|(?P<m4>{MONTH})\b\.?\s(?:the\s)?(?P<d4>\d{{1,2}}){NTH},?\s'?(?P<y4>\d{{4}}|\d{{2}})"
    rf")(?![\d/]|[.\-:]\d)",
    re.I,
)
# Less than a whole date, or without any mark between: only where the words say what it is.
SHORT = re.compile(
    rf"(?<![\w/.])(?<!\d-)(?:\d{{1,2}}\s?{NTH}\s(?:of\s)?{MONTH}\b|{MONTH}\s(?:\d{{1,2}}{NTH}|\d{{4}})|\d{{2}}/\d{{4}}|\d{{8}}|\d{{6}})(?![\d/])",
    re.I,
)
CUE = re.compile(
    r"\b(?:d\.?\s?o\.?\s?b\.?|born|birth\s?date|date\sof\sbirth|birth\s?day|bday|b\.)(?![a-z])", re.I
)
CUE_AFTER = re.compile(
    r"[\s,\-(]{0,4}(?:\(?d\.?o\.?b\b|is\s(?:the|my|his|her|their)\s(?:d\.?o\.?b|birth|date\sof\sbirth))", re.I
)
REACH = 40  # how far a cue is heard, within its sentence
SENTENCE_END = re.compile(r"[.!?;]\s|\n\s*\n")
FIRST_YEAR, LAST_YEAR = 1900, 2005  # a date of these years is one of birth, whatever the words
FIRST_SHORT_YEAR = 30  # 12/03/30 to 12/03/99 are of birth; 12/03/00 to 12/03/29 may be days of care


def births_in(text: str) -> Iterator[Span]:
    """Dates that are of birth, by their words or by their year."""
    cues = [match.end() for match in CUE.finditer(text)]
    whole = [match for match in SHAPES.finditer(text) if _is_real(match)]
    last = 0
    for match in whole:
        if _is_of_a_birth_year(match) or _is_called_birth(text, match, cues, last):
            yield Span(*match.span(), DOB)
        last = match.end()
    last = 0
    for match in SHORT.finditer(text) if cues else ():
        if _is_called_birth(text, match, cues, last):
            yield Span(*match.span(), DOB)
        last = match.end()


def _parts(match: re.Match[str]) -> tuple[str, str, str]:
    """Day, month and year as written."""
    form = next(form for form in "1234" if match.group(f"y{form}"))
    return match.group(f"d{form}"), match.group(f"m{form}"), match.group(f"y{form}")


def _is_real(match: re.Match[str]) -> bool:
    """Whether there is such a day, with the day or the month first."""
    written_day, written_month, written = _parts(match)
    day, month = int(written_day), _month(written_month)
    year = int(written) if len(written) == 4 else 2000 + int(written)
    return _is_date(year, month, day) or _is_date(year, day, month)


def _month(written: str) -> int:
    return int(written) if written.isdigit() else MONTHS.index(written[:3].lower()) + 1


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        # 29 February 2048 stands for 1948 as well
        return (month, day) == (2, 29)
    return True


def _is_of_a_birth_year(match: re.Match[str]) -> bool:
    """Whether the year alone says that it is a date of birth; of two digits only where it is plainly a date."""
    _, _, written = _parts(match)
    year = int(written)
    if len(written) == 4:
        return FIRST_YEAR <= year <= LAST_YEAR
    is_plain = match.group("sep") == "/" or (
        match.group("d1") and re.match(r"\d\d[.-]\d\d[.-]", match.group())
    )
    return bool(is_plain) and year >= FIRST_SHORT_YEAR


def _is_called_birth(text: str, match: re.Match[str], cues: list[int], last: int) -> bool:
    """Whether the words say so: a cue before it in the same sentence, after the `last` date, or right behind it."""
    nearest = bisect_right(cues, match.start()) - 1
    if nearest >= 0 and cues[nearest] >= last and match.start() - cues[nearest] <= REACH:
        return not SENTENCE_END.search(text, cues[nearest], match.start())
    return bool(CUE_AFTER.match(text, match.end()))
