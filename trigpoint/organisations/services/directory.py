"""Storing what a connector of the directory read: organisations, their parents, successors and ratings."""

from __future__ import annotations

import copy
import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from trigpoint.audit.services import record
from trigpoint.common.ids import new_public_id
from trigpoint.common.staging import insert_frame
from trigpoint.loads.contract import Reading, Stored
from trigpoint.loads.models import Load
from trigpoint.organisations.models import Amendment, Belonging, Organisation, Rating, Succession
from trigpoint.organisations.queries import Known, known_among, spans_of, speaks_for, successions_of
from trigpoint.organisations.rules.belongings import Span, Spans
from trigpoint.organisations.rules.differences import (
    FIELDS,
    differences,
    end_by_succession,
    speaks_for_another_registration,
)
from trigpoint.organisations.rules.facts import (
    BELONGING,
    MENTION,
    ORGANISATION,
    SUCCESSION,
    Fact,
    facts_in,
)
from trigpoint.organisations.services.ratings import store_ratings

BATCH = 500
BELONGING_COLUMNS = {
    "hierarchy": pl.String,
    "child_id": pl.Int64,
    "parent_id": pl.Int64,
    "from_on": pl.Date,
    "to_on": pl.Date,
    "load_id": pl.Int64,
}


@dataclass
class _Work:
    """One load on its way into the directory."""

    load: Load
    known: Known
    day: dt.date
    created: list[Organisation] = field(default_factory=list)
    changed: dict[int, Organisation] = field(default_factory=dict)
    amendments: list[Amendment] = field(default_factory=list)
    other_registrations: set[int] = field(default_factory=set)
    registered_anew: list[int] = field(default_factory=list)
    new: int = 0
    superseded: int = 0
    unchanged: int = 0


def store_directory(*, load: Load, reading: Reading, by: Any) -> Stored:
    """Put what was read into the directory; the same again changes nothing.

    What an earlier or less authoritative publication says only fills gaps; what a later one says otherwise
    is put in its place, and what stood there before is kept as an amendment.
    """
    records = reading.records
    known = known_among(set(pl.concat([records["code"], records["other"], records["cqc_id"]])) - {""})
    work = _Work(load, known, speaks_for(load))
    _take_organisations(work, facts_in(records, ORGANISATION))
    _take_belongings(work, facts_in(records, BELONGING))
    _take_successions(work, facts_in(records, SUCCESSION))
    counts = {"new": work.new, "superseded": work.superseded, "unchanged": work.unchanged}
    _end_ratings(work.registered_anew)
    if reading.ratings is not None:
        is_current = pl.col("is_current") & ~pl.col("row").is_in(sorted(work.other_registrations))
        rated = store_ratings(load=load, ratings=reading.ratings.with_columns(is_current=is_current), by=by)
        counts = {name: count + getattr(rated, name) for name, count in counts.items()}
    record(by, "organisations.stored", load, after=counts)
    return Stored(**counts)


def _take_organisations(work: _Work, facts: list[Fact]) -> None:
    for fact in facts:
        held = work.known.organisation(fact)
        if held is None:
            _create(work, fact)
        elif speaks_for_another_registration(held, fact):
            work.other_registrations.add(fact.row)
            work.unchanged += 1
        else:
            _meet(work, held, fact)
    Organisation.objects.bulk_create(work.created, batch_size=BATCH)
    _save_changed(work)


def _create(work: _Work, fact: Fact) -> None:
    made = Organisation(
        code=fact.code,
        owner_id=work.load.owner_id,
        is_open=True,
        load=work.load,
        authority=fact.authority,
        **{name: getattr(fact, name) for name in FIELDS},
    )
    work.created.append(made)
    work.known.add(made)
    work.new += 1


def _meet(work: _Work, held: Organisation, fact: Fact) -> None:
    """Lay what is said beside what is held."""
    is_later = speaks_for(held.load) <= work.day
    may_change = fact.authority > held.authority or (fact.authority == held.authority and is_later)
    found = differences(held, fact, may_change=may_change)
    if fact.cqc_id and held.cqc_id != fact.cqc_id:
        found["cqc_id"] = fact.cqc_id  # registered anew, or for the first time
        if held.pk and held.cqc_id:
            work.registered_anew.append(held.pk)
    if held.code == held.cqc_id != fact.code:
        found["code"] = fact.code  # the regulator has since learnt its ODS code
    if held.pk is None:
        _apply(held, found)
        return
    if not found:
        work.unchanged += 1
        return
    work.amendments += [
        Amendment(
            organisation=held, field=name, before=str(getattr(held, name)), after=str(said), load=work.load
        )
        for name, said in found.items()
        if getattr(held, name) not in (None, "")
    ]
    if "code" in found:
        Organisation.objects.filter(pk=held.pk).update(code=fact.code)
    _apply(held, found)
    if may_change:
        held.load, held.authority = work.load, fact.authority
    work.changed[held.pk] = held
    work.superseded += 1


