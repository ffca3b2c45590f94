"""What figures tell as evidence: facts with their days, what people said of signals, and where we look."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from tests.factories import surveillance as made
from trigpoint.common import clock
from trigpoint.common.evidence import read_on
from trigpoint.common.references import reference_to
from trigpoint.indicators.definitions import definition
from trigpoint.indicators.models import Observation
from trigpoint.surveillance import services
from trigpoint.surveillance.models import SeriesChart, SeriesStatus
from trigpoint.surveillance.queries.evidence import evidence
from trigpoint.surveillance.rules import evidence_facts as facts
from trigpoint.surveillance.rules.banding import run_at_end

DAY = dt.date(2026, 6, 1)


@pytest.fixture(autouse=True)
def in_june():
    with clock.replaying(DAY):
        yield


def told(by, day=DAY):
    return evidence(by.commissioner, day)


def worse(by):
    """What is told for the worse."""
    return [each for each in told(by).facts if each.state == "concern"]


def answered(by, signal, outcome):
    services.answer_signals(answers={signal: (outcome, "The file counts twice.")}, by=by)


@pytest.mark.django_db
def test_a_fall_is_a_concern_of_the_stream_of_its_indicator(quality_lead):
    signal = made.signal(quality_lead)
    [fact] = worse(quality_lead)

    assert (fact.state, fact.stream, fact.about) == ("concern", "performance", "indicator:ae-4hour")
    assert (fact.happened_on, fact.known_on) == (dt.date(2026, 4, 1), dt.date(2026, 5, 14))
    assert fact.record == reference_to(signal)
    assert "60.0% in Apr 2026 (of 1,000), outside its usual range, for the worse." in fact.says


@pytest.mark.django_db
def test_a_steady_series_is_covered_and_tells_no_fact(quality_lead):
    series = made.series(quality_lead, made.provider(quality_lead), made.STEADY)
    made.refreshed(quality_lead)
    said = told(quality_lead)

    assert said.facts == []
    [covered] = said.covered
    assert (covered.record, covered.tries) == (reference_to(series), 1)
    assert (covered.first_known, covered.last_known) == (dt.date(2026, 1, 14), dt.date(2026, 4, 14))


@pytest.mark.django_db
def test_too_few_figures_are_no_coverage(quality_lead):
    made.series(quality_lead, made.provider(quality_lead), made.STEADY[:3], denominator=None)
    made.refreshed(quality_lead)

    assert told(quality_lead).covered == []


@pytest.mark.django_db
@pytest.mark.parametrize("outcome", ["artefact", "no_concern"])
def test_what_people_called_nothing_counts_no_more_from_that_day(quality_lead, outcome):
    answered(quality_lead, made.signal(quality_lead), outcome)
    [fact] = worse(quality_lead)
    fresh = dt.timedelta(days=100)

    assert fact.last_on >= DAY - dt.timedelta(days=1) - fresh  # the day before it still counted
    assert fact.last_on < DAY - fresh
    assert "1 June 2026" in fact.says


@pytest.mark.django_db
@pytest.mark.parametrize("outcome", ["real", "known", "noted"])
def test_what_people_called_real_or_known_stays(quality_lead, outcome):
    answered(quality_lead, made.signal(quality_lead), outcome)

    assert worse(quality_lead)[0].last_on == dt.date(2026, 5, 14)


@pytest.mark.django_db
def test_a_signal_opened_again_counts_again(quality_lead):
    signal = made.signal(quality_lead)
    answered(quality_lead, signal, "artefact")
    answered(quality_lead, signal, "reopened")

    assert worse(quality_lead)[0].last_on == dt.date(2026, 5, 14)


@pytest.mark.django_db
def test_providers_of_a_neighbour_tell_nothing(quality_lead, other_lead):
    made.signal(quality_lead)
    services.refresh(owner=other_lead.commissioner, by=other_lead)

    assert told(other_lead).facts == []


@pytest.mark.django_db
def test_an_indicator_that_is_neither_better_nor_worse_is_covered_only(quality_lead):
    values = [*(10_000.0 + n for n in made.STEADY), 20_000.0]
    made.series(
        quality_lead, made.provider(quality_lead), values, indicator="ae-attendances", denominator=None
    )
    made.refreshed(quality_lead)
    said = told(quality_lead)

    assert (said.facts, [each.about for each in said.covered]) == ([], ["indicator:ae-attendances"])


@pytest.mark.django_db
def test_a_target_that_is_always_missed_is_watched(quality_lead):
    series = made.series(quality_lead, made.provider(quality_lead), [value - 25 for value in made.STEADY])
    made.refreshed(quality_lead)
    assert SeriesStatus.objects.get(series=series).assurance == "fail"
    [fact] = told(quality_lead).facts

    assert (fact.state, fact.happened_on) == ("watch", dt.date(2025, 1, 1))
    assert "was missed in each of 15 months since Jan 2025, and will be if nothing changes." in fact.says


@pytest.mark.django_db
def test_a_chart_kept_before_targets_had_steps_is_read(quality_lead):
    made.signal(quality_lead)
    chart = SeriesChart.objects.get()
    columns = json.loads(chart.points)
    chart.points = json.dumps(
        {name: column for name, column in columns.items() if name not in ("wanted", "so_far")}
    )
    chart.save()

    assert len(worse(quality_lead)) == 1


@pytest.mark.django_db
def test_far_from_peers_counts_where_it_stands_out_of_all_that_was_compared(quality_lead):
    for number in range(12):
        trust = made.provider(quality_lead, f"R{number:02}", f"Trust {number}")
        made.series(quality_lead, trust, [75.0 if number else 40.0], indicator="rtt-18week")
    made.refreshed(quality_lead)
    [fact] = told(quality_lead).facts

    assert (fact.state, fact.happened_on) == ("concern", dt.date(2025, 1, 1))
    assert "far below like providers (12 compared), for the worse." in fact.says
    SeriesStatus.objects.update(stands_out=False)
    assert told(quality_lead).facts == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("bands", "state", "door"),
    [
        (["As expected", "Higher than expected"], "concern", ""),
        (["Higher than expected", "Higher than expected"], "concern", "mortality_higher_twice"),
        (["As expected", "Lower than expected"], "good", ""),
    ],
)
def test_bands_of_mortality(quality_lead, bands, state, door):
    series = made.series(
        quality_lead, made.provider(quality_lead), [1.1] * 2, indicator="shmi", denominator=None
    )
    for each, band in zip(
        Observation.objects.filter(series=series).order_by("period_start"), bands, strict=True
    ):
        Observation.objects.filter(pk=each.pk).update(band=band)
    made.refreshed(quality_lead)
    [fact] = told(quality_lead).facts

    assert (fact.state, fact.door, fact.stream) == (state, door, "outcomes")


def test_as_expected_or_no_band_is_no_fact():
    figures = facts.Figures(1, "s", definition("shmi"), "outcomes", 100)

    assert facts.of_bands([{"band": "As expected"}], figures) is None
    assert run_at_end(["", ""]) == ("", 0)


@pytest.mark.django_db
def test_keys_are_the_same_at_each_telling_and_used_once(quality_lead):
    made.signal(quality_lead)
    keys = [each.key for each in told(quality_lead).facts]

    assert keys == [each.key for each in told(quality_lead).facts]
    assert len(keys) == len(set(keys)) > 0


MEAN = facts.Figures(1, "s", definition("criteria-to-reside"), "performance", 100)
SHARE = facts.Figures(1, "s", definition("ae-4hour"), "performance", 100)


def stretch(**more):
    """Two months outside the usual range, of which the second came a month later."""
    points = [
        {
            "period_start": dt.date(2026, month, 1),
            "period_end": dt.date(2026, month, 28),
            "value": 50.0 + month,
            "denominator": 31.0,
            "rules": "outside",
            **dict.fromkeys(("known_on", "ages_from", "knowable_on", "knowable_from"), known),
        }
        for month, known in ((9, dt.date(2026, 10, 14)), (10, dt.date(2026, 11, 14)))
    ]
    last = {"last_start": points[1]["period_start"], "last_end": points[1]["period_end"], "periods": 2}
    days = {"known_on": dt.date(2026, 10, 14), "last_on": dt.date(2026, 11, 14)}
    told = {"meaning": "concern", "rule": "outside", "value": 60.0, "denominator": 31.0}
    return {**told, **last, **days, "first_start": points[0]["period_start"], "points": points, **more}


def test_a_mean_is_no_share_of_its_days():
    assert "(of 31)" not in facts.of_episode(stretch(), MEAN, ()).says
    assert "(of 31)" in facts.of_episode(stretch(), SHARE, ()).says


def test_an_earlier_day_reads_no_figure_that_came_later():
    fact = facts.of_episode(stretch(), SHARE, ())

    assert "60.0% in Oct 2026 (of 31), outside its usual range for 2 months since Sep 2026" in fact.says
    last_on, says = read_on(fact.worded, dt.date(2026, 11, 13))
    assert last_on == dt.date(2026, 10, 14)
    assert says.endswith("59.0% in Sep 2026 (of 31), outside its usual range, for the worse.")
    assert read_on(fact.worded, dt.date(2026, 11, 14)) is None


@pytest.mark.parametrize("on", [dt.date(2026, 11, 1), dt.date(2026, 11, 20)])
def test_what_people_said_is_read_from_that_day(on):
    judged = facts.Judged(
        "signal:1", "concern", "outside", dt.date(2026, 9, 1), dt.date(2026, 10, 1), "artefact", on
    )
    fact = facts.of_episode(stretch(), SHARE, [judged])
    eve = read_on(fact.worded, on - dt.timedelta(days=1))
    same_day = read_on(fact.worded, on) or (fact.last_on, fact.says)

    assert "Somebody looked" not in eve[1]
    assert "Somebody looked" in same_day[1]
    assert ("in Sep 2026 (" in same_day[1]) is (on < dt.date(2026, 11, 14))
    assert "Somebody looked" in fact.says
