"""Making statuses anew from observations, definitions, phases and method."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl
from django.db import transaction

from trigpoint.accounts.models import Commissioner, User
from trigpoint.analysis.spc import METHOD_VERSION
from trigpoint.audit import services as audit
from trigpoint.common import clock, staging
from trigpoint.indicators.definitions import library
from trigpoint.surveillance import queries
from trigpoint.surveillance.models import Refresh, SeriesChart, SeriesStatus
from trigpoint.surveillance.rules import stage_one
from trigpoint.surveillance.services.signalling import keep_up

BATCH = 500
FACTS = (
    "state",
    "n",
    "variation",
    "previous",
    "assurance",
    "chart_kind",
    "rules",
    "since",
    "is_new",
    "last_start",
    "last_end",
    "last_value",
    "last_numerator",
    "last_denominator",
    "band",
    "note",
    "centre",
    "lower",
    "upper",
    "target",
    "funnel_ratio",
    "funnel_z",
    "funnel_outlier",
    "funnel_q",
    "funnel_limits",
    "funnel_units",
    "published_on",
    "load_id",
)
NEWS = ("variation", "assurance", "funnel_outlier", "last_end", "last_value")


def refresh(*, owner: Commissioner, by: User, indicators: Iterable[str] | None = None) -> Refresh:
    """Make the statuses of `owner` anew, all or those of some indicators; rewrite only what differs.

    Indicators are taken a few at a time, so that memory stays flat; no statistic reaches across indicators.
    Reading and computing happen before each transaction, so that the database is held for the writing only.
    """
    definitions = library()
    wanted = set(definitions) if indicators is None else set(indicators) & set(definitions)
    tuning = queries.tuning_of(owner=owner)
    done = Refresh(owner=owner, method_version=METHOD_VERSION, series=0, charted=0, compared=0)
    for codes in queries.portions(owner=owner, indicators=sorted(wanted)):
        chosen = {code: definitions[code] for code in codes}
        told = stage_one.tell(queries.observations_of(owner=owner, indicators=codes), chosen, tuning)
        with transaction.atomic():
            _write(owner, told)
            keep_up(owner=owner, told=told, definitions=chosen, by=by)
        done.series += told.height
        done.charted += told.filter(pl.col("state").is_in(["ok", "constant", "short_phase"])).height
        done.compared += told["funnel_units"].count()
    with transaction.atomic():
        staging.tell_planner()
        done.save()
        audit.record(by, "surveillance.refreshed", owner, after={"series": done.series})
    return done


def _write(owner: Commissioner, told: pl.DataFrame) -> None:
    """Bring the statuses in line with `told` (columns of `stage_one.tell`)."""
    marked = _marked(told)
    standing = queries.fingerprints(owner=owner, series=told["series"].to_list())
    differs = [standing.get(key) != mark for key, mark in marked.select("series", "mark").iter_rows()]
    different = marked.filter(pl.Series(differs, dtype=pl.Boolean))
    for rows in different.iter_slices(BATCH):
        _write_rows(owner, rows)


def _write_rows(owner: Commissioner, rows: pl.DataFrame) -> None:
    """Put statuses and charts in the place of those that stand, in a few statements however many differ."""
    existing = queries.existing_statuses(owner=owner, series=rows["series"].to_list())
    told = [
        _status(owner, row, existing.get(row["series"])) for row in rows.drop("chart").iter_rows(named=True)
    ]
    SeriesStatus.objects.bulk_create(
        told,
        update_conflicts=True,
        unique_fields=["owner", "series"],
        update_fields=[*FACTS[:-1], "load", "fingerprint", "refreshed_at", "changed_at"],
    )
    SeriesChart.objects.bulk_create(
        [SeriesChart(status=status, points=chart) for status, chart in zip(told, rows["chart"], strict=True)],
        update_conflicts=True,
        unique_fields=["status"],
        update_fields=["points"],
    )


def _status(owner: Commissioner, row: Mapping[str, Any], before: SeriesStatus | None) -> SeriesStatus:
    """What a series says now; `changed_at` moves only when there is news."""
    now = clock.now()
    is_news = before is None or any(getattr(before, name) != row[name] for name in NEWS)
    return SeriesStatus(
        owner=owner,
        series_id=row["series"],
        indicator=row["indicator"],
        organisation_id=row["organisation"],
        fingerprint=row["mark"],
        refreshed_at=now,
        changed_at=now if is_news else before.changed_at,
        **{name: row[name] for name in FACTS},
    )


def _marked(told: pl.DataFrame) -> pl.DataFrame:
    """`told` with its points as the JSON text that is kept (`chart`), and the fingerprint of all of it (`mark`)."""
    columns = pl.struct(
        pl.col("points").list.eval(pl.element().struct.field(name)).alias(name)
        for name in queries.CHART_COLUMNS
    )
    texts = told.with_columns(chart=columns.struct.json_encode()).drop("points")
    facts = texts.select(pl.struct(FACTS).struct.json_encode()).to_series()
    marks = [
        hashlib.sha256(f"{METHOD_VERSION}{fact}{chart}".encode()).hexdigest()
        for fact, chart in zip(facts, texts["chart"], strict=True)
    ]
    return texts.with_columns(mark=pl.Series(marks, dtype=pl.String))
