"""Writing down notes and meeting dates, and issuing papers."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from trigpoint.accounts.models import Commissioner, User
from trigpoint.accounts.rules import require
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.organisations.models import Organisation
from trigpoint.reports import queries
from trigpoint.reports.errors import AlreadyWithdrawn, DateImpossible, NothingWritten, PaperImpossible
from trigpoint.reports.models import BriefNote, MeetingStep, NoteWithdrawal, Paper
from trigpoint.reports.rules.months import fingerprint, months_to_write


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


def issue_paper(
    *,
    month: dt.date,
    content: str,
    seen: str,
    why: str = "",
    kind: str = Paper.Sort.EARLY_WARNING,
    by: User,
) -> Paper:
    """Issue a paper of a month: keep its content as it is, for good.

    content: as `presenters.paper_content.frozen` gives it, made now. seen: fingerprint of the draft that the person
    read. A month that has a paper gets a corrected version, which needs `why`. Raises PaperImpossible.
    """
    require(by, "reports.issue")
    made = fingerprint(content)
    if made != seen:
        raise PaperImpossible(
            "What the paper is made from changed since you opened the draft. Read it again, then issue it."
        )
    with transaction.atomic():
        Commissioner.objects.select_for_update().get(pk=by.commissioner_id)  # one version after the other
        before = queries.latest_paper(user=by, month=month, kind=kind)
        _may_be_issued(month, made, why.strip(), before)
        paper = Paper.objects.create(
            owner=by.commissioner,
            kind=kind,
            month=month,
            version=before.version + 1 if before else 1,
            content=content,
            content_sha256=made,
            replaces=before,
            why=why.strip() if before else "",
            issued_by=by,
        )
        after = {"month": f"{month:%Y-%m}", "version": paper.version, "content_sha256": made}
        audit.record(by, "reports.paper_issued", paper, after=after)
    return paper


def _may_be_issued(month: dt.date, made: str, why: str, before: Paper | None) -> None:
    if before is None:
        if month not in months_to_write(clock.today()):
            raise PaperImpossible("A paper is issued for this month or the last one.")
        return
    if before.content_sha256 == made:
        raise PaperImpossible(
            f"Nothing is different from version {before.version}, so there is nothing to correct."
        )
    if not why:
        raise PaperImpossible("Say what was wrong in the version before.")


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
