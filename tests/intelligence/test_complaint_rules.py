"""Exact rules of complaints: what may follow what, rates, quarters, what may be published."""

import datetime as dt

import pytest

from trigpoint.frameworks.queries import deadline
from trigpoint.intelligence.rules.complaints import (
    FINISHED,
    STAYING,
    TRANSITIONS,
    Deed,
    State,
    next_deed,
    numbered,
    state_after,
)
from trigpoint.intelligence.rules.complaints_figures import (
    COUNTS,
    end_of,
    faults,
    guarded,
    quarter_before,
    quarter_named,
    quarter_of,
    quarter_words,
    rates,
    remark_on_subjects,
)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (dt.date(2015, 12, 21), dt.date(2015, 12, 24)),
        (dt.date(2016, 3, 24), dt.date(2016, 3, 31)),
        (dt.date(2022, 5, 30), dt.date(2022, 6, 6)),
        (dt.date(2026, 12, 23), dt.date(2026, 12, 30)),
        (dt.date(2026, 12, 26), dt.date(2026, 12, 31)),
    ],
)
def test_three_working_days_to_acknowledge(received, due):
    """Vectors WD-1, WD-2, WD-3 and WD-6 for 3 working days; WD-7 with one more day."""
    assert deadline("complaint_acknowledgement", received).due_on == due


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (dt.date(2026, 8, 31), dt.date(2027, 2, 28)),
        (dt.date(2026, 10, 10), dt.date(2027, 4, 10)),
        (dt.date(2023, 8, 31), dt.date(2024, 2, 29)),
    ],
)
def test_six_months_to_answer_end_with_the_month(received, due):
    assert deadline("complaint_reply", received).due_on == due


def test_overdue_is_strictly_after_the_last_moment():
    due = deadline("complaint_acknowledgement", dt.date(2015, 12, 21))
    second = dt.timedelta(seconds=1)

    assert not due.is_overdue(due.due_at)
    assert due.is_overdue(due.due_at + second)


def test_every_deed_but_the_first_stands_in_one_of_the_tables():
    assert {*TRANSITIONS, *STAYING} == set(Deed) - {Deed.RECEIVED}
    assert not set(TRANSITIONS) & set(STAYING)


def test_the_way_through_and_back():
    state = State.RECEIVED
    for deed in (Deed.ACKNOWLEDGED, Deed.PLANNED, Deed.INVESTIGATING, Deed.ANSWERED, Deed.CLOSED):
        state = state_after(state, deed)
    assert state == State.CLOSED
    assert state_after(state, Deed.REOPENED) == State.ACKNOWLEDGED


@pytest.mark.parametrize("deed", [Deed.PLANNED, Deed.INVESTIGATING, Deed.PASSED, Deed.ANSWERED, Deed.CLOSED])
def test_nothing_comes_before_the_acknowledgement(deed):
    assert state_after(State.RECEIVED, deed) is None


@pytest.mark.parametrize("state", FINISHED)
def test_what_is_finished_is_opened_again_first(state):
    assert state_after(state, Deed.ANSWERED) is None
    assert state_after(state, Deed.REOPENED) == State.ACKNOWLEDGED


def test_next_step_of_what_is_late_is_to_explain_the_delay():
    assert next_deed(State.INVESTIGATING, is_out_of_time=False, is_late=True) == Deed.DELAY
    assert next_deed(State.RECEIVED, is_out_of_time=True, is_late=True) == Deed.ACKNOWLEDGED
    assert next_deed(State.ACKNOWLEDGED, is_out_of_time=True, is_late=False) == Deed.TAKEN_UP
    assert next_deed(State.CLOSED, is_out_of_time=False, is_late=False) is None


def test_numbers_run_within_a_year_and_a_kind():
    assert numbered([], year="2026/27", prefix="C") == "C-2026/27-001"
    assert numbered(["C-2026/27-009", "R-2026/27-050"], year="2026/27", prefix="C") == "C-2026/27-010"


def test_rates_need_both_numbers_and_something_to_share():
    told = rates(
        {
            "received": 40,
            "acknowledged": 38,
            "closed": 0,
            "in_time": 0,
            "upheld": 6,
            "partly": 9,
            "not_upheld": 15,
        }
    )

    assert (told["acknowledged"].hits, told["acknowledged"].of) == (38, 40)
    assert round(told["acknowledged"].low, 3) == 0.835
    assert round(told["acknowledged"].high, 3) == 0.986
    assert told["in_time"] is None
    assert told["upheld"].share == 0.5
    assert rates({"received": 40})["acknowledged"] is None
    assert rates({"upheld": 3, "partly": 1})["upheld"] is None


@pytest.mark.parametrize(
    ("counts", "where"),
    [
        ({"received": 10, "acknowledged": 11}, ["acknowledged"]),
        ({"closed": 10, "in_time": 11}, ["in_time"]),
        ({"closed": 10, "upheld": 4, "partly": 4, "not_upheld": 3}, ["closed"]),
        ({"received": 10, "closed": 10, "in_time": 10, "upheld": 4, "partly": 4, "not_upheld": 2}, []),
        ({"received": 0}, []),
        ({}, ["received"]),
    ],
)
def test_what_cannot_be_true_is_told_at_its_place(counts, where):
    assert [place for place, _ in faults(dict.fromkeys(COUNTS) | counts, {}, {})] == where


def test_one_subject_cannot_have_more_than_all_complaints_but_their_sum_can():
    told = faults({"received": 10}, {"clinical": 11, "waiting": 9}, {"clinical": "Clinical treatment"})

    assert [place for place, _ in told] == ["subject:clinical"]
    assert "more than the 10 complaints" in remark_on_subjects(10, {"clinical": 8, "waiting": 9})
    assert "of 4 of the 10 complaints" in remark_on_subjects(10, {"clinical": 6})
    assert remark_on_subjects(10, {"clinical": 10}) == remark_on_subjects(10, {}) == ""


def test_quarters_of_the_financial_year():
    assert quarter_of(dt.date(2026, 3, 31)) == dt.date(2026, 1, 1)
    assert quarter_before(dt.date(2026, 1, 1)) == dt.date(2025, 10, 1)
    assert quarter_before(dt.date(2026, 3, 31)) == dt.date(2025, 10, 1)
    assert end_of(dt.date(2026, 1, 1)) == dt.date(2026, 3, 31)
    assert [quarter_words(dt.date(2026, month, 1)) for month in (4, 7, 10)] == [
        "Q1 2026/27",
        "Q2 2026/27",
        "Q3 2026/27",
    ]
    for quarter in (dt.date(2026, 4, 1), dt.date(2027, 1, 1), dt.date(1999, 10, 1)):
        assert quarter_named(quarter_words(quarter)) == quarter
    assert quarter_named("spring") is quarter_named("Q5 2026/27") is None
    assert quarter_named("Q4 9999/00") is quarter_named("Q1 0000/01") is None


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({"a": 3, "b": 9, "c": 20}, {"a": None, "b": None, "c": 20}),
        ({"a": 3, "b": 4, "c": 20}, {"a": None, "b": None, "c": 20}),
        ({"a": 0, "b": 5, "c": 20}, {"a": 0, "b": 5, "c": 20}),
        ({"a": 4, "b": 0}, {"a": None, "b": 0}),
    ],
)
def test_no_number_from_one_to_four_is_published_nor_can_be_worked_out(counts, shown):
    assert guarded(counts, 5) == shown
