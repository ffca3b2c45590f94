"""Making statuses anew from observations, definitions, phases and method: only those whose input has changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import polars as pl
from django.db import transaction
from django.db.models import Q

from trigpoint.accounts.models import Commissioner, User
from trigpoint.analysis import chances
from trigpoint.analysis.spc import METHOD_VERSION
from trigpoint.audit import services as audit
from trigpoint.common import clock, staging
from trigpoint.indicators.definitions import WATCHING, Definition, library
from trigpoint.surveillance import queries
from trigpoint.surveillance.models import Refresh, SeriesChart, SeriesStatus
from trigpoint.surveillance.rules import inputs, signals, stage_one
from trigpoint.surveillance.rules.facts import AMONG_PEERS, FACTS, KEYS, STANDING, with_fingerprints
from trigpoint.surveillance.rules.weighing import with_runs
from trigpoint.surveillance.services.signalling import keep_up

BATCH = 500
KEPT = [name.removesuffix("_id") for name in FACTS]
NEWS = ("variation", "assurance", "funnel_outlier", "last_end", "last_value")
CHARTED = ("ok", "constant", "short_phase")
WITH_RULES = ("ok", "short_phase")


class _Told(NamedTuple):
    """What some indicators say."""

    all: pl.DataFrame  # every series, in the columns of `facts.STANDING`
    differing: pl.DataFrame  # those to be written
    charts: pl.DataFrame  # series and points, of those that were worked out anew


def refresh(
    *, owner: Commissioner, by: User, indicators: Iterable[str] | None = None, whole: bool = False
) -> Refresh:
    """Make the statuses of `owner` anew, all or those of some indicators; rewrite only what differs.

    A series is worked out only where its input has changed (or always, if `whole`), and compared only where a series of
    its indicator was. Indicators are taken a few at a time, so that memory stays flat; no statistic reaches across
    indicators but the weighing at the end, which takes one number or two of each. Reading and computing happen before each
    transaction, so that the database is held for the writing only; what people changed meanwhile is worked out again.
    """
    definitions = library()
    wanted = set(definitions) if indicators is None else set(indicators) & set(definitions)
    done = Refresh(owner=owner, method_version=METHOD_VERSION, series=0, charted=0, compared=0)
    for codes in queries.portions(owner=owner, indicators=sorted(wanted)):
        chosen = {code: definitions[code] for code in codes}
        told = None
        while told is None:
            told = _refreshed(owner, chosen, by, whole=whole)
        done.series += told.all.height
        done.charted += told.all.filter(pl.col("state").is_in(CHARTED)).height
        done.compared += told.all["funnel_units"].count()
        done.computed += told.charts.height
    with transaction.atomic():
        staging.tell_planner()
        done.grid = _weigh(owner)
        done.save()
        audit.record(by, "surveillance.refreshed", owner, after={"series": done.series})
    return done


def _refreshed(
    owner: Commissioner, definitions: Mapping[str, Definition], by: User, *, whole: bool
) -> _Told | None:
    """Bring some indicators in line; None, and nothing written, where somebody changed a chart or a target meanwhile."""
    seen = queries.newest_steps(owner=owner)
    told = _tell(owner, definitions, queries.tuning_of(owner=owner), whole=whole)
    with transaction.atomic():
        # Whoever changes something refreshes it after that: in turn, so that nothing older is written last.
        Commissioner.objects.select_for_update().get(pk=owner.pk)
        if queries.newest_steps(owner=owner) != seen:
            return None
        _write(owner, told)
        keep_up(owner=owner, told=_with_points(owner, told.all), definitions=definitions, by=by)
    return told


def _tell(
    owner: Commissioner, definitions: Mapping[str, Definition], tuning: stage_one.Tuning, *, whole: bool
) -> _Told:
    """What every series of these indicators says: anew where its input changed, else as it stands."""
    observations = queries.observations_of(owner=owner, indicators=definitions)
    marked = inputs.marks(observations, definitions, tuning)
    standing = queries.standing_statuses(owner=owner, indicators=definitions)
    same = standing.clear() if whole else standing.join(marked, on=["series", "input_mark"], how="semi")
    changed = marked.join(same, on="series", how="anti")
    if changed.is_empty():
        return _Told(same, same.clear(), pl.DataFrame(schema={"series": pl.Int64}))
    alone = stage_one.tell_alone(
        observations.join(changed, on="series", how="semi"), definitions, tuning
    ).join(marked.select("series", "input_mark"), on="series")
    touched = changed["indicator"].unique().implode()
    near = pl.concat([_alone(alone), _alone(same.filter(pl.col("indicator").is_in(touched)))])
    among = stage_one.among_peers(near, observations.filter(pl.col("indicator").is_in(touched)), definitions)
    compared = with_fingerprints(among.with_columns(pl.col(name).cast(kind) for name, kind in FACTS.items()))
    kept = pl.DataFrame(schema=STANDING) if whole else standing
    differing = compared.join(kept, on=["series", "fingerprint"], how="anti")
    rest = same.filter(pl.col("indicator").is_in(touched).not_())
    every = pl.concat([compared.select(list(STANDING)), rest]).sort("series")
    return _Told(every, differing.sort("series"), alone.select("series", "points"))


def _alone(told: pl.DataFrame) -> pl.DataFrame:
    """What depends on the series alone."""
    columns = {**KEYS, **{name: kind for name, kind in FACTS.items() if name not in AMONG_PEERS}}
    return told.select("input_mark", *(pl.col(name).cast(kind) for name, kind in columns.items()))


def _with_points(owner: Commissioner, told: pl.DataFrame) -> pl.DataFrame:
    """`told` with the points of those whose latest value is flagged, just as they were written: no other signal is told over time."""
    today = clock.today()
    ours = queries.own_providers(owner=owner, today=today)
    heard = signals.news(told, today, apart=queries.added_providers()).filter(
        pl.col("organisation").is_in(ours), pl.col("state").is_in(WITH_RULES), pl.col("rules") != ""
    )
    points = queries.charted_points(owner=owner, series=heard["series"])
    return told.join(points, on="series", how="left")


def _write(owner: Commissioner, told: _Told) -> None:
    """Bring statuses and charts in line; a chart only where it was worked out anew."""
    for rows in told.differing.iter_slices(BATCH):
        points = told.charts.join(rows.select("series", "chart_kind"), on="series")
        watching = pl.col("chart_kind").is_in(WATCHING)
        charts = _as_text(points.filter(~watching), queries.CHART_COLUMNS)
        _write_rows(owner, rows, charts | _as_text(points.filter(watching), queries.WATCH_COLUMNS))


def _write_rows(owner: Commissioner, rows: pl.DataFrame, charts: Mapping[int, str]) -> None:
    """Put statuses and charts in the place of those that stand, in a few statements however many differ."""
    existing = queries.existing_statuses(owner=owner, series=rows["series"].to_list())
    told = [_status(owner, row, existing.get(row["series"])) for row in rows.iter_rows(named=True)]
    SeriesStatus.objects.bulk_create(
        told,
        update_conflicts=True,
        unique_fields=["owner", "series"],
        update_fields=[*KEPT, "input_mark", "fingerprint", "refreshed_at", "changed_at"],
    )
    SeriesChart.objects.bulk_create(
        [
            SeriesChart(status=status, points=charts[status.series_id])
            for status in told
            if status.series_id in charts
        ],
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
        organisation_id=row["organisation"],
        refreshed_at=now,
        changed_at=now if is_news else before.changed_at,
        **{name: row[name] for name in STANDING if name not in ("series", "organisation")},
    )


def _as_text(told: pl.DataFrame, names: Sequence[str]) -> dict[int, str]:
    """The points of each series, by its key, as the JSON text that is kept."""
    if told.is_empty():
        return {}
    columns = pl.struct(
        pl.col("points").list.eval(pl.element().struct.field(name)).alias(name) for name in names
    )
    return dict(told.select("series", columns.struct.json_encode().alias("text")).iter_rows())


def _weigh(owner: Commissioner) -> dict[str, Any]:
    """Mark which statuses of `owner` stand out among all of them; how many tests there were, and what chance would raise.

    It reads the chances that stand, of every series whether or not it was made anew: a new figure anywhere changes how much
    was looked at everywhere. Only marks that differ are written, in two statements.
    """
    standing = queries.chances_of(owner=owner)
    grid = with_runs(chances.weighed(standing["chance"], standing["funnel_chance"]), standing)
    up_to = grid["told_up_to"]
    told = Q(pk__in=[])
    if up_to is not None:
        told = Q(chance__lte=min(up_to, chances.OUTSIDE)) | Q(funnel_chance__lte=min(up_to, chances.BEYOND))
    own = SeriesStatus.objects.filter(owner=owner)
    own.filter(told, stands_out=False).update(stands_out=True)
    own.filter(stands_out=True).exclude(told).update(stands_out=False)
    return grid
