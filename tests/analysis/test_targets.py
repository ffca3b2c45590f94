"""Targets: the rulebook's cases, cases worked by hand, second tellings, and how often landings are right."""

from datetime import date
from math import exp, factorial, lgamma, log

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from trigpoint.analysis import goals, landing, spc
from trigpoint.analysis.landing import Rest
from trigpoint.analysis.problems import InputRefused
from trigpoint.analysis.targets import targets

APRIL = date(2026, 4, 1)


def months(values, name="A", start=(2026, 4), step=1, **columns):
    first = start[0] * 12 + start[1] - 1
    places = [first + step * i for i in range(len(values))]
    return pl.DataFrame(
        {
            "series": pl.Series([name] * len(values), dtype=pl.String),
            "period": pl.Series([date(m // 12, m % 12 + 1, 1) for m in places], dtype=pl.Date),
            "value": pl.Series(values, dtype=pl.Float64, strict=False),
        }
    ).with_columns(**{key: pl.Series(x) if isinstance(x, list) else pl.lit(x) for key, x in columns.items()})


def wanted(*rows, name="A", kind="standard"):
    return pl.DataFrame([{"series": name, "kind": kind} | row for row in rows], infer_schema_length=None)


def said(points, aims):
    return targets(points, aims).row(0, named=True)


# Met: the target's own rule


@pytest.mark.parametrize(("done", "shown", "met"), [(340, 85.0, "yes"), (339, 84.8, "no")])
def test_the_rulebooks_training(done, shown, met):
    points = months([shown], numerator=[done], denominator=[400], improvement="up")

    row = said(points, wanted({"value": 85}))

    assert (row["value"], row["met"]) == (done / 4, met)


def test_a_rounded_figure_that_shows_the_target_does_not_meet_it():
    points = months([84.8], numerator=[339], denominator=[400], improvement="up")

    assert said(points, wanted({"value": 84.8}))["met"] == "no"
    assert said(points.drop("numerator"), wanted({"value": 84.8}))["met"] == "yes"  # no more is known


@pytest.mark.parametrize(
    ("value", "numerator", "denominator", "unrounded"),
    [
        (0.85, 17, 20, 0.85),
        (12.3, 123, 10_000, 12.3),
        (4.57, 32, 700_000, 32 / 7),
        (99.0, 1, 2, 99.0),
        (5.0, 3, 0, 5.0),
    ],
)
def test_what_a_value_is_a_share_of(value, numerator, denominator, unrounded):
    points = months([value], numerator=[numerator], denominator=[denominator], improvement="up")

    assert said(points, wanted({"value": 1}))["value"] == pytest.approx(unrounded, rel=1e-12)


def test_a_tiny_rate_is_not_taken_for_another():
    # 1 of 100,000 is .001 %, and no .03; but .03 is near enough to 1 in 100,000 times 1,000
    points = months([0.03], numerator=[1], denominator=[100_000], improvement="down")

    assert said(points, wanted({"value": 0.02}))["value"] == 0.03


def test_a_series_has_one_scale():
    # .1 is printed for 3 of 5,000, .06 %: the others say that these are percentages
    points = months([12.0, 9.5, 0.1], numerator=[12, 19, 3], denominator=[100, 200, 5000], improvement="down")

    assert said(points, wanted({"value": 0.05}))["value"] == pytest.approx(0.06)


@pytest.mark.parametrize(
    ("improvement", "value", "met"),
    [
        ("up", 95.0, "yes"),
        ("up", 94.9, "no"),
        ("down", 95.0, "yes"),
        ("down", 95.1, "no"),
        ("neither", 95.0, "unknown"),
    ],
)
def test_on_the_target_is_met(improvement, value, met):
    assert said(months([value], improvement=improvement), wanted({"value": 95}))["met"] == met


def test_the_standard_in_force_counts():
    aims = wanted(
        {"value": 95, "from": None, "to": date(2026, 5, 31)},
        {"value": 78, "from": date(2026, 6, 1), "to": None},
    )

    before, after = (said(months([80.0] * n, improvement="up"), aims) for n in (2, 3))

    assert (before["wanted_now"], before["met"], before["due"]) == (95, "no", date(2026, 5, 31))
    assert (after["wanted_now"], after["met"], after["due"]) == (78, "yes", None)


def test_a_standard_to_come_and_one_that_is_over_are_not_met_nor_missed():
    points = months([80.0] * 3, improvement="up")

    to_come = said(points, wanted({"value": 78, "from": date(2027, 4, 1)}))
    over = said(points, wanted({"value": 78, "to": date(2026, 5, 1)}))

    assert (to_come["wanted_now"], to_come["met"], to_come["wanted_at_end"]) == (None, "unknown", 78)
    assert (over["wanted_now"], over["met"], over["landing"], over["band"]) == (
        None,
        "unknown",
        None,
        "unknown",
    )


def test_the_latest_value_counts_and_not_a_missing_one():
    row = said(months([90.0, 96.0, None], improvement="up"), wanted({"value": 95}))

    assert (row["period"], row["value"], row["met"]) == (date(2026, 5, 1), 96.0, "yes")


# Trajectories and reductions

STEPS = [{"from": date(2026, 4, 1), "value": 70}, {"from": date(2026, 10, 1), "value": 76}]


@pytest.mark.parametrize(
    ("between", "number", "now"),
    [
        ("step", 1, 70),
        ("step", 6, 70),
        ("step", 7, 76),
        ("step", 9, 76),
        ("linear", 1, 70),
        ("linear", 3, 72),
        ("linear", 7, 76),
        ("linear", 9, 76),
    ],
)
def test_a_trajectory_by_steps_and_by_a_line(between, number, now):
    aims = wanted(*[row | {"between": between} for row in STEPS], kind="trajectory")

    row = said(months([72.0] * number, improvement="up"), aims)

    assert (row["wanted_now"], row["wanted_at_end"], row["due"]) == (now, 76, date(2026, 10, 1))
    assert row["met"] == ("yes" if now <= 72 else "no")


def test_a_trajectory_wants_nothing_before_it_begins_nor_after_it_ends():
    aims = wanted(STEPS[0], STEPS[1] | {"to": date(2026, 12, 31)}, kind="trajectory")

    early = said(months([72.0], start=(2026, 3), improvement="up"), aims)
    late = said(months([72.0] * 10, improvement="up"), aims)

    assert (early["wanted_now"], late["wanted_now"]) == (None, None)
    assert late["due"] == date(2026, 12, 31)


def test_half_of_the_baseline_by_a_day():
    # RULEBOOK: down 50 % by 2020/21. 90 a month in April 2017, 45 by March 2021: 47 months
    aims = wanted(
        {"baseline": 90, "percent": 50, "by": date(2021, 3, 31), "from": date(2017, 4, 1)}, kind="reduction"
    )

    row = said(months([80.0] * 13, start=(2017, 4)), aims)
    end = said(months([45.0], start=(2021, 3)), aims)
    after = said(months([46.0], start=(2021, 9)), aims)

    assert row["wanted_now"] == pytest.approx(90 - 45 * 12 / 47)
    assert (row["met"], row["wanted_at_end"], row["due"]) == ("no", 45, date(2021, 3, 31))
    assert (end["wanted_now"], end["met"]) == (45, "yes")
    assert (after["wanted_now"], after["met"]) == (45, "no")


def test_a_reduction_without_a_beginning_wants_nothing_until_its_day():
    aims = wanted({"baseline": 90, "percent": 50, "by": date(2021, 3, 31)}, kind="reduction")

    assert said(months([80.0]), aims)["wanted_now"] == 45  # 2026: the day is past
    early = said(months([80.0], start=(2020, 4)), aims)
    assert (early["wanted_now"], early["met"], early["wanted_at_end"]) == (None, "unknown", 45)


def test_the_next_of_two_reductions_counts():
    aims = wanted(
        {"baseline": 80, "percent": 25, "by": date(2022, 3, 31)},
        {"baseline": 80, "percent": 50, "by": date(2024, 3, 31)},
        kind="reduction",
    )

    ends = [said(months([70.0], start=(year, 3)), aims)["wanted_at_end"] for year in (2021, 2022, 2023, 2025)]

    assert ends == [60, 60, 40, 40]


def test_a_quarter_holds_the_day_by_which():
    aims = wanted({"baseline": 80, "percent": 25, "by": date(2022, 3, 31)}, kind="reduction")

    row = said(months([60.0, 60.0], start=(2021, 10), step=3), aims)

    assert (row["period"], row["wanted_now"], row["met"]) == (date(2022, 1, 1), 60, "yes")


def test_minus_a_percent_is_a_rise():
    aims = wanted({"baseline": 100, "percent": -10, "by": date(2026, 4, 30)}, kind="reduction")

    assert [said(months([v]), aims)["met"] for v in (109.0, 110.0)] == ["no", "yes"]


# Ceilings

YEAR = {"from": APRIL, "to": date(2027, 3, 31)}


@pytest.mark.parametrize(
    ("counts", "met", "rag"),
    [
        ([2, 2, 1, 2, 3], "yes", "amber"),  # 10 of 10
        ([2, 2, 1, 2, 2], "yes", "amber"),  # 9 of 10: within a tenth
        ([2, 2, 1, 2, 1], "yes", "green"),
        ([2, 2, 1, 2, 4], "no", "red"),
        ([2, None, 1, 2, 4], "unknown", ""),  # 9, but a month is not known
        ([2, None, 1, 2, 6], "no", "red"),  # and here it does not matter
    ],
)
def test_the_rulebooks_colours_of_a_year_to_date(counts, met, rag):
    row = said(months(counts), wanted(YEAR | {"value": 24}, kind="ceiling"))

    assert (row["wanted_now"], row["value"], row["met"], row["rag"]) == (
        10,
        sum(c or 0 for c in counts),
        met,
        rag,
    )


@pytest.mark.parametrize(("near", "rag"), [(0.1, "green"), (0.19, "green"), (0.2, "amber")])
def test_the_share_that_is_amber_may_be_another(near, rag):
    """8 in April, where 120 a year allow 10."""
    aim = wanted(YEAR | {"value": 120}, kind="ceiling")

    assert targets(months([8.0]), aim, near=near)["rag"][0] == rag


def test_what_was_wanted_of_each_month():
    """Two steps; a straight line from 100 to 50 over ten months; a ceiling of 24 from May on, by the end of the month."""
    steps = wanted({"from": date(2026, 5, 1), "value": 70.0}, {"from": date(2026, 7, 1), "value": 80.0})
    line = wanted({"from": APRIL, "baseline": 100.0, "percent": 50.0, "by": date(2027, 2, 28)}, name="B")
    most = wanted({"from": date(2026, 5, 1), "to": date(2027, 4, 30), "value": 24.0}, name="C")
    kinds = {"A": "trajectory", "B": "reduction", "C": "ceiling"}
    aims = pl.concat([steps, line, most], how="diagonal").with_columns(
        kind=pl.col("series").replace_strict(kinds)
    )
    april = 2026 * 12 + 3
    places = pl.DataFrame(
        [
            {"series": name, "period": date(2026, 4 + n, 1), "month_from": april + n, "month_to": april + n}
            for name in "ABC"
            for n in range(4)
        ]
    )

    told = goals.over_time(goals.read(aims), places)["wanted"].to_list()

    assert told == [None, 70, 70, 80, 100, 95, 90, 85, None, 2, 4, 6]


@pytest.mark.parametrize(
    ("count", "met", "rag", "band"), [(0, "yes", "green", "hit_or_miss"), (1, "no", "red", "fail")]
)
def test_zero_tolerance(count, met, rag, band):
    row = said(months([0, 0, count]), wanted(YEAR | {"value": 0}, kind="ceiling"))

    assert (row["wanted_now"], row["met"], row["rag"], row["band"]) == (0, met, rag, band)


def test_a_profiled_ceiling():
    aims = wanted(YEAR | {"value": 24}, YEAR | {"value": 6, "by": date(2026, 9, 30)}, kind="ceiling")

    now = [said(months([1] * n), aims)["wanted_now"] for n in (1, 6, 9, 12)]

    assert now == [1, 6, 15, 24]
    assert said(months([1]), aims)["wanted_at_end"] == 24


def test_counts_before_the_year_are_not_of_it():
    row = said(months([9] * 14 + [1, 1], start=(2025, 2)), wanted(YEAR | {"value": 24}, kind="ceiling"))

    assert (row["value"], row["n"]) == (2, 2)  # April 2026 is the fifteenth month


def by_hand(so_far, known, left, most):
    """Chance of at most `most` in the year: Gamma(C + 1/2, m) rate, Poisson rest, summed up."""
    size, stop = so_far + 0.5, known / (known + left)

    def chance(k):
        return exp(lgamma(size + k) - lgamma(size) - log(factorial(k)) + size * log(stop) + k * log(1 - stop))

    return sum(chance(k) for k in range(int(most - so_far) + 1))


@pytest.mark.parametrize("counts", [[2, 2, 1, 2, 3], [0, 0, 0], [5, 1]])
def test_the_rest_of_a_year_is_predicted_from_the_rate_so_far(counts):
    row = said(months(counts), wanted(YEAR | {"value": 24}, kind="ceiling"))

    c, m = sum(counts), len(counts)
    assert row["landing"] == pytest.approx(c + (c + 0.5) * (12 - m) / m)
    assert row["chance"] == pytest.approx(by_hand(c, m, 12 - m, 24))
    lower = next(k for k in range(99) if by_hand(c, m, 12 - m, c + k) >= 0.025)
    upper = next(k for k in range(99) if by_hand(c, m, 12 - m, c + k) >= 0.975)
    assert (row["landing_lower"], row["landing_upper"]) == (c + lower, c + upper)


def test_a_year_that_is_over_has_landed():
    kept, broken = (said(months([n] * 12), wanted(YEAR | {"value": 24}, kind="ceiling")) for n in (2, 3))

    assert [kept[x] for x in ("landing", "landing_lower", "landing_upper", "chance", "band")] == [
        24,
        24,
        24,
        1,
        "pass",
    ]
    assert [broken[x] for x in ("landing", "chance", "band", "met")] == [36, 0, "fail", "no"]


def test_counts_that_vary_more_make_the_landing_wider():
    calm, wild = [4, 5] * 9, [0, 9] * 9
    aims = wanted({"value": 60, "from": date(2027, 4, 1), "to": date(2028, 3, 31)}, kind="ceiling")

    first, second = (said(months(counts), aims) for counts in (calm, wild))

    # squares of steps 81, half of that over the mean 4.5: 9
    assert (first["dispersion"], second["dispersion"]) == (1, pytest.approx(9))
    assert first["landing"] == second["landing"]
    assert second["landing_upper"] > first["landing_upper"]
    assert second["landing_lower"] < first["landing_lower"]


@settings(deadline=None, max_examples=60)
@given(
    c=st.integers(0, 200),
    m=st.integers(1, 12),
    r=st.integers(1, 12),
    phi=st.floats(1, 6),
    most=st.integers(0, 500),
)
def test_the_negative_binomial_is_that_of_scipy(c, m, r, phi, most):
    rest = Rest(*(np.array([float(x)]) for x in (c, m, r, phi)))

    landed = landing.of_counts(rest, np.array([float(most)]))

    mean = (c + 0.5) * r / m
    stop = 1 / (phi * (1 + r / m))
    law = stats.nbinom(mean * stop / (1 - stop), stop)
    assert law.var() == pytest.approx(phi * (1 + r / m) * mean)
    assert landed.middle[0] == pytest.approx(c + law.mean())
    assert landed.chance[0] == pytest.approx(law.cdf(most - c), abs=1e-9)
    assert (landed.lower[0], landed.upper[0]) == (c + law.ppf(0.025), c + law.ppf(0.975))


# Landings of values


def test_a_landing_worked_by_hand():
    # mean 50, moving ranges all 2, so s = 2/1.128; t of .605 x 23 degrees at 97.5 % is 2.1462
    values = [49.0, 51.0] * 12
    row = said(months(values, improvement="up"), wanted({"value": 48}))

    width = stats.t.ppf(0.975, 0.605 * 23) * 2 / 1.128 * (1 + 1 / 24) ** 0.5
    assert row["landing"] == 50
    assert (row["landing_lower"], row["landing_upper"]) == (
        pytest.approx(50 - width),
        pytest.approx(50 + width),
    )
    assert row["chance"] == pytest.approx(stats.t.cdf(2 / (2 / 1.128 * (1 + 1 / 24) ** 0.5), 0.605 * 23))
    assert (row["n"], row["band"], row["met"]) == (24, "hit_or_miss", "yes")


def test_a_landing_allows_for_neighbours_that_are_alike_and_for_seasons():
    """Twice as wide limits make twice as wide an interval; a season is no spread, and met is asked of the figure itself."""
    values = [50.0, 54, 48, 53, 49, 52, 50, 51, 47, 54, 50, 53, 49]
    season = [5.0 if n % 2 else -5.0 for n in range(len(values))]
    aim = wanted({"value": 52})

    plain = said(months(values, improvement="up"), aim)
    alike = said(months(values, improvement="up", widening=2.0), aim)
    swings = [value + add for value, add in zip(values, season, strict=True)]
    seasonal = said(months(swings, improvement="up", season=season), aim)

    assert alike["landing"] == plain["landing"]
    assert alike["landing_upper"] - alike["landing"] == pytest.approx(
        2 * (plain["landing_upper"] - plain["landing"])
    )
    assert [seasonal[name] for name in ("landing", "landing_lower", "chance")] == pytest.approx(
        [plain[name] for name in ("landing", "landing_lower", "chance")]
    )
    assert (seasonal["value"], seasonal["met"]) == (44, "no")


def test_no_trend_is_drawn_out():
    row = said(months([float(i) for i in range(24)], improvement="up"), wanted({"value": 30}))

    assert row["landing"] == 11.5


def test_only_the_present_phase_counts():
    values = [10.0, 12.0] * 6 + [49.0, 51.0] * 6
    mark = [1 if i == 12 else 0 for i in range(24)]

    row = said(months(values, rebase=mark, improvement="up"), wanted({"value": 40}))

    assert (row["landing"], row["n"], row["band"]) == (50, 12, "pass")


@pytest.mark.parametrize("number", [0, 1, 11])
def test_fewer_than_twelve_values_foretell_nothing(number):
    row = said(
        months([50.0, 51.0] * 6, improvement="up")
        .head(max(number, 1))
        .with_columns(value=pl.col("value") if number else None),
        wanted({"value": 40}),
    )

    assert [row[x] for x in ("landing", "landing_lower", "chance", "band")] == [None, None, None, "unknown"]


def test_percentages_do_not_land_beyond_what_is_possible():
    row = said(months([97.0, 100.0] * 8, improvement="up", chart="percent"), wanted({"value": 95}))

    assert row["landing_upper"] == 100


@pytest.mark.parametrize(("aim", "band", "chance"), [(100, "pass", 1), (100.5, "fail", 0), (99, "pass", 1)])
def test_a_value_that_never_changes(aim, band, chance):
    row = said(months([100.0] * 14, improvement="up"), wanted({"value": aim}))

    assert (row["band"], row["chance"], row["landing"]) == (band, chance, 100)


@settings(deadline=None, max_examples=80)
@given(
    values=st.lists(st.one_of(st.none(), st.integers(0, 9).map(float)), min_size=12, max_size=30),
    aim=st.integers(-2, 12),
    improvement=st.sampled_from(["up", "down"]),
)
def test_the_band_says_what_the_icon_of_the_chart_says(values, aim, improvement):
    points = months(values, improvement=improvement)

    chart = spc.xmr(points.with_columns(target=pl.lit(float(aim)))).summary.row(0, named=True)
    row = said(points, wanted({"value": aim}))

    assert row["band"] == (chart["assurance"] or "unknown")


def test_met_and_band_are_two_statements():
    row = said(months([94.0, 96.0] * 8, improvement="up"), wanted({"value": 95}))

    assert (row["met"], row["band"]) == ("yes", "hit_or_miss")
    assert row["chance"] == pytest.approx(0.5)


# The frame as a whole


def test_one_row_for_each_series_and_kind():
    aims = pl.concat(
        [
            wanted({"value": 90}, name="A"),
            wanted({"value": 90}, name="B"),
            wanted(STEPS[0], kind="trajectory"),
            wanted({"value": 1}, name="C"),
        ],
        how="diagonal_relaxed",
    )

    table = targets(
        pl.concat(
            [
                months([95.0], improvement="up"),
                months([80.0], "B", improvement="up"),
                months([1.0], "Z", improvement="up"),
            ]
        ),
        aims,
    )

    assert table.select("series", "kind", "met").rows() == [
        ("A", "standard", "yes"),
        ("A", "trajectory", "yes"),
        ("B", "standard", "no"),
        ("C", "standard", "unknown"),
    ]


def test_no_points_and_no_targets():
    full = targets(months([95.0], improvement="up"), wanted({"value": 90}))
    without_points = targets(months([]), wanted({"value": 90}))
    without_aims = targets(months([95.0]), wanted({"value": 90}).clear())
    ceiling = targets(months([]), wanted(YEAR | {"value": 24}, kind="ceiling"))

    assert without_points.schema == without_aims.schema == full.schema == ceiling.schema
    assert without_points.select("met", "band", "n").row(0) == ("unknown", "unknown", 0)
    assert ceiling.select("value", "met", "band", "chance").row(0) == (None, "unknown", "unknown", None)
    assert without_aims.is_empty()


def test_text_will_do_for_dates():
    aims = wanted({"value": 24, "from": "2026-04-01", "to": "2027-03-31"}, kind="ceiling")
    points = months([2] * 5).with_columns(pl.col("period").dt.strftime("%Y-%m"))

    assert said(points, aims) == said(months([2] * 5), wanted(YEAR | {"value": 24}, kind="ceiling"))


COUNTS = st.lists(st.one_of(st.none(), st.integers(0, 30).map(float)), min_size=1, max_size=24)


@settings(deadline=None, max_examples=40)
@given(one=COUNTS, other=COUNTS, seed=st.integers(0, 9))
def test_no_series_is_touched_by_another_nor_by_the_order(one, other, seed):
    def aims(name):
        rows = [wanted({"value": 9}, name=name), wanted(YEAR | {"value": 100}, name=name, kind="ceiling")]
        rows += [wanted(*STEPS, name=name, kind="trajectory")]
        return pl.concat(rows, how="diagonal_relaxed")

    alone = targets(months(one, "M", improvement="up"), aims("M"))
    both = pl.concat([months(one, "M", improvement="up"), months(other, "A", step=3, improvement="down")])
    every = pl.concat([aims("A"), aims("M")])

    together = targets(
        both.sample(fraction=1, shuffle=True, seed=seed), every.sample(fraction=1, shuffle=True, seed=seed)
    )

    assert together.filter(pl.col("series") == "M").equals(alone)


@settings(deadline=None, max_examples=40)
@given(
    values=st.lists(st.integers(0, 30).map(float), min_size=12, max_size=24), by=st.sampled_from([0.25, 8.0])
)
def test_another_unit_changes_only_the_unit(values, by):
    plain = said(months(values, improvement="up"), wanted({"value": 9}))
    scaled = said(months([v * by for v in values], improvement="up"), wanted({"value": 9 * by}))

    assert [scaled[x] for x in ("met", "band")] == [plain[x] for x in ("met", "band")]
    assert scaled["chance"] == pytest.approx(plain["chance"])
    assert scaled["landing_upper"] == pytest.approx(by * plain["landing_upper"])


def test_noise_makes_the_landing_wider():
    def width(spread):
        row = said(months([50 - spread, 50 + spread] * 8, improvement="up"), wanted({"value": 40}))
        return row["landing_upper"] - row["landing_lower"]

    assert width(1) < width(2) < width(4)


@pytest.mark.parametrize(
    ("rows", "kind", "code", "column", "at"),
    [
        ([{"value": 1}], "wish", "kind-unknown", "kind", 2),
        ([{"value": None}], "standard", "target-incomplete", "value", 2),
        ([{"value": float("inf")}], "standard", "number-impossible", "value", 2),
        ([{"value": 5, "from": APRIL}], "ceiling", "target-incomplete", "to", 2),
        ([YEAR | {"value": -5}], "ceiling", "number-impossible", "value", 2),
        ([{"value": 5}], "trajectory", "target-incomplete", "from", 2),
        ([{"baseline": 5, "by": APRIL}], "reduction", "target-incomplete", "percent", 2),
        ([{"baseline": 5, "by": APRIL, "percent": 101}], "reduction", "number-impossible", "percent", 2),
        ([{"value": 1, "from": APRIL, "to": date(2026, 3, 1)}], "standard", "dates-impossible", "to", 2),
        ([{"value": 1}, {"value": 2, "from": APRIL}], "standard", "target-contradicted", "from", 3),
        ([YEAR | {"value": 1}, YEAR | {"value": 2}], "ceiling", "target-contradicted", "from", 3),
        ([STEPS[0], STEPS[0]], "trajectory", "target-contradicted", "from", 3),
        (
            [STEPS[0] | {"between": "step"}, STEPS[1] | {"between": "linear"}],
            "trajectory",
            "target-contradicted",
            "between",
            3,
        ),
        ([STEPS[0] | {"between": "curve"}], "trajectory", "between-unknown", "between", 2),
        ([YEAR | {"value": 6, "by": date(2026, 9, 30)}], "ceiling", "target-contradicted", "by", 2),
        ([{"value": "many"}], "standard", "column-not-numeric", "value", None),
        ([{"valeu": 5}], "standard", "column-misspelt", "valeu", None),
        ([{"value": 5, "from": "soon"}], "standard", "period-malformed", "from", 2),
    ],
)
def test_targets_that_cannot_be_are_refused(rows, kind, code, column, at):
    with pytest.raises(InputRefused) as refusal:
        targets(months([1.0]), wanted(*rows, kind=kind))

    assert (code, column, at) in [(p.code, p.column, p.row) for p in refusal.value.problems]
    assert all(p.remedy for p in refusal.value.problems)


def test_a_count_below_nothing_is_refused():
    with pytest.raises(InputRefused) as refusal:
        targets(months([1.0, -1.0]), wanted(YEAR | {"value": 6}, kind="ceiling"))

    assert [(p.code, p.row) for p in refusal.value.problems] == [("count-negative", 3)]


# How often landings are right


@pytest.mark.parametrize("phi", [1.0, 3.0])
@pytest.mark.parametrize("known", [3, 6, 9])
def test_ninety_five_of_a_hundred_years_land_within_their_interval(known, phi):
    chance = np.random.default_rng([known, round(phi)])
    years, mean = 1500, 6.0
    size = mean / (phi - 1) if phi > 1 else 1e9
    counts = chance.negative_binomial(size, size / (size + mean), (years, 36)).astype(float)
    names = [f"{i:04}" for i in range(years)]
    frames = [
        months(row[: 24 + known].tolist(), n, start=(2024, 4)) for n, row in zip(names, counts, strict=True)
    ]
    aims = pl.DataFrame({"series": names, "kind": "ceiling", "value": 72.0}).with_columns(
        **{k: pl.lit(v) for k, v in YEAR.items()}
    )

    table = targets(pl.concat(frames), aims)

    total = counts[:, 24:].sum(axis=1)
    inside = (table["landing_lower"].to_numpy() <= total) & (total <= table["landing_upper"].to_numpy())
    assert inside.mean() > 0.92
    assert table["chance"].mean() == pytest.approx((total <= 72).mean(), abs=0.05)


@pytest.mark.parametrize("length", [12, 24])
def test_ninety_five_of_a_hundred_values_land_within_their_interval(length):
    values = np.random.default_rng(length).normal(50, 5, (1500, length + 1))
    names = [f"{i:04}" for i in range(1500)]
    frames = [
        months(row[:length].tolist(), n, improvement="up") for n, row in zip(names, values, strict=True)
    ]

    table = targets(pl.concat(frames), pl.DataFrame({"series": names, "kind": "standard", "value": 48.0}))

    ahead = values[:, length]
    inside = (table["landing_lower"].to_numpy() <= ahead) & (ahead <= table["landing_upper"].to_numpy())
    assert inside.mean() == pytest.approx(0.95, abs=0.025)
    assert table["chance"].mean() == pytest.approx((ahead >= 48).mean(), abs=0.04)
