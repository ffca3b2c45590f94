"""Deadlines: the first is set, every later one is asked for, and somebody else decides."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from trigpoint.accounts.models import User
from trigpoint.actions import news, queries
from trigpoint.actions.errors import (
    DateImpossible,
    NothingWritten,
    RequestMissing,
    SamePerson,
    StepImpossible,
)
from trigpoint.actions.models import Action, Deadline, DeadlineDecision
from trigpoint.actions.queries import Known
from trigpoint.actions.rules.states import ALIVE, OPEN
from trigpoint.actions.services.moving import NOT_YOURS, send_back
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.common.errors import NotAllowed


def set_first_deadline(*, action: Action, due_on: dt.date, by: User) -> Action:
    """Give a deadline to an action that has none."""
    today = clock.today()
    if due_on < today:
        raise DateImpossible("It cannot be due in the past. Enter today or a later day.")
    with transaction.atomic():
        known = _known(action, by)
        if not known.standing_of(by).may_write:
            raise NotAllowed(NOT_YOURS)
        if known.deadlines or known.state not in ALIVE:
            raise StepImpossible("It has a deadline, or is done. Ask for more time instead.")
        _set(known, due_on, by, reason="")
        audit.record(by, "actions.deadline_set", action, after={"due_on": due_on.isoformat()})
    return action


def ask_for_time(*, action: Action, due_on: dt.date, reason: str, by: User) -> Action:
    """Ask for a later deadline. It counts once somebody else has approved it.

    Asked for on the deadline or after it, it can still be given; the earlier deadline stays missed.
    """
    if not reason.strip():
        raise NothingWritten("Say why more time is needed.")
    today = clock.today()
    with transaction.atomic():
        known = _known(action, by)
        who = known.standing_of(by)
        if not (who.may_write or who.is_addressed):
            raise NotAllowed(NOT_YOURS)
        if known.is_question and who.may_write:
            raise StepImpossible("The deadline of a question is the asker's. Carry it forward instead.")
        _refuse_request(known, due_on, today)
        Deadline.objects.create(action=action, due_on=due_on, set_on=today, reason=reason.strip(), by=by)
        told = {"due_on": due_on.isoformat()}
        before = {"due_on": known.due_on.isoformat() if known.due_on else None}
        audit.record(by, "actions.time_asked", action, before=before, after=told)
        news.tell_request(action, by=by)
    return action


def decide_on_time(*, action: Action, is_approved: bool, by: User, why: str = "") -> Action:
    """Approve more time that somebody else asked for, or refuse it and say why.

    For a question whoever may write decides: its deadline is the asker's.
    """
    if not is_approved and not why.strip():
        raise NothingWritten("Say why the deadline stays.")
    with transaction.atomic():
        known = _known(action, by)
        who = known.standing_of(by)
        if not (who.may_approve or (known.is_question and who.may_write)):
            raise NotAllowed(NOT_YOURS)
        request = known.request
        if request is None or known.state not in OPEN:
            raise RequestMissing("Nobody waits for a decision about more time.")
        if who.is_asker:
            raise SamePerson("You asked for more time, so somebody else has to decide.")
        DeadlineDecision.objects.create(deadline=request, is_approved=is_approved, why=why.strip(), by=by)
        name = "actions.time_approved" if is_approved else "actions.time_refused"
        audit.record(by, name, action, after={"due_on": request.due_on.isoformat()})
        news.tell_verdict(action, is_approved=is_approved, by=by)
    return action


def carry_forward(*, action: Action, due_on: dt.date, reason: str, by: User) -> Action:
    """Give a question that waits for its answer a later day, and say why. It counts at once: the deadline is the asker's.

    The earlier deadlines are kept, and one that passed without an answer stays missed.
    """
    if not reason.strip():
        raise NothingWritten("Say why it is carried forward.")
    today = clock.today()
    with transaction.atomic():
        known = _known(action, by)
        if not known.standing_of(by).may_write:
            raise NotAllowed(NOT_YOURS)
        if not known.is_question:
            raise StepImpossible("Only a question is carried forward. Ask for more time instead.")
        _refuse_request(known, due_on, today)
        _set(known, due_on, by, reason=reason.strip())
        told = {"due_on": due_on.isoformat()}
        before = {"due_on": known.due_on.isoformat() if known.due_on else None}
        audit.record(by, "actions.question_carried", action, before=before, after=told)
        news.tell_carried(action, by=by)
    return action


def ask_again(*, action: Action, reason: str, due_on: dt.date, by: User) -> Action:
    """Ask an answered question again, with what is missing and by when."""
    if due_on < clock.today():
        raise DateImpossible("The answer cannot be due in the past. Enter today or a later day.")
    with transaction.atomic():
        send_back(action=action, reason=reason, by=by)
        known = _known(action, by)
        if due_on != known.due_on:
            _set(known, due_on, by, reason="")
    return action


def _set(known: Known, due_on: dt.date, by: User, *, reason: str) -> None:
    """A deadline that counts at once."""
    deadline = Deadline.objects.create(
        action=known.action, due_on=due_on, set_on=clock.today(), reason=reason, by=by
    )
    DeadlineDecision.objects.create(deadline=deadline, is_approved=True, by=by)


def _known(action: Action, by: User) -> Known:
    return queries.known(queries.locked(action), user=by)


def _refuse_request(known: Known, due_on: dt.date, today: dt.date) -> None:
    if known.state not in ALIVE:
        what = (
            "a question that waits for its answer"
            if known.is_question
            else "an action that still has to be done"
        )
        raise StepImpossible(f"Only {what} can be given more time.")
    if known.request is not None:
        raise RequestMissing("Somebody has asked for more time already; that has to be decided first.")
    if known.due_on and due_on <= known.due_on:
        raise DateImpossible("The new day must be later than the deadline that counts now.")
    if due_on <= today:
        raise DateImpossible("The new day must be after today.")
