"""Writing in a complaint that was made to the commissioner."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from trigpoint.accounts.models import Commissioner, User
from trigpoint.accounts.rules import reach, require
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.common.errors import NotAllowed
from trigpoint.frameworks.queries import deadline, pack_on
from trigpoint.intelligence.errors import ComplaintImpossible
from trigpoint.intelligence.models import Complaint, ComplaintStep, ComplaintSubject
from trigpoint.intelligence.queries.complaints_case import ACKNOWLEDGEMENT, REPLY, TIME_LIMIT
from trigpoint.intelligence.queries.complaints_listed import may_handle
from trigpoint.intelligence.rules.complaints import Deed, State, numbered
from trigpoint.intelligence.rules.complaints_drafts import ComplaintDraft
from trigpoint.intelligence.rules.complaints_figures import year_of, year_words
from trigpoint.ui.vocabulary import term
from trigpoint.vault import services as vault

OPEN_NUMBERS, RESTRICTED_NUMBERS = "C", "R"
JUST_WRITTEN_IN = "Written in just now: who complained is sealed with it."


@transaction.atomic
def take_in_complaint(*, draft: ComplaintDraft, by: User) -> Complaint:
    """Write in a complaint with its clocks; who made it goes to the vault alone, where it is known."""
    require(by, "complaints.write")
    if not reach(by).is_staff or by.commissioner is None:
        raise NotAllowed(f"Only people of the {term('commissioner')} write in complaints.")
    _check(draft, by)
    complaint = _written(draft, by, by.commissioner)
    complaint.providers.set(draft.providers)
    ComplaintSubject.objects.bulk_create(
        ComplaintSubject(complaint=complaint, code=code) for code in dict.fromkeys(draft.subjects)
    )
    ComplaintStep.objects.create(
        complaint=complaint, deed=Deed.RECEIVED, state=State.RECEIVED, on=draft.received_on, by=by
    )
    told = {"received_on": draft.received_on.isoformat(), "out_of_time": complaint.is_out_of_time}
    audit.record(by, "complaints.received", complaint, after=told)
    if draft.restriction:  # then nobody sees it who has not opened it, not even for sealing
        vault.open_restricted(kind="complaint", public_id=complaint.public_id, reason=JUST_WRITTEN_IN, by=by)
    if draft.name.strip():
        vault.seal_reporter(record=complaint, name=draft.name, contact=draft.contact, by=by)
    return complaint


def _check(draft: ComplaintDraft, by: User) -> None:
    """Raises ComplaintImpossible with the first thing that cannot be so."""
    known = {word.code for word in pack_on(draft.received_on).vocabulary("complaint_subjects").words}
    is_others = bool(draft.handler and draft.handler != by)
    faults = [
        (not draft.words.strip(), "Write what the complaint is about."),
        (draft.received_on > clock.today(), "It cannot have come on a day that is still ahead."),
        (
            bool(draft.happened_on and draft.happened_on > draft.received_on),
            "It cannot have happened after the complaint came.",
        ),
        (not draft.providers and not draft.is_about_us, "Say whom it is about: a provider, or ourselves."),
        (
            bool(draft.restriction) and draft.restriction not in reach(by).classes,
            "Your role is not named for this, so that you could not open it again.",
        ),
        (
            bool(draft.restriction) and is_others,
            "What is restricted begins with whoever writes it in. Hand it on from its page.",
        ),
        (
            draft.handler is not None and not may_handle(draft.handler, owner=by.commissioner),
            "Choose somebody who handles complaints here.",
        ),
        (bool(set(draft.subjects) - known), "Choose subjects of the list."),
    ]
    for is_so, words in faults:
        if is_so:
            raise ComplaintImpossible(words)


def _written(draft: ComplaintDraft, by: User, owner: Commissioner) -> Complaint:
    return Complaint.objects.create(
        owner=owner,
        restriction=draft.restriction,
        number=_number(draft, owner),
        received_on=draft.received_on,
        way=draft.way,
        words=draft.words.strip(),
        wanted=draft.wanted.strip(),
        is_about_us=draft.is_about_us,
        service=draft.service.strip(),
        happened_on=draft.happened_on,
        authority=draft.authority,
        severity=draft.severity,
        handler=draft.handler or by,
        acknowledge_by=deadline(ACKNOWLEDGEMENT, draft.received_on).due_on,
        reply_by=deadline(REPLY, draft.received_on).due_on,
        is_out_of_time=_is_out_of_time(draft.happened_on, draft.received_on),
        pack=pack_on(draft.received_on).name,
        by=by,
    )


def _number(draft: ComplaintDraft, owner: Commissioner) -> str:
    """Restricted ones have numbers of their own, so that a gap in others gives none away."""
    Commissioner.objects.select_for_update().get(pk=owner.pk)
    taken = list(Complaint.objects.filter(owner=owner).values_list("number", flat=True))
    prefix = RESTRICTED_NUMBERS if draft.restriction else OPEN_NUMBERS
    return numbered(taken, year=year_words(year_of(draft.received_on)), prefix=prefix)


def _is_out_of_time(happened_on: dt.date | None, received_on: dt.date) -> bool:
    return happened_on is not None and received_on > deadline(TIME_LIMIT, happened_on).due_on
