"""What people write down: rules, refusals and the audit."""

import datetime as dt

import pytest

from tests.factories import reports
from trigpoint.audit.models import Event
from trigpoint.common import clock
from trigpoint.common.errors import NotAllowed
from trigpoint.reports import queries, services
from trigpoint.reports.errors import AlreadyWithdrawn, DateImpossible, NothingWritten
from trigpoint.reports.models import BriefNote

LATER = dt.date(2026, 12, 22)


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
    note = reports.note(quality_lead, provider)
    known = {"by": chair}
    deeds = [
        lambda: services.write_note(provider=provider, text="x", **known),
        lambda: services.withdraw_note(note=note, **known),
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