def _apply(held: Organisation, found: dict[str, Any]) -> None:
    for name, said in found.items():
        setattr(held, name, said)


def _save_changed(work: _Work) -> None:
    """One statement a batch on both databases: an insert that meets the code and updates instead."""
    rows = []
    for held in work.changed.values():
        row = copy.copy(held)
        row.pk, row.public_id = None, new_public_id()
        rows.append(row)
    Organisation.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[*FIELDS, "load", "authority"],
    )
    Amendment.objects.bulk_create(work.amendments, batch_size=BATCH)
    work.changed, work.amendments = {}, []


def _take_belongings(work: _Work, facts: list[Fact]) -> None:
    """Facts about a parent or child that the directory does not hold say nothing yet and are passed over."""
    pairs = [(fact, work.known.find(fact.code), work.known.find(fact.other)) for fact in facts]
    wanted = [(fact, child, parent) for fact, child, parent in pairs if child and parent and child != parent]
    spans = spans_of({child.pk for _, child, _ in wanted}, {fact.hierarchy for fact, _, _ in wanted})
    for fact, child, parent in wanted:
        as_at = fact.as_at or work.day
        said = Span(parent.pk, fact.from_on, fact.to_on, known_at=as_at)
        may_end = fact.authority != MENTION
        met = spans[fact.hierarchy, child.pk].meet(said, as_at, may_end=may_end)
        work.unchanged += met is not said and not met.is_changed
    _save_belongings(work, spans)


def _save_belongings(work: _Work, spans: dict[tuple[str, int], Spans]) -> None:
    """New rows in bulk; changed ones by their dates, which many share (a CCG's first day, for one)."""
    made: list[tuple[Any, ...]] = []
    changed: dict[tuple[dt.date | None, dt.date | None], list[int]] = defaultdict(list)
    for (hierarchy, child), held in spans.items():
        for span in held.spans:
            if span.pk is None:
                made.append((hierarchy, child, span.parent, span.from_on, span.to_on, work.load.pk))
            elif span.is_changed:
                changed[span.from_on, span.to_on].append(span.pk)
    insert_frame(Belonging._meta.db_table, pl.DataFrame(made, schema=BELONGING_COLUMNS, orient="row"))
    for (from_on, to_on), keys in changed.items():
        for start in range(0, len(keys), BATCH):
            some = Belonging.objects.filter(pk__in=keys[start : start + BATCH])
            some.update(from_on=from_on, to_on=to_on, load=work.load)
    work.new += len(made)
    work.superseded += sum(map(len, changed.values()))


def _take_successions(work: _Work, facts: list[Fact]) -> None:
    """A register's date stands beside others; the regulator's is near enough if no other is known."""
    pairs = [(fact, work.known.find(fact.code), work.known.find(fact.other)) for fact in facts]
    wanted = [(fact, old, new) for fact, old, new in pairs if old and new and old != new and fact.from_on]
    dates = successions_of({old.pk for _, old, _ in wanted})
    made = []
    for fact, old, new in wanted:
        there = dates[old.pk, new.pk]
        if fact.from_on in there or (there and fact.authority == MENTION):
            work.unchanged += 1
            continue
        there.add(fact.from_on)
        made.append(Succession(predecessor=old, successor=new, on=fact.from_on, load=work.load))
        last = end_by_succession(old, fact.from_on)
        if last and fact.authority != MENTION:
            old.closed_on = last
            work.changed[old.pk] = old
    Succession.objects.bulk_create(made, batch_size=BATCH)
    work.new += len(made)
    _save_changed(work)


def _end_ratings(organisations: list[int]) -> None:
    """What was said of an ended registration is history; the new one starts without a rating of its own."""
    for start in range(0, len(organisations), BATCH):
        some = organisations[start : start + BATCH]
        Rating.objects.filter(organisation__in=some, is_current=True).update(is_current=False)
