"""Asking every source of evidence and keeping what it tells: what is new is added, what changed or vanished is ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import polars as pl
from django.db import connection, models, transaction

from trigpoint.accounts.models import Commissioner, User
from trigpoint.accounts.system import system_person
from trigpoint.audit import services as audit
from trigpoint.common import clock, staging
from trigpoint.common.evidence import Covered, Fact, Source, Told, sources
from trigpoint.common.ids import new_public_id
from trigpoint.triangulation.models import Coverage, Evidence
from trigpoint.triangulation.queries.told import kept_frame
from trigpoint.triangulation.services.withholding import take_away, take_away_counted

CHUNK = 10_000  # rows ended in one statement
MANY = 1_000  # rows that change what a query planner should expect
KINDS = {"int": pl.Int64, "str": pl.String, "dt.date": pl.Date}
FACT = {each.name: KINDS[str(each.type)] for each in fields(Fact)}
COVERED = {each.name: KINDS[str(each.type)] for each in fields(Covered)}


@dataclass(frozen=True)
class Gathered:
    """How many facts and how many coverings are new, and how many were ended; `hidden`: taken away for good."""

    new: int = 0
    gone: int = 0
    covered_new: int = 0
    covered_gone: int = 0
    hidden: int = 0

    def __add__(self, other: Gathered) -> Gathered:
        return Gathered(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))

    @property
    def is_news(self) -> bool:
        """Whether anything was written."""
        return self != Gathered()


def gather(*, owner: Commissioner, by: User | None = None, day: dt.date | None = None) -> Gathered:
    """Keep what every source tells a commissioner. by: Trigpoint itself if nobody.

    The same told again writes nothing. A row is never written over: where a fact says something else than before, the row
    that stands ends and another begins, so that it stays known what was told when. Sources are asked before each
    transaction and one after another, so that the database is held for the writing only and memory for one of them.
    """
    today, person = day or clock.today(), by or system_person()
    total = Gathered()
    for source in sources():
        told = source.tell(owner, today)
        with transaction.atomic():
            Commissioner.objects.select_for_update().get(pk=owner.pk)  # two at once wait for each other
            total += _keep(owner, source, told, person)
    _note_sources_gone(owner)
    with transaction.atomic():
        if total.is_news:
            if total.new + total.covered_new > MANY:
                staging.tell_planner()
            counted = {each.name: getattr(total, each.name) for each in fields(total)}
            audit.record(person, "evidence.gathered", owner, after=counted)
    return total


def _keep(owner: Commissioner, source: Source, told: Told, by: User) -> Gathered:
    now = clock.now()
    hidden = take_away(owner=owner, source=source.name, hidden=told.hidden, by=by)
    new, gone = _compare(Evidence, owner, source, _frame(told.facts, FACT), now)
    covered_new, covered_gone = _compare(Coverage, owner, source, _frame(told.covered, COVERED), now)
    hidden += take_away_counted(owner=owner, counted=told.counted, by=by)
    return Gathered(new, gone, covered_new, covered_gone, hidden)


def _frame(told: Sequence[Fact] | Sequence[Covered], schema: Mapping[str, Any]) -> pl.DataFrame:
    """What was told, each key once, in the columns of the table."""
    columns = {name: [getattr(each, name) for each in told] for name in schema}
    frame = pl.DataFrame(columns, schema=schema).unique("key", keep="first", maintain_order=True)
    if "event" in schema:
        frame = frame.with_columns(event=pl.when(pl.col("event") == "").then("key").otherwise("event"))
    return frame.rename({"provider": "provider_id"})


def _compare(
    model: type[Evidence] | type[Coverage],
    owner: Commissioner,
    source: Source,
    told: pl.DataFrame,
    now: dt.datetime,
) -> tuple[int, int]:
    """Bring what stands in line with what was told; how many rows are new and how many ended."""
    told = _fitting(model, told)
    standing = kept_frame(model, owner=owner, source=source.name, schema=dict(told.schema))
    new = told.join(standing, on=told.columns, how="anti")
    gone = standing.join(told, on=told.columns, how="anti")
    _end(model, gone["pk"].to_list(), now)
    moment = str(connection.ops.adapt_datetimefield_value(now))
    ids = pl.Series("public_id", [new_public_id() for _ in range(new.height)], pl.String)
    if new.height:
        rows = new.with_columns(
            ids,
            owner_id=pl.lit(owner.pk),
            is_open=pl.lit(value=False),
            source=pl.lit(source.name),
            seen_at=pl.lit(moment),
        )
        staging.insert_frame(model._meta.db_table, rows)
    return new.height, gone.height


def _fitting(model: type[models.Model], told: pl.DataFrame) -> pl.DataFrame:
    """Sentences and names as long as their columns allow; keys are never cut, since they would be others then."""
    lengths = {
        name: model._meta.get_field(name).max_length
        for name in ("says", "origin", "service", "place")
        if name in told.columns
    }
    return told.with_columns(pl.col(name).str.slice(0, length) for name, length in lengths.items())


def _end(model: type[Evidence] | type[Coverage], keys: Sequence[int], now: dt.datetime) -> None:
    for start in range(0, len(keys), CHUNK):
        model.objects.filter(pk__in=keys[start : start + CHUNK]).update(gone_at=now)


def _note_sources_gone(owner: Commissioner) -> None:
    """What a source told that there is no more ends too."""
    names = [each.name for each in sources()]
    for model in (Evidence, Coverage):
        model.objects.filter(owner=owner).standing().exclude(source__in=names).update(gone_at=clock.now())
