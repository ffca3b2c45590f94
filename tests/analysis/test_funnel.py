"""Funnels: the rulebook's vectors, hand-worked cases and a slow second telling."""

from math import comb, exp, factorial
from statistics import NormalDist

import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.analysis import naive
from trigpoint.analysis.funnel import BOUNDS, funnel
from trigpoint.analysis.problems import InputRefused

OBSERVED = [95, 110, 130, 80, 205, 190, 310, 260, 402, 450]
EXPECTED = [100, 100, 100, 100, 200, 200, 300, 300, 400, 400]
LIMITS_95 = {100: (0.7946, 1.2585), 200: (0.8324, 1.2013), 300: (0.8478, 1.1795), 400: (0.8564, 1.1677)}


def units(numerator, denominator, group="SHMI"):
    names = [f"#{i + 1:02}" for i in range(len(numerator))]
    frame = pl.DataFrame({"unit": names, "numerator": numerator, "denominator": denominator})
    return frame.select(pl.lit(group).alias("group"), pl.all())


def compare(frame, kind="SR", overdispersion="additive", trim="truncate", **more):
    return funnel(frame, kind=kind, overdispersion=overdispersion, trim=trim, **more)


def alarms(chart):
    out = chart.filter(pl.col("outlier").cast(pl.String) != "")
    return dict(out.select("unit", pl.col("outlier").cast(pl.String)).iter_rows())


@pytest.mark.parametrize("profile", ["trigpoint", "funnelplotr"])
def test_the_rulebooks_ten_trusts(profile):
    chart = compare(units(OBSERVED, EXPECTED), profile=profile)

    assert chart["phi"][0] == pytest.approx(1.585074, abs=5e-7)
    assert chart["tau2"][0] == pytest.approx(0.00375922, abs=5e-9)
    assert alarms(chart) == {"#03": "high95"}
    limits = chart.select(pl.col("lower95", "upper95").round(4)).rows()
    assert limits == [LIMITS_95[expected] for expected in EXPECTED]


@pytest.mark.parametrize("profile", ["trigpoint", "funnelplotr"])
def test_the_rulebooks_ten_trusts_by_chance_alone(profile):
    chart = compare(units(OBSERVED, EXPECTED), overdispersion="none", profile=profile)

    assert alarms(chart) == {"#03": "high95", "#04": "low95", "#08": "low95", "#10": "high95"}


def test_the_rulebooks_single_trust():
    chart = compare(units([2000], [2000]))

    limits = chart.select(pl.col(*BOUNDS).round(4)).row(0)
    assert limits == (0.9571, 1.0448, 0.9332, 1.0715)
    assert chart.select("phi", "tau2").row(0) == (None, None)


def test_adjusted_z_has_both_variances():
    chart = compare(units(OBSERVED, EXPECTED))

    assert chart["z"][2] == pytest.approx(0.2623642645 / (0.01 + 0.00375922) ** 0.5, rel=1e-5)


def test_exact_limits_of_a_rate_are_the_counts_not_yet_in_the_tail():
    chart = compare(units([1, 12], [6, 6]), overdispersion="none")

    def at_most(count):
        return sum(exp(-6) * 6**k / factorial(k) for k in range(count + 1))

    lower = next(k for k in range(99) if at_most(k) >= 0.025)
    upper = next(k for k in range(99) if at_most(k) >= 0.975)
    assert (lower, upper) == (2, 11)
    assert chart.select("lower95", "upper95").row(0) == (2 / 6, 11 / 6)
    assert alarms(chart) == {"#01": "low95", "#02": "high95"}


def test_exact_limits_of_a_proportion_are_those_of_the_binomial():
    chart = compare(units([31, 17, 12], [40, 40, 40]), kind="PR", overdispersion="none")

    def at_most(count):
        return sum(comb(40, k) * 0.5**40 for k in range(count + 1))

    lower = next(k for k in range(41) if at_most(k) >= 0.001)
    upper = next(k for k in range(41) if at_most(k) >= 0.999)
    assert chart.select("lower998", "upper998").row(0) == (lower / 40, upper / 40)
    assert alarms(chart) == {"#01": "high998", "#03": "low95"}


