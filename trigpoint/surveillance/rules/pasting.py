"""Two columns pasted from a spreadsheet, period and value, with every fault by line and what to do: pure."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from typing import NamedTuple

from trigpoint.surveillance.rules.agreeing import YEAR_BEGINS

MONTHS = tuple(calendar.month_name[n].lower() for n in range(1, 13))
SHORTEST = 3  # letters of a month
BY_NAME = re.compile(r"^(?:\d{1,2}[ \-/])?([A-Za-z]{3,9})\.?[ \-/']*(\d{4}|\d{2})$")
BY_NUMBER = (
    (re.compile(r"^(\d{4})[-/](\d{1,2})(?:[-/]\d{1,2})?$"), 1, 2),
    (re.compile(r"^(?:\d{1,2}[/.\-])?(\d{1,2})[/.\-](\d{4})$"), 2, 1),
)
QUARTER = re.compile(r"^Q([1-4])[ ,]*(\d{4})[/\-](\d{2}|\d{4})$", re.IGNORECASE)
NUMBER = re.compile(r"^-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?%?$")
MOST_LINES = 120
COLUMNS = 2
YEARS = range(1901, 2200)


class Pasted(NamedTuple):
    """What was read, in order of time, and the faults in words."""

    values: tuple[tuple[dt.date, float], ...]
    faults: tuple[str, ...]


def read(text: str, months: int, first_month: int = 1) -> Pasted:
    """The periods (of so many months, one of which begins in `first_month`) with their values. A heading above them is passed over."""
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if len(lines) > MOST_LINES:
        return Pasted((), (f"There are {len(lines)} lines. Paste at most {MOST_LINES}.",))
    if lines and _is_heading(lines[0][1]):
        lines = lines[1:]
    found: dict[dt.date, tuple[int, float]] = {}
    faults: list[str] = []
    for number, line in lines:
        told = _line(line, months, first_month)
        if isinstance(told, str):
            faults.append(f"Line {number}: {told}")
        elif told[0] in found:
            first = found[told[0]][0]
            faults.append(
                f"Line {number}: {told[0]:%b %Y} is given in line {first} already. Keep one of them."
            )
        else:
            found[told[0]] = (number, told[1])
    return Pasted(tuple((day, value) for day, (_, value) in sorted(found.items())), tuple(faults))


def _line(line: str, months: int, first_month: int) -> tuple[dt.date, float] | str:
    parts = _parts(line)
    if parts is None:
        return f"“{line}” holds one column. Give the period, then the value, such as Apr 2026, a tab, 76.5."
    period, value = parts
    day = day_of(period)
    if day is None and _has_odd_year(period):
        return f"“{period}” is not in a year from {YEARS[0]} to {YEARS[-1]}. Put the year right."
    if day is None:
        return f"“{period}” is not a month. Write it as Apr 2026, 2026-04 or 01/04/2026."
    if (day.month - first_month) % months:
        return _misplaced(day, months, first_month)
    if not NUMBER.match(value):
        return f"“{value}” is not a number. Write it as 76.5."
    return day, float(value.rstrip("%").replace(",", ""))


def _misplaced(day: dt.date, months: int, first_month: int) -> str:
    if months == 12:
        return f"{day:%b %Y} is not the first month of a year: these begin in {calendar.month_name[first_month]}. Give that month."
    return f"{day:%b %Y} is not the first month of a quarter. Give that month."


def _parts(line: str) -> tuple[str, str] | None:
    """Period and value: parted by a tab, else a semicolon, else by the last space or comma that leaves a period."""
    if day_of(line) is not None:
        return None
    for mark in ("\t", ";"):
        if mark in line:
            cells = [cell.strip() for cell in line.split(mark) if cell.strip()]
            return (cells[0], cells[1]) if len(cells) == COLUMNS else None
    ways = [way for mark in (None, ",") if len(way := line.rsplit(mark, 1)) == COLUMNS]
    told = [(period.rstrip(" ,"), value.strip()) for period, value in ways]
    return next((way for way in told if day_of(way[0]) is not None), told[0] if told else None)


def _is_heading(line: str) -> bool:
    parts = _parts(line)
    words = line if parts is None else parts[0]
    return not any(char.isdigit() for char in line) and day_of(words) is None


def day_of(text: str) -> dt.date | None:
    """The first day of the month that is written, or None."""
    return next((dt.date(year, month, 1) for year, month in _months(text.strip()) if year in YEARS), None)


def _has_odd_year(text: str) -> bool:
    return any(year not in YEARS for year, _ in _months(text.strip()))


def _months(text: str) -> Iterator[tuple[int, int]]:
    """Year and month, in each way in which the text can be read."""
    if (named := BY_NAME.match(text)) and (month := _month(named[1].lower())):
        yield int(named[2]) + (2000 if len(named[2]) == 2 else 0), month
    for pattern, year_at, month_at in BY_NUMBER:
        match = pattern.match(text)
        if match and 1 <= int(match[month_at]) <= 12:
            yield int(match[year_at]), int(match[month_at])
    if quarter := QUARTER.match(text):
        place = YEAR_BEGINS - 1 + 3 * (int(quarter[1]) - 1)
        yield int(quarter[2]) + place // 12, place % 12 + 1


def _month(name: str) -> int | None:
    """1 to 12 of a name that is whole or cut short."""
    if len(name) < SHORTEST:
        return None
    return next((n for n, known in enumerate(MONTHS, start=1) if known.startswith(name)), None)
