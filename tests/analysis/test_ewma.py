"""EWMA charts: cases worked by hand, a slow second telling, properties."""

import doctest
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis import naive_cusum
from trigpoint.analysis import allowance, arl, ewma
from trigpoint.analysis.alert_levels import Alerts
from trigpoint.analysis.problems import InputRefused

VALUES = st.lists(
    st.one_of(st.none(), st.floats(-50, 50).map(lambda x: round(x, 2))), min_size=1, max_size=40
)
FEW = settings(max_examples=60, deadline=None)
MONTHS = pl.date_range(date(2020, 1, 1), date(2030, 1, 1), interval="1mo", eager=True)
DOCUMENT = Path(__file__).parents[2] / "docs" / "methods" / "ewma.md"
LINES = ("centre", "ewma", "lower_1", "upper_1", "lower_2", "upper_2")


def months(values, *, series="A", **columns):
    return pl.DataFrame(
        {
            "series": pl.Series([series] * len(values), dtype=pl.String),
            "period": MONTHS[: len(values)],
            "value": pl.Series(values, dtype=pl.Float64, strict=False),
        }
    ).with_columns(**{name: pl.lit(value) for name, value in columns.items()})


def summary(chart):
    return chart.summary.row(0, named=True)


def test_each_average_is_a_fifth_of_the_new_and_four_fifths_of_the_old():
    points = ewma.ewma(months([12, 10, 14], centre=10.0, sigma=2.0)).points

    # 0.2 * 12 + 0.8 * 10 = 10.4; 0.2 * 10 + 0.8 * 10.4 = 10.32; 0.2 * 14 + 0.8 * 10.32 = 11.056
    assert points["ewma"].to_list() == pytest.approx([10.4, 10.32, 11.056])
    # 10 + 2.75 * 2 * 0.2 = 11.1 at first; in the end the root of 0.2/1.8 = 0.3333 takes the place of 0.2.
    assert points["upper_1"][0] == pytest.approx(11.1)
    assert points["lower_2"][0] == pytest.approx(10 - 3.28 * 2 * 0.2)


def test_fixed_limits_are_those_of_the_end():
    fixed = ewma.ewma(months([10] * 80, centre=10.0, sigma=2.0), limits="fixed")
    exact = ewma.ewma(months([10] * 80, centre=10.0, sigma=2.0))

    assert fixed.points["upper_1"].unique().to_list() == pytest.approx([10 + 2.71 * 2 / 3])
    assert exact.points["upper_1"][-1] == pytest.approx(10 + 2.75 * 2 / 3)


def test_a_lasting_shift_of_one_standard_deviation_is_seen_though_no_value_stands_out():
    values = [10] * 12 + [12] * 12

    chart = ewma.ewma(months(values, centre=10.0, sigma=2.0, improvement="down"))

    # After n shifted months the average is 10 + 2 (1 - 0.8^n): 11.828 after 11, 11.863 after 12. The limit is 11.833.
    assert chart.points["level"].to_list() == [0] * 23 + [1]
    assert summary(chart)["since"] == date(2021, 12, 1)
    assert chart.points["meaning"][-1] == "concern"


def test_centre_and_spread_come_from_the_values_as_on_an_xmr_chart():
    chart = ewma.ewma(months([4, 6] * 6))

    # Mean moving range 2, so sigma = 2 / 1.128 = 1.773.
    assert chart.points["centre"].unique().to_list() == [5.0]
    assert chart.points["upper_1"][0] == pytest.approx(5 + 2.75 * 2 / 1.128 * 0.2)
    assert summary(chart)["state"] == "ok"


def test_a_phase_begins_anew():
    rebased = months([4, 6] * 6 + [14, 16] * 6).with_columns(rebase=pl.Series([0] * 12 + [1] + [0] * 11))

    points = ewma.ewma(rebased).points

    assert points["centre"].to_list() == [5.0] * 12 + [15.0] * 12
    assert points["ewma"][12:].to_list() == pytest.approx([x + 10 for x in points["ewma"][:12]])
    assert points["level"].max() == 0


def test_limits_may_be_fixed_by_the_first_values():
    chart = ewma.ewma(months([4, 6] * 6 + [9] * 6, improvement="up"), fix_after=12)

    assert chart.points["centre"].unique().to_list() == [5.0]
    assert summary(chart)["level"] == 2
    assert chart.points["meaning"][-1] == "improvement"


