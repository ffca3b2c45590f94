"""When people are reminded, and on which days and moments summaries go out."""

import datetime as dt

import pytest

from trigpoint.notifications.rules import (
    MOST_TRIES,
    Due,
    is_due_again,
    is_weekday,
    may_send,
    may_try_again,
    parted,
    reminder_for,
    reminder_key,
)

DUE_ON = dt.date(2026, 11, 24)  # a Tuesday
AHEAD = (7, 1)


def moment(text):
    """A moment in UTC."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("today", "stage"),
    [
        ("2026-11-16", None),
        ("2026-11-17", "7-ahead"),
        ("2026-11-18", "7-ahead"),
        ("2026-11-22", "7-ahead"),
        ("2026-11-23", "1-ahead"),
        ("2026-11-24", "today"),
        ("2026-11-25", "overdue-0"),
        ("2026-12-01", "overdue-0"),
        ("2026-12-02", "overdue-1"),
        ("2026-12-08", "overdue-1"),
        ("2026-12-09", "overdue-2"),
    ],
)
def test_stage_of_the_reminder_for_tuesday_24_november(today, stage):
    reminder = reminder_for(DUE_ON, dt.date.fromisoformat(today), AHEAD)

    assert (reminder.stage if reminder else None) == stage


@pytest.mark.parametrize(
    ("today", "words"),
    [
        ("2026-11-18", "Due on Tue 24 Nov 2026"),
        ("2026-11-24", "Due today, Tue 24 Nov 2026"),
        ("2026-11-25", "Overdue since Tue 24 Nov 2026"),
        ("2026-12-02", "Overdue since Tue 24 Nov 2026, 2 weeks running"),
    ],
)
def test_words_of_a_reminder_stay_true_when_they_are_read_later(today, words):
    assert reminder_for(DUE_ON, dt.date.fromisoformat(today), AHEAD).words == words


def test_each_stage_comes_once_in_order_when_every_day_is_run():
    days = [dt.date(2026, 11, 10) + dt.timedelta(days=number) for number in range(35)]
    stages = [each.stage for day in days if (each := reminder_for(DUE_ON, day, AHEAD))]

    assert list(dict.fromkeys(stages)) == [
        "7-ahead",
        "1-ahead",
        "today",
        "overdue-0",
        "overdue-1",
        "overdue-2",
    ]


def test_no_days_ahead_means_reminders_from_the_day_on():
    assert reminder_for(DUE_ON, dt.date(2026, 11, 23), ()) is None
    assert reminder_for(DUE_ON, DUE_ON, ()).stage == "today"


def test_another_due_date_begins_anew():
    assert reminder_key("action:a", DUE_ON, "today") != reminder_key(
        "action:a", dt.date(2026, 11, 25), "today"
    )


@pytest.mark.parametrize(
    ("now", "is_time"),
    [
        ("2026-11-24T07:29:59", False),
        ("2026-11-24T07:30:00", True),
        ("2026-11-24T18:00:00", True),
        ("2026-07-01T06:29:59", False),  # 07:29:59 in England
        ("2026-07-01T06:30:00", True),
        ("2026-11-21T12:00:00", False),  # a Saturday
        ("2026-07-03T23:30:00", False),  # Saturday already in England
        ("2026-03-30T06:30:00", True),  # the Monday after the clock went forward
        ("2026-10-26T06:30:00", False),  # the Monday after it went back
        ("2026-10-26T07:30:00", True),
    ],
)
def test_summaries_go_out_from_half_past_seven_in_england_on_weekdays(now, is_time):
    assert may_send(moment(now), is_weekday) == is_time


def test_summaries_keep_bank_holidays_where_a_calendar_is_known():
    boxing_day_off = dt.date(2026, 12, 28)

    assert not may_send(moment("2026-12-28T09:00:00"), lambda day: day != boxing_day_off)


@pytest.mark.parametrize(
    ("cadence", "last", "again"),
    [
        ("daily", None, True),
        ("daily", "2026-11-23", True),
        ("daily", "2026-11-24", False),
        ("weekly", None, True),
        ("weekly", "2026-11-20", True),  # Friday of the week before
        ("weekly", "2026-11-22", True),  # Sunday
        ("weekly", "2026-11-23", False),  # Monday of this week
        ("weekly", "2026-11-24", False),
        ("never", None, False),
    ],
)
def test_summary_is_due_again_on_tuesday_24_november(cadence, last, again):
    day = dt.date.fromisoformat(last) if last else None

    assert is_due_again(cadence, dt.date(2026, 11, 24), day) == again


@pytest.mark.parametrize(
    ("state", "tries", "minutes", "again"),
    [
        ("failed", 1, 9, False),
        ("failed", 1, 10, True),
        ("failed", MOST_TRIES, 600, False),
        ("in_hand", 1, 59, False),
        ("in_hand", 1, 60, True),  # lost with its worker
        ("sent", 1, 600, False),
        ("refused", 1, 600, False),
        ("dropped", 1, 600, False),
    ],
)
def test_what_did_not_go_out_is_tried_again(state, tries, minutes, again):
    now = moment("2026-11-24T09:00:00")

    assert may_try_again(state, tries, now - dt.timedelta(minutes=minutes), now) == again


def test_what_is_due_is_parted_into_overdue_and_soon():
    def due(day):
        return Due("question:x", "Question", "", dt.date(2026, 11, day), "/", moment("2026-01-01T00:00:00"))

    overdue, soon = parted([due(25), due(23), due(30), due(1), due(24)], dt.date(2026, 11, 24))

    assert [each.due_on.day for each in overdue] == [1, 23]
    assert [each.due_on.day for each in soon] == [24, 25, 30]
    assert parted([due(30)], dt.date(2026, 11, 22)) == ([], [])
