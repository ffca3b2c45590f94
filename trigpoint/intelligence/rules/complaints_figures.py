"""Quarters, rates and what cannot be true of the figures of complaints: pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from trigpoint.analysis.intervals import wilson

# Name -> what is asked for. Nothing typed means that it was not sent, which is never nought.
COUNTS: dict[str, str] = {
    "received": "Complaints received",
    "acknowledged": "Acknowledged within 3 working days",
    "closed": "Answered and closed",
    "in_time": "Of those closed: answered within the agreed time",
    "upheld": "Of those closed: upheld",
    "partly": "Of those closed: upheld in part",
    "not_upheld": "Of those closed: not upheld",
    "reopened": "Opened again",
    "ombudsman_referred": "Taken up by the ombudsman",
    "ombudsman_upheld": "Upheld by the ombudsman, wholly or in part",
}
MONTHS_OF_QUARTER = 3
APRIL = 4
QUARTER = re.compile(r"q?\s*([1-4])\D+(\d{4})\s*[/-]\s*(\d{2}|\d{4})", re.IGNORECASE)
TURNED = re.compile(r"(\d{4})\s*[/-]\s*(\d{2}|\d{4})\D+q?\s*([1-4])", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class FiguresDraft:
    """The figures of one provider and quarter as sent. provider: a record. quarter: its first day. See `models` for each."""

    provider: Any
    quarter: dt.date
    counts: Mapping[str, int | None]
    subjects: Mapping[str, int] = field(default_factory=dict)
    service: str = ""
    place: str = ""
    source: str = ""
    note: str = ""
    file_name: str = ""


@dataclass(frozen=True)
class Rate:
    """A share with its 95 % interval, all from 0 to 1."""

    hits: int
    of: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """The share itself."""
        return self.hits / self.of


def rate(hits: int | None, of: int | None) -> Rate | None:
    """The share of `hits` among `of`; None where either was not sent, or there was nothing to share.

    >>> rate(8, 10)
    Rate(hits=8, of=10, low=0.4901624691221323, high=0.9433178490622331)
    >>> rate(0, 0) is None and rate(None, 4) is None
    True
    """
    if hits is None or not of or hits > of:
        return None
    low, high = wilson(hits, of)
    return Rate(hits, of, low, high)


def rates(counts: Mapping[str, int | None]) -> dict[str, Rate | None]:
    """acknowledged: of those received. in_time: of those closed. upheld: wholly or in part, of those decided."""
    upheld, partly, not_upheld = (counts.get(name) for name in ("upheld", "partly", "not_upheld"))
    founded = None if upheld is None and partly is None else (upheld or 0) + (partly or 0)
    decided = None if founded is None or not_upheld is None else founded + not_upheld
    return {
        "acknowledged": rate(counts.get("acknowledged"), counts.get("received")),
        "in_time": rate(counts.get("in_time"), counts.get("closed")),
        "upheld": rate(founded, decided),
    }


def faults(
    counts: Mapping[str, int | None], subjects: Mapping[str, int], titles: Mapping[str, str]
) -> list[tuple[str, str]]:
    """What cannot be true: (count, or "subject:" and its code; the sentence with its remedy). titles: of the subjects."""
    told = [
        _above(counts, "acknowledged", "received", "More were acknowledged in time than were received"),
        _above(counts, "in_time", "closed", "More were answered in time than were closed"),
    ]
    closed = counts.get("closed")
    decided = sum(counts.get(name) or 0 for name in ("upheld", "partly", "not_upheld"))
    if closed is not None and decided > closed:
        words = f"Upheld, upheld in part and not upheld are {decided} together, but {closed} were closed. Correct one of them."
        told.append(("closed", words))
    received = counts.get("received")
    for code, number in subjects.items():
        if received is not None and number > received:
            words = f"{titles.get(code, code)}: {number} of {received} complaints received cannot be. A complaint counts once under each of its subjects."
            told.append((f"subject:{code}", words))
    if all(counts.get(name) is None for name in COUNTS):
        told.append(
            ("received", "There is no figure at all. Enter at least how many were received, 0 for none.")
        )
    return [each for each in told if each]


def remark_on_subjects(received: int | None, subjects: Mapping[str, int]) -> str:
    """What to know of the sum of subjects; "" where there is nothing to say.

    >>> remark_on_subjects(10, {"clinical": 8, "waiting": 5})
    'The subjects add up to 13, which is more than the 10 complaints: a complaint counts under each of its subjects.'
    """
    total = sum(subjects.values())
    if not subjects or received is None or total == received:
        return ""
    if total > received:
        return f"The subjects add up to {total}, which is more than the {received} complaints: a complaint counts under each of its subjects."
    return f"The subjects add up to {total}: of {received - total} of the {received} complaints no subject was sent."


def quarter_of(day: dt.date) -> dt.date:
    """The first day of the quarter in which a day lies.

    >>> quarter_of(dt.date(2026, 11, 22))
    datetime.date(2026, 10, 1)
    """
    return day.replace(month=day.month - (day.month - 1) % MONTHS_OF_QUARTER, day=1)


def quarter_before(day: dt.date) -> dt.date:
    """The first day of the quarter before the one in which a day lies.

    >>> quarter_before(dt.date(2026, 11, 22))
    datetime.date(2026, 7, 1)
    """
    return quarter_of(quarter_of(day) - dt.timedelta(days=1))


def end_of(quarter: dt.date) -> dt.date:
    """Its last day."""
    return quarter_of(quarter + dt.timedelta(days=95)) - dt.timedelta(days=1)


def year_of(day: dt.date) -> int:
    """The calendar year in which the financial year of a day began."""
    return day.year if day.month >= APRIL else day.year - 1


def year_words(year: int) -> str:
    """A financial year by the year it began in.

    >>> year_words(2026)
    '2026/27'
    """
    return f"{year}/{(year + 1) % 100:02d}"


def quarter_words(quarter: dt.date) -> str:
    """What a quarter of the financial year is called.

    >>> quarter_words(dt.date(2027, 1, 1))
    'Q4 2026/27'
    """
    number = (quarter.month - APRIL) // MONTHS_OF_QUARTER % 4 + 1
    return f"Q{number} {year_words(year_of(quarter))}"


def quarter_named(text: str) -> dt.date | None:
    """The first day of a quarter of the financial year as people write it; None where it is none, or beyond dates.

    >>> quarter_named("Q1 2026/27"), quarter_named("2026-27 q4"), quarter_named("2026/28 Q1")
    (datetime.date(2026, 4, 1), datetime.date(2027, 1, 1), None)
    >>> quarter_named("Q4 9999/00") is quarter_named("Q1 0000/01") is None
    True
    """
    found, turned = QUARTER.search(text), TURNED.search(text)
    if turned:
        year, following, number = turned.groups()
    elif found:
        number, year, following = found.groups()
    else:
        return None
    if not dt.MINYEAR <= int(year) < dt.MAXYEAR or (int(year) + 1) % 100 != int(following) % 100:
        return None
    month = APRIL + (int(number) - 1) * MONTHS_OF_QUARTER
    return dt.date(int(year) + (month > 12), (month - 1) % 12 + 1, 1)


def guarded(counts: Mapping[str, int], smallest: int) -> dict[str, int | None]:
    """Counts of one sum as they may be published: those from 1 below `smallest` are None.

    Where one alone would be hidden, it could be worked out from the sum, so the next smallest is hidden with it.

    >>> guarded({"upheld": 3, "partly": 9, "not_upheld": 20}, 5)
    {'upheld': None, 'partly': None, 'not_upheld': 20}
    """
    hidden = {name for name, number in counts.items() if 0 < number < smallest}
    rest = sorted((number, name) for name, number in counts.items() if name not in hidden and number)
    if len(hidden) == 1 and rest:
        hidden.add(rest[0][1])
    return {name: None if name in hidden else number for name, number in counts.items()}


def _above(counts: Mapping[str, int | None], part: str, whole: str, words: str) -> tuple[str, str] | None:
    these, those = counts.get(part), counts.get(whole)
    if these is None or those is None or these <= those:
        return None
    return part, f"{words}: {these} of {those}. Correct one of them."
