"""Dates for everybody: working days in England, moments in London, months. The rules are those of the NHS.

Day 0 is the anchor date, day 1 the next working day. A day ends at 23:59:59 in London; overdue is strictly after.
"""

from __future__ import annotations

import calendar as months
import datetime as dt
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from trigpoint.common.clock import LONDON
from trigpoint.frameworks.calendar_files import read_calendar
from trigpoint.frameworks.working_days import ONE_DAY, Calendar, Pause

NAME = "england"
LAST_SECOND = dt.time(23, 59, 59)


@lru_cache(maxsize=1)
def england() -> Calendar:
    """The bank holidays in force, read once: those that ship, and what this installation says besides."""
    return read_calendar(
        settings.DEFINITIONS_DIR / "calendars" / f"{NAME}.yaml",
        own_file(),
        Path(settings.DEFINITIONS_DIR / "calendar.schema.json"),
    )


def own_file() -> Path:
    """Where an installation says what its years are, if it wants to."""
    return Path(settings.DATA_DIR) / "calendars" / f"{NAME}.yaml"


def is_working_day(day: dt.date) -> bool:
    """Not Saturday, Sunday, Christmas Day, Good Friday or a bank holiday in England."""
    return england().is_working_day(day)


def add_working_days(day: dt.date, count: int, pauses: Sequence[Pause] = ()) -> dt.date:
    """Day number `count` after `day`; working days within a pause do not count."""
    return england().add_working_days(day, count, pauses)


def working_days_between(start: dt.date, end: dt.date) -> int:
    """Working days after `start` up to and with `end`; negative when `end` is the earlier."""
    return england().working_days_between(start, end)


def next_working_day(day: dt.date) -> dt.date:
    """The first working day after `day`: help for a date that falls on a day off."""
    return england().next_working_day(day)


def add_calendar_days(day: dt.date, count: int) -> dt.date:
    """So many days later, every day counted. It may be a Sunday, and stays one."""
    return day + ONE_DAY * count


def add_months(day: dt.date, count: int) -> dt.date:
    """The same day of the month so many months later; the last of the month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return dt.date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


def hours_after(moment: dt.datetime, hours: float) -> dt.datetime:
    """So many hours that really pass, also when the clocks change; in London's time."""
    return (_in_utc(moment) + dt.timedelta(hours=hours)).astimezone(LONDON)


def due_moment(day: dt.date) -> dt.datetime:
    """The last second of a day in London."""
    return dt.datetime.combine(day, LAST_SECOND, tzinfo=LONDON)


def is_overdue(due: dt.date, *, at: dt.datetime) -> bool:
    """Whether `at` is strictly after what was due: a day, which ends at 23:59:59 in London, or a moment."""
    moment = due if isinstance(due, dt.datetime) else due_moment(due)
    return _in_utc(at) > _in_utc(moment)


def _in_utc(moment: dt.datetime) -> dt.datetime:
    if moment.tzinfo is None:
        raise ValueError("A moment without its time zone could be two moments.")
    return moment.astimezone(dt.UTC)
