"""One parent in each hierarchy at a time."""

import datetime as dt

from trigpoint.organisations.rules.belongings import Span, Spans

A, B = 1, 2
APRIL_2020 = dt.date(2020, 4, 1)
JANUARY_2022 = dt.date(2022, 1, 1)


def dates(spans):
    return [(span.parent, span.from_on, span.to_on) for span in spans.spans]


def test_dated_statement_ends_the_parent_before():
    held = Spans([Span(A, dt.date(2013, 4, 1), pk=1)])

    held.meet(Span(B, APRIL_2020), JANUARY_2022)

    assert dates(held) == [(A, dt.date(2013, 4, 1), dt.date(2020, 3, 31)), (B, APRIL_2020, None)]
    assert held.spans[0].is_changed


def test_dated_statement_dates_an_undated_one():
    held = Spans([Span(A, pk=1)])

    held.meet(Span(A, dt.date(2013, 4, 1)), JANUARY_2022)

    assert dates(held) == [(A, dt.date(2013, 4, 1), None)]


def test_earlier_dated_statement_ends_where_the_later_begins():
    held = Spans([Span(B, APRIL_2020, pk=1)])

    held.meet(Span(A, dt.date(2013, 4, 1)), JANUARY_2022)

    assert dates(held) == [(B, APRIL_2020, None), (A, dt.date(2013, 4, 1), dt.date(2020, 3, 31))]


def test_undated_statement_confirms_the_parent_of_its_day():
    held = Spans([Span(A, dt.date(2013, 4, 1), pk=1)])

    met = held.meet(Span(A), JANUARY_2022)

    assert met is held.spans[0]
    assert not met.is_changed


def test_undated_statement_of_another_parent_begins_on_its_day():
    held = Spans([Span(A, pk=1)])

    held.meet(Span(B), JANUARY_2022)

    assert dates(held) == [(A, None, dt.date(2021, 12, 31)), (B, JANUARY_2022, None)]


def test_undated_statement_of_long_ago_does_not_unsay_a_later_one():
    held = Spans([Span(B, known_at=JANUARY_2022, pk=1)])

    held.meet(Span(A), dt.date(2016, 2, 1))

    assert dates(held) == [(B, None, None)]


def test_undated_statement_before_a_dated_one_ends_where_that_begins():
    held = Spans([Span(B, APRIL_2020, pk=1)])

    held.meet(Span(A), dt.date(2016, 2, 1))

    assert dates(held) == [(B, APRIL_2020, None), (A, None, dt.date(2020, 3, 31))]


def test_mention_in_passing_fills_a_gap_and_ends_nothing():
    held = Spans([Span(A, pk=1)])

    held.meet(Span(B), JANUARY_2022, may_end=False)

    assert dates(held) == [(A, None, None)]

    empty = Spans()
    empty.meet(Span(B), JANUARY_2022, may_end=False)
    assert dates(empty) == [(B, None, None)]


def test_same_statement_again_changes_nothing():
    held = Spans([Span(A, APRIL_2020, pk=1)])

    met = held.meet(Span(A, APRIL_2020), JANUARY_2022)

    assert not met.is_changed
    assert len(held.spans) == 1
