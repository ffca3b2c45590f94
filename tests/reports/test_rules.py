"""Days of answers and meetings."""

import datetime as dt

import pytest

from trigpoint.reports.rules import due_words, last_before, meeting_words, next_from
from trigpoint.reports.rules.months import end_of, month_read, months_to_write

TODAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("due_on", "words"),
    [
        (dt.date(2026, 11, 24), "Tue 24 Nov, in 2 days"),
        (dt.date(2026, 11, 23), "Mon 23 Nov, tomorrow"),
        (dt.date(2026, 11, 22), "Sun 22 Nov, today"),
        (dt.date(2026, 11, 21), "Sat 21 Nov, 1 day overdue"),
        (dt.date(2026, 11, 1), "Sun 1 Nov, 21 days overdue"),
        (dt.date(2027, 1, 4), "Mon 4 Jan 2027, in 43 days"),
    ],
)
def test_due_words_are_as_people_say_them(due_on, words):
    assert due_words(due_on, TODAY) == words


@pytest.mark.parametrize(
    ("held_on", "words"),
    [
        (dt.date(2026, 3, 17), "the March meeting"),
        (dt.date(2026, 11, 3), "the meeting of 3 November"),
        (dt.date(2025, 12, 2), "the December meeting"),
        (dt.date(2025, 11, 4), "the November 2025 meeting"),
    ],
)
def test_meeting_words_name_the_year_only_when_needed(held_on, words):
    assert meeting_words(held_on, TODAY) == words


def test_meeting_today_is_the_next_and_not_the_last():
    days = [dt.date(2026, 3, 17), TODAY]

    assert last_before(days, TODAY) == dt.date(2026, 3, 17)
    assert next_from(days, TODAY) == TODAY
    assert last_before([], TODAY) is None
    assert next_from([], TODAY) is None


@pytest.mark.parametrize("text", ["2026-13", "2026-1", "", "soon", "2026-11-01", "2026-00"])
def test_what_is_no_month_is_not_read(text):
    assert month_read(text) is None


def test_months_of_papers():
    assert month_read("2026-11") == dt.date(2026, 11, 1)
    assert end_of(dt.date(2026, 12, 31)) == dt.date(2027, 1, 1)
    assert months_to_write(dt.date(2027, 1, 31)) == (dt.date(2027, 1, 1), dt.date(2026, 12, 1))
