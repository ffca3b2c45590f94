"""Moving an action on: each move is a step, checked against one table."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from trigpoint.accounts.models import User
from trigpoint.actions import news, queries
from trigpoint.actions.errors import (
    DateImpossible,
    NothingWritten,
    SamePerson,
    StepImpossible,
    TargetImpossible,
)
from trigpoint.actions.models import Action, Evidence, Step
from trigpoint.actions.queries import Known
from trigpoint.actions.rules.days import DAY, RoughDay
from trigpoint.actions.rules.states import Deed, refusal, state_after
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.common.errors import NotAllowed

NOT_YOURS = "This is for somebody else to do. Ask the quality lead if you need it."


def agree(*, action: Action, by: User, text: str = "") -> Action:
    """Agree a proposed action."""
    return _move(action, Deed.AGREED, by, text=text)


def start(*, action: Action, started: RoughDay, by: User, text: str = "") -> Action:
    """Say that work on it has begun, and when."""
    _refuse_future(started, "It cannot have started on a day that is still ahead.")
    return _move(action, Deed.STARTED, by, text=text, happened=started)


def claim_done(
    *, action: Action, completed: RoughDay, text: str, by: User, dated_on: dt.date | None = None
) -> Action:
    """Say that it is done, when, and what shows it; somebody else verifies. Or answer a question, and when.

    dated_on: the day that the evidence speaks of; an answer speaks of the day on which it was given.
    """
    _refuse_future(completed, "It cannot have been done or answered on a day that is still ahead.")
    is_question = action.kind == Action.Kind.QUESTION
    said = _said(text, "Write the answer." if is_question else "Say what shows that it is done.")
    if is_question and completed.precision == DAY:
        dated_on = completed.day
    with transaction.atomic():
        _move(action, Deed.CLAIMED, by, happened=completed)
        Evidence.objects.create(action=action, text=said, dated_on=dated_on, by=by)
    return action


def verify(*, action: Action, by: User, text: str = "") -> Action:
    """Confirm that it is really done. Whoever claimed it may not."""
    return _move(action, Deed.VERIFIED, by, text=text)


def send_back(*, action: Action, reason: str, by: User) -> Action:
    """Refuse a claim or an answer, and say what is still missing: it is under way, or asked, again."""
    return _move(action, Deed.SENT_BACK, by, text=_said(reason, "Say what is still missing."))


def close(*, action: Action, by: User, text: str = "") -> Action:
    """Close a verified action: the group that monitors it has taken note. Or a question: we have what we needed."""
    return _move(action, Deed.CLOSED, by, text=text)


def supersede(*, action: Action, by_action: Action, by: User, text: str = "") -> Action:
    """Let another action take its place."""
    if by_action.pk == action.pk or by_action.owner_id != action.owner_id:
        raise TargetImpossible("Choose another action of the register.")
    return _move(action, Deed.SUPERSEDED, by, text=text, superseded_by=by_action)


def withdraw(*, action: Action, reason: str, by: User) -> Action:
    """Give an action up, and say why."""
    return _move(action, Deed.WITHDRAWN, by, text=_said(reason, "Say why it is withdrawn."))


def reopen(*, action: Action, reason: str, by: User) -> Action:
    """Take an action up again that was finished, and say why."""
    return _move(action, Deed.REOPENED, by, text=_said(reason, "Say why it is opened again."))


def send(*, action: Action, by: User) -> Action:
    """Let the provider's people see it and answer."""
    return _share(action, Deed.SENT, by)


def recall(*, action: Action, by: User) -> Action:
    """Take it out of the provider's sight. What they have said stays."""
    return _share(action, Deed.RECALLED, by)


def _move(action: Action, deed: Deed, by: User, **told: Any) -> Action:
    happened: RoughDay | None = told.pop("happened", None)
    with transaction.atomic():
        known = queries.known(queries.locked(action), user=by)
        _refuse(known, deed, by)
        state = state_after(known.state, deed, is_question=known.is_question)
        if state is None:
            raise StepImpossible(refusal(known.state, deed, is_question=known.is_question))
        step = Step.objects.create(
            action=action,
            deed=deed,
            state=state,
            happened_on=happened.first if happened else None,
            precision=happened.precision if happened else Step.Precision.DAY,
            by=by,
            **{**told, "text": told.get("text", "").strip()},
        )
        audit.record(by, _named(deed, known), action, before={"state": known.state}, after=_after(step))
        news.tell_move(action, deed, by=by)
    return action


def _refuse(known: Known, deed: Deed, by: User) -> None:
    """Refuse what is not this person's to do: the provider starts and claims, the commissioner does the rest.

    Whoever may write may ask again and close: that an answer is what was needed is the asker's to say.
    """
    who = known.standing_of(by)
    if deed in (Deed.VERIFIED, Deed.SENT_BACK) and not known.is_question:
        if not who.may_verify:
            raise NotAllowed(NOT_YOURS)
        if deed == Deed.VERIFIED and who.is_claimer:
            raise SamePerson("You claimed it done, so somebody else has to verify it.")
    elif deed in (Deed.STARTED, Deed.CLAIMED):
        if not (who.may_write or who.is_addressed):
            raise NotAllowed(NOT_YOURS)
    elif not who.may_write:
        raise NotAllowed(NOT_YOURS)


def _named(deed: Deed, known: Known) -> str:
    """How the audit calls a move."""
    return f"actions.question_{deed}" if known.is_question else f"actions.{deed}"


def _share(action: Action, deed: Deed, by: User) -> Action:
    with transaction.atomic():
        known = queries.known(queries.locked(action), user=by)
        if not known.standing_of(by).may_write:
            raise NotAllowed(NOT_YOURS)
        if action.provider_id is None or action.restriction:
            raise TargetImpossible("There is no provider that it could be sent to.")
        if known.is_sent == (deed == Deed.SENT):
            already = "The provider sees it already." if known.is_sent else "The provider does not see it."
            raise StepImpossible(already)
        Step.objects.create(action=action, deed=deed, by=by)
        audit.record(by, f"actions.{deed}", action, after={"provider": action.provider.code})
        if deed == Deed.SENT:
            news.tell_provider(action, by=by)
    return action


def _after(step: Step) -> dict[str, Any]:
    found: dict[str, Any] = {"state": step.state}
    if step.happened_on:
        found |= {"happened_on": step.happened_on.isoformat(), "precision": step.precision}
    if step.superseded_by:
        found["superseded_by"] = step.superseded_by.public_id
    return found


def _refuse_future(day: RoughDay, sentence: str) -> None:
    if day.first > clock.today():
        raise DateImpossible(sentence)


def _said(text: str, refusal_words: str) -> str:
    if not text.strip():
        raise NothingWritten(refusal_words)
    return text.strip()
