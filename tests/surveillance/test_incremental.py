"""A new month works out only what changed, and comes to the same as working out everything."""

import datetime as dt
import json

import polars as pl
import pytest
from django.db import transaction

from tests.factories import loads
from tests.factories import surveillance as made
from trigpoint.indicators.definitions import library
from trigpoint.indicators.models import Observation
from trigpoint.jobs.models import Job
from trigpoint.organisations.models import Belonging
from trigpoint.surveillance import queries, services
from trigpoint.surveillance.models import SeriesChart, SeriesStatus, Signal
from trigpoint.surveillance.rules import inputs, preparing, stage_one
from trigpoint.surveillance.rules.facts import FACTS
from trigpoint.surveillance.tasks import ask_for_refresh

pytestmark = pytest.mark.django_db
TRUSTS = 7
CODES = ("ae-4hour", COMPARED := "ae-4hour-type1")
APRIL = (dt.date(2026, 4, 1), dt.date(2026, 4, 30))


def refreshed(by, **how):
    return services.refresh(owner=by.commissioner, by=by, **how)


@pytest.fixture
def trusts(quality_lead):
    """Series of two indicators of seven trusts, up to March 2026; one of them far from the others."""
    found = {}
    for number in range(TRUSTS):
        trust = made.provider(quality_lead, f"R{number:02}", f"Trust {number}")
        for code in CODES:
            values = [value + number / 10 - 20 * (number == 6) for value in made.STEADY]
            found[code, number] = made.series(quality_lead, trust, values, indicator=code)
    return found


def published(by, series, value, period=APRIL):
    """One more figure of a series, or a figure in the place of another."""
    load = loads.load(by, file_name=f"{series.pk}-{period[0]}.csv")
    Observation.objects.filter(series=series, period_start=period[0], superseded_by=None).update(
        superseded_by=load
    )
    Observation.objects.create(
        series=series,
        period_start=period[0],
        period_end=period[1],
        value=value,
        numerator=value * 10,
        denominator=1000,
        load=load,
        row=2,
    )


def said():
    """All that is kept, without keys and times."""
    keys = ("indicator", "organisation__code")
    facts = [name for name in FACTS if name != "load_id"]
    charts = SeriesChart.objects.order_by("status__indicator", "status__organisation__code")
    points = [json.loads(text) for text in charts.values_list("points", flat=True)]
    signal = ("rule", "meaning", "first_period", "last_period", "periods", "strength", "ended_on")
    return (
        list(SeriesStatus.objects.order_by(*keys).values_list(*keys, *facts)),
        [{name: values for name, values in each.items() if name != "load"} for each in points],
        list(Signal.objects.order_by(*keys, "rule", "first_period").values_list(*keys, *signal)),
    )


def test_refresh_without_news_works_nothing_out(quality_lead, trusts):
    first = refreshed(quality_lead)

    again = refreshed(quality_lead)

    assert (first.computed, again.computed) == (14, 0)
    assert (again.series, again.charted, again.compared) == (first.series, first.charted, first.compared)


def test_refresh_works_out_the_one_series_that_has_a_new_month(quality_lead, trusts):
    refreshed(quality_lead)
    published(quality_lead, trusts["ae-4hour", 0], 60.0)

    done = refreshed(quality_lead)

    assert (done.computed, done.series) == (1, 14)
    status = SeriesStatus.objects.get(series=trusts["ae-4hour", 0])
    assert (status.last_end, status.variation, status.is_new) == (APRIL[1], "concern_low", True)


def test_refresh_compares_again_all_of_an_indicator_that_has_a_changed_figure(quality_lead, trusts):
    refreshed(quality_lead)
    before = dict(SeriesStatus.objects.values_list("series", "funnel_z"))
    marks = dict(SeriesStatus.objects.values_list("series", "refreshed_at"))
    published(quality_lead, trusts[COMPARED, 0], 70.0, (dt.date(2026, 3, 1), dt.date(2026, 3, 31)))

    done = refreshed(quality_lead)

    after = dict(SeriesStatus.objects.values_list("series", "funnel_z"))
    rewritten = dict(SeriesStatus.objects.values_list("series", "refreshed_at"))
    assert done.computed == 1
    assert all(after[trusts[COMPARED, n].pk] != before[trusts[COMPARED, n].pk] for n in range(TRUSTS))
    assert all(rewritten[trusts["ae-4hour", n].pk] == marks[trusts["ae-4hour", n].pk] for n in range(TRUSTS))


def test_series_left_behind_by_a_new_month_is_no_longer_new(quality_lead, trusts):
    for number in range(TRUSTS):
        published(quality_lead, trusts["ae-4hour", number], 40.0 if number == 1 else 75.0)
    refreshed(quality_lead)
    behind = SeriesStatus.objects.get(series=trusts["ae-4hour", 1])
    published(quality_lead, trusts["ae-4hour", 2], 75.0, (dt.date(2026, 5, 1), dt.date(2026, 5, 31)))

    done = refreshed(quality_lead)

    assert (behind.is_new, done.computed) == (True, 1)
    behind.refresh_from_db()
    assert behind.is_new is False


