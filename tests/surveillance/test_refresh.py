"""From observations to statuses."""

import datetime as dt

import numpy as np
import pytest

from tests.factories import surveillance as made
from trigpoint.audit.models import Event
from trigpoint.common.errors import NotAllowed
from trigpoint.indicators.models import Observation
from trigpoint.surveillance import queries, services
from trigpoint.surveillance.models import RebaseStep, SeriesStatus
from trigpoint.surveillance.services.charting import PhaseImpossible

pytestmark = pytest.mark.django_db


def status_of(series):
    return SeriesStatus.objects.get(series=series)


def test_refresh_tells_a_steady_series_as_common(quality_lead):
    series = made.series(quality_lead, made.provider(quality_lead), made.STEADY)

    made.refreshed(quality_lead)

    status = status_of(series)
    assert (status.state, status.variation, status.is_new, status.n) == ("ok", "common", False, 15)
    assert status.last_end == dt.date(2026, 3, 31)
    assert status.since is None


def test_refresh_flags_a_fall_as_new_concern_since_its_month(quality_lead):
    series = made.series(quality_lead, made.provider(quality_lead), [*made.STEADY, 60.0])

    made.refreshed(quality_lead)

    status = status_of(series)
    assert (status.variation, status.previous, status.is_new) == ("concern_low", "common", True)
    assert status.since == dt.date(2026, 4, 1)
    assert status.rules.startswith("outside")


def test_refresh_is_not_new_when_the_month_before_said_the_same(quality_lead):
    series = made.series(quality_lead, made.provider(quality_lead), [*made.STEADY, 60.0, 59.0])

    made.refreshed(quality_lead)

    status = status_of(series)
    assert (status.variation, status.is_new, status.since) == ("concern_low", False, dt.date(2026, 4, 1))


def test_refresh_with_eleven_points_says_too_few(quality_lead):
    series = made.series(quality_lead, made.provider(quality_lead), made.STEADY[:11])

    made.refreshed(quality_lead)

    assert (status_of(series).state, status_of(series).variation) == ("too_few", "")


def test_refresh_without_any_value_says_no_data(quality_lead):
    series = made.series(quality_lead, made.provider(quality_lead), [None] * 14)

    made.refreshed(quality_lead)

    assert (status_of(series).state, status_of(series).note) == ("no_data", "not reported")


def test_refresh_never_charts_a_rolling_figure(quality_lead):
    series = made.series(
        quality_lead,
        made.provider(quality_lead),
        [1.0 + n / 100 for n in range(15)],
        indicator="shmi",
        denominator=None,
    )

    made.refreshed(quality_lead)

    status = status_of(series)
    assert (status.state, status.variation, status.centre) == ("not_charted", "", None)
    assert len(queries.points_of(status)) == 15


def test_refresh_shows_a_missing_month_as_a_gap(quality_lead):
    series = made.series(quality_lead, made.provider(quality_lead), made.STEADY)
    Observation.objects.filter(series=series, period_start=dt.date(2025, 5, 1)).delete()

    made.refreshed(quality_lead)

    gap = next(p for p in queries.points_of(status_of(series)) if p["period_start"] == dt.date(2025, 5, 1))
    assert (gap["value"], gap["note"], gap["load"]) == (None, "not published", None)


def test_refresh_compares_like_providers_in_the_latest_period(quality_lead):
    ordinary = [made.provider(quality_lead, f"R{n:02}", f"Trust {n}") for n in range(12)]
    for n, trust in enumerate(ordinary):
        made.series(quality_lead, trust, [75.0 + (n % 3) * 0.4] * 2, indicator="ae-4hour-type1")
    apart = made.series(
        quality_lead,
        made.provider(quality_lead, "RZZ", "Trust apart"),
        [30.0, 30.0],
        indicator="ae-4hour-type1",
    )

    made.refreshed(quality_lead)

    status = status_of(apart)
    assert (status.funnel_outlier, status.funnel_units) == ("low998", 13)
    assert len(status.funnel_limits) == 4
    assert not SeriesStatus.objects.filter(organisation=ordinary[0]).get().funnel_outlier


def test_refresh_twice_rewrites_nothing(quality_lead):
    series = made.series(quality_lead, made.provider(quality_lead), made.STEADY)
    made.refreshed(quality_lead)
    before = status_of(series).refreshed_at

    made.refreshed(quality_lead)

    assert status_of(series).refreshed_at == before


def test_refresh_moves_changed_at_only_with_news(quality_lead):
    series = made.series(quality_lead, made.provider(quality_lead), made.STEADY)
    made.refreshed(quality_lead)
    before = status_of(series)
    Observation.objects.filter(series=series, period_start=dt.date(2025, 3, 1)).update(value=74.6)

    made.refreshed(quality_lead)

    after = status_of(series)
    assert after.refreshed_at > before.refreshed_at
    assert after.changed_at == before.changed_at


