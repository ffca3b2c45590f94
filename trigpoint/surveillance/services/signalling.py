"""Keeping signals up with the statuses, and writing down what people make of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl
from django.db import transaction

from trigpoint.accounts.models import Commissioner, User
from trigpoint.accounts.rules import require
from trigpoint.accounts.system import system_person
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.indicators.definitions import MONTHS, Definition
from trigpoint.surveillance import queries
from trigpoint.surveillance.models import Signal, SignalStep
from trigpoint.surveillance.models.signals import Outcome
from trigpoint.surveillance.rules import signals as rules
from trigpoint.surveillance.services import clocks
from trigpoint.surveillance.services.clocks import SignalImpossible

BATCH = 500
EXPLAINED = (Outcome.REAL, Outcome.ARTEFACT, Outcome.KNOWN, Outcome.NO_CONCERN, Outcome.REOPENED)


def keep_up(
    *, owner: Commissioner, told: pl.DataFrame, definitions: Mapping[str, Definition], by: User
) -> int:
    """Bring the signals of a commissioner's own providers in line with what was told of their series; how many are new.

    told: columns of `stage_one.tell`, whole indicators. A series that is not told of in the newest period of its
    indicator, or whose figures are very old, is left as it is. Call it in a transaction.
    """
    today = clock.today()
    ours = queries.own_providers(owner=owner, today=today)
    fresh = rules.news(told, today, apart=queries.added_providers()).filter(
        pl.col("organisation").is_in(ours)
    )
    if fresh.is_empty():
        return 0
    facts = {row["series"]: row for row in fresh.drop("points").iter_rows(named=True)}
    months = {key: MONTHS[definitions[row["indicator"]].frequency] for key, row in facts.items()}
    standing = queries.standing_signals(owner=owner, series=list(facts))
    changed = rules.changes(rules.fired(fresh, definitions), standing, months=months)
    _go_on(changed.going_on)
    _end(changed.over, facts)
    _raise(owner, changed.new, facts, months, definitions)
    if changed.new or changed.over:
        counted = {"new": len(changed.new), "over": len(changed.over)}
        audit.record(by, "surveillance.signals_kept_up", owner, after=counted)
    return len(changed.new)


def _go_on(going_on: Mapping[int, rules.Firing]) -> None:
    """Write down how long they have gone on now; nothing where that is known already."""
    changed = []
    for pk, record in Signal.objects.in_bulk(list(going_on)).items():
        firing = going_on[pk]
        known = (record.last_period, record.periods, record.strength, record.ended_on)
        now = (firing.last_period, firing.periods, max(record.strength, firing.strength), None)
        if known != now:
            record.last_period, record.periods, record.strength, record.ended_on = now
            changed.append(record)
    Signal.objects.bulk_update(changed, ["last_period", "periods", "strength", "ended_on"], batch_size=BATCH)


def _end(over: Sequence[int], facts: Mapping[int, Mapping[str, object]]) -> None:
    records = Signal.objects.in_bulk(list(over))
    for record in records.values():
        record.ended_on = facts[record.series_id]["last_start"]
    Signal.objects.bulk_update(records.values(), ["ended_on"], batch_size=BATCH)


def _raise(
    owner: Commissioner,
    new: Sequence[rules.Firing],
    facts: Mapping[int, Mapping[str, object]],
    months: Mapping[int, int],
    definitions: Mapping[str, Definition],
) -> None:
    """Write down what is news, each under the signal that it is a part of, and start the clock that the pack wants."""
    standing = queries.standing_signals(owner=owner, series=[firing.key.series for firing in new])
    machine = system_person() if new else None
    for firing in new:
        row = facts[firing.key.series]
        made = Signal.objects.create(
            owner=owner,
            series_id=firing.key.series,
            organisation_id=row["organisation"],
            indicator=row["indicator"],
            rule=firing.key.rule,
            meaning=firing.key.meaning,
            first_period=firing.first_period,
            last_period=firing.last_period,
            periods=firing.periods,
            strength=firing.strength,
            published_on=row["published_on"],
            lead_id=rules.leader_for(firing, standing, months=months[firing.key.series]),
        )
        standing.append(queries.as_standing(made))
        indicator = definitions[row["indicator"]]
        clocks.start(signal=made, definition=indicator, last_end=row["last_end"], by=machine)


def answer_signals(*, answers: Mapping[Signal, tuple[str, str]], by: User) -> int:
    """Write down what several signals are, each with its reason; all of them or none. How many were written.

    answers: signal -> (outcome, reason). Noting needs no reason. Raises SignalImpossible where a signal is a part of
    another, a reason is missing or the outcome stands already.
    """
    require(by, "surveillance.triage")
    with transaction.atomic():
        known = queries.outcomes(signals=list(answers))
        for signal, (outcome, reason) in answers.items():
            _answer(signal, known[signal.pk], outcome, reason.strip(), by)
    return len(answers)


def _answer(signal: Signal, before: str, outcome: str, reason: str, by: User) -> None:
    if signal.lead_id is not None:
        raise SignalImpossible("This signal is a part of another. Say what the other one is.")
    if outcome == Outcome.REOPENED and not before:
        raise SignalImpossible("This signal is open already.")
    if outcome in EXPLAINED and not reason:
        raise SignalImpossible("Say why. Whoever reads it next year needs to know.")
    SignalStep.objects.create(signal=signal, outcome=outcome, reason=reason, by=by)
    audit.record(
        by, f"surveillance.signal_{outcome}", signal, before={"outcome": before}, after={"outcome": outcome}
    )
