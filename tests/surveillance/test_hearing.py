"""Signals of what people say: raised, kept up, ended, answered; never twice, never of what is restricted."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from tests.factories import surveillance as made
from tests.factories.intelligence import coded, item
from tests.factories.organisations import OrganisationFactory
from trigpoint.audit.models import Event
from trigpoint.common import clock
from trigpoint.intelligence.models import Correction, ThemeMonth
from trigpoint.intelligence.services.counting import count_again
from trigpoint.jobs.models import Job
from trigpoint.organisations.models import Belonging
from trigpoint.surveillance import queries, services, tasks
from trigpoint.surveillance.models import Signal, SignalCounts, Stream
from trigpoint.surveillance.models.signals import Outcome
from trigpoint.surveillance.queries import hearing
from trigpoint.surveillance.rules import heard_words, signal_words
from trigpoint.surveillance.rules import hearing as rules

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _held_back(monkeypatch):
    """What the model was found to recognise, whichever model is shipped."""
    told = {
        "Timeliness of care": rules.Held(166, 197, 146),
        "Environment, facilities & equipment": rules.Held(2, 4, 0),
    }
    monkeypatch.setattr(hearing, "held_back", lambda: told)


@pytest.fixture(autouse=True)
def _today():
    with clock.replaying(TODAY):
        yield


def hear(by):
    return services.hear(owner=by.commissioner, by=by)


def next_month(by, count, month=dt.date(2026, 11, 1)):
    """One more month at every trust, of which the first has so many."""
    for place, trust in enumerate(made.Organisation.objects.filter(code__endswith="X").order_by("code")):
        number = count if place == 0 else 5
        fields = {"owner": by.commissioner, "provider": trust, "month": month, "source": "fft", "positive": 1}
        said = {"critical": number, "critical_people": number}
        ThemeMonth.objects.create(**fields, items=60, **{**said, "critical": number + 10})
        ThemeMonth.objects.create(**fields, items=number, theme="timeliness-of-care", **said)


def test_a_rise_raises_one_signal_however_often_it_is_heard(quality_lead):
    signal = made.heard(quality_lead)

    assert (hear(quality_lead), hear(quality_lead)) == (0, 0)
    assert Signal.objects.get() == signal
    assert (signal.series, signal.indicator, signal.theme) == (None, "", "timeliness-of-care")
    assert (signal.organisation.code, signal.meaning, signal.stream) == ("RAX", "concern", Stream.PEOPLE)
    assert (signal.first_period, signal.last_period) == (dt.date(2026, 9, 1), dt.date(2026, 10, 1))
    assert signal.strength > 3
    assert [each["critical"] for each in signal.heard.months[-3:]] == [5, 16, 18]
    assert Event.objects.filter(name="surveillance.themes_heard").count() == 1


def test_it_is_told_in_one_plain_sentence(quality_lead):
    signal = made.heard(quality_lead, [16])

    assert heard_words.heard(signal) == (
        "16 critical comments from 16 people in October 2026, where about 5 were expected"
    )
    assert signal_words.fired(signal) == "more critical comments than expected, all at once"
    assert "Of ten comments coded with this theme about 7 are right." in heard_words.how_sure(signal)


def test_a_longer_one_tells_all_its_months(quality_lead):
    signal = made.heard(quality_lead)

    assert heard_words.heard(signal) == (
        "34 critical comments since September 2026, where about 10 were expected; in October 2026 18 from 18 people"
    )


def test_steady_comments_raise_nothing(quality_lead):
    made.comments(quality_lead)

    assert hear(quality_lead) == 0
    assert not Signal.objects.exists()


def test_nothing_counted_raises_nothing(quality_lead):
    assert hear(quality_lead) == 0


def test_one_person_who_writes_of_many_services_raises_nothing_alone(quality_lead):
    trust = made.comments(quality_lead, [16])[0]
    for number in range(12):
        said = {"service": f"Ward {number // 2}", "source": ("fft", "complaint")[number % 2]}
        written = item(quality_lead, provider=trust, sender="Ann", happened_on=dt.date(2026, 10, 7), **said)
        coded(written, "timeliness-of-care")

    found = queries.repeats_of(owner=quality_lead.commissioner, until=dt.date(2026, 10, 1))

    assert found.rows() == [(trust.pk, "timeliness-of-care", dt.date(2026, 10, 1), 11)]
    assert hear(quality_lead) == 0


def test_two_comments_of_one_service_and_source_or_of_two_people_are_no_repeats(quality_lead):
    for sender, said in (
        ("Ann", {}),
        ("Ann", {}),
        ("Bob", {"service": "Ward 1"}),
        ("", {"service": "Ward 2"}),
    ):
        coded(item(quality_lead, sender=sender, happened_on=dt.date(2026, 10, 7), **said), "discharge")

    assert queries.repeats_of(owner=quality_lead.commissioner, until=dt.date(2026, 10, 1)).is_empty()


def test_a_month_that_is_not_over_is_not_judged(quality_lead):
    made.comments(quality_lead, [30])
    clock.replay(dt.date(2026, 10, 31))

    assert hear(quality_lead) == 0


def test_a_provider_of_another_place_raises_nothing_here(quality_lead):
    trusts = made.comments(quality_lead, [16, 18])
    Belonging.objects.filter(child=trusts[0]).delete()

    assert hear(quality_lead) == 0


def test_very_old_counts_are_no_news(quality_lead):
    made.comments(quality_lead, [16, 18])
    clock.replay(dt.date(2029, 1, 5))

    assert hear(quality_lead) == 0


def test_a_theme_that_is_badly_recognised_raises_nothing_until_people_confirm_it(quality_lead):
    theme = "environment-facilities-equipment"  # seldom right on the comments held back
    made.comments(quality_lead, [16, 18], theme=theme)

    assert hear(quality_lead) == 0

    checked = item(quality_lead)
    for _ in range(9):
        Correction.objects.create(
            item=checked, themes=[theme], themes_before=[theme], model="themes-2", by=quality_lead
        )
    assert hear(quality_lead) == 1


def test_what_people_put_right_counts_for_precision():
    held = {"a": made_held(2, 4, 8), "b": made_held(0, 0, 0)}
    looked_at = [(["a"], ["a", "b"]), (["a"], []), (["c"], ["c"])]

    found = rules.precisions(held, looked_at).rows()

    # a: 2 + 1 of 4 + 2 said were right, 2 + 1 of 8 + 1 found; b: never said, once meant
    assert found == [("a", 0.5, pytest.approx(3 / 9)), ("b", None, 0.0)]


def made_held(right, said, cases):
    return rules.Held(cases=cases, said=said, right=right)


def test_a_signal_goes_on_and_is_over(quality_lead):
    signal = made.heard(quality_lead)
    next_month(quality_lead, 15)
    clock.replay(dt.date(2026, 12, 3))
    hear(quality_lead)
    longer = Signal.objects.get()
    for at, month in enumerate((dt.date(2026, 12, 1), dt.date(2027, 1, 1), dt.date(2027, 2, 1))):
        next_month(quality_lead, 4, month)
        clock.replay(dt.date(2027, 1 + at, 3))
        hear(quality_lead)

    over = Signal.objects.get(pk=signal.pk)
    assert (longer.periods, longer.last_period, longer.is_on) == (3, dt.date(2026, 11, 1), True)
    assert not over.is_on
    assert signal_words.over(over).startswith("No longer so in ")
    assert Signal.objects.count() == 1


def test_silence_ends_a_signal_but_says_nothing_of_it(quality_lead):
    signal = made.heard(quality_lead)
    told = []
    for at, month in enumerate((dt.date(2026, 11, 1), dt.date(2026, 12, 1), dt.date(2027, 1, 1))):
        next_month(quality_lead, 5, month)
        ThemeMonth.objects.filter(provider=signal.organisation, month=month).delete()
        clock.replay(dt.date(2027, at, 3) if at else dt.date(2026, 12, 3))
        hear(quality_lead)
        told.append(Signal.objects.get())

    assert [each.is_on for each in told] == [True, True, False]
    assert [(each.periods, each.last_period) for each in told] == [(2, dt.date(2026, 10, 1))] * 3
    assert signal_words.over(told[-1]) == "Nothing has been told since October 2026"


def test_a_review_begins_again(quality_lead):
    signal = made.heard(quality_lead)
    services.answer_signals(answers={signal: (Outcome.REAL, "The new triage desk")}, by=quality_lead)
    next_month(quality_lead, 16)
    clock.replay(dt.date(2026, 12, 3))

    assert hear(quality_lead) == 0

    over = Signal.objects.get()
    assert (over.ended_on, over.heard.is_begun_again) == (dt.date(2026, 11, 1), True)
    assert signal_words.over(over) == "It was looked at, and the count began again in November 2026"


def test_noting_or_opening_again_is_no_review(quality_lead):
    signal = made.heard(quality_lead)
    for outcome in (Outcome.NOTED, Outcome.REAL, Outcome.REOPENED):
        services.answer_signals(answers={signal: (outcome, "Why")}, by=quality_lead)
    next_month(quality_lead, 16)
    clock.replay(dt.date(2026, 12, 3))
    hear(quality_lead)

    assert Signal.objects.get().is_on


def test_another_answer_or_a_note_later_takes_no_review_back(quality_lead):
    signal = made.heard(quality_lead)
    services.answer_signals(answers={signal: (Outcome.REAL, "The new triage desk")}, by=quality_lead)
    clock.replay(dt.date(2026, 12, 22))
    for outcome in (Outcome.ARTEFACT, Outcome.NOTED):
        services.answer_signals(answers={signal: (outcome, "Why")}, by=quality_lead)

    assert [each.day for each in hearing.reviews_of(owner=quality_lead.commissioner)] == [TODAY]


def test_it_is_reviewed_anew_after_it_was_opened_again(quality_lead):
    signal = made.heard(quality_lead)
    for outcome in (Outcome.REAL, Outcome.REOPENED):
        services.answer_signals(answers={signal: (outcome, "Why")}, by=quality_lead)
    clock.replay(dt.date(2026, 12, 22))
    services.answer_signals(answers={signal: (Outcome.KNOWN, "Why")}, by=quality_lead)

    [found] = hearing.reviews_of(owner=quality_lead.commissioner)
    assert found.day == dt.date(2026, 12, 22)


def test_a_rise_after_a_review_is_another_finding():
    cell, september = rules.Cell(1, "parking"), dt.date(2026, 9, 1)
    rise = rules.Rise(cell, "theme_at_once", dt.date(2026, 12, 1), dt.date(2026, 12, 1), 3.2)

    def heard(**fields):
        told = {"pk": 7, "cell": cell, "first_month": september, "last_month": dt.date(2026, 10, 1)}
        return rules.Heard(**{**told, "is_on": False, "is_begun_again": False, **fields})

    assert rules.changes([rise], [heard()]).going_on == {7: rise}
    assert rules.changes([rise], [heard(is_begun_again=True)]).new == (rise,)
    assert rules.changes([rise], [heard(last_month=dt.date(2026, 8, 1))]).new == (rise,)
    assert rules.changes([], [heard(is_on=True)]).over == (7,)


def test_what_is_taken_out_of_the_counts_is_in_no_signal(quality_lead):
    signal = made.heard(quality_lead)
    ThemeMonth.objects.filter(provider=signal.organisation, month__gte=dt.date(2026, 9, 1)).update(
        critical=5, critical_people=5
    )
    hear(quality_lead)
    hear(quality_lead)

    over = SignalCounts.objects.get()
    assert not over.signal.is_on
    assert [each["critical"] for each in over.months[-2:]] == [5, 5]


def test_where_nothing_is_counted_any_more_it_is_over(quality_lead):
    made.heard(quality_lead)
    ThemeMonth.objects.all().delete()

    hear(quality_lead)

    over = Signal.objects.get()
    assert not over.is_on
    assert heard_words.heard(over) == "Nothing of it is counted any more"


def test_a_month_with_more_complaints_than_usual_is_no_rise(quality_lead):
    trusts = made.comments(quality_lead)
    for trust in trusts:
        for at, (month, _) in enumerate(made.months(18, dt.date(2025, 5, 1))):
            many = 12 if trust == trusts[0] and at == 17 else 2
            fields = {"owner": quality_lead.commissioner, "provider": trust, "month": month, "positive": 0}
            said = {"source": "complaint", "items": many, "critical": many, "critical_people": many}
            ThemeMonth.objects.create(**fields, **said)
            about = {**said, "items": many // 2, "critical": many // 2, "critical_people": many // 2}
            ThemeMonth.objects.create(**fields, **about, theme="timeliness-of-care")

    assert hear(quality_lead) == 0


def test_it_is_asked_for_once_for_the_same_counts(quality_lead):
    made.comments(quality_lead, [16, 18])
    for _ in range(2):
        tasks.ask_to_hear(by=quality_lead, owner=quality_lead.commissioner)

    before = Job.objects.filter(key__startswith="surveillance.hear:").count()
    ThemeMonth.objects.filter(theme="").first().delete()
    tasks.ask_to_hear(by=quality_lead, owner=quality_lead.commissioner)

    assert (before, Job.objects.filter(key__startswith="surveillance.hear:").count()) == (1, 2)


def test_it_is_asked_for_anew_where_it_was_counted_again_whatever_the_sums(quality_lead):
    marks = []
    for _ in range(2):  # restricted and let go again: the same counts as before
        count_again(owner=quality_lead.commissioner, by=quality_lead)
        marks.append(queries.mark_of_counts(owner=quality_lead.commissioner))

    assert marks[0] != marks[1]


def test_what_is_counted_while_it_is_heard_is_heard_too(quality_lead, monkeypatch):
    made.comments(quality_lead, [16, 18])
    read = hearing.precisions_of
    meanwhile = []

    def slowly(*, owner):
        if not meanwhile:
            meanwhile.append(1)
            ThemeMonth.objects.all().delete()
        return read(owner=owner)

    monkeypatch.setattr(queries, "precisions_of", slowly)

    assert hear(quality_lead) == 0
    assert not Signal.objects.exists()


def test_providers_of_the_own_place_and_those_it_added_get_signals(quality_lead, other_lead):
    mine = made.provider(quality_lead)
    added = OrganisationFactory(code="HOSPICE", owner=quality_lead.commissioner, is_open=False)
    OrganisationFactory(code="THEIRS", owner=other_lead.commissioner, is_open=False)
    OrganisationFactory(code="RXX", owner=quality_lead.commissioner, is_open=True)
    gone = made.provider(quality_lead, "RGX", "Gone")
    Belonging.objects.filter(child=gone).update(to_on=dt.date(2026, 3, 31))

    found = queries.own_providers(owner=quality_lead.commissioner, today=TODAY)

    assert found == sorted([mine.pk, added.pk])


def test_a_signal_has_a_series_or_a_theme(quality_lead):
    signal = made.heard(quality_lead)

    for change in ({"theme": ""}, {"indicator": "ae-4hour"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Signal.objects.filter(pk=signal.pk).update(**change)


def test_a_rise_is_told_once(quality_lead):
    signal = made.heard(quality_lead)
    signal.pk, signal.public_id = None, "another"

    with pytest.raises(IntegrityError), transaction.atomic():
        signal.save()


def test_it_is_counted_in_the_ledger(quality_lead):
    signal = made.heard(quality_lead)
    services.answer_signals(answers={signal: (Outcome.ARTEFACT, "A new survey")}, by=quality_lead)

    [score] = queries.scores(user=quality_lead, by="rule")

    assert (score.name, score.raised, score.artefact) == (signal.rule, 1, 1)
