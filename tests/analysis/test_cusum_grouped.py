"""CUSUMs of cases that are known by the month: by hand, against the chart of single cases, and their promise."""

import numpy as np
import polars as pl
import pytest

from trigpoint.analysis import cusum
from trigpoint.analysis.alert_levels import Alerts
from trigpoint.analysis.cusum_grouped import GRAIN, grouped
from trigpoint.analysis.problems import InputRefused


def months(observed, cases, chance, **columns):
    return pl.DataFrame(
        {
            "series": "A",
            "period": range(len(observed)),
            "observed": observed,
            "cases": cases,
            "chance": chance,
            **columns,
        }
    )


def test_a_month_by_hand():
    # With an event ln 2 - ln 1.1 = 0.598 is added, without one -ln 1.1 = -0.0953. 3 of 10: 1.794 - 0.667 = 1.126;
    # then 0 of 10: 1.126 - 0.953 = 0.173. Down: ln 0.5 - ln 0.95 = -0.642 and 0.0513: 10 without an event add 0.513.
    drawn = grouped(months([3, 0], 10, 0.1, improvement="down")).points

    assert drawn["up"].round(3).to_list() == [1.126, 0.173]
    assert drawn["down"].round(3).to_list() == [0.0, 0.513]
    assert drawn["excess"].to_list() == pytest.approx([2.0, 1.0])


def test_half_a_case_counts_half():
    whole = grouped(months([3], [10], 0.1)).points["up"][0]
    half = grouped(months([1.5], [5], 0.1)).points["up"][0]

    assert half == pytest.approx(whole / 2)


def test_a_month_of_one_case_is_a_case():
    rng = np.random.default_rng(7)
    events = (rng.random(400) < 0.2).astype(int)
    cases = pl.DataFrame({"series": "A", "period": range(400), "outcome": events, "chance": 0.1})
    alerts = Alerts(horizon=100)

    single = cusum.bernoulli(cases, alerts=alerts._replace(horizon=int(np.ceil(GRAIN**95))))
    by_month = grouped(months(events, 1, 0.1), alerts=alerts)

    assert by_month.points["up"].to_list() == pytest.approx(single.points["up"].to_list())
    assert by_month.points["level"].to_list() == single.points["level"].to_list()
    assert by_month.points["level"].max() == 2


def test_missing_months_stand_still_and_months_without_cases_tell_nothing():
    drawn = grouped(months([3, None, 0, 3], [10, None, 0, 10], 0.1)).points

    assert drawn["up"].round(3).to_list() == [1.126, None, 1.126, 2.253]
    assert drawn["level"].to_list() == [0, 0, 0, 0]


def test_false_alarms_come_at_most_as_often_as_is_said():
    rng = np.random.default_rng(11)
    many, length = 1500, 12
    events = rng.binomial(60, 0.15, (many, length))
    frame = pl.DataFrame(
        {
            "series": np.repeat([f"{n:04}" for n in range(many)], length),
            "period": list(range(length)) * many,
            "observed": events.ravel(),
            "cases": 60,
            "chance": 0.15,
        }
    )

    chart = grouped(frame)

    reached = chart.points.group_by("series").agg(pl.col("level").max())["level"]
    assert (reached >= 1).mean() <= 0.10  # 5 % in either direction
    assert (reached >= 2).mean() <= 0.02
    said = chart.thresholds.filter(series="0000", direction="up")
    assert said["chance"].to_list() == pytest.approx([0.05, 0.01], rel=0.05)
    assert said["arl"][0] == pytest.approx(12 / 0.05, rel=0.1)


def test_twice_the_odds_are_seen_within_months():
    chart = grouped(months([round(60 * 0.26)] * 12, 60, 0.15))

    assert chart.summary["latest_alarm"][0] is not None


@pytest.mark.parametrize(
    ("observed", "cases", "chance", "code"),
    [
        ([11], [10], 0.1, "observed-impossible"),
        ([1], [10], 1.0, "chance-impossible"),
        ([1], [10], 0.0, "chance-impossible"),
        ([1], [0], 0.1, "event-impossible"),
        ([-1], [10], 0.1, "number-negative"),
        ([40], [500], 0.1, "cases-too-many"),
    ],
)
def test_what_cannot_be_charted_is_refused(observed, cases, chance, code):
    with pytest.raises(InputRefused) as caught:
        grouped(months(observed, cases, chance))

    assert [problem.code for problem in caught.value.problems] == [code]


def test_a_chart_needs_a_chance():
    with pytest.raises(InputRefused, match="chance"):
        grouped(months([1], [10], 0.1).drop("chance"))
