"""What people write down: rules, refusals and the audit."""

import datetime as dt

import pytest

from tests.factories import reports, surveillance
from trigpoint.audit.models import Event
from trigpoint.common import clock
from trigpoint.common.errors import NotAllowed
from trigpoint.reports import queries, services
from trigpoint.reports.errors import (
    AlreadyWithdrawn,
    DateImpossible,
    NothingWritten,
    QuestionElsewhere,
    StepImpossible,
)
from trigpoint.reports.models import BriefNote, Question

TODAY = reports.TODAY
LATER = dt.date(2026, 12, 22)


def state_of(question):
    return Question.objects.with_state().get(pk=question.pk)


def test_note_is_kept_and_audited(quality_lead, provider):
    note = services.write_note(provider=provider, text="  Ask about triage. ", by=quality_lead)

    assert note.text == "Ask about triage."
    assert note.owner == quality_lead.commissioner
    assert Event.objects.filter(name="reports.note_written", target=f"briefnote:{note.public_id}").exists()


def test_note_without_words_is_refused(quality_lead, provider):
    with pytest.raises(NothingWritten):
        services.write_note(provider=provider, text=" \n", by=quality_lead)

    assert not BriefNote.objects.exists()


def test_withdrawn_note_stays_as_written_but_is_not_listed(quality_lead, provider):
    note = reports.note(quality_lead, provider)

    services.withdraw_note(note=note, by=quality_lead)

    assert queries.notes_of(user=quality_lead, provider=provider) == []
    assert BriefNote.objects.get().text == note.text
    with pytest.raises(AlreadyWithdrawn):
        services.withdraw_note(note=note, by=quality_lead)
    assert Event.objects.filter(name="reports.note_withdrawn").count() == 1


def test_question_begins_with_a_step_and_waits(quality_lead, provider):
    series = reports.series_of(provider)

    question = reports.question(quality_lead, provider, series=series)

    assert state_of(question).state == "asked"
    assert state_of(question).due == dt.date(2026, 11, 29)
    assert question.steps.get().deed == "asked"
    assert Event.objects.filter(name="reports.question_asked").count() == 1


def test_question_about_another_providers_chart_is_refused(quality_lead, provider):
    elsewhere = surveillance.provider(quality_lead, code="RM3", name="Another Trust (fictional)")

    with pytest.raises(QuestionElsewhere):
        reports.question(quality_lead, elsewhere, series=reports.series_of(provider))


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"text": " "}, NothingWritten),
        ({"answer_from": " "}, NothingWritten),
        ({"due_on": dt.date(2026, 11, 21)}, DateImpossible),
    ],
)
def test_question_that_lacks_something_is_refused(quality_lead, provider, said, error):
    with pytest.raises(error):
        reports.question(quality_lead, provider, **said)

    assert not Question.objects.exists()
    assert not Event.objects.filter(name="reports.question_asked").exists()


def test_question_goes_its_way_step_by_step(quality_lead, provider):
    question = reports.question(quality_lead, provider)

    services.answer_question(question=question, text="Frail people.", on=TODAY, by=quality_lead)
    assert state_of(question).state == "answered"
    services.carry_question(question=question, to=LATER, text="Numbers missing", by=quality_lead)
    assert (state_of(question).state, state_of(question).due) == ("carried", LATER)
    services.answer_question(question=question, text="Forty a week.", on=TODAY, by=quality_lead)
    assert state_of(question).due == LATER
    services.close_question(question=question, reason="Answered in full", by=quality_lead)
    assert state_of(question).state == "closed"
    services.reopen_question(question=question, by=quality_lead)
    assert state_of(question).state == "reopened"

    deeds = list(question.steps.values_list("deed", flat=True))
    assert deeds == ["asked", "answered", "carried", "answered", "closed", "reopened"]
    names = set(Event.objects.filter(name__startswith="reports.question").values_list("name", flat=True))
    assert names == {
        "reports.question_asked",
        "reports.question_answered",
        "reports.question_carried",
        "reports.question_closed",
        "reports.question_reopened",
    }


def test_closed_question_takes_no_answer(quality_lead, provider):
    question = reports.question(quality_lead, provider)
    services.close_question(question=question, reason="Asked elsewhere", by=quality_lead)

    with pytest.raises(StepImpossible, match="Open it again"):
        services.answer_question(question=question, text="Yes", on=TODAY, by=quality_lead)
    with pytest.raises(StepImpossible):
        services.carry_question(question=question, to=LATER, by=quality_lead)
    with pytest.raises(StepImpossible, match="closed already"):
        services.close_question(question=question, reason="Again", by=quality_lead)


def test_open_question_is_not_opened_again(quality_lead, provider):
    question = reports.question(quality_lead, provider)

    with pytest.raises(StepImpossible, match="open already"):
        services.reopen_question(question=question, by=quality_lead)


def test_answer_from_a_day_ahead_is_refused(quality_lead, provider):
    question = reports.question(quality_lead, provider)

    with pytest.raises(DateImpossible):
        services.answer_question(question=question, text="Yes", on=LATER, by=quality_lead)
    with pytest.raises(NothingWritten):
        services.answer_question(question=question, text="", on=TODAY, by=quality_lead)


def test_question_is_carried_forward_only(quality_lead, provider):
    question = reports.question(quality_lead, provider)

    with pytest.raises(DateImpossible):
        services.carry_question(question=question, to=TODAY, by=quality_lead)


def test_meeting_is_set_once_and_can_be_taken_out_and_set_again(quality_lead, provider):
    day = dt.date(2026, 11, 24)

    services.set_meeting(provider=provider, held_on=day, by=quality_lead)
    with pytest.raises(DateImpossible, match="already"):
        services.set_meeting(provider=provider, held_on=day, by=quality_lead)
    services.withdraw_meeting(provider=provider, held_on=day, by=quality_lead)
    assert queries.meetings_of(user=quality_lead, provider=provider) == []
    with pytest.raises(DateImpossible, match="no meeting"):
        services.withdraw_meeting(provider=provider, held_on=day, by=quality_lead)
    services.set_meeting(provider=provider, held_on=day, by=quality_lead)

    assert queries.meetings_of(user=quality_lead, provider=provider) == [day]


def test_meetings_of_another_commissioner_do_not_count(quality_lead, other_lead, provider):
    reports.met(quality_lead, provider)

    assert queries.meetings_of(user=other_lead, provider=provider) == []


def test_chair_reads_and_does_not_write(chair, quality_lead, provider):
    note, question = reports.note(quality_lead, provider), reports.question(quality_lead, provider)
    known = {"by": chair}
    deeds = [
        lambda: services.write_note(provider=provider, text="x", **known),
        lambda: services.withdraw_note(note=note, **known),
        lambda: services.ask_question(provider=provider, text="x", answer_from="x", due_on=LATER, **known),
        lambda: services.answer_question(question=question, text="x", on=TODAY, **known),
        lambda: services.carry_question(question=question, to=LATER, **known),
        lambda: services.close_question(question=question, reason="x", **known),
        lambda: services.reopen_question(question=question, **known),
        lambda: services.set_meeting(provider=provider, held_on=LATER, **known),
        lambda: services.withdraw_meeting(provider=provider, held_on=LATER, **known),
    ]

    for deed in deeds:
        with pytest.raises(NotAllowed):
            deed()


def test_marking_as_seen_moves_the_moment_for_anybody(chair):
    services.mark_seen(by=chair)

    chair.refresh_from_db()
    assert chair.looked_at == clock.now()
    assert Event.objects.filter(name="reports.monday_page_seen").count() == 1
