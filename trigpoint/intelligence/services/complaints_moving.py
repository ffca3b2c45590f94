"""Moving a complaint on: each move is a step, checked against one table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from trigpoint.accounts.models import User
from trigpoint.accounts.rules import reach
from trigpoint.actions import services as actions
from trigpoint.actions.rules.drafts import Draft
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.common.references import reference_to
from trigpoint.frameworks.queries import deadline, pack_on
from trigpoint.intelligence.errors import ComplaintImpossible
from trigpoint.intelligence.models import Complaint, ComplaintStep, ComplaintSubject
from trigpoint.intelligence.queries.complaints_case import (
    REPLY,
    Case,
    case_of,
    locked_complaint,
    must_be_open_to,
)
from trigpoint.intelligence.queries.complaints_listed import may_handle
from trigpoint.intelligence.rules.complaints import (
    NEED_CONSENT,
    OURS,
    STAYING,
    WAIT_FOR_TIME,
    Consent,
    Deed,
    refusal,
    state_after,
)
from trigpoint.intelligence.services.complaints_parts import end_parts
from trigpoint.notifications import services as notifications
from trigpoint.organisations.models import Organisation

NEEDS_AUTHORITY = (Deed.PASSED, Deed.ANSWERED)


def acknowledge(*, complaint: Complaint, on: dt.date, by: User, text: str = "") -> Complaint:
    """Say that its receipt was acknowledged."""
    return move(complaint=complaint, deed=Deed.ACKNOWLEDGED, by=by, on=on, text=text)


def take_up(*, complaint: Complaint, text: str, by: User) -> Complaint:
    """Take it up though it came late, and say why."""
    return move(complaint=complaint, deed=Deed.TAKEN_UP, by=by, text=_said(text, "Say why it is taken up."))


def decline(*, complaint: Complaint, text: str, by: User) -> Complaint:
    """Do not take it up since it came late, and say why."""
    return move(
        complaint=complaint, deed=Deed.TOO_LATE, by=by, text=_said(text, "Say why it is not taken up.")
    )


def plan(*, complaint: Complaint, until: dt.date, on: dt.date, by: User, text: str = "") -> Complaint:
    """Agree with whoever complains how it is looked into and by when it is answered."""
    return move(complaint=complaint, deed=Deed.PLANNED, by=by, until=until, on=on, text=text)


def investigate(*, complaint: Complaint, by: User, text: str = "") -> Complaint:
    """Begin to look into it."""
    return move(complaint=complaint, deed=Deed.INVESTIGATING, by=by, text=text)


def explain_delay(*, complaint: Complaint, until: dt.date, text: str, on: dt.date, by: User) -> Complaint:
    """Tell whoever complains why it takes longer, and by when it will be answered."""
    words = _said(text, "Write what the person was told of the delay.")
    return move(complaint=complaint, deed=Deed.DELAY, by=by, until=until, on=on, text=words)


def note_consent(*, complaint: Complaint, answer: str, on: dt.date, by: User, text: str = "") -> Complaint:
    """Say whether the provider may be told who complains: asked for, given or refused, and on what day."""
    if answer not in (Consent.ASKED, Consent.GIVEN, Consent.REFUSED):
        raise ComplaintImpossible("Choose whether consent was asked for, given or refused.")
    return move(complaint=complaint, deed=answer, by=by, on=on, text=text)


def pass_to_provider(
    *, complaint: Complaint, party: Organisation, on: dt.date, by: User, text: str = ""
) -> Complaint:
    """Hand it to the provider to answer, with consent."""
    return move(complaint=complaint, deed=Deed.PASSED, by=by, party=party, on=on, text=text)


def meet(*, complaint: Complaint, on: dt.date, by: User, text: str = "") -> Complaint:
    """Say that people sat down together to settle it."""
    return move(complaint=complaint, deed=Deed.MEETING, by=by, on=on, text=text)


def answer(*, complaint: Complaint, outcome: str, on: dt.date, by: User, text: str = "") -> Complaint:
    """Say that the final answer was sent, and what was found. Not before every part of others is in or given up."""
    return move(complaint=complaint, deed=Deed.ANSWERED, by=by, outcome=outcome, on=on, text=text)


def close(*, complaint: Complaint, by: User, text: str = "") -> Complaint:
    """Nothing more is to be done."""
    return move(complaint=complaint, deed=Deed.CLOSED, by=by, text=text)


def withdraw(*, complaint: Complaint, text: str, on: dt.date, by: User) -> Complaint:
    """Whoever complained takes it back."""
    return move(
        complaint=complaint, deed=Deed.WITHDRAWN, by=by, on=on, text=_said(text, "Say how it was taken back.")
    )


def reopen(*, complaint: Complaint, text: str, by: User) -> Complaint:
    """Take it up again, and say why; a new plan has to be agreed."""
    return move(
        complaint=complaint, deed=Deed.REOPENED, by=by, text=_said(text, "Say why it is opened again.")
    )


def note_ombudsman(*, complaint: Complaint, outcome: str, on: dt.date, by: User, text: str = "") -> Complaint:
    """Say that it was taken to the ombudsman; with an outcome, what was decided there."""
    deed = Deed.OMBUDSMAN_DECIDED if outcome else Deed.OMBUDSMAN_ASKED
    return move(complaint=complaint, deed=deed, by=by, outcome=outcome, on=on, text=text)


def say_who_leads(*, complaint: Complaint, party: Organisation | None, text: str, by: User) -> Complaint:
    """Say which organisation answers for all of them, None for ourselves, and why that was agreed."""
    return move(
        complaint=complaint,
        deed=Deed.LED,
        by=by,
        party=party,
        text=_said(text, "Say why, and with whom it was agreed."),
    )


def note(*, complaint: Complaint, text: str, by: User) -> Complaint:
    """Write a remark for those who work on it."""
    return move(complaint=complaint, deed=Deed.NOTED, by=by, text=_said(text, "Write the note."))


def note_importance(*, complaint: Complaint, text: str, by: User) -> Complaint:
    """Note a matter of general importance, for the report of the year."""
    return move(
        complaint=complaint, deed=Deed.IMPORTANT, by=by, text=_said(text, "Write what is of importance.")
    )


@transaction.atomic
def learn(
    *, complaint: Complaint, text: str, todo: str, leads: Sequence[str], due_on: dt.date | None, by: User
) -> Complaint:
    """Note what was learnt; with `todo`, put what follows from it into the register of actions."""
    words = _said(text, "Write what was learnt.")
    about = ""
    if todo.strip():
        if not leads or due_on is None:
            raise ComplaintImpossible("Say who leads the action and by when it is due.")
        draft = Draft(
            text=todo.strip(),
            leads=tuple(leads),
            due_on=due_on,
            source=reference_to(complaint),
            restriction=complaint.restriction,
        )
        about = reference_to(actions.add_action(draft=draft, by=by))
    return move(complaint=complaint, deed=Deed.LEARNT, by=by, text=words, about=about)


def hand_on(*, complaint: Complaint, person: User, by: User, text: str = "") -> Complaint:
    """Give it to somebody else to handle."""
    if not may_handle(person, owner=complaint.owner):
        raise ComplaintImpossible("Choose somebody who handles complaints here.")
    if complaint.restriction and complaint.restriction not in reach(person).classes:
        raise ComplaintImpossible("Their role is not named for this, so that they could not open it.")
    with transaction.atomic():
        moved = move(complaint=complaint, deed=Deed.HANDED, by=by, person=person, text=text)
        moved.handler = person
        moved.save(update_fields=["handler"])
        notifications.tell(
            person=person, kind="given", reference=reference_to(moved), words="You handle it now", by=by
        )
    return moved


def sort_anew(
    *, complaint: Complaint, subjects: Sequence[str], severity: str, authority: str, by: User
) -> Complaint:
    """Correct its subjects, how severe it is, and on whose authority it was made."""
    known = {word.code for word in pack_on(complaint.received_on).vocabulary("complaint_subjects").words}
    if set(subjects) - known:
        raise ComplaintImpossible("Choose subjects of the list.")
    with transaction.atomic():
        moved = move(complaint=complaint, deed=Deed.SORTED, by=by)
        before = {"severity": moved.severity, "authority": moved.authority, "subjects": _codes(moved)}
        moved.severity, moved.authority = severity, authority
        moved.save(update_fields=["severity", "authority"])
        moved.subjects.all().delete()
        ComplaintSubject.objects.bulk_create(
            ComplaintSubject(complaint=moved, code=code) for code in dict.fromkeys(subjects)
        )
        after = {"severity": severity, "authority": authority, "subjects": _codes(moved)}
        audit.record(by, "complaints.corrected", moved, before=before, after=after)
    return moved


def move(*, complaint: Complaint, deed: str, by: User, **told: Any) -> Complaint:
    """One step of any kind, with the day on which it happened where that is not today."""
    must_be_open_to(complaint, by)
    with transaction.atomic():
        held = locked_complaint(complaint)
        case = case_of(held, user=by)
        on = told.get("on") or clock.today()
        after = _checked(case, Deed(deed), on, told)
        state = "" if Deed(deed) in STAYING else after
        told = {name: value.strip() if isinstance(value, str) else value for name, value in told.items()}
        ComplaintStep.objects.create(complaint=held, deed=deed, state=state, by=by, **(told | {"on": on}))
        held.reply_by = _reply_by(held, Deed(deed), on, told.get("until"))
        held.save(update_fields=["reply_by"])
        audit.record(by, f"complaints.{deed}", held, before={"state": case.state}, after={"state": after})
        if (state and state not in OURS) or deed == Deed.CONSENT_REFUSED:
            end_parts(case=case, text=f"{Deed(deed).label}.", by=by)
    return held


def _checked(case: Case, deed: Deed, on: dt.date, told: dict[str, Any]) -> str:
    """Where it stands afterwards. Raises ComplaintImpossible with what stands in the way."""
    after = state_after(case.state, deed)
    if after is None:
        raise ComplaintImpossible(refusal(case.state, deed))
    _check_days(case, deed, on, told.get("until"))
    for stands_in_the_way, words in _obstacles(case, deed, told.get("outcome", "")):
        if stands_in_the_way:
            raise ComplaintImpossible(words)
    return after


def _obstacles(case: Case, deed: Deed, outcome: str) -> list[tuple[bool, str]]:
    """What may stand in the way of a deed, and what the person is told then."""
    waited_for = ", ".join(sorted({str(each.part.organisation) for each in case.awaited}))
    has_no_authority = case.complaint.authority == Complaint.Authority.WAITED_FOR
    return [
        (
            case.waits_for_time and deed in WAIT_FOR_TIME,
            "It came out of time. Decide first whether it is taken up, and say why.",
        ),
        (
            deed == Deed.TOO_LATE and not case.complaint.is_out_of_time,
            "It came in time, so that it cannot be refused for that.",
        ),
        (
            deed == Deed.TOO_LATE and not case.waits_for_time,
            "It was taken up though it came late, so that it cannot be refused for that any more.",
        ),
        (
            deed in NEED_CONSENT and case.consent != Consent.GIVEN,
            "The provider may not be told yet: note the consent to share it first.",
        ),
        (
            deed in NEEDS_AUTHORITY and has_no_authority,
            "The authority of the person it is made for is still waited for. Correct that first.",
        ),
        (
            deed == Deed.ANSWERED and bool(waited_for),
            f"The answer waits for the part of {waited_for}. Write it in, or give it up with a reason.",
        ),
        (
            deed == Deed.OMBUDSMAN_DECIDED and case.last(Deed.OMBUDSMAN_ASKED) is None,
            "Note first that it was taken to the ombudsman.",
        ),
        (deed == Deed.ANSWERED and not outcome, "Choose what was found."),
    ]


def _check_days(case: Case, deed: Deed, on: dt.date, until: dt.date | None) -> None:
    if on > clock.today():
        raise ComplaintImpossible("It cannot have happened on a day that is still ahead.")
    if on < case.complaint.received_on:
        raise ComplaintImpossible("It cannot have happened before the complaint came.")
    if deed in (Deed.PLANNED, Deed.DELAY) and (until is None or until < on):
        raise ComplaintImpossible("The day of the answer cannot lie before the day it was agreed.")


def _reply_by(held: Complaint, deed: Deed, on: dt.date, until: dt.date | None) -> dt.date | None:
    """By when an answer of ours is owed after a step; None where none is."""
    if deed in (Deed.PLANNED, Deed.DELAY):
        return until
    if deed in (Deed.PASSED, Deed.ANSWERED, Deed.CLOSED, Deed.WITHDRAWN, Deed.TOO_LATE):
        return None
    if deed == Deed.REOPENED:
        return deadline(REPLY, on).due_on
    return held.reply_by


def _codes(complaint: Complaint) -> list[str]:
    return list(complaint.subjects.values_list("code", flat=True))


def _said(text: str, otherwise: str) -> str:
    if not text.strip():
        raise ComplaintImpossible(otherwise)
    return text.strip()
