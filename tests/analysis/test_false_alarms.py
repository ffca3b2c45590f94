"""The false-alarm rates in docs/methods/spc.md against an independent simulation."""

import polars as pl
import pytest

from benchmarks import false_alarms
from tests.analysis import goldens

EARLIER = goldens.read("cross/false_alarms.csv")


@pytest.mark.parametrize("length", false_alarms.LENGTHS)
def test_false_alarms_are_as_often_as_an_earlier_simulation_found(length):
    ours = false_alarms.simulate(length, series=4000)

    (earlier,) = EARLIER.filter(pl.col("n") == length).to_dicts()
    # three standard errors of 1,500 and 4,000 series are at most 4.6 points of a hundred
    assert ours["any_flag_in_series"] == pytest.approx(earlier["any_flag_in_series"], abs=0.046)
    assert ours["last_point_flagged"] == pytest.approx(earlier["last_point_flagged"], abs=0.011)
