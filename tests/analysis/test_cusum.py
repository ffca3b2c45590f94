"""CUSUM charts of events: cases worked by hand, a published package, a slow second telling, properties."""

from datetime import date
from math import log

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis import goldens, naive_cusum
from trigpoint.analysis import cusum
from trigpoint.analysis.alert_levels import Alerts
from trigpoint.analysis.problems import InputRefused

COUNTS = st.lists(st.one_of(st.none(), st.integers(0, 6)), min_size=1, max_size=40)
MONTHS = pl.date_range(date(2020, 1, 1), date(2030, 1, 1), interval="1mo", eager=True)
FEW = settings(max_examples=30, deadline=None)


def counts(observed, expected=0.3, *, series="A", **columns):
    return pl.DataFrame(
        {
            "series": pl.Series([series] * len(observed), dtype=pl.String),
            "period": MONTHS[: len(observed)],
            "observed": pl.Series(observed, dtype=pl.Int64),
            "expected": pl.Series(
                expected if isinstance(expected, list) else [expected] * len(observed), dtype=pl.Float64
            ),
        }
    ).with_columns(**{name: pl.lit(value) for name, value in columns.items()})


def cases(outcomes, chance=0.1, *, series="A"):
    chances = chance if isinstance(chance, list) else [chance] * len(outcomes)
    return pl.DataFrame(
        {"series": series, "period": range(len(outcomes)), "outcome": outcomes, "chance": chances}
    )


def summary(chart):
    return chart.summary.row(0, named=True)


def test_a_month_adds_what_its_likelihood_says():
    # Twice as often: 2 ln 2 - 0.3 = 1.086. Half as often: -2 ln 2 + 0.15 is below 0; nothing in a month: 0.15.
    points = cusum.poisson(counts([2, 0, 0, 1])).points

    assert points["up"].to_list() == pytest.approx([1.0863, 0.7863, 0.4863, 0.8794], abs=5e-5)
    assert points["down"].to_list() == pytest.approx([0, 0.15, 0.3, 0], abs=1e-12)
    assert points["excess"].to_list() == pytest.approx([1.7, 1.4, 1.1, 1.8])
    assert points["vlad"].to_list() == pytest.approx([-1.7, -1.4, -1.1, -1.8])


def test_two_levels_and_a_new_beginning_after_the_second():
    # Each month of 2 adds 1.0863. Level 1 is 2.76, level 2 is 4.27; after that the chart begins again.
    chart = cusum.poisson(counts([2, 2, 2, 2, 2, 0], improvement="down"))

    assert chart.points["up"].to_list() == pytest.approx(
        [1.0863, 2.1726, 3.2589, 4.3452, 1.0863, 0.7863], abs=5e-5
    )
    assert chart.points["level"].to_list() == [0, 0, 1, 2, 0, 0]
    assert chart.points["meaning"].to_list() == ["common", "common", "concern", "concern", "common", "common"]
    assert summary(chart) == {
        "series": "A",
        "n": 6,
        "state": "ok",
        "level": 0,
        "since": None,
        "latest_alarm": date(2020, 4, 1),
    }


def test_since_is_the_first_month_of_an_alert_that_lasts():
    missing = cusum.poisson(counts([2, 2, 2, None, 0]))
    over = cusum.poisson(counts([2, 2, 2, 0, 0, 0]))

    assert (summary(missing)["level"], summary(missing)["since"]) == (1, date(2020, 3, 1))
    assert (summary(over)["level"], summary(over)["since"]) == (0, None)


def test_a_threshold_that_is_just_met_is_met():
    # Without an event each case of 10 % adds -ln 0.95. A limit that is higher by an error of rounding only is met.
    one = -log(0.95)
    total = sum([one] * 6)

    points = cusum.bernoulli(cases([0] * 7), profile="qicharts2", limit=total * (1 + 1e-12)).points

    assert points["level"].to_list() == [0, 0, 0, 0, 0, 2, 0]


