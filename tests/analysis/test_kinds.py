"""Charts of kinds of data other than XmR, in our own profile: by hand, by properties, and what is refused."""

import datetime as dt

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from trigpoint.analysis import kinds, spc
from trigpoint.analysis.problems import InputRefused

SHARE = [
    (8, 100),
    (12, 100),
    (9, 100),
    (11, 100),
    (10, 100),
    (10, 100),
    (7, 100),
    (13, 100),
    (9, 100),
    (11, 100),
]
SHARE += [(10, 100), (10, 100)]


def months(values, kind, counts=None, name="A", **more):
    columns = {"series": name, "period": [dt.date(2020 + i // 12, i % 12 + 1, 1) for i in range(len(values))]}
    frame = pl.DataFrame(columns | {"value": pl.Series(values, dtype=pl.Float64), "chart": kind, **more})
    if counts:
        frame = frame.with_columns(
            numerator=pl.Series([float(o) for o, _ in counts]),
            denominator=pl.Series([float(n) for _, n in counts]),
        )
    return frame


def of_counts(counts, kind="p", times=100.0, **more):
    return months([times * o / n if n else None for o, n in counts], kind, counts, **more)


def line(frame, name, **wanted):
    return spc.xmr(frame, **wanted).points[name].to_list()


def test_a_share_has_the_limits_of_its_own_chance():
    drawn = spc.xmr(of_counts(SHARE)).points

    # 120 of 1,200 are 10 %. Of 100, 1 and fewer have less chance than beyond 3 standard deviations, and so have 21 and more.
    assert drawn["centre"][0] == pytest.approx(10.0)
    assert (drawn["lower"][0], drawn["upper"][0]) == (2.0, 20.0)
    assert stats.binom.cdf(1, 100, 0.1) < stats.norm.sf(3) <= stats.binom.cdf(2, 100, 0.1)
    assert stats.binom.sf(20, 100, 0.1) < stats.norm.sf(3) <= stats.binom.sf(19, 100, 0.1)


def test_limits_follow_the_size_of_each_month():
    counts = [*SHARE, (1, 10), (100, 1000)]

    drawn = spc.xmr(of_counts(counts)).points

    width = (drawn["upper"] - drawn["lower"]).to_list()
    assert width[-2] > width[0] > width[-1]


def test_a_tiny_denominator_can_reach_nought_without_an_alarm():
    counts = [*SHARE, (0, 4), (1, 2)]

    drawn = spc.xmr(of_counts(counts)).points

    assert drawn["lower"].to_list()[-2:] == [0.0, 0.0]
    assert not drawn["rules"].cast(pl.String).str.contains("outside").to_list()[-1]


def test_a_denominator_of_nothing_is_a_missing_value():
    drawn = spc.xmr(of_counts([*SHARE, (0, 0)])).points

    assert drawn["rules"].cast(pl.String)[-1] == ""
    assert drawn["centre"][-1] == pytest.approx(10.0)


def test_laney_widens_where_values_vary_more_than_by_chance_and_never_narrows():
    wild = [(o, 10_000) for o in (800, 1200, 900, 1100, 1000, 1000, 700, 1300, 900, 1100, 1000, 1000)]
    calm = [(1000, 10_000)] * 11 + [(1001, 10_000)]

    by_chance, widened = (spc.xmr(of_counts(wild, kind)).points for kind in ("p", "pp"))
    level = spc.xmr(of_counts(calm, "pp")).points
    theirs = spc.xmr(of_counts(calm, "pp"), profile="qicharts2").points

    assert "outside" in by_chance["rules"].cast(pl.String).to_list()
    assert set(widened["rules"].cast(pl.String)) == {""}
    # z = (o - 1000)/30; mean |difference| = (400+300+200+100+0+300+600+400+200+100+0)/11/30; over 1.128
    sigma = (2600 / 11 / 30) / 1.128
    assert widened["upper"][0] == pytest.approx(10 + 100 * 3 * sigma * 0.003)
    assert (level["upper"] - level["lower"])[0] > (theirs["upper"] - theirs["lower"])[0]


def test_a_rate_keeps_the_unit_of_its_value():
    falls = [(12, 4000), (9, 3900), (15, 4100), (11, 4000), (8, 3800), (13, 4200)] * 2

    drawn = spc.xmr(of_counts(falls, "u", times=1000.0)).points

    expected = 4000 * (sum(o for o, _ in falls) / sum(n for _, n in falls))
    lower = stats.poisson.ppf(stats.norm.cdf(-3), expected) / 4000 * 1000
    assert drawn["centre"][0] == pytest.approx(1000 * 136 / 48000)
    assert drawn["lower"][0] == pytest.approx(lower)


def test_a_count_of_nothing_is_no_surprise_where_few_are_expected():
    cases = months([2, 1, 0, 3, 1, 2, 0, 1, 2, 1, 0, 2], "c")

    drawn = spc.xmr(cases).points

    assert (drawn["lower"][0], drawn["upper"][0]) == (0.0, stats.poisson.ppf(stats.norm.cdf(3), 1.25))


def test_rare_events_have_limits_of_their_own():
    between = [20.0] * 6 + [10.0, 30.0, 15.0, 25.0, 18.0, 22.0]

    opportunities, days = (spc.xmr(months(between, kind)).points.row(0, named=True) for kind in ("g", "t"))

    stays = 20 / 21  # a mean of 20 before each event: 1 in 21 is one
    tail = stats.norm.sf(3)
    assert opportunities["upper"] == np.ceil(np.log(tail) / np.log(stays) - 1)
    assert opportunities["lower"] == 0
    assert opportunities["centre"] == pytest.approx(np.log(0.5) / np.log(stays) - 1)
    assert days["upper"] == pytest.approx(-20 * np.log(tail))
    assert days["lower"] == pytest.approx(-20 * np.log(1 - tail))
    assert days["centre"] == pytest.approx(20 * np.log(2))


def test_a_run_chart_has_a_median_no_limits_and_no_word_on_the_target():
    values = [5.0, 7, 4, 8, 5, 9, 6, 7, 3, 8, 5, 7]

    chart = spc.xmr(months(values, "run", target=6.0, improvement="up"))

    assert chart.points["centre"][0] == 6.5
    assert chart.points["upper"].to_list() == [None] * 12
    assert chart.summary.row(0) == ("A", 12, "ok", "common", "")


def test_a_run_chart_tells_of_a_run_that_is_too_long():
    values = [5.0, 6, 5, 6, 5, 6, 5, 6, 5, 6, 5, 6, *[9.0] * 12]

    drawn = spc.xmr(months(values, "run", improvement="down")).points

    assert drawn["rules"].cast(pl.String).to_list()[-12:] == ["shift;crossings"] * 12
    assert drawn["meaning"].cast(pl.String)[-1] == "concern"


def test_what_somebody_left_out_stands_on_the_chart_and_counts_for_nothing():
    values = [10.0, 12, 9, 11, 10, 12, 9, 11, 10, 12, 9, 11, 60, 10]
    marks = [0] * 12 + [1, 0]

    without = spc.xmr(months([*values[:12], None, 10.0], "xmr")).points
    left_out = spc.xmr(months(values, "xmr", exclude=marks)).points

    assert left_out["value"][12] == 60
    assert left_out["rules"].cast(pl.String)[12] == ""
    assert left_out.drop("value").equals(without.drop("value"))


def test_kinds_may_stand_side_by_side_and_know_nothing_of_each_other():
    share, count, plain = of_counts(SHARE, name="B"), months([1, 2, 0, 3] * 4, "c", name="A"), None
    plain = months([4.0, 6.0] * 8, "xmr", name="C")
    together = pl.concat([share, count, plain], how="diagonal")

    drawn = spc.xmr(together.sample(fraction=1, shuffle=True, seed=3))
    alone = [spc.xmr(one) for one in (count, share, plain)]

    assert drawn.points.equals(pl.concat(each.points for each in alone))
    assert drawn.summary.equals(pl.concat(each.summary for each in alone))


@settings(deadline=None, max_examples=60)
@given(
    counts=st.lists(st.tuples(st.integers(0, 40), st.integers(40, 400)), min_size=12, max_size=30),
    kind=st.sampled_from(["p", "pp", "u", "up"]),
    times=st.sampled_from([1.0, 100.0, 1000.0]),
)
def test_scaling_the_value_scales_the_lines_and_changes_no_word(counts, kind, times):
    once, many = (spc.xmr(of_counts(counts, kind, times=by)).points for by in (1.0, times))

    assert once["rules"].equals(many["rules"])
    if sum(o for o, _ in counts):
        assert many["upper"].to_numpy() == pytest.approx(times * once["upper"].to_numpy())


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(0, 30), min_size=12, max_size=30), st.sampled_from(["c", "g", "t", "run"]))
def test_limits_enclose_the_centre(values, kind):
    drawn = spc.xmr(months(values, kind)).points

    assert set(drawn["centre"].is_null()) == {False}
    if kind != "run":
        assert (drawn["lower"] <= drawn["near_lower"]).all()
        assert (drawn["near_upper"] <= drawn["upper"]).all()
        assert (drawn["lower"] <= drawn["centre"]).all()


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (months([1.0] * 12, "p"), "counts-missing"),
        (of_counts([*SHARE, (5, 4)]), "numerator-beyond"),
        (months([10.0] * 12, "p", [(10, 100)] * 11 + [(40, 100)]), "counts-disagree"),
        (months([1.0] * 11 + [-1.0], "c"), "value-negative"),
        (months([10.0] * 12, "p", [(10, 100)] * 11 + [(-1, 100)]), "numerator-missing"),
    ],
)
def test_counts_that_cannot_be_are_refused_and_said(frame, code):
    with pytest.raises(InputRefused) as refusal:
        spc.xmr(frame)

    assert {problem.code for problem in refusal.value.problems} == {code}


