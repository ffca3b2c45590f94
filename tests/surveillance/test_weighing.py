"""What stands out among everything that was looked at: by hand, as the command has it, and after each refresh."""

import datetime as dt
import json

import polars as pl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories import loads
from tests.factories import surveillance as made
from trigpoint.analysis import chances
from trigpoint.analysis.surveil.command import surveil
from trigpoint.indicators.definitions import library
from trigpoint.indicators.models import Observation, Series
from trigpoint.surveillance import services
from trigpoint.surveillance.models import Refresh, SeriesStatus
from trigpoint.surveillance.rules import weighing

CODES = ("ae-4hour", COMPARED := "ae-4hour-type1")
APRIL = (dt.date(2026, 4, 1), dt.date(2026, 4, 30))


def weighed(outside, beyond=()):
    return chances.weighed(
        pl.Series(outside, dtype=pl.Float64, strict=False), pl.Series(beyond, dtype=pl.Float64, strict=False)
    )


def test_six_tests_worked_by_hand():
    found = weighed([0.0001, 0.002, 0.04, 0.6, None], [0.0015, 0.5])

    # .0001 x 6/1 = .0006; .0015 x 6/2 = .0045, but .002 x 6/3 = .004 is less; .04 x 6/4 = .06; .5 x 6/5 = .6
    assert (found["tests"], found["alarms"], found["told"]) == (6, 3, 4)
    assert found["told_up_to"] == 0.04
    assert found["expected"] == pytest.approx(4 * 0.0026997960632601866 + 2 * 0.002)
    assert [(each["rule"], each["tests"], each["alarms"], each["told"]) for each in found["rules"]] == [
        ("outside", 4, 2, 3),
        ("funnel", 2, 1, 1),
    ]


share = st.one_of(st.sampled_from([0.0, 0.0001, 0.002, 1.0]), st.floats(0, 1))


@settings(deadline=None, max_examples=60)
@given(st.lists(share, max_size=20), st.lists(share, max_size=20), st.randoms())
def test_order_changes_nothing(outside, beyond, random):
    before = weighed(outside, beyond)
    random.shuffle(outside)
    random.shuffle(beyond)

    assert weighed(outside, beyond) == before


@settings(deadline=None, max_examples=60)
@given(st.lists(share, max_size=20), st.lists(share, max_size=20))
def test_a_test_that_finds_nothing_adds_itself_and_makes_the_others_no_surer(outside, beyond):
    before, after = weighed(outside, beyond), weighed([*outside, 1.0], beyond)

    assert after["tests"] == before["tests"] + 1
    assert after["alarms"] == before["alarms"]
    assert after["expected"] == pytest.approx(before["expected"] + chances.OUTSIDE)
    assert (after["told_up_to"] or 0) <= (before["told_up_to"] or 0) or before["told"] == len(
        outside + beyond
    )


@settings(deadline=None, max_examples=30)
@given(st.lists(share, max_size=20), st.lists(share, max_size=20))
def test_a_series_that_was_not_tested_changes_nothing(outside, beyond):
    assert weighed([*outside, None], [*beyond, None]) == weighed(outside, beyond)


@pytest.mark.parametrize(
    ("said", "weight"),
    [
        ({"variation": "concern_low", "rules": "outside", "stands_out": True}, "stands out"),
        ({"variation": "concern_low", "rules": "outside;shift"}, "may be chance"),
        ({"variation": "concern_low", "rules": "shift"}, "by a run of figures"),
        ({"variation": "concern_high", "rules": "cusum_alarm;cusum_alert"}, "by its own alarm"),
        ({"variation": "common", "outlier": "high998"}, "may be chance"),
        ({"variation": "common", "outlier": "high95"}, ""),
        ({"variation": ""}, ""),
    ],
)
def test_what_is_said_of_one(said, weight):
    whole = {"rules": "", "outlier": "", "stands_out": False, **said}

    assert weighing.weight(**whole) == weight


@pytest.fixture
def trusts(quality_lead):
    """Two indicators of eight trusts up to March 2026: one falls far, one a little; one is far from the others."""
    found = {}
    for number in range(8):
        trust = made.provider(quality_lead, f"R{number:02}", f"Trust {number}")
        for code in CODES:
            away = -20 * (number == 6 and code == COMPARED)
            values = [value + number / 8 + away for value in made.STEADY]
            values[-1] -= {2: 15, 3: 4.2}.get(number, 0) * (code == "ae-4hour")
            found[code, number] = made.series(quality_lead, trust, values, indicator=code)
    return found


@pytest.fixture
def done(quality_lead, trusts):
    """The statuses of these."""
    return services.refresh(owner=quality_lead.commissioner, by=quality_lead)


def standing_out():
    return set(SeriesStatus.objects.filter(stands_out=True).values_list("series", flat=True))


def told_by(grid):
    """The series that stand out, worked out from the chances one by one."""
    up_to = grid["told_up_to"] or 0
    rows = SeriesStatus.objects.values_list("series", "chance", "funnel_chance")
    return {
        series
        for series, over_time, among in rows
        if (over_time is not None and over_time <= min(up_to, chances.OUTSIDE))
        or (among is not None and among <= min(up_to, chances.BEYOND))
    }


@pytest.mark.django_db
def test_refresh_weighs_all_that_it_looked_at_together(trusts, done):
    grid = done.grid

    assert (grid["tests"], grid["alarms"]) == (24, 3)
    assert grid["expected"] == pytest.approx(16 * chances.OUTSIDE + 8 * chances.BEYOND)
    assert standing_out() == told_by(grid)
    assert trusts["ae-4hour", 2].pk in standing_out()