def test_what_is_missing_leaves_the_chart_where_it_is():
    points = cusum.poisson(counts([2, None, 0], [0.3, 0.3, 0.3])).points
    no_expectation = cusum.poisson(counts([2, 2, 0], [0.3, None, 0.3])).points

    assert points["up"].to_list() == pytest.approx([1.0863, None, 0.7863], abs=5e-5)
    assert points["excess"].to_list() == pytest.approx([1.7, None, 1.4])
    assert no_expectation["up"].to_list() == pytest.approx([1.0863, None, 0.7863], abs=5e-5)
    assert points["level"].to_list() == [0, 0, 0]


def test_where_nothing_could_happen_nothing_is_learnt():
    with_gap = cusum.poisson(counts([2, 0, 1], [0.3, 0.0, 0.3]))
    without = cusum.poisson(counts([2, 1], [0.3, 0.3]))

    assert with_gap.points["up"].to_list()[::2] == without.points["up"].to_list()
    assert with_gap.points["up"][1] == with_gap.points["up"][0]
    assert with_gap.thresholds.equals(without.thresholds)


@pytest.mark.parametrize(
    ("observed", "expected", "state"),
    [
        ([None, None], 0.3, "no_data"),
        ([0, 0], [0.0, 0.0], "too_few"),
        ([0, 0, 0], 0.3, "too_few"),
        ([0, 0, 0, 0], 0.3, "ok"),
    ],
)
def test_states_say_what_can_be_said(observed, expected, state):
    assert summary(cusum.poisson(counts(observed, expected)))["state"] == state


def test_thresholds_may_be_worked_out_for_a_usual_count():
    now = cusum.poisson(counts([0, 1, 2], [1.0, 2.0, 3.0], usual=0.3)).thresholds
    then = cusum.poisson(counts([0, 1, 2], 0.3)).thresholds

    assert now.equals(then)


def test_thresholds_hold_for_the_least_and_the_most_that_is_expected():
    chart = cusum.poisson(counts([20, 40, 30], [15.0, 45.0, 30.0]), down=None).thresholds
    alone = [cusum.poisson(counts([20] * 3, mean), down=None).thresholds for mean in (15.0, 30.0, 45.0)]

    assert chart["threshold"].to_list() == [
        max(part["threshold"][level] for part in alone) for level in (0, 1)
    ]
    assert (chart["chance"] <= pl.Series([0.05, 0.01])).all()


def test_of_what_is_very_rare_two_events_in_a_short_time_are_an_alert():
    # 0.02 a month: one event in four years. One alone is no news, two within a year are.
    one = cusum.poisson(counts([0] * 10 + [1] + [0] * 5, 0.02)).points
    two = cusum.poisson(counts([0] * 10 + [1, 0, 0, 1, 0, 0], 0.02)).points

    assert one["level"].max() == 0
    assert two["level"][13] == 1


def test_cases_add_what_their_own_chance_says():
    # Odds doubled: ln(2 / 1.1) = 0.5978 for an event at 10 %, ln(2 / 1.5) = 0.2877 at 50 %; -ln 1.1 without.
    points = cusum.bernoulli(cases([1, 0, 1], [0.1, 0.1, 0.5])).points

    assert points["up"].to_list() == pytest.approx([0.5978, 0.5025, 0.7902], abs=1e-4)
    assert points["vlad"].to_list() == pytest.approx([-0.9, -0.8, -1.3])


def test_a_case_that_is_sure_tells_nothing():
    with_sure = cusum.bernoulli(cases([1, 0, 1, 0], [0.1, 0.0, 1.0, 0.1]))
    without = cusum.bernoulli(cases([1, 0], [0.1, 0.1]))
    only_sure = cusum.bernoulli(cases([0, 1], [0.0, 1.0]))

    assert with_sure.points["up"].to_list() == pytest.approx([0.5978, 0.5978, 0.5978, 0.5025], abs=1e-4)
    assert with_sure.thresholds["threshold"].equals(without.thresholds["threshold"])
    assert only_sure.thresholds["threshold"].null_count() == 4
    assert only_sure.points["level"].to_list() == [0, 0]


