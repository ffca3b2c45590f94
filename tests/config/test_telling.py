"""The wiring of news: working days from the calendar, and what areas say is due."""

import datetime as dt

import pytest

from trigpoint.config import timetable
from trigpoint.config.telling import is_working_day
from trigpoint.notifications import registry


@pytest.mark.parametrize(
    ("day", "is_one"),
    [
        ("2026-12-24", True),
        ("2026-12-25", False),
        ("2026-12-28", False),  # for Boxing Day, which is a Saturday
        ("2026-12-29", True),
        ("2027-01-02", False),
        ("1990-01-01", True),  # no calendar for that year: a Monday
        ("1990-01-06", False),
    ],
)
def test_summaries_go_by_the_calendar_of_bank_holidays(day, is_one):
    assert is_working_day(dt.date.fromisoformat(day)) == is_one
    assert registry.is_working_day(dt.date.fromisoformat(day)) == is_one


def test_reminders_come_before_the_summaries_of_the_day():
    at = {entry.name: getattr(entry.when, "at", None) for entry in timetable.ENTRIES}

    assert at["reminders"] < at["summaries"] == dt.time(7, 30)
