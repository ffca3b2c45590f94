"""Joint complaints: asking others for their part of the answer, chasing it, writing it in."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from trigpoint.accounts.models import User
from trigpoint.actions import services as actions
from trigpoint.actions.models import Action
from trigpoint.actions.queries import known, locked, people_who
from trigpoint.actions.rules.drafts import Draft
from trigpoint.actions.rules.states import ALIVE
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.common.references import reference_to
from trigpoint.intelligence.errors import ComplaintImpossible
from trigpoint.intelligence.models import Complaint, ComplaintPart, ComplaintPartStep
from trigpoint.intelligence.queries.complaints_case import (
    Case,
    PartKnown,
    case_of,
    locked_complaint,
    must_be_open_to,
    part_of,
)
from trigpoint.intelligence.rules.complaints import OURS, Consent
from trigpoint.notifications import services as notifications
from trigpoint.organisations.models import Organisation

# What the asked organisation reads where its question ends; why the answer goes without it is for our people alone.
ANSWERED_ELSEWHERE = "Your answer came another way and is written in. Nothing more is needed here."
NOT_NEEDED = "No answer is needed any more."


@transaction.atomic
def ask_for_part(
    *, complaint: Complaint, organisation: Organisation, asked: str, due_on: dt.date, is_sent: bool, by: User
) -> Complaint:
    """Ask another organisation for its part of the answer; `is_sent`: its people see and answer it in the register."""
    must_be_open_to(complaint, by)
    held = locked_complaint(complaint)
    case = case_of(held, user=by)
    if case.state not in OURS:
        raise ComplaintImpossible(
            "No answer of ours is owed any more, so that nobody has to be asked for a part."
        )
    if case.consent != Consent.GIVEN:
        raise ComplaintImpossible("Nobody else may be told yet: note the consent to share it first.")
    if not asked.strip():
        raise ComplaintImpossible("Write what the organisation has to answer.")
    if due_on < clock.today():
        raise ComplaintImpossible("Its answer cannot be due in the past. Enter today or a later day.")
    if is_sent and held.restriction:
        raise ComplaintImpossible(
            "What is restricted cannot be sent through the register. Ask in another way."
        )
    part = ComplaintPart(complaint=held, organisation=organisation, asked=asked.strip(), due_on=due_on, by=by)
    if is_sent:
        part.question = reference_to(_question(part, held, by))
    part.save()
    told = {"organisation": organisation.code, "due_on": due_on.isoformat(), "is_sent": is_sent}
    audit.record(by, "complaints.part_asked", held, after=told)
    return held


def chase_part(*, complaint: Complaint, part: str, by: User, text: str = "") -> Complaint:
    """Say that it was asked again; where its people see it, they are told. part: its public id."""
    held = _part_step(complaint, part, ComplaintPartStep.Deed.CHASED, text, by)
    found = part_of(held, part)
    if found and found.question:
        people = people_who("actions.answer", owner=held.owner, organisation=found.organisation.code)
        for person in people:
            words = "Your answer is waited for"
            notifications.tell(person=person, kind="given", reference=found.question, words=words, by=by)
    return held


def answer_part(*, complaint: Complaint, part: str, text: str, by: User) -> Complaint:
    """Write in what it answered."""
    if not text.strip():
        raise ComplaintImpossible("Write what it answered.")
    return _part_step(complaint, part, ComplaintPartStep.Deed.ANSWERED, text, by)


def give_up_part(*, complaint: Complaint, part: str, text: str, by: User) -> Complaint:
    """Answer without it, and say why."""
    if not text.strip():
        raise ComplaintImpossible("Say why the answer goes without it.")
    return _part_step(complaint, part, ComplaintPartStep.Deed.GIVEN_UP, text, by)


def end_parts(*, case: Case, text: str, by: User) -> None:
    """Wait for no part any more, and say why: nothing of ours is owed, or nobody may be told. Withdraws what is asked."""
    for part in case.parts:
        if part.is_awaited:
            _note(part, ComplaintPartStep.Deed.GIVEN_UP, text, by)
        _end_question(part, NOT_NEEDED, by)


@transaction.atomic
def _part_step(complaint: Complaint, public_id: str, deed: str, text: str, by: User) -> Complaint:
    must_be_open_to(complaint, by)
    held = locked_complaint(complaint)
    part = _known(held, public_id, by)
    if not part.is_awaited:
        raise ComplaintImpossible("Nothing is waited for here any more.")
    _note(part, deed, text, by)
    if deed != ComplaintPartStep.Deed.CHASED:
        is_here = deed == ComplaintPartStep.Deed.ANSWERED
        _end_question(part, ANSWERED_ELSEWHERE if is_here else NOT_NEEDED, by)
    return held


def _note(part: PartKnown, deed: str, text: str, by: User) -> None:
    ComplaintPartStep.objects.create(part=part.part, deed=deed, text=text.strip(), by=by)
    told = {"organisation": part.part.organisation.code}
    audit.record(by, f"complaints.part_{deed}", part.part.complaint, after=told)


def _end_question(part: PartKnown, reason: str, by: User) -> None:
    """Withdraw its question, so that nobody answers what is waited for no more. An answer given by now stays."""
    if part.question is None:
        return
    question = locked(part.question.action)
    if known(question, user=by).state in ALIVE:
        actions.withdraw(action=question, reason=reason, by=by)


def _known(complaint: Complaint, public_id: str, by: User) -> PartKnown:
    for part in case_of(complaint, user=by).parts:
        if part.part.public_id == public_id:
            return part
    raise ComplaintImpossible("There is no such part.")


def _question(part: ComplaintPart, complaint: Complaint, by: User) -> Action:
    draft = Draft(
        text=part.asked,
        leads=(part.organisation.name[:150],),
        due_on=part.due_on,
        kind=Action.Kind.QUESTION,
        provider=part.organisation,
        is_sent=True,
        source=reference_to(complaint),
    )
    return actions.add_action(draft=draft, by=by)
