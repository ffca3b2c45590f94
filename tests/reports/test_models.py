"""What the database itself refuses."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from tests.factories import reports
from trigpoint.reports.models import BriefNote, MeetingStep, NoteWithdrawal, Question, QuestionStep


def refused(make):
    """Whether the database refuses what `make` would store."""
    with pytest.raises(IntegrityError), transaction.atomic():
        make()


def test_note_without_text_is_refused(quality_lead, provider):
    known = {"owner": quality_lead.commissioner, "provider": provider, "by": quality_lead}

    refused(lambda: BriefNote.objects.create(**known, text=""))


def test_note_is_withdrawn_once(quality_lead, provider):
    note = reports.note(quality_lead, provider)
    NoteWithdrawal.objects.create(note=note, by=quality_lead)

    refused(lambda: NoteWithdrawal.objects.create(note=note, by=quality_lead))


@pytest.mark.parametrize("empty", ["text", "answer_from"])
def test_question_without_text_or_owner_of_the_answer_is_refused(quality_lead, provider, empty):
    said = {"text": "Why?", "answer_from": "Dr Example", empty: ""}
    known = {"owner": quality_lead.commissioner, "provider": provider, "asked_by": quality_lead}

    refused(lambda: Question.objects.create(**known, **said, due_on=dt.date(2026, 12, 1)))


@pytest.mark.parametrize(
    "step",
    [
        {"deed": "answered", "text": ""},
        {"deed": "closed", "text": ""},
        {"deed": "carried", "due_on": None},
        {"deed": "answered", "text": "Yes", "due_on": dt.date(2026, 12, 1)},
        {"deed": "forgotten"},
    ],
)
def test_step_that_does_not_hold_together_is_refused(quality_lead, provider, step):
    question = reports.question(quality_lead, provider)

    refused(lambda: QuestionStep.objects.create(question=question, by=quality_lead, on=reports.TODAY, **step))


def test_meeting_step_of_an_unknown_deed_is_refused(quality_lead, provider):
    refused(
        lambda: MeetingStep.objects.create(
            owner=quality_lead.commissioner,
            provider=provider,
            held_on=reports.TODAY,
            deed="moved",
            by=quality_lead,
        )
    )


def test_records_of_another_commissioner_are_not_visible(quality_lead, other_lead, provider):
    note, question = reports.note(quality_lead, provider), reports.question(quality_lead, provider)
    reports.met(quality_lead, provider)

    assert list(BriefNote.visible_to(quality_lead)) == [note]
    assert list(Question.visible_to(quality_lead)) == [question]
    for model in (BriefNote, Question, MeetingStep):
        assert not model.visible_to(other_lead).exists()