def test_what_is_missing_or_left_out_is_not_averaged():
    missing = ewma.ewma(months([12, None, 14], centre=10.0, sigma=2.0)).points
    left_out = ewma.ewma(
        months([12, 99, 14], centre=10.0, sigma=2.0).with_columns(exclude=pl.Series([0, 1, 0]))
    ).points
    without = ewma.ewma(months([12, 14], centre=10.0, sigma=2.0)).points

    for points in (missing, left_out):
        assert points["ewma"].to_list() == [without["ewma"][0], None, without["ewma"][1]]
        assert points["upper_1"][2] == without["upper_1"][1]
        assert points["level"][1] == 0


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ([None] * 15, "no_data"),
        ([1, 2] * 5, "too_few"),
        ([1, None] * 12, "too_few"),  # no two neighbours, so nobody knows how much values differ
        ([1, 2] * 6, "ok"),
        ([7] * 12, "ok"),
    ],
)
def test_states_say_what_can_be_said(values, state):
    chart = ewma.ewma(months(values))

    assert summary(chart)["state"] == state
    assert chart.points["level"].max() == 0


def test_of_a_value_that_never_changed_any_change_is_an_alert():
    chart = ewma.ewma(months([0.1] * 20 + [0.2]), fix_after=12)

    assert chart.points["level"].to_list() == [0] * 20 + [2]
    assert chart.points["upper_2"].to_list() == [0.1] * 21


def test_with_centre_and_spread_known_the_first_value_may_be_an_alert():
    assert summary(ewma.ewma(months([20], centre=10.0, sigma=2.0)))["level"] == 2


@FEW
@given(values=VALUES, weight=st.sampled_from([0.1, 0.2, 0.4, 1.0]))
def test_the_slow_telling_gives_the_same(values, weight):
    chart = ewma.ewma(months(values, centre=3.0, sigma=2.5), weight=weight)

    slow = naive_cusum.averages(values, weight, 3.0)
    width = chart.thresholds["width"][0]
    for shown, upper, (average, spread) in zip(
        chart.points["ewma"], chart.points["upper_1"], slow, strict=True
    ):
        assert (shown is None) == (average is None)
        if average is not None:
            assert shown == pytest.approx(average, abs=1e-9)
            assert upper == pytest.approx(3 + width * 2.5 * spread)


@FEW
@given(first=VALUES, second=VALUES, order=st.randoms())
def test_order_names_and_other_series_change_nothing(first, second, order):
    alone = ewma.ewma(months(first))
    both = pl.concat([months(first, series="B"), months(second, series="A")])
    rows = list(range(both.height))
    order.shuffle(rows)

    mixed = ewma.ewma(both[rows])

    for name in ("points", "summary"):
        ours = getattr(mixed, name).filter(series="B").drop("series")
        assert ours.equals(getattr(alone, name).drop("series"))


@FEW
@given(values=VALUES, factor=st.sampled_from([0.25, 2.0, 1024.0]), added=st.sampled_from([0.0, 64.0]))
def test_another_unit_changes_the_lines_and_nothing_else(values, factor, added):
    scaled = [None if value is None else value * factor + added for value in values]

    before, after = ewma.ewma(months(values)), ewma.ewma(months(scaled))

    assert after.points["level"].equals(before.points["level"])
    assert after.summary.equals(before.summary)
    for line in LINES:
        expected = (before.points[line] * factor + added).drop_nulls().to_list()
        assert after.points[line].drop_nulls().to_list() == pytest.approx(expected, rel=1e-9, abs=1e-7)


@FEW
@given(values=VALUES, at=st.integers(0, 39), more=st.floats(0.1, 20))
def test_a_higher_value_never_lowers_the_average(values, at, more):
    place = at % len(values)
    raised = [
        value + more if month == place and value is not None else value for month, value in enumerate(values)
    ]

    before, after = (
        ewma.ewma(months(some, centre=0.0, sigma=1.0)).points["ewma"] for some in (values, raised)
    )

    assert (after.drop_nulls() >= before.drop_nulls() - 1e-12).all()


def faults(call):
    with pytest.raises(InputRefused) as refused:
        call()
    return [(problem.code, problem.row) for problem in refused.value.problems]


