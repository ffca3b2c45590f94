"""The day by which an answer to a signal is wanted: set by a rule of the pack as the signal appears, or by people."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from trigpoint.accounts.models import User
from trigpoint.accounts.rules import require
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.common.errors import DomainError
from trigpoint.common.references import reference_to
from trigpoint.frameworks.calendar import add_working_days
from trigpoint.frameworks.errors import CalendarMissing
from trigpoint.frameworks.queries import pack_on
from trigpoint.indicators.definitions import Definition
from trigpoint.notifications import services as notifications
from trigpoint.surveillance import queries
from trigpoint.surveillance.models import Signal, SignalClock

NEWS = "clock"


class SignalImpossible(DomainError):
    """Nothing can be said of this signal, or not in this way."""


def start(*, signal: Signal, definition: Definition, last_end: dt.date, by: User) -> SignalClock | None:
    """Start the clock that the pack of today wants for a signal that has just appeared; None where it wants none.

    The answer is wanted of the signal that leads, unless a day is set for it already. Figures so old that newer ones are
    overdue start no clock. by: Trigpoint itself. Call it in a transaction.
    """
    today = clock.today()
    pack = pack_on(today)
    rule = pack.sentinel_of(
        rule=signal.rule,
        meaning=signal.meaning,
        chart=definition.chart,
        dimension=definition.dimension,
        day=today,
    )
    asked = signal.lead or signal
    if rule is None or asked.due_on is not None or today > definition.stale_after(last_end):
        return None
    try:
        due_on = add_working_days(today, rule.count)
    except CalendarMissing:
        audit.record(
            by, "surveillance.signal_clock_unknown", asked, after={"pack": pack.name, "rule": rule.code}
        )
        _tell(
            asked, rule, "A rule of the pack asks for an answer, but the calendar does not reach the day", by
        )
        return None
    return _started(asked, pack.name, rule, due_on, by)


def _started(signal: Signal, pack: str, rule: Any, due_on: dt.date, by: User) -> SignalClock:
    made = SignalClock.objects.create(signal=signal, due_on=due_on, pack=pack, rule=rule.code, by=by)
    signal.due_on = due_on
    signal.save(update_fields=["due_on"])
    told = {"due_on": due_on.isoformat(), "pack": pack, "rule": rule.code}
    audit.record(by, "surveillance.signal_clock_started", signal, before={"due_on": None}, after=told)
    _tell(
        signal,
        rule,
        f"Its clock was set by the rule of the pack: an answer is wanted by {due_on:%-d %B %Y}",
        by,
    )
    return made


def _tell(signal: Signal, rule: Any, words: str, by: User) -> None:
    """The people whose roles the rule names get the news."""
    for person in queries.people_in_roles(owner=signal.owner, roles=rule.tells):
        notifications.tell(person=person, kind=NEWS, reference=reference_to(signal), words=words, by=by)


def set_clock(*, signal: Signal, due_on: dt.date | None, by: User, reason: str = "") -> Signal:
    """Set a day by which somebody answers, change it, or take it away. What a rule of the pack set is changed with a reason."""
    require(by, "surveillance.triage")
    if due_on is not None and due_on < clock.today():
        raise SignalImpossible("The day cannot be in the past. Enter today or a later day.")
    if due_on == signal.due_on:
        raise SignalImpossible(
            "That is the day that is set already." if due_on else "Enter a day: none is set."
        )
    with transaction.atomic():
        latest = queries.clocks_on(signal=signal)[-1:]
        if latest and latest[0].rule and not reason.strip():
            raise SignalImpossible("Say why: a rule of the pack set this day.")
        before = {"due_on": signal.due_on.isoformat() if signal.due_on else None}
        SignalClock.objects.create(signal=signal, due_on=due_on, reason=reason.strip(), by=by)
        signal.due_on = due_on
        signal.save(update_fields=["due_on"])
        after = {"due_on": due_on.isoformat() if due_on else None}
        audit.record(by, "surveillance.signal_clock_set", signal, before=before, after=after)
    return signal