def test_every_kind_is_drawn():
    for kind in kinds.KINDS:
        counts = SHARE if kind in kinds.OF_COUNTS else None
        values = [100 * o / n for o, n in SHARE]

        assert spc.xmr(months(values, kind, counts)).summary["state"].cast(pl.String)[0] == "ok"


def test_what_is_allowed_for_moves_lines_and_changes_what_is_judged():
    season = [3.0 if n % 2 else -3.0 for n in range(24)]
    noise = [0.5, -0.5, 0.2, -0.2, 0.4, -0.4]
    values = [50 + season[n] + noise[n % 6] for n in range(24)]

    plain = spc.xmr(months(values, "xmr")).points
    allowed = spc.xmr(months(values, "xmr", season=season)).points
    without = spc.xmr(months([v - s for v, s in zip(values, season, strict=True)], "xmr")).points
    wide = spc.xmr(months(values, "xmr", widening=2.0, run=12)).points

    assert allowed["rules"].equals(without["rules"])
    assert (allowed["upper"] - without["upper"]).to_numpy() == pytest.approx(np.array(season))
    reach = plain["upper"] - plain["centre"]
    assert (wide["upper"] - wide["centre"]).to_numpy() == pytest.approx(2 * reach.to_numpy())


@pytest.mark.parametrize("what", [{"widening": 0.5}, {"run": 3}])
def test_what_would_make_more_alarms_is_refused(what):
    with pytest.raises(InputRefused) as refusal:
        spc.xmr(months([1.0, 2, 3] * 5, "xmr", **what))

    assert {problem.column for problem in refusal.value.problems} == set(what)