@pytest.mark.parametrize(
    ("call", "found"),
    [
        (lambda: ewma.ewma(months([1]).drop("value")), ("column-missing", None)),
        (lambda: ewma.ewma(months([1], centre=1.0)), ("column-missing", None)),
        (lambda: ewma.ewma(months([1, 2], centre=1.0, sigma=0.0)), ("sigma-missing", 2)),
        (lambda: ewma.ewma(months([1, 2], centre=None, sigma=1.0)), ("centre-missing", 2)),
        (lambda: ewma.ewma(pl.concat([months([1]), months([1])])), ("period-twice", 3)),
        (lambda: ewma.ewma(months([1, float("inf")])), ("number-infinite", 3)),
        (lambda: ewma.ewma(months([1]), weight=0.0), ("weight-impossible", None)),
        (lambda: ewma.ewma(months([1]), limits="wide"), ("limits-unknown", None)),
        (lambda: ewma.ewma(months([1]), fix_after=5), ("fix-after-too-few", None)),
        (lambda: ewma.ewma(months([1]), alerts=Alerts(level_1=0.9)), ("alert-chance-impossible", None)),
    ],
)
def test_what_makes_no_chart_is_refused(call, found):
    assert found in faults(call)


def test_no_rows_give_no_chart():
    chart, full = ewma.ewma(months([])), ewma.ewma(months([1]))

    for name in ("points", "summary"):
        assert getattr(chart, name).is_empty()
        assert getattr(chart, name).schema == getattr(full, name).schema


def test_the_examples_in_the_document_are_true():
    tried = doctest.testfile(str(DOCUMENT), module_relative=False)

    assert (tried.failed, tried.attempted) == (0, 7)


@pytest.mark.parametrize(
    ("weight", "limits", "first_level", "first", "running", "length", "second_level"),
    [
        (0.1, "exact", 2.68, 5.0, 3.4, 337, 3.22),
        (0.2, "exact", 2.75, 4.9, 4.4, 267, 3.28),
        (0.4, "exact", 2.82, 5.0, 4.9, 241, 3.32),
        (0.2, "fixed", 2.71, 3.5, 4.9, 244, 3.25),
    ],
)
def test_the_table_in_the_document_is_true(weight, limits, first_level, first, running, length, second_level):
    thresholds = ewma.ewma(months([1]), weight=weight, limits=limits).thresholds

    assert thresholds["width"].to_list() == [first_level, second_level]
    assert 100 * thresholds["first_chance"][0] == pytest.approx(first, abs=0.051)
    assert 100 * thresholds["chance"][0] == pytest.approx(running, abs=0.051)
    assert thresholds["arl"][0] == pytest.approx(length, abs=0.51)
    assert arl.ewma(weight, first_level, limits=limits) == thresholds["arl"][0]
    row = f"| {weight} | {limits} | {first_level} | {first} % | {running} % | {length} | {second_level} |"
    assert row in DOCUMENT.read_text(encoding="utf-8")


def test_limits_are_wider_by_as_much_as_is_said():
    values = [10.0, 12.0, 9.0, 11.0, 10.5, 9.5, 11.5, 10.0, 9.0, 12.0, 10.0, 11.0]
    points = pl.DataFrame({"series": "A", "period": range(12), "value": values})
    plain, wide = (ewma.ewma(each).points for each in (points, points.with_columns(widening=pl.lit(2.0))))

    assert wide["ewma"].to_list() == plain["ewma"].to_list()
    for row in range(12):
        centre = plain["centre"][row]
        assert wide["upper_2"][row] - centre == pytest.approx(2 * (plain["upper_2"][row] - centre))


def test_likeness_of_neighbours_makes_few_false_alarms_once_it_is_allowed_for():
    # 500 series in which each value resembles the one before by 0.5, 60 values each: plain, more than half have an alert
    # among the last 12 (docs/methods/ewma.md); with what is allowed for, about as many as is said.
    rng = np.random.default_rng(3)
    noise = rng.standard_normal((500, 110))
    value = np.zeros_like(noise)
    for at in range(1, 110):
        value[:, at] = 0.5 * value[:, at - 1] + np.sqrt(0.75) * noise[:, at]
    widening = float(allowance.widening(np.array([0.5]))[0] * ewma.widening(np.array([0.5]), 0.2)[0])
    points = pl.DataFrame(
        {
            "series": np.repeat([f"{n:03}" for n in range(500)], 60),
            "period": list(range(60)) * 500,
            "value": value[:, 50:].ravel(),
        }
    )

    def share(frame):
        last = ewma.ewma(frame).points.filter(pl.col("period") >= 48)
        return (last.group_by("series").agg(pl.col("level").max())["level"] > 0).mean()

    assert share(points) > 0.5
    assert share(points.with_columns(widening=pl.lit(widening))) < 0.08
