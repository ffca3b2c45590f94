"""Raising signals from what people say, when comments were counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from django.db import transaction

from trigpoint.accounts.models import Commissioner, User
from trigpoint.analysis import emerging
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.surveillance import queries
from trigpoint.surveillance.models import Signal, SignalCounts
from trigpoint.surveillance.rules import hearing as rules

CONCERN = "concern"
BATCH = 500


@dataclass(frozen=True)
class _Told:
    """What the statistics say, and what signals show beside it."""

    watched: emerging.Watched
    shown: pl.DataFrame
    precisions: Mapping[str, float]
    reviews: Sequence[rules.Review]


def hear(*, owner: Commissioner, by: User) -> int:
    """Bring the signals of what people say in line with the counts of the newest whole month; how many are new.

    The same counts give the same signals, however often. Only providers of the commissioner's own place, and those it added itself, get signals;
    what is said of all others is what they are held against. Reading and computing happen before the transaction, so that
    the database is held for the writing only; what changed meanwhile is heard again.
    """
    new = None
    while new is None:
        new = _heard(owner, by)
    return new


def _heard(owner: Commissioner, by: User) -> int | None:
    """How many are new; None, and nothing written, where it was counted or somebody answered meanwhile."""
    today = clock.today()
    seen = queries.mark_of_counts(owner=owner)
    told = _told(owner, rules.last_whole_month(today))
    ours = queries.own_providers(owner=owner, today=today)
    rises = rules.rises(told.watched, ours=ours, today=today)
    with transaction.atomic():
        Commissioner.objects.select_for_update().get(pk=owner.pk)
        if queries.mark_of_counts(owner=owner) != seen:
            return None
        changed = rules.changes(rises, queries.standing_heard(owner=owner))
        _go_on(changed.going_on, told)
        _end(changed.over, told)
        _raise(owner, changed.new, told)
        _count_again(owner, told)
        if changed.new or changed.over:
            counted = {"new": len(changed.new), "over": len(changed.over)}
            audit.record(by, "surveillance.themes_heard", owner, after=counted)
    return len(changed.new)


def _told(owner: Commissioner, until: dt.date) -> _Told:
    repeats = queries.repeats_of(owner=owner, until=until)
    shown = emerging.together(*queries.counts_of(owner=owner, until=until), repeats)
    precisions, reviews = queries.precisions_of(owner=owner), queries.reviews_of(owner=owner)
    watched = emerging.watch(shown, precisions, reviews=rules.reviews(reviews))
    known = precisions.filter(pl.col("precision").is_not_null()).select("theme", "precision")
    return _Told(watched, shown, dict(known.iter_rows()), reviews)


def _facts(cell: rules.Cell, told: _Told) -> dict[str, Any]:
    """What a signal keeps of its cell as it is now."""
    mine = (pl.col("provider") == cell.organisation) & (pl.col("theme") == cell.theme)
    [row] = told.watched.cells.filter(mine).to_dicts()
    return {
        "months": rules.kept_months(told.watched, told.shown, cell),
        "low": row["low"],
        "high": row["high"],
        "stands_out": row["stands_out"],
        "precision": told.precisions[cell.theme],
        "method": emerging.METHOD_VERSION,
    }


def _go_on(going_on: Mapping[int, rules.Rise], told: _Told) -> None:
    """Write down how long they have gone on now, and on what they rest; nothing where that is known already."""
    kept = queries.heard_in_bulk(list(going_on))
    for pk, rise in going_on.items():
        record, counts = kept[pk].signal, kept[pk]
        facts = {**_facts(rise.cell, told), "is_begun_again": False}
        before = (record.last_period, record.ended_on, *(getattr(counts, name) for name in facts))
        if before == (rise.last_month, None, *facts.values()):
            continue
        record.last_period, record.ended_on = rise.last_month, None
        record.periods = rules.months_between(record.first_period, rise.last_month) + 1
        record.strength = max(record.strength, rise.strength)
        record.save()
        _keep(counts, facts)


def _keep(counts: SignalCounts, facts: Mapping[str, Any]) -> None:
    for name, value in facts.items():
        setattr(counts, name, value)
    counts.at = clock.now()
    counts.save()


def _end(over: Sequence[int], told: _Told) -> None:
    """What is no longer so. Where nothing is counted any more, it is over with the month after its last."""
    for counts in queries.heard_in_bulk(list(over)).values():
        record = counts.signal
        cell, until = queries.cell_of(record), told.watched.month or record.last_period
        record.ended_on = max(until, emerging.month_after(record.last_period))
        record.save()
        begun_again = rules.reviewed_in(cell, told.reviews, after=record.last_period, until=record.ended_on)
        _keep(counts, {"is_begun_again": begun_again})


def _count_again(owner: Commissioner, told: _Told) -> None:
    """The months of signals that were over already: what was restricted or put right since then is in no count."""
    changed = []
    for counts in queries.heard_over(owner=owner):
        months = rules.kept_months(told.watched, told.shown, queries.cell_of(counts.signal))
        if months != counts.months:
            counts.months = months
            changed.append(counts)
    SignalCounts.objects.bulk_update(changed, ["months"], batch_size=BATCH)


def _raise(owner: Commissioner, new: Sequence[rules.Rise], told: _Told) -> None:
    for rise in new:
        made = Signal.objects.create(
            owner=owner,
            organisation_id=rise.cell.organisation,
            theme=rise.cell.theme,
            rule=rise.rule,
            meaning=CONCERN,
            first_period=rise.first_month,
            last_period=rise.last_month,
            periods=rise.months,
            strength=rise.strength,
        )
        SignalCounts.objects.create(signal=made, **_facts(rise.cell, told))
