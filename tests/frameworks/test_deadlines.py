"""A due date says how it came about, in words that a person can check by hand."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from trigpoint.frameworks import deadlines, queries
from trigpoint.frameworks.errors import CalendarMissing, NotInPack
from trigpoint.frameworks.working_days import Pause

LONDON = ZoneInfo("Europe/London")


def test_candour_is_due_after_ten_operational_days():
    due = queries.deadline("candour_first_notification", dt.date(2026, 3, 30))

    assert due.due_on == dt.date(2026, 4, 15)
    assert due.due_at == dt.datetime(2026, 4, 15, 23, 59, 59, tzinfo=LONDON)
    assert due.rule == "10 working days from the day the provider became aware"
    assert due.steps == (
        "Day 0 is Mon 30 Mar 2026, the day the provider became aware.",
        "Day 1 is Tue 31 Mar 2026, the next working day.",
        "Day 10 is Wed 15 Apr 2026. It is due by the end of that day, 23:59:59 in London.",
    )
    assert due.not_counted == (
        "4 Saturdays and Sundays",
        "Fri 3 Apr 2026: Good Friday",
        "Mon 6 Apr 2026: Easter Monday",
    )
    assert "no legal duty" in due.note
    assert (due.off_day, due.to_confirm) == ("", "")
    assert due.ground.startswith("Guidance on regulation 20")


def test_anchor_on_a_day_off_is_told():
    due = deadlines.in_working_days(dt.date(2026, 12, 26), 2)

    assert due.due_on == dt.date(2026, 12, 30)
    assert due.rule == "2 working days"
    assert due.steps[:2] == (
        "Day 0 is Sat 26 Dec 2026.",
        "That is no working day (Saturday); the count begins with the next one all the same.",
    )
    assert due.not_counted == ("1 Saturday or Sunday", "Mon 28 Dec 2026: Boxing Day (substitute day)")


def test_pause_is_told_with_its_working_days():
    pause = Pause(dt.date(2015, 11, 16), dt.date(2015, 12, 4))

    due = queries.deadline("incident_final_report", dt.date(2015, 10, 30), [pause])

    assert due.due_on == dt.date(2016, 2, 17)
    assert due.not_counted[-1] == (
        "Mon 16 Nov 2015 to Fri 4 Dec 2015: the clock was stopped, 15 working days"
    )
    assert due.to_confirm.startswith("General knowledge of the 2015 framework")
    assert due.note == ""


def test_pause_after_the_end_changes_nothing():
    pause = Pause(dt.date(2016, 6, 1), None)

    due = queries.deadline("incident_final_report", dt.date(2015, 10, 30), [pause])

    assert due.due_on == dt.date(2016, 1, 27)
    assert not any("stopped" in each for each in due.not_counted)


def test_only_a_clock_of_working_days_can_be_stopped():
    with pytest.raises(ValueError, match="cannot be stopped"):
        queries.deadline(
            "incident_quality_assurance",
            dt.date(2016, 5, 2),
            [Pause(dt.date(2016, 5, 3), dt.date(2016, 5, 4))],
        )


def test_calendar_days_may_end_on_a_sunday_and_stay_there():
    due = queries.deadline("incident_quality_assurance", dt.date(2022, 3, 21))

    assert due.due_on == dt.date(2022, 4, 10)
    assert due.rule == "20 days from the day the report was received"
    assert due.off_day == (
        "That is no working day (Sunday). The date stays; the next working day is Mon 11 Apr 2022."
    )
    assert due.steps[1] == "Every day counts, weekends and bank holidays too."


def test_rule_of_the_day_counts_and_not_a_later_one():
    """20 working days until March 2015, 20 days since."""
    before = queries.deadline("incident_quality_assurance", dt.date(2015, 3, 31))
    after = queries.deadline("incident_quality_assurance", dt.date(2015, 4, 1))

    assert before.due_on == dt.date(2015, 4, 30)
    assert after.due_on == dt.date(2015, 4, 21)


def test_months_tell_when_the_month_is_too_short():
    due = queries.deadline("placement_first_review", dt.date(2026, 11, 30))

    assert due.due_on == dt.date(2027, 2, 28)
    assert due.steps[1] == "February 2027 has no day 30, so its last day counts."
    assert due.off_day.startswith("That is no working day (Sunday)")
    assert queries.deadline("placement_review", due.due_on).due_on == dt.date(2028, 2, 28)
    assert queries.deadline("placement_review", due.due_on).steps[1] == (
        "The same day of the month counts, 12 months later."
    )


def test_hours_tell_when_the_clocks_change():
    start = dt.datetime(2016, 3, 26, 10, tzinfo=LONDON)

    due = queries.deadline("incident_report_local", start)

    assert due.steps == (
        "The clock starts on Sat 26 Mar 2016 at 10:00, the moment it took place.",
        "Hours are counted as they pass, nights, weekends and bank holidays too.",
        "The clocks go forward on the way, so the hour on the clock is another.",
        "It is due on Mon 28 Mar 2016 at 11:00.",
    )
    assert due.due_on == dt.date(2016, 3, 28)
    assert not due.is_overdue(due.due_at)
    assert due.is_overdue(due.due_at + dt.timedelta(seconds=1))


def test_clocks_that_go_back_and_those_that_stay():
    back = deadlines.in_hours(dt.datetime(2016, 10, 29, 10, tzinfo=LONDON), 48)
    stay = deadlines.in_hours(dt.datetime(2015, 10, 30, 16, 30, tzinfo=LONDON), 48)

    assert back.steps[2] == "The clocks go back on the way, so the hour on the clock is another."
    assert stay.steps[-1] == "It is due on Sun 1 Nov 2015 at 16:30."
    assert len(stay.steps) == 3


def test_rule_in_hours_needs_a_moment():
    with pytest.raises(ValueError, match="needs a moment"):
        queries.deadline("incident_report_local", dt.date(2016, 3, 26))


def test_rule_in_days_takes_the_day_of_a_moment_in_london():
    """Half past midnight in summer is still the day before in UTC."""
    moment = dt.datetime(2026, 7, 1, 23, 30, tzinfo=dt.UTC)

    assert (
        queries.deadline("complaint_acknowledgement", moment).steps[0].startswith("Day 0 is Thu 2 Jul 2026")
    )


def test_due_date_beyond_the_calendar():
    with pytest.raises(CalendarMissing, match="CAL-001"):
        deadlines.in_working_days(dt.date(2028, 12, 20), 10)
    kept = deadlines.in_months(dt.date(2028, 12, 20), 1)

    assert kept.due_on == dt.date(2029, 1, 20)
    assert kept.off_day == "Whether that is a working day is not known: no calendar is loaded for 2029."


def test_one_is_told_as_one():
    assert deadlines.words_of_rule(1, "working_days") == "1 working day"
    assert deadlines.in_working_days(dt.date(2026, 11, 20), 1).steps == (
        "Day 0 is Fri 20 Nov 2026.",
        "Day 1 is Mon 23 Nov 2026. It is due by the end of that day, 23:59:59 in London.",
    )
    assert deadlines.in_working_days(dt.date(2026, 11, 23), 1).not_counted == ()


def test_deadline_that_the_pack_of_the_day_does_not_have():
    with pytest.raises(
        NotInPack, match="The pack icb-2026 has no deadline on 01 May 2024 called incident_report"
    ):
        queries.deadline("incident_report", dt.date(2024, 5, 1))
