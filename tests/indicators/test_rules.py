"""Which rows may become observations."""

from __future__ import annotations

import datetime as dt
import math

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import loads as make
from trigpoint.common.errors import Problem
from trigpoint.indicators.rules import contents, screen
from trigpoint.loads.contract import Reading

TODAY = dt.date(2025, 6, 15)
UNITS = {"wait": "%", "beds": "count", "shmi": "ratio"}


def screened(*rows: dict[str, object], **parts: object) -> Reading:
    return screen(make.reading(*rows, **parts), organisations={"RXX", "RYY"}, units=UNITS, today=TODAY)


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ({"indicator": "wiat"}, "indicator_unknown", "indicator"),
        ({"indicator": None}, "indicator_unknown", "indicator"),
        ({"organisation": "RZZ"}, "organisation_unknown", "organisation"),
        ({"organisation": None}, "organisation_unknown", "organisation"),
        ({"month": make.month(2025, 6)}, "period_future", "period_end"),
        ({"period_start": None}, "period_missing", "period_start"),
        ({"period_end": make.month(2024, 12)}, "period_backwards", "period_end"),
        ({"value": -0.5, "indicator": "beds"}, "negative", "value"),
        ({"numerator": -1}, "negative", "numerator"),
        ({"denominator": -1}, "negative", "denominator"),
        ({"value": math.inf, "indicator": "beds"}, "not_a_number", "value"),
        ({"value": math.nan}, "not_a_number", "value"),
        ({"numerator": 5, "denominator": 4}, "numerator_over_denominator", "numerator"),
        ({"value": 100.01}, "percentage_out_of_range", "value"),
    ],
)
def test_row_that_cannot_be_true_is_rejected(row, code, column):
    reading = screened({"organisation": "RYY"}, row)

    (problem,) = reading.rejected
    assert (problem.row, problem.code, problem.column) == (3, code, column)
    assert problem.remedy
    assert "{" not in problem.message
    assert reading.records["row"].to_list() == [2]


@pytest.mark.parametrize(
    "row",
    [
        {"value": 0.0, "numerator": 0, "denominator": 0},
        {"value": 100.0, "numerator": 4, "denominator": 4},
        {"value": None, "note": "suppressed"},
        {"indicator": "shmi", "value": 1.3, "numerator": 130, "denominator": 100},
        {"indicator": "beds", "value": 1_000},
        {"month": make.month(2025, 5)},
        {"period_start": TODAY, "period_end": TODAY},
    ],
)
def test_row_that_may_be_true_is_accepted(row):
    assert screened(row).rejected == ()


def test_row_goes_as_a_whole():
    reading = screened({"row": 7, "value": 1}, {"row": 7, "indicator": "beds", "value": -1})

    assert reading.records.is_empty()
    assert [problem.row for problem in reading.rejected] == [7]


def test_later_of_two_rows_for_the_same_is_rejected_and_names_the_first():
    reading = screened({"row": 4, "value": 1}, {"row": 9, "value": 1}, {"row": 12, "value": 2})

    assert [(p.row, p.code) for p in reading.rejected] == [(9, "duplicate"), (12, "duplicate")]
    assert all("row 4" in problem.message for problem in reading.rejected)
    assert reading.records["row"].to_list() == [4]


def test_row_that_says_the_same_twice_is_rejected():
    reading = screened({"row": 4, "value": 1}, {"row": 4, "value": 2})

    assert [(p.row, p.code) for p in reading.rejected] == [(4, "duplicate")]


def test_rejected_row_does_not_make_another_a_duplicate():
    reading = screened({"row": 4, "value": -1}, {"row": 9, "value": 1})

    assert [(p.row, p.code) for p in reading.rejected] == [(4, "negative")]
    assert reading.records["row"].to_list() == [9]


def test_rows_the_connector_rejected_stay_rejected_once():
    earlier = Problem("unreadable", "m", "r", row=2)

    reading = screened({"row": 2, "value": -1}, {"row": 3}, rejected=(earlier,))

    assert reading.rejected == (earlier,)
    assert reading.records["row"].to_list() == [3]


def test_content_is_the_row_as_published():
    raw = pl.DataFrame({"row": [2, 3], "Org": ["RXX", "RYY"], "Value": ["1.50", None]})

    assert contents(raw, [3]) == {3: "RYY | "}
    assert contents(raw, [2]) == {2: "RXX | 1.50"}


ROWS = st.fixed_dictionaries(
    {
        "row": st.integers(2, 6),
        "organisation": st.sampled_from(["RXX", "RYY", "RZZ"]),
        "indicator": st.sampled_from(["wait", "beds"]),
        "value": st.sampled_from([None, -1.0, 0.0, 50.0, 101.0]),
    }
)


@given(rows=st.lists(ROWS, min_size=1, max_size=10))
def test_what_is_kept_is_sound_and_every_row_is_in_one_place(rows):
    reading = screened(*rows)

    kept, rejected = reading.records["row"].to_list(), [p.row for p in reading.rejected]
    assert set(kept) | set(rejected) == {row["row"] for row in rows}
    assert not set(kept) & set(rejected)
    assert len(rejected) == len(set(rejected))
    assert "RZZ" not in reading.records["organisation"]
    assert not reading.records.select("indicator", "organisation").is_duplicated().any()
    assert reading.records.filter(pl.col("value") < 0).is_empty()
