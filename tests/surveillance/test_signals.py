"""Signals are raised, joined, kept up and answered."""

import datetime as dt

import pytest

from tests.factories import surveillance as made
from tests.factories.accounts import UserFactory
from trigpoint.audit.models import Event
from trigpoint.common.errors import NotAllowed
from trigpoint.indicators.models import Observation
from trigpoint.organisations.models import Belonging
from trigpoint.surveillance import queries, services
from trigpoint.surveillance.models import Signal, SignalStep
from trigpoint.surveillance.services.signalling import SignalImpossible

pytestmark = pytest.mark.django_db


def go_on(series, *values):
    """More months after those that the series has."""
    last = series.observations.order_by("period_start").last()
    after = made.months(len(values), (last.period_end + dt.timedelta(days=1)))
    for (start, end), value in zip(after, values, strict=True):
        Observation.objects.create(
            series=series, period_start=start, period_end=end, value=value, load=last.load, row=last.row + 1
        )


def test_a_fall_raises_one_signal_however_often_it_is_looked_at(quality_lead):
    series = made.fallen(quality_lead)

    made.refreshed(quality_lead)
    made.refreshed(quality_lead)

    raised = Signal.objects.get()
    assert (raised.series, raised.rule, raised.meaning) == (series, "outside", "concern")
    assert (raised.first_period, raised.periods, raised.ended_on) == (dt.date(2026, 4, 1), 1, None)
    assert raised.strength > 3


def test_a_steady_series_raises_nothing(quality_lead):
    made.series(quality_lead, made.provider(quality_lead), made.STEADY)

    made.refreshed(quality_lead)

    assert not Signal.objects.exists()


def test_a_provider_of_another_place_raises_nothing_here(quality_lead):
    found = made.fallen(quality_lead)
    Belonging.objects.filter(child=found.organisation).delete()

    made.refreshed(quality_lead)

    assert not Signal.objects.exists()


def test_a_signal_goes_on_and_ends(quality_lead):
    signal = made.signal(quality_lead)
    go_on(signal.series, 59.0)
    made.refreshed(quality_lead)
    longer = Signal.objects.get(pk=signal.pk)
    go_on(signal.series, 75.0)
    made.refreshed(quality_lead)

    signal.refresh_from_db()
    assert (longer.periods, longer.last_period, longer.is_on) == (2, dt.date(2026, 5, 1), True)
    assert signal.ended_on == dt.date(2026, 6, 1)
    assert signal.first_period == dt.date(2026, 4, 1)


def test_signals_of_one_chart_are_told_as_one(quality_lead):
    trust = made.provider(quality_lead)
    made.series(quality_lead, trust, [*made.STEADY, *[60.0 - n for n in range(7)]])

    made.refreshed(quality_lead)

    lead = Signal.objects.get(lead=None)
    assert lead.rule == "outside"
    assert {part.rule for part in lead.parts.all()} >= {"trend"}


def test_an_answer_is_a_step_with_its_reason(quality_lead):
    signal = made.signal(quality_lead)

    services.answer_signals(answers={signal: ("real", "Two wards closed")}, by=quality_lead)

    found = queries.signals(user=quality_lead).get()
    assert found.outcome == "real"
    assert SignalStep.objects.get().reason == "Two wards closed"
    assert not queries.waiting(user=quality_lead, today=dt.date(2026, 5, 1)).exists()
    assert Event.objects.filter(name="surveillance.signal_real").exists()


def test_opened_again_it_waits_again_and_the_first_answer_stays(quality_lead):
    signal = made.signal(quality_lead)
    services.answer_signals(answers={signal: ("noted", "")}, by=quality_lead)

    services.answer_signals(answers={signal: ("reopened", "It came back")}, by=quality_lead)

    assert queries.waiting(user=quality_lead, today=dt.date(2026, 5, 1)).count() == 1
    assert [step.outcome for step in queries.steps_on(signal=signal)] == ["noted", "reopened"]


@pytest.mark.parametrize("outcome", ["real", "artefact", "known", "no_concern"])
def test_everything_but_noting_needs_a_reason(quality_lead, outcome):
    signal = made.signal(quality_lead)

    with pytest.raises(SignalImpossible, match="Say why"):
        services.answer_signals(answers={signal: (outcome, " ")}, by=quality_lead)

    assert not SignalStep.objects.exists()


def test_answers_are_written_all_or_none(quality_lead):
    first = made.signal(quality_lead)
    second = made.signal(quality_lead, "RRF", "Wigan NHS Foundation Trust")

    with pytest.raises(SignalImpossible):
        services.answer_signals(answers={first: ("noted", ""), second: ("real", "")}, by=quality_lead)

    assert not SignalStep.objects.exists()


def test_a_chair_may_not_answer(quality_lead):
    signal = made.signal(quality_lead)
    chair = UserFactory(commissioner=quality_lead.commissioner, role="clinical_chair")

    with pytest.raises(NotAllowed):
        services.answer_signals(answers={signal: ("noted", "")}, by=chair)


def test_a_day_can_be_set_and_taken_away_but_not_in_the_past(quality_lead):
    signal = made.signal(quality_lead)

    services.set_clock(signal=signal, due_on=dt.date(2100, 1, 4), by=quality_lead)
    assert Signal.objects.get().due_on == dt.date(2100, 1, 4)
    services.set_clock(signal=signal, due_on=None, by=quality_lead)
    assert Signal.objects.get().due_on is None
    with pytest.raises(SignalImpossible, match="past"):
        services.set_clock(signal=signal, due_on=dt.date(2020, 1, 1), by=quality_lead)


def test_what_went_away_unseen_is_not_shown_for_ever(quality_lead):
    signal = made.signal(quality_lead)
    go_on(signal.series, 75.0)
    made.refreshed(quality_lead)

    soon, late = (
        queries.waiting(user=quality_lead, today=dt.date(2026, month, 1)).count() for month in (6, 12)
    )

    assert (soon, late) == (1, 0)


def test_a_neighbour_sees_none_of_them(quality_lead, other_lead):
    made.signal(quality_lead)

    assert not queries.signals(user=other_lead).exists()
    assert queries.sittings(user=other_lead, today=dt.date(2026, 5, 1)) == []
    assert queries.scores(user=other_lead, by="rule") == []


def test_the_ledger_counts_a_part_with_what_its_lead_was_said_to_be(quality_lead):
    trust = made.provider(quality_lead)
    made.series(quality_lead, trust, [*made.STEADY, *[60.0 - n for n in range(7)]])
    made.refreshed(quality_lead)
    lead = Signal.objects.get(lead=None)

    services.answer_signals(answers={lead: ("artefact", "Counted twice")}, by=quality_lead)

    told = {each.name: each for each in queries.scores(user=quality_lead, by="rule")}
    assert {told[name].artefact for name in ("outside", "trend")} == {1}
    assert {each.waiting for each in told.values()} == {0}
