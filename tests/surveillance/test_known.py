"""What was known when, out of the database; and that a replay says what the early warning said."""

import datetime as dt
import random

import polars as pl
import pytest

from tests.factories import loads
from tests.factories import surveillance as made
from trigpoint.common import clock
from trigpoint.indicators.definitions import library
from trigpoint.indicators.models import Observation, Series
from trigpoint.surveillance import queries, services
from trigpoint.surveillance.models import Signal
from trigpoint.surveillance.rules import replaying

pytestmark = pytest.mark.django_db
APRIL = (dt.date(2026, 4, 1), dt.date(2026, 4, 30))


def loaded(by, when, *, published_on=None, is_open=True, owner=None):
    """A load at noon of a day."""
    return loads.load(
        by,
        published_on=published_on,
        loaded_at=dt.datetime.combine(when, dt.time(12), tzinfo=dt.UTC),
        owner=owner or by.commissioner,
        is_open=is_open,
    )


def observed(series, load, value, period=APRIL, superseded_by=None):
    start, end = period
    return Observation.objects.create(
        series=series,
        period_start=start,
        period_end=end,
        value=value,
        numerator=value * 10,
        denominator=1000,
        load=load,
        row=2,
        superseded_by=superseded_by,
    )


def series_of(by, code="RMC", *, is_open=True, indicator="ae-4hour"):
    return Series.objects.create(
        indicator=indicator, organisation=made.provider(by, code), owner=by.commissioner, is_open=is_open
    )


def revised(by):
    """April 2026: 60 published and loaded in May, 75 in July."""
    series = series_of(by)
    may, july = dt.date(2026, 5, 14), dt.date(2026, 7, 9)
    later = loaded(by, july, published_on=july)
    observed(series, loaded(by, may, published_on=may), 60.0, superseded_by=later)
    observed(series, later, 75.0)
    return series


def known(by, day, vintage, indicators=("ae-4hour",)):
    return queries.observations_known(
        owner=by.commissioner, by=day, vintage=vintage, indicators=list(indicators)
    )


@pytest.mark.parametrize("vintage", replaying.VINTAGES)
@pytest.mark.parametrize(
    ("day", "values"),
    [(dt.date(2026, 5, 13), []), (dt.date(2026, 5, 14), [60.0]), (dt.date(2026, 7, 9), [60.0, 75.0])],
)
def test_every_version_known_by_a_day(quality_lead, vintage, day, values):
    revised(quality_lead)

    found = known(quality_lead, day, vintage)

    assert found.schema == replaying.FIGURES
    assert sorted(found["value"]) == values


@pytest.mark.parametrize("vintage", replaying.VINTAGES)
@pytest.mark.parametrize(("day", "value"), [(dt.date(2026, 6, 30), 60.0), (dt.date(2026, 7, 31), 75.0)])
def test_value_as_it_stood(quality_lead, vintage, day, value):
    revised(quality_lead)

    whole = replaying.known(known(quality_lead, dt.date(2026, 12, 31), vintage), library(), vintage)

    assert replaying.as_known(whole, day)["value"].to_list() == [value]


def test_days_and_places_are_given(quality_lead):
    series = revised(quality_lead)

    row = known(quality_lead, dt.date(2026, 12, 31), "loaded").sort("load").rows(named=True)[-1]

    assert (row["series"], row["organisation"], row["kind"]) == (series.pk, series.organisation_id, "trust")
    first = known(quality_lead, dt.date(2026, 12, 31), "loaded").filter(value=60.0).row(0, named=True)
    assert (first["loaded_on"], first["superseded_on"]) == (dt.date(2026, 5, 14), dt.date(2026, 7, 9))


def test_load_late_in_the_evening_counts_on_the_day_in_england(quality_lead):
    """23:30 in universal time on 13 May is half past midnight on the 14th in England."""
    series, load = series_of(quality_lead), loaded(quality_lead, dt.date(2026, 5, 13))
    type(load).objects.filter(pk=load.pk).update(loaded_at=dt.datetime(2026, 5, 13, 23, 30, tzinfo=dt.UTC))
    observed(series, load, 60.0)

    assert known(quality_lead, dt.date(2026, 5, 13), "loaded").is_empty()
    assert known(quality_lead, dt.date(2026, 5, 14), "loaded")["loaded_on"].to_list() == [
        dt.date(2026, 5, 14)
    ]


