"""The wiring of news: working days from the calendar, and what areas say is due."""

import datetime as dt

import icalendar
import pytest
from django.urls import reverse

from tests.factories import actions
from trigpoint.common import clock
from trigpoint.config import timetable
from trigpoint.config.telling import is_working_day
from trigpoint.notifications import registry, services


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


def test_each_deadline_of_mine_stands_once_in_the_calendar_that_is_fetched(db, client, quality_lead):
    with clock.replaying(actions.TODAY):
        mine = actions.action(quality_lead, leads=("me",), due_on=actions.in_days(3))
        asked = actions.action(
            quality_lead, kind="question", provider=actions.bolton(), leads=("me",), due_on=actions.in_days(5)
        )
        actions.action(quality_lead, "Zedmark", leads=("me",), restriction="safeguarding")
        _, secret = services.make_calendar_key(by=quality_lead)

        content = client.get(reverse("notifications:calendar", args=[secret])).content

    events = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert [(str(each["uid"]), str(each["summary"]), each.decoded("dtstart")) for each in events] == [
        (f"action-{mine.public_id}-due@trigpoint", "Action 1 due", dt.date(2026, 11, 27)),
        (f"action-{asked.public_id}-due@trigpoint", "Question 2 due", dt.date(2026, 11, 29)),
    ]
