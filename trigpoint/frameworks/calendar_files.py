"""Reading calendars: the file that ships, and what the installation says otherwise or besides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from trigpoint.common import definition_files
from trigpoint.common.definition_files import Fault
from trigpoint.frameworks.errors import PacksInvalid
from trigpoint.frameworks.working_days import ONE_DAY, SATURDAY, Calendar, Holiday, Year

FEWEST = 8
EASTER = ((3, 20), (4, 26))  # the earliest Good Friday, the latest Easter Monday


def read_calendar(shipped: Path, own: Path, schema: Path) -> Calendar:
    """The calendar of `shipped`; where the file `own` exists, its years stand in place of those that ship."""
    content = _content(shipped, schema, shipped.name)
    years = {year["year"]: _year(year, is_own=False) for year in content["years"]}
    if own.exists():
        said = _content(own, schema, str(own))
        years |= {year["year"]: _year(year, is_own=True) for year in said["years"]}
    return Calendar(content["name"], content["title"], content["source"], dict(sorted(years.items())))


def _content(path: Path, schema: Path, told_as: str) -> dict[str, Any]:
    content, faults = definition_files.read(path, schema)
    if not faults:
        faults = [*_name(path, content), *_years(content)]
    if faults:
        raise PacksInvalid([fault.in_file(told_as) for fault in faults])
    return content


def _year(content: dict[str, Any], *, is_own: bool) -> Year:
    days = (Holiday(dt.date.fromisoformat(day["on"]), day["name"]) for day in content["days"])
    return Year(
        year=content["year"],
        days=tuple(sorted(days, key=lambda day: day.on)),
        local_default=content.get("local_default", False),
        note=content.get("note", ""),
        is_own=is_own,
    )


def _name(path: Path, content: dict[str, Any]) -> Iterator[Fault]:
    if path.stem != content["name"]:
        message = f"The calendar is named {content['name']}, but the file is {path.name}."
        yield Fault(
            "file_name", "name", message, f"Rename the file {content['name']}.yaml, or correct the name."
        )


def _years(content: dict[str, Any]) -> Iterator[Fault]:
    seen: set[int] = set()
    for place, year in enumerate(content["years"], start=1):
        field = f"years[{place}]"
        if year["year"] in seen:
            yield Fault("year_twice", f"{field}.year", f"{year['year']} stands twice.", "Join the two.")
        seen.add(year["year"])
        if year.get("local_default") and not year.get("note"):
            message = f"{year['year']} is marked as a local default, and nothing says what to check."
            yield Fault("note_missing", field, message, "Add a note.")
        yield from _days(field, year)


def _days(field: str, year: dict[str, Any]) -> Iterator[Fault]:
    """What is wrong with the days of a year. A slip here would move deadlines, so the shape of the year is checked."""
    days = [dt.date.fromisoformat(day["on"]) for day in year["days"]]
    for place, day in enumerate(days, start=1):
        where = f"{field}.days[{place}].on"
        if day.year != year["year"]:
            yield Fault("other_year", where, f"{day} is not in {year['year']}.", "Put it under its own year.")
        elif day.weekday() >= SATURDAY:
            remedy = "Give the substitute day on which people are off, or leave it out."
            yield Fault("weekend", where, f"{day} is a {day:%A}.", remedy)
        if day in days[: place - 1]:
            yield Fault("day_twice", where, f"{day} stands twice.", "Take one of them out.")
    if len(days) < FEWEST:
        message = f"{year['year']} has {len(days)} bank holidays; England has at least {FEWEST} a year."
        yield Fault("too_few", f"{field}.days", message, "Add those that are missing.")
    yield from _feasts(field, year["year"], set(days))


def _feasts(field: str, year: int, days: set[dt.date]) -> Iterator[Fault]:
    """The three that no year is without: New Year, Easter, Christmas."""
    for name, day in (("New Year's Day", dt.date(year, 1, 1)), ("Christmas Day", dt.date(year, 12, 25))):
        observed = day if day.weekday() < SATURDAY else day + ONE_DAY * (7 - day.weekday())
        candidates = {observed, observed + ONE_DAY}  # a Christmas on Sunday moves past Boxing Day
        if not candidates & days or (day.weekday() < SATURDAY and day not in days):
            message = f"{year} does not have {name}, or the day that stands in for it."
            yield Fault("feast_missing", f"{field}.days", message, f"Add it: {observed}.")
    first, last = (dt.date(year, month, day) for month, day in EASTER)
    if not any(first <= day <= last and day.weekday() == 4 and day + ONE_DAY * 3 in days for day in days):
        message = f"{year} has no Good Friday with an Easter Monday three days later."
        yield Fault("feast_missing", f"{field}.days", message, "Add both.")
