"""Writing down notes and meeting dates."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from trigpoint.accounts.models import User
from trigpoint.accounts.rules import require
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.organisations.models import Organisation
from trigpoint.reports import queries
from trigpoint.reports.errors import AlreadyWithdrawn, DateImpossible, NothingWritten
from trigpoint.reports.models import BriefNote, MeetingStep, NoteWithdrawal


def set_meeting(*, provider: Organisation, held_on: dt.date, by: User) -> MeetingStep:
    """Put a quality meeting of a provider in the diary, past or to come."""
    require(by, "reports.write")
    if held_on in queries.meetings_of(user=by, provider=provider):
        raise DateImpossible("That meeting is in the diary already.")
    with transaction.atomic():
        step = MeetingStep.objects.create(owner=by.commissioner, provider=provider, held_on=held_on, by=by)
        audit.record(by, "reports.meeting_set", step, after={"held_on": held_on.isoformat()})
    return step


def withdraw_meeting(*, provider: Organisation, held_on: dt.date, by: User) -> MeetingStep:
    """Take a meeting out of the diary; that it was there stays on record."""
    require(by, "reports.write")
    if held_on not in queries.meetings_of(user=by, provider=provider):
        raise DateImpossible("There is no meeting in the diary on that day.")
    with transaction.atomic():
        step = MeetingStep.objects.create(
            owner=by.commissioner, provider=provider, held_on=held_on, deed=MeetingStep.Deed.WITHDRAWN, by=by
        )
        audit.record(by, "reports.meeting_withdrawn", step, before={"held_on": held_on.isoformat()})
    return step


def write_note(*, provider: Organisation, text: str, by: User) -> BriefNote:
    """Keep a note on a provider for its meeting."""
    require(by, "reports.write")
    said = _said(text, "Write the note before you save it.")
    with transaction.atomic():
        note = BriefNote.objects.create(owner=by.commissioner, provider=provider, text=said, by=by)
        audit.record(by, "reports.note_written", note)
    return note


def withdraw_note(*, note: BriefNote, by: User) -> NoteWithdrawal:
    """Take a note back; it stays on record as it was written."""
    require(by, "reports.write")
    with transaction.atomic():
        withdrawal, is_new = NoteWithdrawal.objects.get_or_create(note=note, defaults={"by": by})
        if not is_new:
            raise AlreadyWithdrawn("Somebody has taken this note back already.")
        audit.record(by, "reports.note_withdrawn", note)
    return withdrawal


def mark_seen(*, by: User) -> User:
    """From now on, the Monday page counts what is new from this moment."""
    with transaction.atomic():
        by.looked_at = clock.now()
        by.save(update_fields=["looked_at"])
        audit.record(by, "reports.monday_page_seen", by)
    return by


def _said(text: str, refusal: str) -> str:
    if not text.strip():
        raise NothingWritten(refusal)
    return text.strip()
