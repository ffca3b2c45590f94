"""What people do about a concern, step by step: lead, level, note, decide, tell with another, close, check, open again."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from trigpoint.accounts.models import User
from trigpoint.accounts.rules import reach, require
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.common.references import reference_to
from trigpoint.notifications import services as notifications
from trigpoint.triangulation.errors import ConcernImpossible
from trigpoint.triangulation.models import Concern, ConcernDeed, ConcernState, ConcernStep, Held
from trigpoint.triangulation.queries.concerns import (
    hold,
    levels_of,
    locked_concern,
    may_lead,
    must_be_open_to,
    reasons_of,
)
from trigpoint.triangulation.queries.concerns_case import case_of, check_after, links_of, sides_for
from trigpoint.triangulation.queries.concerns_stood import stood
from trigpoint.triangulation.rules.concerns import deed_needed, refusal, state_after
from trigpoint.triangulation.services.concern_questions import withdraw_awaited

WITHOUT_REPLY = "Closed without the provider’s reply: {words}"
CLOSED_UNHEARD = "No answer is needed any more."
STILL_WAITS = " The question still waits in the register: whoever may write there withdraws it."
CARRIED = "Asked in {}, which is told with this one now."
KEEPS_NEXT = (ConcernDeed.LED, ConcernDeed.LEVELLED)


def give(*, concern: Concern, person: User, by: User, text: str = "") -> Concern:
    """Say who leads it from now on."""
    if not may_lead(person, owner=concern.owner):
        raise ConcernImpossible("Choose somebody who answers for concerns here.")
    if concern.restriction and concern.restriction not in reach(person).classes:
        raise ConcernImpossible("Their role is not named for this, so that they could not open it.")
    with transaction.atomic():
        held = step(concern=concern, deed=ConcernDeed.LED, by=by, lead=person, text=text)
        words = "You lead it now"
        notifications.tell(person=person, kind="given", reference=reference_to(held), words=words, by=by)
    return held


def set_level(*, concern: Concern, level: str, text: str, by: User, exit_criteria: str = "") -> Concern:
    """Say how serious it is now, and why; the highest level is set by those who decide."""
    words = _said(text, "Say why it has this level.")
    return step(
        concern=concern,
        deed=ConcernDeed.LEVELLED,
        by=by,
        level=level,
        text=words,
        exit_criteria=exit_criteria,
    )


def note(*, concern: Concern, text: str, by: User) -> Concern:
    """Write a remark for those who work on it."""
    return step(concern=concern, deed=ConcernDeed.NOTED, by=by, text=_said(text, "Write the note."))


@transaction.atomic
def decide(
    *,
    concern: Concern,
    text: str,
    where: str,
    by: User,
    exit_criteria: str = "",
    next_on: dt.date | None = None,
) -> Concern:
    """Write down what was decided and where; what was known that day is kept with it in full.

    That is the evidence, what people linked, and how the provider's reply stood.
    """
    words = _said(text, "Write what was decided.")
    if next_on and next_on < clock.today():
        raise ConcernImpossible("The day on which it is looked at next lies in the past.")
    must_be_open_to(concern, by, deed_needed(ConcernDeed.DECIDED))
    held = locked_concern(concern)  # so that nothing is linked between what is kept and the decision
    known = sides_for(held, user=by, day=clock.today())
    return step(
        concern=held,
        deed=ConcernDeed.DECIDED,
        by=by,
        text=words,
        where=_said(where, "Say which meeting or person decided."),
        exit_criteria=exit_criteria,
        next_on=next_on,
        evidence=stood(known, links_of(held, user=by), case_of(held, user=by)),
    )


@transaction.atomic
def merge(*, concern: Concern, other: Concern, text: str, by: User) -> Concern:
    """Go on with it as a part of another concern about the same provider, and say why."""
    must_be_open_to(concern, by, deed_needed(ConcernDeed.MERGED))
    if other.pk == concern.pk or other.provider_id != concern.provider_id:
        raise ConcernImpossible("Choose another concern about the same provider.")
    if other.restriction != concern.restriction:
        raise ConcernImpossible("What is restricted is told only with what is restricted in the same way.")
    must_be_open_to(other, by, deed_needed(ConcernDeed.MERGED))
    hold(concern, other)
    if case_of(other, user=by).state != ConcernState.OPEN:
        raise ConcernImpossible("The other one is not open. Open it again first.")
    words = _said(text, "Say why they are told together.")
    awaited = [each.step.about for each in case_of(concern, user=by).askings if each.is_awaited]
    merged = step(concern=concern, deed=ConcernDeed.MERGED, by=by, other=other, text=words)
    for question in awaited:  # the reply is waited for there from now on
        step(
            concern=other, deed=ConcernDeed.ASKED, by=by, about=question, text=CARRIED.format(concern.number)
        )
    return merged


@transaction.atomic
def close(
    *,
    concern: Concern,
    reason: str,
    text: str,
    by: User,
    check_on: dt.date | None = None,
    without_reply: str = "",
) -> Concern:
    """Close it with a reason and words, and the day on which it is looked at whether that held.

    without_reply: why, where the provider's side is not here. What it was asked is then withdrawn with that reason.
    """
    must_be_open_to(concern, by, deed_needed(ConcernDeed.CLOSED))
    concern = locked_concern(concern)
    words = _said(text, "Say what the reason rests on.")
    case = case_of(concern, user=by)
    if reason not in reasons_of(case.pack):
        raise ConcernImpossible("Choose why it is closed.")
    if not case.is_answered:
        unheard = _said(without_reply, "The provider’s reply is not here. Say why it is closed without it.")
        words = f"{words}\n\n{WITHOUT_REPLY.format(words=unheard)}"
        if not withdraw_awaited(case=case, reason=CLOSED_UNHEARD, by=by):
            words += STILL_WAITS
    check = check_on or check_after(concern, clock.today())
    if check <= clock.today():
        raise ConcernImpossible("The day on which it is checked must lie ahead.")
    return step(concern=concern, deed=ConcernDeed.CLOSED, by=by, reason=reason, text=words, check_on=check)


@transaction.atomic
def check(
    *,
    concern: Concern,
    held: str,
    text: str,
    by: User,
    check_on: dt.date | None = None,
    reopen_it: bool = False,
) -> Concern:
    """Say whether the closing held. Where nobody can say yet, it is looked at once more; where it did not, it may be opened."""
    if held not in Held.values:
        raise ConcernImpossible("Choose whether it held.")
    again = None
    if held == Held.UNKNOWN:
        again = check_on or check_after(concern, clock.today())
        if again <= clock.today():
            raise ConcernImpossible("The day on which it is looked at again must lie ahead.")
    words = _said(text, "Say what you looked at.")
    done = step(concern=concern, deed=ConcernDeed.CHECKED, by=by, held=held, text=words, check_on=again)
    if reopen_it and held == Held.NOT_HELD:
        return reopen(concern=done, text=words, by=by)
    return done


def reopen(*, concern: Concern, text: str, by: User, next_on: dt.date | None = None) -> Concern:
    """Take it up again, and say why."""
    words = _said(text, "Say why it is opened again.")
    return step(concern=concern, deed=ConcernDeed.REOPENED, by=by, text=words, next_on=next_on)


@transaction.atomic
def step(*, concern: Concern, deed: str, by: User, **told: Any) -> Concern:
    """One step of any kind. Raises ConcernImpossible where the concern does not stand so that it is possible."""
    must_be_open_to(concern, by, deed_needed(deed, told.get("level", "")))
    held = locked_concern(concern)
    case = case_of(held, user=by)
    require(by, deed_needed(deed, told.get("level", ""), case.level))
    after = state_after(case.state, deed)
    if after is None:
        raise ConcernImpossible(refusal(case.state, deed))
    if told.get("level") and told["level"] not in levels_of(case.pack):
        raise ConcernImpossible("Choose how serious it is from the list.")
    if deed in KEEPS_NEXT:
        told["next_on"] = case.next_on
    told = {name: value.strip() if isinstance(value, str) else value for name, value in told.items()}
    ConcernStep.objects.create(
        concern=held, deed=deed, state=after if after != case.state else "", by=by, **told
    )
    noted = {"state": after, **{name: told[name] for name in ("level", "reason", "held") if told.get(name)}}
    audit.record(by, f"concerns.{deed}", held, before={"state": case.state, "level": case.level}, after=noted)
    return held


def _said(text: str, otherwise: str) -> str:
    if not text.strip():
        raise ConcernImpossible(otherwise)
    return text.strip()
