"""Reading what was taken in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl
from django.db.models import Count, Max, Min, QuerySet

from trigpoint.common import clock
from trigpoint.common.errors import InputRefused
from trigpoint.loads import keeping, registry
from trigpoint.loads.contract import Connector, Reading
from trigpoint.loads.models import Load
from trigpoint.loads.rules import refuse_useless, settle

SMALL = 20_000  # rows of a table that may be kept in memory


def load_of(*, connector: str, sha256: str) -> Load | None:
    """The load that took in this very file through this connector, the latest if it was read again."""
    return Load.objects.filter(connector=connector, sha256=sha256).order_by("-reading_number").first()


def is_loaded(*, connector: str, path: Path) -> bool:
    """Whether this very file was taken in through this connector, under whatever name."""
    return load_of(connector=connector, sha256=keeping.sha256_of(path)) is not None


def first_reading_of(load: Load) -> Load:
    """The load that first took in the file of `load`."""
    if load.reading_number == 1:
        return load
    return Load.objects.get(connector=load.connector, sha256=load.sha256, reading_number=1)


def newly_accepted(reading: Reading, earlier: Load) -> set[int]:
    """Rows that were rejected when the file was taken in, and would be accepted now."""
    before = set(earlier.left_out.filter(is_rejected=True).values_list("row", flat=True))
    return before.difference((problem.row for problem in reading.rejected), reading.ignored)


def kept_for_loads() -> set[str]:
    """The sha256 of every file that is kept for some load."""
    return set(Load.objects.filter(is_file_kept=True).values_list("sha256", flat=True))


def loads_published_after(*, load: Load) -> list[int]:
    """Ids of the loads whose file was published on a later day than this one's.

    A file without a publication date counts as published on the day it was loaded: the world knew by then.
    A file that is read again counts from its first reading, and gives way to all that came since.
    """
    first = first_reading_of(load)
    day = known_by(load.published_on, first.loaded_at)
    others = Load.objects.exclude(pk__in=(load.pk, first.pk)).values_list("pk", "published_on", "loaded_at")
    return [
        pk
        for pk, published_on, loaded_at in others
        if (known := known_by(published_on, loaded_at)) > day
        or (first != load and known == day and loaded_at > first.loaded_at)
    ]


def known_by(published_on: dt.date | None, loaded_at: dt.datetime) -> dt.date:
    """The day on which the world knew at the latest."""
    return published_on or loaded_at.astimezone(clock.LONDON).date()


def checked_reading(*, connector: Connector, path: Path) -> Reading:
    """Read and check a file without storing anything; every row is accounted for."""
    try:
        reading = connector.check(connector.read(path), clock.today())
        return refuse_useless(settle(reading))
    except InputRefused as refused:
        raise InputRefused([replace(p, file=p.file or path.name) for p in refused.problems]) from refused


def narrowed(loads: QuerySet[Load], *, chosen: dict[str, Any]) -> QuerySet[Load]:
    """Loads with who loaded them, latest first, of one connector or publisher or with rejected rows."""
    exact = {key: chosen[key] for key in ("connector", "publisher") if key in chosen}
    if chosen.get("rejected"):
        exact["rows_rejected__gt"] = 0
    return loads.filter(**exact).select_related("loaded_by")


def publishers_of(loads: QuerySet[Load]) -> list[str]:
    """Names of the publishers there are loads of."""
    return list(loads.order_by("publisher").values_list("publisher", flat=True).distinct())


def freshness_of(loads: QuerySet[Load]) -> list[dict[str, Any]]:
    """How far each publication reaches: connector, period_to, last loaded, number of loads."""
    return list(
        loads.order_by("connector")
        .values("connector")
        .annotate(period_to=Max("period_to"), loaded_at=Max("loaded_at"), number=Count("pk"))
    )


def ignored_by_reason(load: Load) -> list[dict[str, Any]]:
    """Why rows were ignored, the most frequent first: message, number, first row."""
    return list(
        load.left_out.filter(is_rejected=False)
        .order_by()
        .values("message")
        .annotate(number=Count("pk"), first=Min("row"))
        .order_by("-number", "message")
    )


def revised_by(load: Load) -> QuerySet[Any]:
    """The figures that this load superseded, as they were before."""
    return (
        load.superseded_observations.filter(load_id__lt=load.pk)
        .select_related("series__organisation", "load")
        .order_by("series__indicator", "series__organisation__name", "period_start")
    )


def kept_beside_newer(load: Load) -> int:
    """How many of its figures were superseded from the start, by a publication newer than this one."""
    return load.observations.filter(superseded_by__lt=load.pk).count()


def in_place_of(load: Load, old: Sequence[Any]) -> dict[tuple[Any, ...], Any]:
    """This load's figures for the series and periods of some superseded ones, by `period_key`."""
    found = load.observations.select_related("series").filter(
        series__in={each.series_id for each in old}, period_start__in={each.period_start for each in old}
    )
    return {period_key(each): each for each in found}


def period_key(observation: Any) -> tuple[Any, ...]:
    """What makes two figures speak of the same thing."""
    return observation.series_id, observation.period_start, observation.period_end


def figures_of_row(load: Load, row: int) -> list[Any]:
    """What one row of the file became, with the series."""
    return list(
        load.observations.filter(row=row)
        .select_related("series__organisation", "superseded_by")
        .order_by("series__indicator", "period_start")
    )


class _NoTable(Exception):
    """The table of a load cannot be had. Raised, since what is returned may be kept."""


def table_of(load: Load) -> pl.DataFrame | None:
    """The published table of a load, every cell text, from the kept file; None when it cannot be had."""
    connector = registry.all_connectors().get(load.connector)
    if connector is None or not load.is_file_kept or not keeping.place_of(load.sha256).exists():
        return None
    read = _small_table if load.rows_read <= SMALL else _table
    try:
        return read(load.sha256, connector, load.file_name)
    except _NoTable:
        return None


def _table(sha256: str, connector: Connector, file_name: str) -> pl.DataFrame:
    with keeping.unpacked(sha256, file_name) as path:
        if path is None:
            raise _NoTable
        try:
            return connector.read(path).raw
        except InputRefused as refused:
            raise _NoTable from refused


@lru_cache(maxsize=4)
def _small_table(sha256: str, connector: Connector, file_name: str) -> pl.DataFrame:
    """Kept while people go from row to row of a small file: its hash is its content, so it cannot be out of date."""
    return _table(sha256, connector, file_name)
