"""Who is told of somebody at risk now, and when somebody else is: the whole rule, case by case."""

import datetime as dt

import pytest

from trigpoint.common.clock import LONDON
from trigpoint.intelligence.rules.climbing import Hours, Told, in_working_hours, next_turn

NOON = dt.datetime(2026, 11, 24, 12, 0, tzinfo=LONDON)
WAIT = dt.timedelta(minutes=60)
ALWAYS, WORKING, OUTSIDE = Hours.ALWAYS, Hours.WORKING, Hours.OUTSIDE


def turn(turns, told=(), *, after=0, working=True):
    """The turn that comes `after` minutes; `told` is (turn, minutes after noon)."""
    so_far = [Told(place, NOON + dt.timedelta(minutes=minutes)) for place, minutes in told]
    now = NOON + dt.timedelta(minutes=after)
    return next_turn(turns, so_far, now=now, wait=WAIT, is_working_time=working)


@pytest.mark.parametrize(
    ("turns", "working", "expected"),
    [
        ([ALWAYS, ALWAYS], True, 0),
        ([OUTSIDE, WORKING], True, 1),
        ([WORKING, OUTSIDE], False, 1),
        ([WORKING, OUTSIDE, ALWAYS], False, 1),
        ([WORKING], False, 0),  # nobody is on duty: the first of all, rather than nobody
        ([], True, None),
    ],
)
def test_first_on_duty_is_told_at_once(turns, working, expected):
    assert turn(turns, working=working) == expected


@pytest.mark.parametrize(
    ("after", "expected"),
    [(0, None), (59, None), (60, 1), (500, 1)],
)
def test_next_is_told_when_nobody_has_read_it_in_time(after, expected):
    assert turn([ALWAYS, ALWAYS], [(0, 0)], after=after) == expected


def test_time_counts_from_the_last_that_was_told():
    assert turn([ALWAYS] * 3, [(0, 0), (1, 60)], after=119) is None
    assert turn([ALWAYS] * 3, [(0, 0), (1, 60)], after=120) == 2


def test_whoever_is_not_on_duty_is_passed_over():
    assert turn([WORKING, WORKING, OUTSIDE], [(0, 0)], after=60, working=False) == 2


def test_it_waits_for_the_morning_when_nobody_covers_the_night():
    assert turn([WORKING, WORKING], [(0, 0)], after=300, working=False) is None
    assert turn([WORKING, WORKING], [(0, 0)], after=300, working=True) == 1


def test_after_the_last_it_begins_again_with_the_first():
    assert turn([ALWAYS, ALWAYS], [(0, 0), (1, 60)], after=120) == 0
    assert turn([ALWAYS, ALWAYS], [(0, 0), (1, 60), (0, 120)], after=180) == 1
    assert turn([ALWAYS], [(0, 0)], after=60) == 0


def test_a_turn_that_was_taken_away_since_counts_for_nothing():
    assert turn([ALWAYS], [(0, 0), (5, 60)], after=120) == 0


@pytest.mark.parametrize(
    ("moment", "is_working_day", "expected"),
    [
        (dt.time(8, 59), True, False),
        (dt.time(9, 0), True, True),
        (dt.time(16, 59), True, True),
        (dt.time(17, 0), True, False),
        (dt.time(12, 0), False, False),
    ],
)
def test_working_hours_are_those_of_working_days(moment, is_working_day, expected):
    now = dt.datetime.combine(dt.date(2026, 11, 24), moment, tzinfo=LONDON).astimezone(dt.UTC)

    assert (
        in_working_hours(now, begins=dt.time(9), ends=dt.time(17), is_working_day=lambda day: is_working_day)
        is expected
    )


def test_hours_are_those_of_london_in_summer():
    now = dt.datetime(2026, 7, 1, 8, 30, tzinfo=dt.UTC)

    assert in_working_hours(now, begins=dt.time(9), ends=dt.time(17), is_working_day=lambda day: True)
