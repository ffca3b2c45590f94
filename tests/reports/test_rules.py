"""Days and states of questions and meetings."""

import datetime as dt

import pytest

from trigpoint.reports.models import Deed
from trigpoint.reports.rules import (
    carry_to,
    due_words,
    is_waiting,
    last_before,
    meeting_words,
    next_from,
    next_month,
    possible,
)

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


@pytest.mark.parametrize(
    ("day", "after"),
    [
        (dt.date(2026, 1, 31), dt.date(2026, 2, 28)),
        (dt.date(2026, 12, 15), dt.date(2027, 1, 15)),
        (dt.date(2026, 11, 22), dt.date(2026, 12, 22)),
    ],
)
def test_next_month_keeps_the_day_where_there_is_one(day, after):
    assert next_month(day) == after


def test_carry_to_proposes_the_next_meeting_else_next_month():
    overdue = dt.date(2026, 10, 1)

    assert carry_to(overdue, dt.date(2026, 12, 8), TODAY) == dt.date(2026, 12, 8)
    assert carry_to(overdue, None, TODAY) == dt.date(2026, 12, 22)


def test_only_a_closed_question_can_be_opened_again():
    for deed in (Deed.ANSWERED, Deed.CARRIED, Deed.CLOSED):
        assert possible(Deed.ASKED, deed)
        assert not possible(Deed.CLOSED, deed)
    assert possible(Deed.CLOSED, Deed.REOPENED)
    assert not possible(Deed.ANSWERED, Deed.REOPENED)


def test_an_answered_question_that_is_carried_waits_again():
    assert [deed.value for deed in Deed if is_waiting(deed)] == ["asked", "carried", "reopened"]
