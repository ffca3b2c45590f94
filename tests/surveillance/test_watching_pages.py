"""Outcomes from the file to the page, month by month and all at once, by the worker and by the back-test."""

import datetime as dt
import json

import polars as pl
import pytest
from bs4 import BeautifulSoup
from django.db.models import F
from django.urls import reverse

from tests.factories import surveillance as made
from trigpoint.common import clock
from trigpoint.indicators.connectors import outcomes
from trigpoint.indicators.definitions import library
from trigpoint.loads.services import load_file
from trigpoint.surveillance import queries, services
from trigpoint.surveillance.models import SeriesChart, SeriesStatus, Signal
from trigpoint.surveillance.rules import replaying
from trigpoint.surveillance.rules.facts import FACTS
from trigpoint.surveillance.services.charting import ChartImpossible

pytestmark = pytest.mark.django_db

NEVER = [0, 2, 1, 0, 3, 3, 1]  # worked by hand in docs/methods/cusum.md
DEATHS = [(28, 30.1), (40, 29.5), (44, 30.4), (43, 29.9), (20, 30.0), (18, 31.2), (17, 29.0)]
TODAY = dt.date(2026, 9, 1)


def lines(months):
    for number in months:
        month = f"2026-{number + 1:02}"
        deaths, expected = DEATHS[number]
        yield f"{month},RMC,never-events,{NEVER[number]},0.3,"
        yield f"{month},RMC,deaths-in-hospital,{deaths},{expected},3000"


def load(by, path, months):
    path.write_text("\n".join(["month,provider code,indicator,observed,expected,patients", *lines(months)]))
    return load_file(connector=outcomes.CONNECTOR, path=path, by=by)


@pytest.fixture
def trust(quality_lead):
    return made.provider(quality_lead)


@pytest.fixture
def loaded(quality_lead, trust, tmp_path):
    with clock.replaying(TODAY):
        load(quality_lead, tmp_path / "outcomes.csv", range(7))
        made.refreshed(quality_lead)
    return {each.indicator: each for each in SeriesStatus.objects.select_related("series")}


def page(client, series, **query):
    with clock.replaying(TODAY):
        response = client.get(reverse("surveillance:series", args=[series.public_id]), query)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html5lib")


def test_the_page_says_what_added_up_and_how_often_that_is_wrong(client_of, quality_lead, loaded):
    found = page(client_of(quality_lead), loaded["never-events"].series)
    text = found.get_text(" ", strip=True)

    assert found.select_one(".tp-answer").text == (
        "1 in Jul 2026, nothing unusual has added up; after the alarm of Jun 2026 the chart began again at 0."
    )
    assert "about one false signal of the first level in 21 years and one false alarm in 102 years" in text
    assert "Expected 0.3; more 4.74 (alarm 4.27)" in text
    assert "Unusual, for the worse: added up to an alarm" in text
    assert "It trusts what was expected" in text or "it trusts what was expected" in text


def test_the_picture_is_told_in_words(client_of, quality_lead, loaded):
    found = page(client_of(quality_lead), loaded["deaths-in-hospital"].series)

    description = found.select_one("#chart-description").text
    assert "Above, what was observed against what was expected, added up (VLAD)" in description
    assert "of the way to an alarm" in description
    assert found.select_one("#chart svg") is not None
    assert "3000 patients" in found.get_text()


def test_table_and_pictures_to_take_away_hold_what_is_watched(client_of, quality_lead, loaded):
    client, series = client_of(quality_lead), loaded["deaths-in-hospital"].series
    table = client.get(reverse("surveillance:series-csv", args=[series.public_id])).content.decode(
        "utf-8-sig"
    )
    small = client.get(reverse("surveillance:small-svg", args=[series.public_id])).content

    heading, first, *_ = table.splitlines()
    assert heading.endswith("alert_every,alarm_every,reach")
    assert len(first.split(",")) == len(heading.split(","))
    assert b"<svg" in small


def test_a_neighbour_sees_nothing_of_own_figures(client_of, other_lead, loaded):
    response = client_of(other_lead).get(
        reverse("surveillance:series", args=[loaded["never-events"].series.public_id])
    )

    assert response.status_code == 404


def said():
    facts = [name for name in FACTS if name != "load_id"]
    points = SeriesChart.objects.order_by("status__indicator").values_list("points", flat=True)
    signals = Signal.objects.order_by("indicator", "rule", "meaning", "first_period")
    return (
        list(SeriesStatus.objects.order_by("indicator").values_list("indicator", *facts)),
        [
            {name: each for name, each in json.loads(text).items() if name not in ("load", "row")}
            for text in points
        ],
        list(signals.values_list("indicator", "rule", "meaning", "first_period", "last_period", "strength")),
    )


def test_a_new_month_works_out_what_changed_and_comes_to_the_same(quality_lead, trust, tmp_path):
    with clock.replaying(TODAY):
        for months in (range(4), range(4, 6), range(6, 7)):
            load(quality_lead, tmp_path / "outcomes.csv", months)
            services.refresh(owner=quality_lead.commissioner, by=quality_lead)
        step_by_step = said()
        services.refresh(owner=quality_lead.commissioner, by=quality_lead, whole=True)

    assert said() == step_by_step


