"""The calendar in plain words: the bank holidays of a year, how far it reaches, what it says of itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from trigpoint.frameworks.errors import CalendarMissing
from trigpoint.frameworks.presenters.words import date
from trigpoint.frameworks.working_days import Calendar, Year


@dataclass(frozen=True)
class YearLink:
    """One year to choose."""

    year: int
    is_shown: bool
    mark: str


def sentence(calendar: Calendar, asked: int, today: dt.date) -> str:
    """How many days a year has, and how far the calendar reaches."""
    reach = calendar.last_day_covered(today)
    year = calendar.years.get(asked)
    if year is None:
        return str(CalendarMissing(asked, calendar.years))
    told = f"{asked} has {len(year.days)} bank holidays in {calendar.title}."
    if reach is None:
        return (
            f"{told} No calendar is loaded for {today.year}, so no working day of this year can be counted."
        )
    return f"{told} Working days can be counted until {date(reach)}."


def links(calendar: Calendar, shown: int) -> list[YearLink]:
    """Every year that is loaded."""
    return [YearLink(number, number == shown, _mark(year)) for number, year in calendar.years.items()]


def year_asked(asked: str, today: dt.date) -> int:
    """The year of the address, else this year; it need not be loaded."""
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else today.year


def _mark(year: Year) -> str:
    if year.is_own:
        return "ours"
    return "to confirm" if year.local_default else ""
