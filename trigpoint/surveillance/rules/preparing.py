"""Observations made ready to be charted: whole calendars, targets, phases, kinds of chart, and what is allowed for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import polars as pl

from trigpoint.analysis import kinds, seasons, spc, targets
from trigpoint.indicators.definitions import WATCHING, Definition
from trigpoint.surveillance.rules import refusing
from trigpoint.surveillance.rules.aims import NONE_AGREED

STEP = {"month": "1mo", "quarter": "3mo", "year": "1y"}
# What `spc.xmr` is given; with a season or likeness of neighbours, more.
PREPARED = {
    "series": pl.String,
    "period": pl.Date,
    **dict.fromkeys(("value", "numerator", "denominator", "target"), pl.Float64),
    "improvement": pl.String,
    "rebase": pl.Int32,
    "chart": pl.String,
}
ALLOWED_FOR = {"series": pl.Int64, "allowed_for": pl.String, "likeness": pl.Float64}


class Tuning(NamedTuple):
    """What people settled: the first period of each new phase, other kinds of chart, and targets agreed with a provider."""

    phases: pl.DataFrame  # series, period_start
    kinds: pl.DataFrame  # series, kind
    agreed: pl.DataFrame = NONE_AGREED  # columns of `aims.OF_SERIES`
    near: float = targets.NEAR  # the share below a ceiling that is amber


NO_TUNING = Tuning(
    pl.DataFrame(schema={"series": pl.Int64, "period_start": pl.Date}),
    pl.DataFrame(schema={"series": pl.Int64, "kind": pl.String}),
)


def with_gaps(part: pl.DataFrame, frequency: str) -> pl.DataFrame:
    """The rows of an indicator, and a missing value for each period between the first and the last without a row."""
    every = STEP[frequency]
    span = part.group_by("series").agg(first=pl.col("period_start").min(), last=pl.col("period_start").max())
    calendar = span.select(
        "series",
        period_start=pl.date_ranges("first", "last", interval=every),
    ).explode("period_start")
    whole = calendar.join(part, on=["series", "period_start"], how="full", coalesce=True)
    end = pl.col("period_start").dt.offset_by(every).dt.offset_by("-1d")
    return whole.with_columns(
        pl.col("indicator").fill_null(part["indicator"][0]),
        pl.col("period_end").fill_null(end),
        note=pl.when(pl.col("load").is_null()).then(pl.lit("not published")).otherwise("note"),
    ).select(part.columns)


def as_input(
    points: pl.DataFrame, definitions: Mapping[str, Definition], tuning: Tuning, goal: pl.DataFrame
) -> pl.DataFrame:
    """What `spc.xmr` takes, with target, direction, phases and kind of chart; keys as text. goal: series, target."""
    better = {code: each.improvement for code, each in definitions.items()}
    marked = tuning.phases.with_columns(rebase=pl.lit(1)).unique()
    return (
        points.join(_kinds(points, definitions, tuning), on="series")
        .join(goal, on="series", how="left")
        .join(marked, on=["series", "period_start"], how="left")
        .select(
            pl.col("series").cast(pl.String),
            period="period_start",
            value="value",
            numerator="numerator",
            denominator="denominator",
            target="target",
            improvement=pl.col("indicator").replace_strict(better, return_dtype=pl.String),
            rebase=pl.col("rebase").fill_null(0),
            chart="chart",
        )
    )


def with_seasons(prepared: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Charts of individual values with what has to be allowed for, and what was found: columns series, allowed_for, likeness.

    A season is taken off before a value is judged; where neighbouring values are alike, limits are wider and runs longer.
    """
    plain = prepared.filter(pl.col("chart").is_in(["xmr", "ewma"]))
    if plain.is_empty():
        return prepared, pl.DataFrame(schema=ALLOWED_FOR)
    points, summary = seasons.seasons(plain.select("series", "period", "value", "rebase"))
    season = pl.when(pl.col("seasonal") == "yes").then(pl.lit("season"))
    alike = pl.when(pl.col("autocorrelated") == "yes").then(pl.lit("neighbours"))
    found = summary.select(
        pl.col("series").cast(pl.Int64),
        allowed_for=pl.concat_str(season, alike, separator=";", ignore_nulls=True),
        likeness=pl.when(pl.col("autocorrelated") == "yes").then("r1"),
    )
    allowed = points.select("series", "period", "season", "widening").join(
        summary.select("series", "run"), on="series"
    )
    return prepared.join(allowed, on=["series", "period"], how="left"), found


def _kinds(points: pl.DataFrame, definitions: Mapping[str, Definition], tuning: Tuning) -> pl.DataFrame:
    """The kind of chart of each series: that of its indicator, or the one that somebody chose; XmR where figures do not
    allow it."""
    own = (
        points.select("indicator")
        .unique()
        .with_columns(
            own=pl.col("indicator").replace_strict(
                {code: definitions[code].chart for code in points["indicator"].unique()},
                return_dtype=pl.String,
            )
        )
    )
    wanted = (
        points.select("series", "indicator")
        .unique()
        .join(own, on="indicator")
        .join(tuning.kinds.rename({"kind": "chosen"}), on="series", how="left")
        .select("series", "indicator", wanted=pl.coalesce("chosen", "own"))
    )
    begun = points.join(
        tuning.phases.with_columns(rebase=pl.lit(1)).unique(), on=["series", "period_start"], how="left"
    )
    watchable = refusing.watchable(begun, wanted, definitions)["series"]
    possible = points.group_by("series").agg(
        has_counts=spc.makes_up(pl.col("value"), pl.col("numerator"), pl.col("denominator")),
        is_positive=(pl.col("value").fill_null(0) >= 0).all(),
    )
    may = (
        pl.when(pl.col("wanted").is_in(kinds.OF_COUNTS))
        .then("has_counts")
        .when(pl.col("wanted").is_in(["c", "g", "t"]))
        .then("is_positive")
        .when(pl.col("wanted").is_in(WATCHING))
        .then(pl.col("series").is_in(watchable.implode()))
        .otherwise(pl.lit(value=True))
    )
    return wanted.join(possible, on="series").select(
        "series", chart=pl.when(may).then("wanted").otherwise(pl.lit("xmr"))
    )


def without_latest(points: pl.DataFrame) -> pl.DataFrame:
    """All but the latest point that has a value: what was known a period earlier."""
    known = pl.when(pl.col("value").is_not_null()).then(pl.col("period")).max().over("series")
    return points.filter(pl.col("period") < known)
