"""Working days, hours and months: worked examples, then a second telling of every day and of any count."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.frameworks import naive
from trigpoint.frameworks import calendar
from trigpoint.frameworks.errors import CalendarMissing, ClockStopped
from trigpoint.frameworks.working_days import Pause

LONDON = ZoneInfo("Europe/London")


def day(text):
    """2015-12-21 as a date."""
    return dt.date.fromisoformat(text)


def london(text):
    """2015-10-30 16:30 in London."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("anchor", "count", "due"),
    [
        # WD-1: Christmas and New Year 2015, Boxing Day on a Saturday
        ("2015-12-21", 2, "2015-12-23"),
        ("2015-12-21", 3, "2015-12-24"),
        ("2015-12-21", 10, "2016-01-07"),
        ("2015-12-21", 14, "2016-01-13"),
        ("2015-12-21", 60, "2016-03-17"),
        # WD-2: Easter 2016
        ("2016-03-24", 2, "2016-03-30"),
        ("2016-03-24", 3, "2016-03-31"),
        ("2016-03-24", 10, "2016-04-11"),
        ("2016-03-24", 60, "2016-06-22"),
        # WD-3: the Jubilee of 2022
        ("2022-05-30", 2, "2022-06-01"),
        ("2022-05-30", 3, "2022-06-06"),
        ("2022-05-30", 10, "2022-06-15"),
        ("2022-05-30", 60, "2022-08-24"),
        # WD-4: 19 September 2022 was closed
        ("2022-08-24", 20, "2022-09-23"),
        # WD-5: Easter 2026; ten operational days are the contract's limit for candour (aware on 30 March)
        ("2026-03-30", 2, "2026-04-01"),
        ("2026-03-30", 10, "2026-04-15"),
        ("2026-03-30", 60, "2026-06-26"),
        # WD-6: Christmas 2026
        ("2026-12-23", 2, "2026-12-29"),
        ("2026-12-23", 3, "2026-12-30"),
        ("2026-12-23", 10, "2027-01-11"),
        ("2026-12-23", 60, "2027-03-22"),
        # WD-7: the anchor is no working day
        ("2026-12-26", 2, "2026-12-30"),
        # a post-infection review, 14 working days from the result
        ("2026-12-23", 14, "2027-01-15"),
    ],
)
def test_working_days_after_an_anchor(anchor, count, due):
    assert calendar.add_working_days(day(anchor), count) == day(due)


def test_day_nought_is_the_anchor_itself():
    assert calendar.add_working_days(day("2026-12-26"), 0) == day("2026-12-26")


def test_working_days_are_not_counted_backwards():
    with pytest.raises(ValueError, match="forwards"):
        calendar.add_working_days(day("2026-03-30"), -1)


def test_calendar_days_keep_the_true_date():
    assert calendar.add_calendar_days(day("2022-08-24"), 20) == day("2022-09-13")  # WD-4
    due = calendar.add_calendar_days(day("2027-03-22"), 20)  # WD-11

    assert due == day("2027-04-11")
    assert f"{due:%A}" == "Sunday"
    assert calendar.next_working_day(due) == day("2027-04-12")


def test_forty_eight_hours_are_not_two_working_days():  # WD-8
    found = london("2015-10-30 16:30")

    assert calendar.hours_after(found, 48) == london("2015-11-01 16:30")
    assert calendar.due_moment(calendar.add_working_days(found.date(), 2)) == london("2015-11-03 23:59:59")


@pytest.mark.parametrize(
    ("start", "end", "offset"),
    [
        ("2016-03-26 10:00", "2016-03-28 11:00", 1),  # WD-9: clocks go forward on 27 March
        ("2016-10-29 10:00", "2016-10-31 09:00", 0),  # and back on 30 October
    ],
)
def test_hours_really_pass_when_the_clocks_change(start, end, offset):
    due = calendar.hours_after(london(start), 48)

    assert due.replace(tzinfo=None) == dt.datetime.fromisoformat(end)
    assert due.utcoffset() == dt.timedelta(hours=offset)


def test_hour_that_comes_twice_is_two_moments():
    first = london("2016-10-30 01:30")
    second = first.replace(fold=1)

    assert calendar.hours_after(first, 1).astimezone(dt.UTC) == second.astimezone(dt.UTC)
    assert calendar.is_overdue(first, at=second)
    assert not calendar.is_overdue(second, at=first)


def test_moment_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="two moments"):
        calendar.hours_after(dt.datetime(2016, 3, 26, 10), 48)


def test_pause_does_not_count():  # WD-10
    reported, pause = day("2015-10-30"), Pause(day("2015-11-16"), day("2015-12-04"))

    assert calendar.add_working_days(reported, 60) == day("2016-01-27")
    assert calendar.add_working_days(reported, 60, [pause]) == day("2016-02-17")


def test_pauses_that_overlap_count_once():
    pauses = [
        Pause(day("2015-11-16"), day("2015-11-27")),
        Pause(day("2015-11-23"), day("2015-12-04")),
    ]

    assert calendar.add_working_days(day("2015-10-30"), 60, pauses) == day("2016-02-17")


def test_pause_that_lasts_leaves_no_due_date():
    pauses = [Pause(day("2015-11-16"), None)]

    with pytest.raises(ClockStopped, match="stopped since 16 November 2015"):
        calendar.add_working_days(day("2015-10-30"), 60, pauses)
    assert calendar.add_working_days(day("2015-10-30"), 2, pauses) == day("2015-11-03")