def test_statuses_of_one_commissioner_are_hidden_from_another(quality_lead, other_lead):
    made.series(quality_lead, made.provider(quality_lead), [*made.STEADY, 60.0])
    made.refreshed(quality_lead)

    assert len(queries.statuses(user=quality_lead)) == 1
    assert queries.statuses(user=other_lead) == []
    assert queries.changed_among(queries.statuses(user=other_lead)) == ()


def test_private_series_never_reach_another_commissioner(quality_lead, other_lead):
    made.series(quality_lead, made.provider(quality_lead), made.STEADY, is_open=False)

    made.refreshed(other_lead)

    assert not SeriesStatus.objects.filter(owner=other_lead.commissioner).exists()


def test_begin_phase_works_out_limits_afresh_and_can_be_taken_back(quality_lead):
    series = made.series(
        quality_lead, made.provider(quality_lead), made.STEADY + [v - 20 for v in reversed(made.STEADY)]
    )
    made.refreshed(quality_lead)
    start = dt.date(2026, 4, 1)

    services.begin_phase(series=series, starts_on=start, reason="New building", by=quality_lead)
    phased = status_of(series)
    services.withdraw_phase(series=series, starts_on=start, reason="Wrong month", by=quality_lead)

    assert phased.centre == pytest.approx(sum(made.STEADY) / 15 - 20)
    assert status_of(series).centre == pytest.approx(sum(made.STEADY) / 15 - 10)
    assert [step.deed for step in RebaseStep.objects.all()] == ["begun", "withdrawn"]
    assert Event.objects.filter(name__startswith="surveillance.phase_").count() == 2


def test_a_phase_of_one_commissioner_does_not_touch_anothers_chart(quality_lead, other_lead):
    series = made.series(
        quality_lead, made.provider(quality_lead), made.STEADY + [v - 20 for v in reversed(made.STEADY)]
    )
    made.refreshed(other_lead)

    services.begin_phase(series=series, starts_on=dt.date(2026, 4, 1), reason="New building", by=quality_lead)
    made.refreshed(other_lead)

    theirs = SeriesStatus.objects.get(series=series, owner=other_lead.commissioner)
    assert theirs.centre == pytest.approx(sum(made.STEADY) / 15 - 10)


@pytest.mark.parametrize("starts_on", [dt.date(2025, 1, 1), dt.date(2030, 1, 1)])
def test_begin_phase_where_no_later_period_starts_is_refused(quality_lead, starts_on):
    series = made.series(quality_lead, made.provider(quality_lead), made.STEADY)

    with pytest.raises(PhaseImpossible):
        services.begin_phase(series=series, starts_on=starts_on, reason="x", by=quality_lead)

    assert not RebaseStep.objects.exists()


def test_begin_phase_without_a_reason_is_refused(quality_lead):
    series = made.series(quality_lead, made.provider(quality_lead), made.STEADY)

    with pytest.raises(PhaseImpossible, match="Say why"):
        services.begin_phase(series=series, starts_on=dt.date(2025, 6, 1), reason="  ", by=quality_lead)


def test_a_chair_may_not_begin_a_phase(quality_lead, chair):
    series = made.series(quality_lead, made.provider(quality_lead), made.STEADY)

    with pytest.raises(NotAllowed):
        services.begin_phase(series=series, starts_on=dt.date(2025, 6, 1), reason="x", by=chair)


def test_a_season_is_taken_off_and_said(quality_lead, client_of):
    year = [0, 2, 5, 9, 12, 14, 14, 12, 9, 5, 2, 0]
    jitter = [0.3, -0.4, 0.1, 0.5, -0.2, -0.5, 0.2]
    wave = [60 + year[n % 12] + jitter[n % 7] for n in range(48)]
    series = made.series(quality_lead, made.provider(quality_lead), wave)

    made.refreshed(quality_lead)

    status = status_of(series)
    shown = client_of(quality_lead).get(series.get_absolute_url()).content.decode()
    assert "season" in status.allowed_for
    assert status.variation == "common"
    assert "A season was found" in shown


def test_likeness_of_neighbours_widens_the_limits_and_is_said(quality_lead, client_of):
    steps = np.random.default_rng(11).normal(size=48)
    wander = [70.0]
    for step in steps[1:]:
        wander.append(70 + 0.8 * (wander[-1] - 70) + step)
    series = made.series(
        quality_lead, made.provider(quality_lead), wander, indicator="ae-attendances", denominator=None
    )

    made.refreshed(quality_lead)

    status = status_of(series)
    assert status.likeness > 0.4
    assert "neighbours" in status.allowed_for
    assert (
        "Neighbouring figures are alike"
        in client_of(quality_lead).get(series.get_absolute_url()).content.decode()
    )