def test_small_units_raise_no_alarm_and_are_not_tested():
    chart = compare(units([20, 40, 41, 39], [4.9, 40, 40, 40]), overdispersion="none")

    assert alarms(chart) == {}
    assert chart["q"].is_null().to_list() == [True, False, False, False]


def test_fewer_than_five_units_cannot_be_overdispersed():
    chart = compare(units([10, 90, 10, 90], [50, 50, 50, 50]))

    assert chart["phi"].null_count() == chart["tau2"].null_count() == 4


def test_a_count_of_nothing_is_low_if_nothing_is_unlikely():
    few, many = (compare(units([0, *OBSERVED], [e, *EXPECTED])) for e in (5, 30))

    assert "#01" not in alarms(few) or alarms(few)["#01"] == "low95"
    assert alarms(many)["#01"] == "low998"


def test_ratios_of_counts_where_nothing_ever_happens():
    chart = compare(units([0] * 6, [40] * 6), kind="RC")

    assert chart["z"].to_list() == [0.0] * 6
    assert alarms(chart) == {}


def test_a_ratio_of_counts_of_nothing_is_judged_by_its_chance():
    chart = compare(units([0, 10, 9, 11, 10, 10], [100] * 6), kind="RC", overdispersion="none")

    # alone, and given its total, the chance of none in 100 is (1/(1 + 50/600))^100 = 0.0003
    assert alarms(chart) == {"#01": "low998"}


def test_several_rows_of_a_unit_are_added_up():
    rows = pl.DataFrame(
        {"group": "G", "unit": ["A", "B", "A"], "numerator": [5, 20, 5], "denominator": [5, 20, 5]}
    )

    chart = compare(rows, kind="PR", overdispersion="none")

    assert chart.select("unit", "ratio").rows() == [("A", 1.0), ("B", 1.0)]


def test_multiplicative_widens_by_the_root_of_phi():
    plain, wide = (compare(units(OBSERVED, EXPECTED), overdispersion=o) for o in ("none", "multiplicative"))

    assert wide["z"][2] == pytest.approx(plain["z"][2] / 1.585074**0.5, rel=1e-6)
    assert wide["upper95"][2] == pytest.approx(exp(1.959964 * 0.1 * 1.585074**0.5), rel=1e-6)


def test_no_units_give_no_rows_with_the_same_columns():
    some = compare(units(OBSERVED, EXPECTED))

    none = compare(units(OBSERVED, EXPECTED).clear())

    assert none.is_empty()
    assert none.schema == some.schema


@pytest.mark.parametrize(
    ("change", "kind", "code"),
    [
        ({"denominator": pl.lit(0)}, "SR", "denominator-not-positive"),
        ({"denominator": pl.lit(-1)}, "RC", "denominator-not-positive"),
        ({"numerator": pl.lit(-1)}, "SR", "numerator-negative"),
        ({"numerator": pl.lit(1000)}, "PR", "numerator-too-large"),
        ({"numerator": pl.lit(None, pl.Int64)}, "SR", "number-missing"),
        ({"denominator": pl.lit(float("nan"))}, "SR", "number-missing"),
        ({"unit": pl.lit(None, pl.String)}, "SR", "key-empty"),
        ({"numerator": pl.lit("x")}, "SR", "column-not-numeric"),
    ],
)
def test_what_cannot_be_in_a_funnel_is_refused(change, kind, code):
    with pytest.raises(InputRefused) as refusal:
        compare(units([1, 2], [4, 4]).with_columns(**change), kind=kind)

    assert {problem.code for problem in refusal.value.problems} == {code}


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"kind": "XR"}, "kind-unknown"),
        ({"trim_by": 0.5}, "trim-by-impossible"),
        ({"profile": "funnelplotr", "overdispersion": "multiplicative"}, "overdispersion-unknown"),
    ],
)
def test_wishes_that_make_no_sense_are_refused(wanted, code):
    with pytest.raises(InputRefused) as refusal:
        compare(units([1], [4]), **wanted)

    assert [problem.code for problem in refusal.value.problems] == [code]