def test_figure_without_a_day_of_publication_is_always_given(quality_lead):
    observed(series_of(quality_lead), loaded(quality_lead, dt.date(2026, 11, 1)), 60.0)

    assert known(quality_lead, dt.date(2026, 5, 31), "published").height == 1
    assert known(quality_lead, dt.date(2026, 5, 31), "loaded").is_empty()


def test_figures_of_the_neighbour_are_not_given(quality_lead, other_lead):
    hers = series_of(other_lead, is_open=False)
    observed(hers, loaded(other_lead, dt.date(2026, 5, 1), is_open=False), 60.0)

    assert known(quality_lead, dt.date(2026, 12, 31), "published").is_empty()
    assert known(other_lead, dt.date(2026, 12, 31), "published").height == 1
    assert queries.names_of_providers(owner=quality_lead.commissioner).is_empty()


def test_steps_on_charts_are_given_with_their_days(quality_lead):
    series = made.fallen(quality_lead)
    with clock.replaying(dt.date(2026, 6, 3)):
        services.begin_phase(series=series, starts_on=dt.date(2026, 1, 1), reason="New ward", by=quality_lead)
    with clock.replaying(dt.date(2026, 7, 3)):
        services.choose_chart(series=series, kind="run", reason="Try it", by=quality_lead)

    steps = queries.chart_steps_known(owner=quality_lead.commissioner)

    assert steps.phases.rows() == [(series.pk, dt.date(2026, 1, 1), True, dt.date(2026, 6, 3))]
    assert steps.kinds.rows() == [(series.pk, "run", True, dt.date(2026, 7, 3))]


def lived_through(by):
    """Twenty-six months at seven trusts, loaded and refreshed month after month; some come in a month late.

    From the twenty-third on there are figures of cancer waits at twelve too, of which one stands apart. The last day.
    """
    luck = random.Random(4)
    several = [series_of(by, f"R0{place}") for place in range(7)]
    waits = [series_of(by, f"R1{place:02}", indicator="cancer-62d") for place in range(12)]
    late = {}
    for number, period in enumerate(made.months(26)):
        day = period[1] + dt.timedelta(days=14)
        with clock.replaying(day):
            load = loaded(by, day, published_on=day)
            for place, series in enumerate(several):
                if before := late.pop(series.pk, None):
                    observed(series, load, *before)
                value = 75 - (12 if place == number % 5 and number > 14 else 0) + luck.gauss(0, 2)
                if luck.random() < 0.08:
                    late[series.pk] = (value, period)
                else:
                    observed(series, load, value, period)
            for place, series in enumerate(waits if number > 22 else []):
                observed(series, load, 30.0 if place == 5 and number > 23 else 75.0 + place / 4, period)
            made.refreshed(by)
    return day


def test_replay_says_what_the_early_warning_said(quality_lead):
    last = lived_through(quality_lead)
    over = replaying.month_ends(dt.date(2025, 1, 1), last)

    figures = known(quality_lead, last, "published", ["ae-4hour", "cancer-62d"])
    said = replaying.replay(figures, library(), over, vintage="published").alerts

    signals = Signal.objects.all()
    assert len(signals) > 8
    assert {signal.rule for signal in signals} >= {"outside", "funnel"}
    raised = [
        (each.series_id, each.rule, each.meaning, each.published_on.strftime("%Y-%m")) for each in signals
    ]
    replayed = said.select("series", "rule", "meaning", pl.col("raised_on").dt.strftime("%Y-%m")).rows()
    assert sorted(replayed) == sorted(raised)
    assert said["is_part"].sum() == sum(each.lead_id is not None for each in signals)
    assert said["ended_on"].null_count() == sum(each.is_on for each in signals)