def test_new_phase_works_out_its_series(quality_lead, trusts):
    refreshed(quality_lead)
    series = trusts["ae-4hour", 3]

    services.begin_phase(series=series, starts_on=dt.date(2025, 9, 1), reason="New building", by=quality_lead)

    assert refreshed(quality_lead).computed == 0
    points = queries.points_of(SeriesStatus.objects.get(series=series))
    assert points[-1]["phase"] == 1


def _months(by, trusts, *, whole):
    """Three months of news of several sorts, each looked through; all that is kept in the end."""
    refreshed(by, whole=whole)
    for number in range(TRUSTS):
        published(by, trusts["ae-4hour", number], 60.0 if number == 4 else 75.0 + number)
    refreshed(by, whole=whole)
    published(by, trusts["ae-4hour-type1", 6], 75.0)
    services.begin_phase(
        series=trusts["ae-4hour", 2], starts_on=dt.date(2025, 8, 1), reason="New counting", by=by
    )
    refreshed(by, whole=whole)
    published(by, trusts["ae-4hour", 4], 75.5, (dt.date(2026, 5, 1), dt.date(2026, 5, 31)))
    published(by, trusts["ae-4hour", 5], 74.0, (dt.date(2025, 6, 1), dt.date(2025, 6, 30)))
    refreshed(by, whole=whole)
    return said()


def test_month_after_month_comes_to_the_same_as_everything_anew(quality_lead, trusts):
    with transaction.atomic():
        everything = _months(quality_lead, trusts, whole=True)
        transaction.set_rollback(True)

    only_news = _months(quality_lead, trusts, whole=False)

    assert everything[2]
    assert only_news == everything
    refreshed(quality_lead, whole=True)
    assert said() == everything


def test_provider_that_joins_is_told_of_though_its_figures_stay(quality_lead, trusts):
    published(quality_lead, trusts["ae-4hour", 1], 60.0)
    place = Belonging.objects.get(child=trusts["ae-4hour", 1].organisation)
    place.delete()
    refreshed(quality_lead)
    elsewhere = Signal.objects.filter(series=trusts["ae-4hour", 1]).count()
    place.pk = None
    place.save()

    done = refreshed(quality_lead)

    assert (elsewhere, done.computed) == (0, 0)
    assert Signal.objects.filter(series=trusts["ae-4hour", 1]).exists()


@pytest.mark.parametrize("column", ["value", "numerator", "denominator", "load", "row", "note", "band"])
def test_mark_changes_with_every_column(column):
    frame = _observations()
    other = {"note": "late", "band": "as expected"}.get(column, 7)

    changed = frame.with_columns(pl.lit(other).alias(column))

    assert _mark(changed) != _mark(frame)


def test_mark_does_not_depend_on_the_order_of_rows():
    frame = _observations()

    assert _mark(frame.reverse()) == _mark(frame)


def _mark(frame):
    return inputs.marks(frame, library(), preparing.NO_TUNING)["input_mark"].to_list()


def _observations():
    return pl.DataFrame(
        {
            "series": [1, 1, 2],
            "indicator": "ae-4hour",
            "organisation": [1, 1, 2],
            "kind": "trust",
            "period_start": [dt.date(2026, 1, 1), dt.date(2026, 2, 1), dt.date(2026, 1, 1)],
            "period_end": [dt.date(2026, 1, 31), dt.date(2026, 2, 28), dt.date(2026, 1, 31)],
            "value": [75.0, None, 74.0],
            "numerator": [750.0, None, 740.0],
            "denominator": 1000.0,
            "band": "",
            "note": "",
            "load": 1,
            "row": [2, 3, 4],
            "published_on": dt.date(2026, 3, 12),
        },
        schema_overrides=stage_one.OBSERVATIONS,
    )


def test_a_phase_begun_while_figures_are_worked_out_is_not_lost(quality_lead, trusts, monkeypatch):
    """The worker has read what people did to charts, and somebody begins a phase before it writes."""
    series = trusts["ae-4hour", 0]
    refreshed(quality_lead)
    published(quality_lead, series, 80.0)
    tell, begun = stage_one.tell_alone, []

    def meanwhile(*given):
        told = tell(*given)
        if not begun:
            begun.append(True)
            start = series.observations.order_by("period_start")[13].period_start
            services.begin_phase(series=series, starts_on=start, reason="A new clinic", by=quality_lead)
        return told

    monkeypatch.setattr(stage_one, "tell_alone", meanwhile)
    refreshed(quality_lead)

    phases = json.loads(SeriesChart.objects.get(status__series=series).points)["phase"]
    assert (phases[0], phases[-1]) == (0, 1)


def test_asked_for_again_only_where_figures_definitions_or_methods_are_new(quality_lead, trusts, monkeypatch):
    def jobs():
        ask_for_refresh(by=quality_lead)
        return Job.objects.count()

    assert (jobs(), jobs()) == (1, 1)
    monkeypatch.setattr("trigpoint.surveillance.tasks.VERSIONS", "a newer method")
    assert (jobs(), jobs()) == (2, 2)
    monkeypatch.setattr("trigpoint.surveillance.rules.peer_sets.VERSIONS", "newer peers")
    assert (jobs(), jobs()) == (3, 3)
    published(quality_lead, trusts["ae-4hour", 0], 80.0)
    assert (jobs(), jobs()) == (4, 4)