def test_nothing_is_trimmed_by_nothing():
    truncated, winsorised = (
        compare(units(OBSERVED, EXPECTED), kind="RC", trim=trim, trim_by=0.0)
        for trim in ("truncate", "winsorise")
    )

    assert truncated["phi"][0] == pytest.approx(winsorised["phi"][0])


COUNTS = st.lists(st.tuples(st.integers(1, 400), st.integers(10, 400)), min_size=5, max_size=14)


@settings(deadline=None, max_examples=120)
@given(
    counts=COUNTS,
    kind=st.sampled_from(["SR", "PR", "RC"]),
    overdispersion=st.sampled_from(["additive", "multiplicative"]),
    trim=st.sampled_from(["winsorise", "truncate"]),
    trim_by=st.sampled_from([0.05, 0.1, 0.2]),
)
def test_the_formulas_told_twice_agree(counts, kind, overdispersion, trim, trim_by):
    o = [min(a, b) if kind == "PR" else a for a, b in counts]
    d = [b for _, b in counts]
    t = 1.0 if kind == "SR" else sum(o) / sum(d)
    told = [naive.distance_and_error(kind, trim, a, b, t) for a, b in zip(o, d, strict=True)]
    z, s = [y / s for y, s in told], [s for _, s in told]
    assume(len({round(x, 9) for x in z}) == len({*z}))  # equal but for the last digit: ranks are anyone's
    phi, tau2 = naive.spread(z, s, trim, trim_by)

    chart = compare(units(o, d), kind=kind, overdispersion=overdispersion, trim=trim, trim_by=trim_by)

    assert chart["phi"][0] == pytest.approx(phi, abs=1e-9)
    factor, extra = (max(phi, 1.0), 0.0) if overdispersion == "multiplicative" else (1.0, tau2)
    assert chart["tau2"][0] == pytest.approx(extra, rel=1e-6, abs=1e-9)
    for i in range(len(o)):
        expected = [naive.funnel_limits(kind, trim, d[i], t, c, factor, extra) for c in BOUNDS.values()]
        assert chart.select(*BOUNDS).row(i) == pytest.approx(expected, rel=1e-6, abs=1e-9)
        assert chart["z"][i] == pytest.approx(
            told[i][0] / (s[i] ** 2 * factor + extra) ** 0.5, rel=1e-6, abs=1e-9
        )


@settings(deadline=None, max_examples=40)
@given(one=COUNTS, other=COUNTS, seed=st.integers(0, 9))
def test_a_group_is_not_changed_by_another_nor_by_the_order(one, other, seed):
    first, second = (units(*map(list, zip(*c, strict=True)), g) for c, g in ((one, "M"), (other, "A")))

    together = compare(pl.concat([first, second]).sample(fraction=1, shuffle=True, seed=seed))

    assert together.filter(pl.col("group") == "M").equals(compare(first))


def test_q_is_that_of_benjamini_and_hochberg():
    # by the letter of the 1995 paper, with the two-sided normal chances of the adjusted z
    chart = compare(units(OBSERVED, EXPECTED), overdispersion="additive", profile="funnelplotr")
    spread = (1 / pl.col("denominator") + chart["tau2"][0]).sqrt()
    z = (
        units(OBSERVED, EXPECTED)
        .select((pl.col("numerator") / pl.col("denominator")).log() / spread)
        .to_series()
    )
    chances = [2 * (1 - NormalDist().cdf(abs(x))) for x in z]

    assert chart["q"].to_list() == pytest.approx(naive.false_discovery(chances))
