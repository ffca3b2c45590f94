"""Making statuses anew from observations, definitions, phases and method."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl
from django.db import transaction

from trigpoint.accounts.models import Commissioner, User
from trigpoint.analysis.spc import METHOD_VERSION
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.indicators.definitions import library
from trigpoint.surveillance import queries
from trigpoint.surveillance.models import Refresh, SeriesChart, SeriesStatus
from trigpoint.surveillance.rules import stage_one

BATCH = 500
FACTS = (
    "state",
    "n",
    "variation",
    "previous",
    "assurance",
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

    Reading and computing happen before the transaction, so that the database is held for the writing only.
    """
    definitions = library()
    wanted = set(definitions) if indicators is None else set(indicators) & set(definitions)
    chosen = {code: definitions[code] for code in sorted(wanted)}
    observations = queries.observations_of(owner=owner, indicators=chosen)
    told = stage_one.tell(observations, chosen, queries.phases_of(owner=owner))
    with transaction.atomic():
        _write(owner, told)
        done = Refresh.objects.create(
            owner=owner,
            method_version=METHOD_VERSION,
            series=told.height,
            charted=told.filter(pl.col("state").is_in(["ok", "constant", "short_phase"])).height,
            compared=told["funnel_units"].count(),
        )
        audit.record(by, "surveillance.refreshed", owner, after={"series": done.series})
    return done


def _write(owner: Commissioner, told: pl.DataFrame) -> None:
    """Bring the statuses in line with `told` (columns of `stage_one.tell`)."""
    existing = queries.existing_statuses(owner=owner, series=told["series"].to_list())
    fresh: list[SeriesStatus] = []
    altered: list[SeriesStatus] = []
    points: dict[int, dict[str, Any]] = {}
    for row in told.iter_rows(named=True):
        chart = {"columns": list(queries.CHART_COLUMNS), "rows": [_as_json(p) for p in row["points"]]}
        mark = _fingerprint(row, chart)
        status = existing.get(row["series"])
        if status and status.fingerprint == mark:
            continue
        (altered if status else fresh).append(_status(owner, row, mark, status))
        points[row["series"]] = chart
    SeriesStatus.objects.bulk_create(fresh, batch_size=BATCH)
    SeriesStatus.objects.bulk_update(
        altered, [*FACTS[:-1], "load", "fingerprint", "refreshed_at", "changed_at"], batch_size=BATCH
    )
    SeriesChart.objects.bulk_create(
        [SeriesChart(status=status, points=points[status.series_id]) for status in [*fresh, *altered]],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["status"],
        update_fields=["points"],
    )


def _status(
    owner: Commissioner, row: Mapping[str, Any], mark: str, status: SeriesStatus | None
) -> SeriesStatus:
    """A status made or altered in memory; `changed_at` moves only when there is news."""
    made = status or SeriesStatus(
        owner=owner,
        series_id=row["series"],
        indicator=row["indicator"],
        organisation_id=row["organisation"],
    )
    now = clock.now()
    if status is None or any(getattr(status, name) != row[name] for name in NEWS):
        made.changed_at = now
    for name in FACTS:
        setattr(made, name, row[name])
    made.fingerprint, made.refreshed_at = mark, now
    return made


def _as_json(point: Mapping[str, Any]) -> list[Any]:
    return [
        value.isoformat() if isinstance(value := point[name], dt.date) else value
        for name in queries.CHART_COLUMNS
    ]


def _fingerprint(row: Mapping[str, Any], chart: dict[str, Any]) -> str:
    facts = [str(row[name]) for name in FACTS]
    content = json.dumps([METHOD_VERSION, facts, chart["rows"]], separators=(",", ":"))
    return hashlib.sha256(content.encode()).hexdigest()
