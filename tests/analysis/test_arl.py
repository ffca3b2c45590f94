"""Run lengths on normal data against the R package spc 0.7.1, and against a slow second telling."""

import polars as pl
import pytest

from tests.analysis import goldens, naive_cusum
from trigpoint.analysis import arl
from trigpoint.analysis.problems import InputRefused

LIMITS = {"EWMA_fix": "fixed", "EWMA_vacl": "exact"}
# The package ends its sums early for an EWMA with exact limits: it lies up to 2.1e-8 below the slow telling.
EARLY_END = 2.5e-8
# It ends its search for a limit early too: the greatest difference is 1.27e-9, and only with ours is the run length met.
EARLY_SEARCH = 1.3e-9


def length(chart, sides, first, second, shift):
    if chart == "CUSUM":
        return arl.cusum(first, second, shift=shift, sides=sides)
    return arl.ewma(first, second, shift=shift, limits=LIMITS[chart])


@pytest.mark.parametrize("chart", ["CUSUM", *LIMITS])
def test_every_run_length_is_as_in_the_reference(chart):
    golden = goldens.read("arl/arl.csv").filter(pl.col("chart") == chart)

    ours = [length(*row) for row in golden.drop("arl").rows()]

    assert golden.height >= 105
    tolerance = EARLY_END if chart == "EWMA_vacl" else 1e-9
    assert ours == pytest.approx(golden["arl"].to_list(), rel=tolerance, abs=0)


@pytest.mark.parametrize(("weight", "width", "shift"), [(0.2, 2.7, 3.0), (0.5, 3.0, 3.0), (0.1, 2.5, 2.0)])
def test_where_the_reference_ends_early_ours_is_as_in_the_slow_telling(weight, width, shift):
    [theirs] = goldens.read("arl/arl.csv").filter(
        chart="EWMA_vacl", k_or_lambda=weight, h_or_L=width, mu=shift
    )["arl"]

    slow = naive_cusum.exact_ewma_length(weight, width, shift)

    assert arl.ewma(weight, width, shift=shift, limits="exact") == pytest.approx(slow, rel=1e-10)
    assert theirs < slow * (1 - 1e-9)


def test_every_limit_is_as_in_the_reference():
    for chart, sides, first, wanted, theirs in goldens.read("arl/design.csv").rows():
        if chart == "CUSUM":
            ours = arl.cusum_limit(first, wanted, sides=sides)
        else:
            ours = arl.ewma_limit(first, wanted, limits=LIMITS[chart])

        assert ours == pytest.approx(theirs, rel=EARLY_SEARCH), (chart, sides, first, wanted)
        assert length(chart, sides, first, ours, 0.0) == pytest.approx(wanted, rel=1e-9)


def test_of_an_ewma_with_all_weight_on_the_newest_value_the_run_length_is_known():
    # A chart of single values beyond 3 standard deviations: 1 / 0.0026998 = 370.398.
    assert arl.ewma(1.0, 3.0) == pytest.approx(370.398, abs=0.001)
    assert arl.ewma(1.0, 3.0, limits="exact") == pytest.approx(arl.ewma(1.0, 3.0))
    assert arl.ewma_chances(1.0, 3.0, 12) == pytest.approx([1 - 0.9973002**12] * 2, abs=1e-7)


def test_twice_the_nodes_change_nothing(monkeypatch):
    cases = [("CUSUM", "one", 1.0, 6.0, 0.0), ("EWMA_fix", "two", 0.05, 3.0, 0.0)]
    before = [length(*case) for case in cases]

    monkeypatch.setattr(arl, "FEWEST_NODES", 2 * arl.FEWEST_NODES)
    monkeypatch.setattr(arl, "NODES_PER_SD", 2 * arl.NODES_PER_SD)

    assert [length(*case) for case in cases] == pytest.approx(before, rel=1e-10)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: arl.cusum(0.5, 0), "h-impossible"),
        (lambda: arl.cusum(0.5, 5, sides="three"), "sides-unknown"),
        (lambda: arl.ewma(1.2, 3), "weight-impossible"),
        (lambda: arl.ewma(0.2, 3, limits="wide"), "limits-unknown"),
        (lambda: arl.cusum_limit(0.5, 1.0), "run_length-impossible"),
        (lambda: arl.ewma_limit(0.5, float("inf")), "run_length-impossible"),
    ],
)
def test_what_makes_no_chart_is_refused(call, code):
    with pytest.raises(InputRefused) as refused:
        call()

    assert [problem.code for problem in refused.value.problems] == [code]