def test_the_back_test_would_have_said_the_same(quality_lead, trust, tmp_path):
    """Loaded and looked at month by month; then replayed from what was loaded when."""
    months = replaying.month_ends(dt.date(2026, 2, 1), dt.date(2026, 8, 1))
    for number, day in enumerate(months):
        with clock.replaying(day):
            load(quality_lead, tmp_path / "outcomes.csv", range(number, number + 1))
            made.refreshed(quality_lead)
    live = set(Signal.objects.values_list("indicator", "rule", "meaning", "first_period", "raised_at__date"))

    figures = queries.observations_known(
        owner=quality_lead.commissioner, by=months[-1], vintage="loaded", indicators=library()
    )
    replayed = replaying.replay(figures, library(), months, vintage="loaded").alerts

    told = {
        (row[0], row[1], row[2], row[3])
        for row in replayed.select("indicator", "rule", "meaning", "raised_on").rows()
    }
    assert {(each[0], each[1], each[2], each[4]) for each in live} == told
    assert ("never-events", "cusum_alarm", "concern", dt.date(2026, 7, 31)) in told
    assert ("deaths-in-hospital", "cusum_alarm", "concern", dt.date(2026, 5, 31)) in told


@pytest.fixture
def cancer(quality_lead, trust):
    values = [82.5, 85.0, 80.0, 86.25, 83.75, 87.5, 81.25, 85.0, 78.75, 82.5, 86.25, 83.75, 72.5, 71.25, 70.0]
    series = made.series(quality_lead, trust, values, indicator="cancer-62d", denominator=80)
    made.refreshed(quality_lead)
    return series


def test_an_analyst_sees_and_chooses_another_chart(client_of, quality_lead, cancer):
    client = client_of(quality_lead)
    seen = page(client, cancer, chart="cusum_bernoulli").get_text(" ", strip=True)
    sent = {"chart-kind": "cusum_bernoulli", "chart-reason": "Few patients a month; against the standard"}

    with clock.replaying(TODAY):
        done = client.post(reverse("surveillance:chart-choose", args=[cancer.public_id]), sent)

    assert "As cases added up against a chance (Bernoulli CUSUM):" in seen
    assert "It asks whether the odds of an event are 2 times what was expected, or 0.5 times." in seen
    assert done.status_code == 302
    status = SeriesStatus.objects.get(series=cancer)
    assert (status.chart_kind, status.latest_alarm) == ("cusum_bernoulli", dt.date(2026, 2, 1))
    assert "cases added up against a chance" in page(client, cancer).get_text(" ", strip=True)


def test_an_average_can_be_chosen_too(quality_lead, cancer):
    services.choose_chart(series=cancer, kind="ewma", reason="Small lasting changes", by=quality_lead)

    status = SeriesStatus.objects.get(series=cancer)
    assert (status.chart_kind, status.rules.split(";")[-1]) == ("ewma", "ewma_alert")
    assert Signal.objects.filter(rule="ewma_alert", due_on=None).exists()


def test_what_figures_do_not_allow_is_refused_with_the_reason(client_of, quality_lead, cancer):
    with pytest.raises(ChartImpossible, match="nothing says how many events were to be expected"):
        services.choose_chart(series=cancer, kind="vlad", reason="x", by=quality_lead)

    text = page(client_of(quality_lead), cancer).get_text(" ", strip=True)
    assert "Charts that these figures do not allow" in text
    assert "Observed against expected, added up (VLAD with CUSUM): nothing says how many" in text


@pytest.mark.parametrize("kind", ["vlad", "cusum_poisson", "ewma", "xmr"])
def test_rolling_windows_are_refused_by_the_service_too(quality_lead, trust, kind):
    series = made.series(quality_lead, trust, [1.02] * 20, indicator="shmi", denominator=2000)
    made.refreshed(quality_lead)

    with pytest.raises(ChartImpossible):
        services.choose_chart(series=series, kind=kind, reason="x", by=quality_lead)


def test_frames_without_watched_charts_hold_no_columns_of_theirs(quality_lead, cancer):
    kept = json.loads(SeriesChart.objects.get().points)

    assert set(kept) == set(queries.CHART_COLUMNS)
    assert isinstance(
        queries.charted_points(owner=quality_lead.commissioner, series=[cancer.pk]), pl.DataFrame
    )


def test_a_chart_chosen_that_later_figures_do_not_allow_is_said_and_stops_nothing(
    client_of, quality_lead, trust
):
    series = made.series(quality_lead, trust, made.STEADY, indicator="cancer-62d", denominator=80)
    other = made.series(quality_lead, trust, made.STEADY, indicator="ae-4hour")
    made.refreshed(quality_lead)
    services.choose_chart(series=series, kind="cusum_bernoulli", reason="Case by case", by=quality_lead)
    made.refreshed(quality_lead)
    assert SeriesStatus.objects.get(series=series).chart_kind == "cusum_bernoulli"
    series.observations.update(numerator=F("numerator") * 6, denominator=480)
    made.refreshed(quality_lead)

    found = page(client_of(quality_lead), series).get_text(" ", strip=True)

    assert SeriesStatus.objects.get(series=series).chart_kind == "xmr"
    assert "as it should be: there are more than 397 cases a period" in found
    assert SeriesStatus.objects.get(series=other).chart_kind == "xmr"
    page(client_of(quality_lead), series, chart="cusum_bernoulli")
