"""What the database itself refuses."""

import pytest
from django.db import IntegrityError, transaction

from tests.factories import reports
from trigpoint.reports.models import BriefNote, MeetingStep, NoteWithdrawal


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
    note = reports.note(quality_lead, provider)
    reports.met(quality_lead, provider)

    assert list(BriefNote.visible_to(quality_lead)) == [note]
    for model in (BriefNote, MeetingStep):
        assert not model.visible_to(other_lead).exists()