def test_of_the_rarest_events_thresholds_are_those_of_what_tells_enough():
    # 0.005 / ln(50)^2 = 0.000327 a month.
    rarest, rare = (cusum.poisson(counts([0], mean), up=50.0, down=None) for mean in (1e-5, 0.000327))

    assert rarest.thresholds.drop("usual").equals(rare.thresholds.drop("usual"))


def test_every_case_is_as_in_the_reference():
    golden = goldens.read("qic/bchart.csv.gz")

    points = cusum.bernoulli(
        golden.select(series="case_set", period="idx", outcome="y", chance="p0"),
        profile="qicharts2",
        limit=3.5,
    ).points

    assert points.height == golden.height == 1000
    assert points["up"].to_list() == pytest.approx(golden["cusum1"].to_list(), rel=1e-9, abs=1e-12)
    assert points["down"].to_list() == pytest.approx(golden["cusum2"].to_list(), rel=1e-9, abs=1e-12)
    signals = (golden["signal1"] != 0) | (golden["signal2"] != 0)
    assert (points["level"] == 2).to_list() == signals.to_list()
    assert signals.sum() == 2


def test_the_profile_of_the_reference_shows_0_where_it_signals_and_turns_the_lower_chart():
    # Each case without an event adds ln(1.05 / 1) ... -ln(0.95) = 0.0513 downwards; 0.16 is passed at the fourth.
    points = cusum.bernoulli(cases([0] * 5), profile="qicharts2", limit=0.16).points

    assert points["down"].to_list() == pytest.approx([-0.05129, -0.10259, -0.15388, 0, -0.05129], abs=1e-5)
    assert points["level"].to_list() == [0, 0, 0, 2, 0]


@FEW
@given(observed=COUNTS, seed=st.integers(0, 99))
def test_the_slow_telling_gives_the_same(observed, seed):
    expected = [round(0.2 + (seed + month) % 7 / 10, 1) for month in range(len(observed))]
    frame = counts(observed, expected, usual=0.3)

    chart = cusum.poisson(frame)

    second = chart.thresholds.filter(level=2)["threshold"].to_list()
    for name, ratio, threshold in (("up", 2.0, second[0]), ("down", 0.5, second[1])):
        weights = [
            None if o is None else naive_cusum.poisson_weight(o, e, ratio)
            for o, e in zip(observed, expected, strict=True)
        ]
        assert chart.points[name].to_list() == pytest.approx(naive_cusum.climb(weights, threshold), abs=1e-8)


@FEW
@given(outcomes=st.lists(st.integers(0, 1), min_size=1, max_size=30), chance=st.floats(0.01, 0.9))
def test_the_slow_telling_gives_the_same_of_cases(outcomes, chance):
    points = cusum.bernoulli(cases(outcomes, chance), profile="qicharts2", limit=1e6).points

    for name, ratio, sign in (("up", 2.0, 1), ("down", 0.5, -1)):
        weights = [naive_cusum.bernoulli_weight(outcome, chance, ratio) for outcome in outcomes]
        slow = [sign * number for number in naive_cusum.climb(weights, 1e6)]
        assert points[name].to_list() == pytest.approx(slow, abs=1e-8)


@FEW
@given(first=COUNTS, second=COUNTS, order=st.randoms())
def test_order_names_and_other_series_change_nothing(first, second, order):
    alone = cusum.poisson(counts(first, usual=0.3))
    both = pl.concat([counts(first, usual=0.3, series="B"), counts(second, usual=0.3, series="A")])
    rows = list(range(both.height))
    order.shuffle(rows)

    mixed = cusum.poisson(both[rows])

    for name in cusum.Cusum._fields:
        ours = getattr(mixed, name).filter(series="B").drop("series")
        assert ours.equals(getattr(alone, name).drop("series"))