@pytest.mark.parametrize(
    ("anchor", "months", "due"),
    [
        ("2026-11-30", 3, "2027-02-28"),
        ("2027-02-28", 12, "2028-02-28"),
        ("2023-11-30", 3, "2024-02-29"),
        ("2026-12-31", 1, "2027-01-31"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-03-31", -1, "2026-02-28"),
    ],
)
def test_months_keep_the_day_or_end_with_the_month(anchor, months, due):
    assert calendar.add_months(day(anchor), months) == day(due)


def test_day_ends_with_its_last_second_in_london():
    winter, summer = calendar.due_moment(day("2026-01-15")), calendar.due_moment(day("2026-07-15"))

    assert winter.astimezone(dt.UTC).isoformat() == "2026-01-15T23:59:59+00:00"
    assert summer.astimezone(dt.UTC).isoformat() == "2026-07-15T22:59:59+00:00"


def test_overdue_is_strictly_after():
    due = day("2026-07-15")

    assert not calendar.is_overdue(due, at=london("2026-07-15 23:59:59"))
    assert calendar.is_overdue(due, at=london("2026-07-16 00:00:00"))
    assert not calendar.is_overdue(due, at=dt.datetime(2026, 7, 15, 22, 59, 59, tzinfo=dt.UTC))
    assert calendar.is_overdue(due, at=dt.datetime(2026, 7, 15, 23, 0, tzinfo=dt.UTC))


@pytest.mark.parametrize(
    ("start", "end", "count"),
    [
        ("2015-10-30", "2015-11-03", 2),
        ("2015-11-03", "2015-10-30", -2),
        ("2026-12-24", "2026-12-28", 0),
        ("2026-12-24", "2026-12-24", 0),
    ],
)
def test_working_days_between(start, end, count):
    assert calendar.working_days_between(day(start), day(end)) == count


@pytest.mark.parametrize(
    "ask",
    [
        lambda: calendar.is_working_day(day("2029-01-02")),
        lambda: calendar.is_working_day(day("2029-01-06")),  # also of a Saturday
        lambda: calendar.add_working_days(day("2028-12-29"), 1),
        lambda: calendar.add_working_days(day("2028-12-01"), 60),
        lambda: calendar.add_working_days(
            day("2028-12-01"), 60, [Pause(day("2028-12-04"), day("2028-12-04"))]
        ),
        lambda: calendar.working_days_between(day("2028-12-29"), day("2029-01-02")),
        lambda: calendar.next_working_day(day("2028-12-31")),
    ],
)
def test_year_beyond_the_calendar_is_refused(ask):
    with pytest.raises(CalendarMissing) as caught:
        ask()

    assert str(caught.value).startswith("CAL-001: no calendar is loaded for 2029")
    assert "The calendar has 2012 to 2028." in str(caught.value)
    assert "Add the bank holidays of 2029 to calendars/england.yaml" in str(caught.value)


def test_year_before_the_calendar_is_refused():
    with pytest.raises(CalendarMissing, match="no calendar is loaded for 2011"):
        calendar.add_working_days(day("2011-06-01"), 1)
    assert calendar.add_working_days(day("2011-12-31"), 1) == day("2012-01-03")  # only counted days need one


def test_every_day_is_what_the_other_library_says():
    days = (naive.FIRST + naive.DAY * n for n in range((naive.LAST - naive.FIRST).days + 1))

    assert [each for each in days if calendar.is_working_day(each) != naive.is_working_day(each)] == []
    assert list(calendar.england().years) == list(naive.YEARS)


A_DAY = st.dates(naive.FIRST, dt.date(2027, 6, 30))


@settings(deadline=None)
@given(A_DAY, st.integers(0, 200))
def test_any_count_of_working_days_is_what_stepping_gives(anchor, count):
    due = calendar.add_working_days(anchor, count)

    assert due == naive.add_working_days(anchor, count)
    assert calendar.working_days_between(anchor, due) == count


@settings(deadline=None)
@given(st.dates(naive.FIRST, naive.LAST), st.dates(naive.FIRST, naive.LAST))
def test_days_between_any_two_are_what_stepping_gives(start, end):
    assert calendar.working_days_between(start, end) == naive.working_days_between(start, end)


@settings(deadline=None)
@given(A_DAY, st.integers(1, 90), st.lists(st.tuples(st.integers(0, 120), st.integers(0, 30)), max_size=3))
def test_any_pauses_are_what_stepping_gives(anchor, count, gaps):
    pauses = [(anchor + naive.DAY * after, anchor + naive.DAY * (after + long)) for after, long in gaps]

    due = calendar.add_working_days(anchor, count, [Pause(*pause) for pause in pauses])

    assert due == naive.add_working_days(anchor, count, pauses)


@settings(deadline=None)
@given(
    st.datetimes(dt.datetime(2012, 1, 1), dt.datetime(2028, 12, 1), timezones=st.just(dt.UTC)),
    st.integers(0, 500),
)
def test_hours_are_hours_whatever_the_clocks_do(moment, hours):
    due = calendar.hours_after(moment, hours)

    assert due.astimezone(dt.UTC) - moment == dt.timedelta(hours=hours)
    assert due.tzinfo == LONDON


@settings(deadline=None)
@given(st.dates(dt.date(2012, 1, 1), dt.date(2028, 1, 1)), st.integers(0, 60))
def test_months_never_leave_their_month(anchor, count):
    due = calendar.add_months(anchor, count)

    assert (due.year * 12 + due.month) - (anchor.year * 12 + anchor.month) == count
    assert due.day == anchor.day or (due.day < anchor.day and (due + naive.DAY).day == 1)
