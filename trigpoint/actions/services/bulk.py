"""One change for many actions: each by itself, so that one that cannot be changed holds up no other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from trigpoint.accounts.models import User
from trigpoint.accounts.rules import require
from trigpoint.actions.models import Action
from trigpoint.actions.rules.days import RoughDay
from trigpoint.actions.rules.standing import ASK_TIME, LEAD, POSITION
from trigpoint.actions.rules.states import Deed
from trigpoint.actions.services.deadlines import ask_for_time
from trigpoint.actions.services.moving import close, start, withdraw
from trigpoint.actions.services.telling import change_leads, say_position
from trigpoint.audit import services as audit
from trigpoint.common.errors import DomainError


@dataclass(frozen=True)
class Change:
    """What is to be done to each: `deed` says which of the others counts."""

    deed: str
    text: str = ""
    leads: tuple[str, ...] = ()
    due_on: dt.date | None = None
    started: RoughDay | None = None


@dataclass(frozen=True)
class Outcome:
    """Which were changed, and which were not and why."""

    done: tuple[Action, ...]
    refused: tuple[tuple[Action, str], ...]


def change_together(*, actions: Sequence[Action], change: Change, by: User) -> Outcome:
    """Do one thing to each action; each stands by itself in the audit."""
    require(by, "actions.write")
    done, refused = [], []
    for action in actions:
        try:
            _change(action, change, by)
        except DomainError as problem:
            refused.append((action, str(problem)))
        else:
            done.append(action)
    told = {"deed": str(change.deed), "done": len(done), "refused": len(refused)}
    audit.record(by, "actions.changed_together", None, after=told)
    return Outcome(tuple(done), tuple(refused))


def _change(action: Action, change: Change, by: User) -> None:
    if change.deed == LEAD:
        change_leads(action=action, leads=change.leads, by=by)
    elif change.deed == ASK_TIME and change.due_on:
        ask_for_time(action=action, due_on=change.due_on, reason=change.text, by=by)
    elif change.deed == POSITION:
        say_position(action=action, text=change.text, by=by)
    elif change.deed == Deed.STARTED and change.started:
        start(action=action, started=change.started, by=by)
    elif change.deed == Deed.CLOSED:
        close(action=action, by=by, text=change.text)
    elif change.deed == Deed.WITHDRAWN:
        withdraw(action=action, reason=change.text, by=by)