@FEW
@given(
    observed=st.lists(st.integers(0, 4), min_size=1, max_size=30),
    at=st.integers(0, 29),
    more=st.integers(1, 3),
)
def test_more_events_never_lower_the_upper_chart_until_it_begins_again(observed, at, more):
    place = at % len(observed)
    raised = [count + more * (month == place) for month, count in enumerate(observed)]

    before, after = (cusum.poisson(counts(some, usual=0.3)).points for some in (observed, raised))

    alarms = (after["level"] == 2) & (pl.Series(range(len(observed))) >= place)
    until = alarms.arg_max() if alarms.any() else len(observed) - 1
    assert (after["up"][: until + 1] >= before["up"][: until + 1] - 1e-9).all()
    assert (after["down"][: until + 1] <= before["down"][: until + 1] + 1e-9).all() or before[
        "level"
    ].max() == 2


def faults(call):
    with pytest.raises(InputRefused) as refused:
        call()
    return [(problem.code, problem.row) for problem in refused.value.problems]


def test_every_fault_is_told_with_its_row():
    frame = pl.DataFrame(
        {
            "series": ["A", "A", "A", "A", None, "A", "A"],
            "period": [1, 2, 2, 4, 5, 6, 7],
            "observed": [1.0, 1.5, 2.0, -1.0, 1.0, 1.0, float("inf")],
            "expected": [1.0, 1.0, 1.0, 1.0, 1.0, 0.0, -1.0],
        }
    )

    assert faults(lambda: cusum.poisson(frame)) == [
        ("count-not-whole", 3),
        ("period-twice", 4),
        ("number-negative", 5),
        ("key-empty", 6),
        ("event-impossible", 7),
        ("number-infinite", 8),
        ("number-negative", 8),
    ]


def test_faults_of_cases_are_told():
    frame = cases([2, 1, 0, 1], [0.1, 0.0, 1.0, 1.5])

    assert faults(lambda: cusum.bernoulli(frame)) == [
        ("outcome-not-one", 2),
        ("event-impossible", 3),
        ("event-impossible", 4),
        ("chance-above-one", 5),
    ]


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: cusum.poisson(counts([1]).drop("expected")), "column-missing"),
        (lambda: cusum.poisson(counts([1]).with_columns(observed=pl.lit("one"))), "column-not-numeric"),
        (lambda: cusum.poisson(counts([1, 1]).with_columns(usual=pl.Series([1.0, 2.0]))), "usual-mixed"),
        (lambda: cusum.poisson(counts([1], usual=0.0)), "usual-not-positive"),
        (lambda: cusum.poisson(counts([1], improvement="better")), "improvement-unknown"),
        (lambda: cusum.poisson(counts([1]), up=0.5), "up-impossible"),
        (lambda: cusum.poisson(counts([1]), down=0.99), "down-impossible"),
        (lambda: cusum.poisson(counts([1]), alerts=Alerts(horizon=0)), "horizon-impossible"),
        (lambda: cusum.poisson(counts([1]), alerts=Alerts(level_2=0.2)), "alert-chance-impossible"),
        (lambda: cusum.bernoulli(cases([1]), profile="other"), "profile-unknown"),
        (lambda: cusum.bernoulli(cases([1]), limit=0.0), "limit-impossible"),
    ],
)
def test_what_makes_no_chart_is_refused(call, code):
    assert code in [found for found, _ in faults(call)]


def test_no_rows_give_no_chart():
    chart = cusum.poisson(counts([]))
    full = cusum.poisson(counts([1]))

    for name in chart._fields:
        assert getattr(chart, name).is_empty()
        assert getattr(chart, name).schema == getattr(full, name).schema
    assert cusum.bernoulli(cases([1]).clear()).points.is_empty()


def test_a_direction_may_be_left_out():
    chart = cusum.poisson(counts([2, 2, 2]), down=None)

    assert chart.points["down"].null_count() == 3
    assert chart.thresholds["direction"].unique().to_list() == ["up"]
