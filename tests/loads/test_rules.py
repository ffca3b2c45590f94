"""The account of a file."""

from __future__ import annotations

import time

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trigpoint.common.errors import InputRefused, Problem
from trigpoint.loads.contract import Reading
from trigpoint.loads.rules import refuse_useless, settle


def reading(rows, *, accepted=(), rejected=(), ignored=(), rated=None) -> Reading:
    return Reading(
        raw=pl.DataFrame({"row": list(rows)}, schema={"row": pl.Int64}),
        records=pl.DataFrame({"row": list(accepted)}, schema={"row": pl.Int64}),
        rejected=tuple(Problem("bad", "m", "r", row=row) for row in rejected),
        ignored=dict.fromkeys(ignored, "total"),
        ratings=None if rated is None else pl.DataFrame({"row": list(rated)}, schema={"row": pl.Int64}),
    )


ROWS = st.lists(st.integers(2, 12))


@given(accepted=ROWS, rejected=ROWS, ignored=ROWS, rated=st.none() | ROWS)
def test_every_row_is_in_exactly_one_place(accepted, rejected, ignored, rated):
    settled = settle(
        reading(range(2, 13), accepted=accepted, rejected=rejected, ignored=ignored, rated=rated)
    )

    out = [problem.row for problem in settled.rejected]
    used = set(settled.records["row"]) | set([] if settled.ratings is None else settled.ratings["row"])
    assert len(out) == len(set(out))
    assert sorted([*out, *settled.ignored, *used]) == list(range(2, 13))
    assert set(rejected) <= set(out)


def test_problem_of_no_row_speaks_of_the_whole_file():
    with pytest.raises(InputRefused):
        settle(reading([2], accepted=[2], rejected=[99]))


def test_row_that_is_only_rated_is_accepted():
    assert settle(reading([2], rated=[2])).rejected == ()


@pytest.mark.parametrize(
    ("case", "code"),
    [({"rows": []}, "no_rows"), ({"rows": [2, 3], "rejected": [2], "ignored": [3]}, "no_row_accepted")],
)
def test_file_of_no_use_is_refused(case, code):
    with pytest.raises(InputRefused) as refused:
        refuse_useless(reading(**case))

    assert refused.value.problems[0].code == code


def test_file_of_which_every_row_is_ignored_is_no_error():
    whole = reading([2], ignored=[2])

    assert refuse_useless(whole) is whole


def test_many_rejected_and_many_ignored_rows_are_settled_soon():
    rows = list(range(2, 60_002))
    raw = pl.DataFrame({"row": rows, "cell": "x"})
    rejected = tuple(Problem("odd", "Odd.", "Mend it.", row=row) for row in rows[::2])
    reading = Reading(
        raw=raw, records=raw.clear(), rejected=rejected, ignored=dict.fromkeys(rows[1::2], "Even")
    )
    began = time.process_time()

    settled = settle(reading)

    assert (len(settled.rejected), len(settled.ignored)) == (30_000, 30_000)
    assert time.process_time() - began < 5