@pytest.mark.django_db
def test_it_comes_to_what_the_command_says_of_the_same_figures(trusts, done, tmp_path):
    names = {series.pk: (series.indicator, series.organisation) for series in Series.objects.all()}
    rows = [
        {
            "series": str(each.series_id),
            "period": each.period_start,
            "value": each.value,
            "numerator": each.numerator,
            "denominator": each.denominator,
            "chart": library()[names[each.series_id][0]].chart,
            "group": f"{COMPARED}|trust" if names[each.series_id][0] == COMPARED else None,
            "kind": library()[COMPARED].compare.kind if names[each.series_id][0] == COMPARED else None,
        }
        for each in Observation.objects.order_by("pk")
    ]
    pl.DataFrame(rows, infer_schema_length=None).write_parquet(tmp_path / "in.parquet")

    assert surveil(str(tmp_path / "in.parquet"), str(tmp_path / "out"), "local") == 0

    said = json.loads((tmp_path / "out" / "discovery.json").read_text())
    assert set(SeriesStatus.objects.values_list("allowed_for", flat=True)) == {""}
    assert {key: done.grid[key] for key in said if key not in ("series", "units")} == {
        key: value for key, value in said.items() if key not in ("series", "units")
    }
    summary = pl.read_parquet(tmp_path / "out" / "summary.parquet")
    told = summary.filter(pl.col("chance") <= min(said["told_up_to"], chances.OUTSIDE))["series"]
    units = pl.read_parquet(tmp_path / "out" / "funnel.parquet")
    beyond = units.filter(pl.col("chance") <= min(said["told_up_to"], chances.BEYOND))["unit"]
    assert standing_out() == {int(key) for key in [*told, *beyond]}


def published(by, series, value):
    Observation.objects.create(
        series=series,
        period_start=APRIL[0],
        period_end=APRIL[1],
        value=value,
        numerator=value * 10,
        denominator=1000,
        load=loads.load(by, file_name=f"{series.pk}-april.csv"),
        row=2,
    )


@pytest.mark.django_db
def test_a_new_figure_of_one_series_is_weighed_with_all_the_others(quality_lead, trusts, done):
    before = dict(SeriesStatus.objects.values_list("series", "chance"))
    published(quality_lead, trusts["ae-4hour", 0], 40.0)

    again = services.refresh(owner=quality_lead.commissioner, by=quality_lead)

    after = dict(SeriesStatus.objects.values_list("series", "chance"))
    changed = {series for series in after if after[series] != before[series]}
    assert (again.computed, changed) == (1, {trusts["ae-4hour", 0].pk})
    assert again.grid["alarms"] == done.grid["alarms"] + 1
    assert standing_out() == told_by(again.grid)
    assert trusts["ae-4hour", 0].pk in standing_out()


@pytest.mark.django_db
def test_what_goes_back_to_usual_no_longer_stands_out(quality_lead, trusts, done):
    fallen = trusts["ae-4hour", 2]
    published(quality_lead, fallen, 75.0)

    again = services.refresh(owner=quality_lead.commissioner, by=quality_lead)

    assert fallen.pk not in standing_out()
    assert standing_out() == told_by(again.grid)


@pytest.mark.django_db
def test_making_one_indicator_anew_still_weighs_all(quality_lead, trusts, done):
    again = services.refresh(owner=quality_lead.commissioner, by=quality_lead, indicators=[COMPARED])

    assert again.series == 8
    assert again.grid == done.grid


@pytest.mark.django_db
def test_the_figures_of_a_neighbour_are_not_weighed(quality_lead, other_lead, trusts, done):
    hidden = made.series(
        other_lead, made.provider(other_lead, "RXX", "Elsewhere"), [*made.STEADY, 60.0], is_open=False
    )

    services.refresh(owner=other_lead.commissioner, by=other_lead)
    again = services.refresh(owner=quality_lead.commissioner, by=quality_lead)

    assert again.grid == done.grid
    assert Refresh.objects.filter(owner=other_lead.commissioner).get().grid["tests"] > done.grid["tests"]
    assert not SeriesStatus.objects.filter(owner=quality_lead.commissioner, series=hidden).exists()


@pytest.mark.django_db
def test_a_refresh_without_figures_weighs_nothing(quality_lead):
    done = services.refresh(owner=quality_lead.commissioner, by=quality_lead)

    assert (done.grid["tests"], done.grid["told_up_to"]) == (0, None)


@pytest.mark.django_db
def test_weighing_asks_the_database_little_and_writes_only_what_differs(quality_lead, trusts, done):
    with CaptureQueriesContext(connection) as asked:
        services.refresh(owner=quality_lead.commissioner, by=quality_lead)

    told = [query["sql"] for query in asked if "stands_out" in query["sql"]]
    assert [sql[:6] for sql in told] == ["UPDATE", "UPDATE"]
    assert (
        len([query for query in asked if 'SELECT "surveillance_seriesstatus"."chance"' in query["sql"]]) <= 1
    )


def test_runs_are_counted_apart():
    standing = pl.DataFrame(
        {
            "chance": [0.3, 0.2, 0.001, None],
            "funnel_chance": [None, None, None, 0.4],
            "variation": ["concern_low", "common", "concern_low", ""],
        }
    )

    found = weighing.with_runs({}, standing)

    assert found["runs"] == 1
    assert found["expected_runs"] == pytest.approx(3 * (0.015 - chances.OUTSIDE))
