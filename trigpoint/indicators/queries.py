"""Reading the hard data: checking what is to be stored, and taking out what is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import polars as pl
from django.db.models import Max, Q, QuerySet, Sum

from trigpoint.common import clock
from trigpoint.indicators import definitions
from trigpoint.indicators.models import Holding, Observation, Series
from trigpoint.indicators.rules import KEY, screen
from trigpoint.loads.contract import Reading
from trigpoint.loads.models import Load
from trigpoint.organisations.queries import known_codes

EXPORTED = {
    "indicator": pl.String,
    "organisation": pl.String,
    "period_start": pl.Date,
    "period_end": pl.Date,
    "value": pl.Float64,
    "numerator": pl.Float64,
    "denominator": pl.Float64,
    "published_on": pl.Date,
    "loaded_at": pl.Datetime("us", "UTC"),
    "load": pl.String,
}
FIELDS = (
    "series__indicator",
    "series__organisation__code",
    *("period_start", "period_end", "value", "numerator", "denominator"),
    *("load__published_on", "load__loaded_at", "load__public_id"),
)
SLICE = 50_000


@dataclass(frozen=True)
class Held:
    """What is held of an indicator: the end of its newest period, and of how many organisations."""

    newest: dt.date
    organisations: int


def check_observations(reading: Reading, today: dt.date) -> Reading:
    """Move rows that may not be stored into `rejected`, each with reason and remedy.

    See `rules.screen`. This is the `check` of every connector that makes observations.
    """
    units = {code: definition.unit for code, definition in definitions.library().items()}
    return screen(reading, organisations=known_codes(), units=units, today=today)


def ids_of_series(*, load: Load, pairs: pl.DataFrame) -> pl.DataFrame:
    """The series that a load's figures belong to: columns indicator, organisation, series_id.

    Open series are shared by all commissioners, so that a national figure is held once.
    """
    series = Series.objects.filter(indicator__in=pairs["indicator"].unique().to_list())
    series = (
        series.filter(is_open=True) if load.is_open else series.filter(owner=load.owner_id, is_open=False)
    )
    held = pl.DataFrame(
        list(series.order_by("pk").values_list("indicator", "organisation__code", "pk")),
        schema={"indicator": pl.String, "organisation": pl.String, "series_id": pl.Int64},
        orient="row",
    )
    return held.unique(["indicator", "organisation"], keep="first").join(
        pairs, on=["indicator", "organisation"], how="semi"
    )


def observations_as_at(*, user: Any, day: dt.date, vintage: str) -> pl.DataFrame:
    """The figures that were in force at the end of `day` in England, columns and order as the export has them.

    vintage "loaded": what this installation held that day. vintage "published": what the world could know
    that day, from everything loaded since; a file without a publication date counts from the day of its load.
    """
    midnight = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), tzinfo=clock.LONDON)
    observations = Observation.visible_to(user)
    if vintage == "loaded":
        return _frame(_held_before(observations, midnight))
    known = observations.filter(
        Q(load__published_on__lte=day) | Q(load__published_on=None, load__loaded_at__lt=midnight)
    )
    return _last_published(_frame(known))


def _held_before(observations: QuerySet[Observation], moment: dt.datetime) -> QuerySet[Observation]:
    return observations.filter(load__loaded_at__lt=moment).exclude(superseded_by__loaded_at__lt=moment)


def _last_published(frame: pl.DataFrame) -> pl.DataFrame:
    """For each period of each series, the figure published last."""
    loaded_on = pl.col("loaded_at").dt.convert_time_zone("Europe/London").dt.date()
    return (
        frame.with_columns(pl.col("published_on").fill_null(loaded_on).alias("known_on"))
        .sort(*KEY, "known_on", "loaded_at", maintain_order=True)
        .unique(KEY, keep="last", maintain_order=True)
        .drop("known_on")
    )


def _frame(observations: QuerySet[Observation]) -> pl.DataFrame:
    """In slices, so that a million rows of Python objects never stand in memory at once."""
    rows = observations.order_by("pk").values_list(*FIELDS).iterator(chunk_size=SLICE)
    parts = [pl.DataFrame(part, schema=EXPORTED, orient="row") for part in _slices(rows)]
    return pl.concat(parts or [pl.DataFrame(schema=EXPORTED)]).sort(KEY, maintain_order=True)


def _slices(rows: Iterable[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    left = iter(rows)
    while part := list(islice(left, SLICE)):
        yield part


def held_by_indicator(*, user: Any, indicator: str | None = None) -> dict[str, Held]:
    """How far the figures of each indicator go that `user` may see; an indicator without figures is absent."""
    holdings = Holding.visible_to(user)
    holdings = holdings.filter(indicator=indicator) if indicator else holdings
    found = holdings.order_by().values_list("indicator").annotate(Max("newest"), Sum("organisations"))
    return {code: Held(newest, organisations) for code, newest, organisations in found}
