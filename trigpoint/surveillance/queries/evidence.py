"""What charts say about the quality of care, as evidence: of a commissioner's own providers."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
import polars as pl
from django.db.models import Q

from trigpoint.accounts.models import Commissioner
from trigpoint.analysis import chances
from trigpoint.analysis.allowance import run_length
from trigpoint.common.clock import LONDON
from trigpoint.common.evidence import Covered, Fact, Told
from trigpoint.common.references import reference_to
from trigpoint.frameworks.packs import Pack
from trigpoint.frameworks.queries import pack_on
from trigpoint.indicators.definitions import GRACE_DAYS, Definition, library
from trigpoint.loads.models import Load
from trigpoint.surveillance.models import Refresh, SeriesChart, Signal, SignalStep
from trigpoint.surveillance.queries.signals import own_providers
from trigpoint.surveillance.rules import evidence as rules
from trigpoint.surveillance.rules import evidence_facts as facts
from trigpoint.surveillance.rules.banding import MORTALITY

CHARTS = 2_000  # at a time, so that memory stays flat
CHARTED = ("ok", "constant", "short_phase")
BEYOND = ("high998", "low998")
OF_STATUS = (
    *("series_id", "series__public_id", "organisation_id", "indicator", "chart_kind", "likeness"),
    *("state", "variation", "assurance", "stands_out", "funnel_outlier", "funnel_chance", "funnel_units"),
)


@dataclass(frozen=True)
class Row:
    """What a status says, beside its points."""

    series: int
    public_id: str
    provider: int
    indicator: str
    chart_kind: str
    likeness: float | None
    state: str
    variation: str
    assurance: str
    stands_out: bool
    outlier: str
    chance: float | None
    units: int | None
    points: str

    @property
    def is_judged(self) -> bool:
        """Whether its figures are enough to say that nothing is unusual: charted, compared or banded."""
        return self.state in CHARTED or bool(self.units) or self.indicator == MORTALITY


@dataclass(frozen=True)
class _Ground:
    """What all charts are read against."""

    streams: Mapping[str, str]
    fresh_days: Mapping[str, int]
    definitions: Mapping[str, Definition]
    loads: pl.DataFrame
    signals: Mapping[int, Sequence[facts.Judged]]
    chance_told: float | None

    def of(self, row: Row) -> facts.Figures:
        """Whose figures a chart shows."""
        stream = self.streams[row.indicator]
        return facts.Figures(
            row.provider, row.public_id, self.definitions[row.indicator], stream, self.fresh_days[stream]
        )


def evidence(owner: Commissioner, day: dt.date) -> Told:
    """Stretches of unusual figures, targets always missed, providers far from their like, bands of mortality.

    A series whose indicator belongs to no stream tells nothing.
    """
    ground = _ground(owner, day)
    told = Told([], [])
    every = _rows(owner, day, ground.streams)
    while rows := list(islice(every, CHARTS)):
        found, covered = _told(rows, ground)
        told.facts.extend(found)
        told.covered.extend(covered)
    return told


def _ground(owner: Commissioner, day: dt.date) -> _Ground:
    pack, definitions = pack_on(day), library()
    streams = {code: stream for code in definitions if (stream := pack.stream_of(code, day))}
    latest = Refresh.objects.filter(owner=owner).first()
    return _Ground(
        streams=streams,
        fresh_days=_fresh(pack, day),
        definitions=definitions,
        loads=_loads(owner),
        signals=_signals(owner),
        chance_told=(latest.grid or {}).get("told_up_to") if latest else None,
    )


def _fresh(pack: Pack, day: dt.date) -> dict[str, int]:
    return {each.code: each.fresh_days for each in pack.streams_on(day)}


def _loads(owner: Commissioner) -> pl.DataFrame:
    found = Load.objects.filter(Q(is_open=True) | Q(owner=owner)).order_by("pk")
    rows = [
        (pk, published_on, loaded_at.astimezone(LONDON).date())
        for pk, published_on, loaded_at in found.values_list("pk", "published_on", "loaded_at")
    ]
    return pl.DataFrame(rows, schema=rules.LOADS, orient="row")


def _signals(owner: Commissioner) -> dict[int, list[facts.Judged]]:
    """Signals of figures that are news of their own, by the key of their series, with what they were last said to be."""
    found = Signal.objects.filter(owner=owner, theme="").leading().with_outcome()
    days = dict(
        SignalStep.objects.filter(signal__owner=owner).order_by("at", "pk").values_list("signal", "at")
    )
    told: dict[int, list[facts.Judged]] = defaultdict(list)
    for each in found.iterator():
        told[each.series_id].append(
            facts.Judged(
                signal=reference_to(each),
                meaning=each.meaning,
                rule=each.rule,
                first_period=each.first_period,
                last_period=each.last_period,
                outcome=each.outcome,
                on=days[each.pk].astimezone(LONDON).date() if each.outcome else None,
            )
        )
    return told


def _rows(owner: Commissioner, day: dt.date, streams: Mapping[str, str]) -> Iterator[Row]:
    found = SeriesChart.objects.filter(
        status__owner=owner,
        status__indicator__in=list(streams),
        status__organisation__in=own_providers(owner=owner, today=day),
    )
    columns = (*(f"status__{name}" for name in OF_STATUS), "points")
    for values in found.order_by("status").values_list(*columns).iterator(chunk_size=CHARTS):
        yield Row(*values)


def _told(rows: Sequence[Row], ground: _Ground) -> tuple[Iterator[Fact], Iterator[Covered]]:
    points = rules.dated(_points(rows), _about(rows), _times(rows, ground.definitions), ground.loads)
    by_series = {row.series: row for row in rows}
    newest = {each["series"]: each for each in rules.newest(points).iter_rows(named=True)}
    lengths = rules.run_lengths_of(points, _lengths(rows))
    found: list[Fact] = []
    for each in rules.episodes(points, lengths).iter_rows(named=True):
        row = by_series[each["series"]]
        found.append(facts.of_episode(each, ground.of(row), ground.signals.get(row.series, ())))
    found += _of_targets(points, by_series, ground)
    found += _of_peers(newest, by_series, ground)
    found += _of_bands(points, by_series, ground)
    judged = ((each, by_series[key]) for key, each in newest.items() if by_series[key].is_judged)
    return iter(found), (facts.covered(each, ground.of(row)) for each, row in judged)


def _of_targets(points: pl.DataFrame, rows: Mapping[int, Row], ground: _Ground) -> Iterator[Fact]:
    asked = [key for key, row in rows.items() if row.assurance == "fail" and row.variation == "common"]
    for each in rules.missed(points.filter(pl.col("series").is_in(asked))).iter_rows(named=True):
        yield facts.of_target(each, ground.of(rows[each["series"]]))


def _of_peers(
    newest: Mapping[int, Mapping[str, Any]], rows: Mapping[int, Row], ground: _Ground
) -> Iterator[Fact]:
    """Those beyond the outer limits whose chance is small enough for all that was looked at together."""
    for key, row in rows.items():
        if row.outlier not in BEYOND or key not in newest or not _stands_out(row, ground.chance_told):
            continue
        signals = ground.signals.get(key, ())
        told = facts.of_peers(newest[key], ground.of(row), signals, outlier=row.outlier, units=row.units or 0)
        if told is not None:
            yield told


def _stands_out(row: Row, up_to: float | None) -> bool:
    if not row.stands_out or up_to is None or row.chance is None:
        return False
    return row.chance <= min(up_to, chances.BEYOND)


def _of_bands(points: pl.DataFrame, rows: Mapping[int, Row], ground: _Ground) -> Iterator[Fact]:
    banded = points.filter(pl.col("indicator") == MORTALITY, pl.col("band").fill_null("") != "")
    for (key,), part in banded.group_by("series", maintain_order=True):
        told = facts.of_bands(part.to_dicts(), ground.of(rows[key]))
        if told is not None:
            yield told


def _points(rows: Sequence[Row]) -> pl.DataFrame:
    """The points of charts, one row each, in the columns of `rules.POINTS`; what older charts lack is empty."""
    kinds = {**rules.POINTS, "period_start": pl.String, "period_end": pl.String}
    del kinds["series"]
    lists = pl.Struct({name: pl.List(kind) for name, kind in kinds.items()})
    frame = pl.DataFrame(
        {"series": [row.series for row in rows], "text": [row.points for row in rows]},
        schema={"series": pl.Int64, "text": pl.String},
    )
    read = frame.select("series", pl.col("text").str.json_decode(lists)).unnest("text")
    nothing = pl.col("period_start").list.eval(pl.element().cast(pl.Float64, strict=False))
    whole = read.with_columns(pl.coalesce(name, nothing) for name in ("wanted", "so_far"))
    return (
        whole.explode(list(kinds))
        .filter(pl.col("period_start").is_not_null())
        .with_columns(pl.col("period_start", "period_end").str.to_date())
        .select(list(rules.POINTS))
    )


def _about(rows: Sequence[Row]) -> pl.DataFrame:
    told = [(row.series, row.indicator, row.chart_kind, row.likeness) for row in rows]
    return pl.DataFrame(told, schema=rules.ABOUT, orient="row")


def _times(rows: Sequence[Row], definitions: Mapping[str, Definition]) -> pl.DataFrame:
    told = [
        (
            code,
            definitions[code].lag_days,
            GRACE_DAYS[definitions[code].frequency],
            definitions[code].improvement,
        )
        for code in sorted({row.indicator for row in rows})
    ]
    return pl.DataFrame(told, schema=rules.TIMES, orient="row")


def _lengths(rows: Sequence[Row]) -> dict[int, int]:
    alike = [row for row in rows if row.likeness]
    lengths = run_length(np.array([row.likeness or 0.0 for row in alike], dtype=np.float64))
    return dict(zip([row.series for row in alike], lengths.tolist(), strict=True))
