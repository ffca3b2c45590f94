"""Signals that a person has to see answered by a day, for reminders, summaries and calendars."""

from __future__ import annotations

import datetime as dt

from trigpoint.accounts.models import User
from trigpoint.accounts.rules import may, reach
from trigpoint.common.references import reference_to
from trigpoint.frameworks.queries import pack_on
from trigpoint.notifications.rules import Due
from trigpoint.surveillance.models import Signal, SignalClock

MOST = 500


def due_for(user: User, today: dt.date) -> list[Due]:
    """Signals with a clock that nobody has answered, the earliest first.

    A day that a person set is theirs; one that a rule of the pack set, of everybody in the roles that the rule names.
    """
    if not may(user, "surveillance.triage"):
        return []
    found = Signal.visible_to(user).leading().with_outcome().filter(due_on__isnull=False, outcome="")
    found = found.select_related("organisation").prefetch_related("clocks").order_by("due_on", "pk")[:MOST]
    roles = {rule.code: set(rule.tells) for rule in pack_on(today).sentinels}
    held = reach(user).roles
    return [
        _due(signal, latest, today)
        for signal in found
        for latest in list(signal.clocks.all())[-1:]
        if (held & roles.get(latest.rule, set()) if latest.rule else latest.by_id == user.pk)
    ]


def _due(signal: Signal, latest: SignalClock, today: dt.date) -> Due:
    return Due(
        reference=reference_to(signal),
        what="A signal",
        title=f"An answer to a signal at {signal.organisation}",
        due_on=latest.due_on or today,
        address=signal.get_absolute_url(),
        changed_at=latest.at,
        is_overdue=bool(latest.due_on and latest.due_on < today),
    )
