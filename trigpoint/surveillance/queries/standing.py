"""Statuses as they stand, as frames: what need not be worked out again."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from trigpoint.accounts.models import Commissioner
from trigpoint.surveillance.models import SeriesChart, SeriesStatus
from trigpoint.surveillance.rules.facts import STANDING

DIRECT = {"series": "series_id", "organisation": "organisation_id"}
# What signals are told from.
POINTS = {
    "period_start": pl.String,
    "value": pl.Float64,
    "centre": pl.Float64,
    "lower": pl.Float64,
    "upper": pl.Float64,
    "rules": pl.String,
    "meaning": pl.String,
    "reach": pl.Float64,  # of charts with two levels of alert alone
}


def standing_statuses(*, owner: Commissioner, indicators: Iterable[str]) -> pl.DataFrame:
    """What `owner` has of every series of some indicators, in the columns of `facts.STANDING`."""
    found = SeriesStatus.objects.filter(owner=owner, indicator__in=list(indicators)).order_by("series")
    rows = found.values_list(*(DIRECT.get(name, name) for name in STANDING))
    return pl.DataFrame(list(rows.iterator()), schema=STANDING, orient="row")


def chances_of(*, owner: Commissioner) -> pl.DataFrame:
    """How likely what each series says would be by chance alone: columns chance, funnel_chance, variation."""
    kinds = {"chance": pl.Float64, "funnel_chance": pl.Float64, "variation": pl.String}
    tried = SeriesStatus.objects.filter(owner=owner).exclude(chance=None, funnel_chance=None)
    rows = tried.order_by().values_list(*kinds)
    return pl.DataFrame(list(rows.iterator()), schema=kinds, orient="row")


def charted_points(*, owner: Commissioner, series: Iterable[int]) -> pl.DataFrame:
    """The points of charts: one row a series, `points` a list of structures with the columns of `POINTS`."""
    found = SeriesChart.objects.filter(status__owner=owner, status__series__in=list(series))
    rows = list(found.order_by("status__series").values_list("status__series_id", "points"))
    frame = pl.DataFrame(rows, schema={"series": pl.Int64, "text": pl.String}, orient="row")
    lists = pl.Struct({name: pl.List(kind) for name, kind in POINTS.items()})
    nothing = pl.col("period_start").list.eval(pl.element().cast(pl.Float64, strict=False))
    return (
        frame.select("series", pl.col("text").str.json_decode(lists))
        .unnest("text")
        .with_columns(pl.coalesce("reach", nothing))
        .explode(list(POINTS))
        .with_columns(pl.col("period_start").str.to_date())
        .group_by("series", maintain_order=True)
        .agg(points=pl.struct(list(POINTS)))
    )
