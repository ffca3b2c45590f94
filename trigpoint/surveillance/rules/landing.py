"""Is the target met, and where will the figure be if nothing changes: two statements, kept apart."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from trigpoint.analysis import targets
from trigpoint.indicators.definitions import MONTHS, Definition
from trigpoint.surveillance.rules import aims
from trigpoint.surveillance.rules.aims import CEILING, STANDARD

COLUMNS = {
    "target": pl.Float64,
    "target_met": pl.String,
    "target_kind": pl.String,
    "target_name": pl.String,
    "target_origin": pl.String,
    "target_due": pl.Date,
    "target_at_end": pl.Float64,
    "target_band": pl.String,
    "target_rag": pl.String,
    "so_far": pl.Float64,
    "allowed": pl.Float64,
    "known_periods": pl.Int64,
    "standard_met": pl.String,
    "agreed_id": pl.Int64,
    "landing": pl.Float64,
    "landing_lower": pl.Float64,
    "landing_upper": pl.Float64,
    "landing_chance": pl.Float64,
}
WORDS = tuple(name for name, kind in COLUMNS.items() if kind == pl.String)
CALLED = {
    "kind": "target_kind",
    "name": "target_name",
    "origin": "target_origin",
    "wanted_at_end": "target_at_end",
    "band": "target_band",
    "rag": "target_rag",
    "chance": "landing_chance",
}
OF_POINTS = ("series", "period", "value", "numerator", "denominator", "improvement", "rebase")
ALLOWED = ("season", "widening")  # what was found in the series, allowed for in its landing


def landings(
    prepared: pl.DataFrame,
    observations: pl.DataFrame,
    every: pl.DataFrame,
    definitions: Mapping[str, Definition],
    near: float,
) -> pl.DataFrame:
    """One row a series of which something is wanted: is it met, the landing with its interval, the chance of meeting it.

    prepared: what `spc.xmr` takes, of the series that are charted. every: all aims. near: the share below a ceiling that
    is amber. Of figures that are not charted only the latest is judged; where they land is not said.
    """
    ends = aims.latest_periods(observations)
    chosen = aims.in_force(every, ends)
    if chosen.is_empty():
        return pl.DataFrame(schema={"series": pl.Int64, **COLUMNS})
    known = [name for name in (*OF_POINTS, *ALLOWED) if name in prepared.columns]
    points = pl.concat(
        [prepared.select(known), _uncharted(prepared, observations, chosen, definitions)],
        how="diagonal_relaxed",
    )
    points = pl.concat([points, _before(observations, chosen, definitions)], how="diagonal_relaxed")
    heads = chosen.unique("series", keep="first")
    return (
        heads.join(_judged(points, chosen, near), on="series")
        .join(_of_definition(points, every, heads, ends), on="series", how="left")
        .with_columns(
            target=pl.when(pl.col("kind") != CEILING).then("wanted_now"),
            so_far=pl.when(kind=CEILING).then("judged"),
            allowed=pl.when(kind=CEILING).then("wanted_now"),
            known_periods=pl.when(kind=CEILING).then("n"),
            target_due=pl.when(pl.col("kind") != STANDARD).then("due"),
        )
        .rename(CALLED)
        .select("series", *(pl.col(name).cast(kind) for name, kind in COLUMNS.items()))
    )


def _judged(points: pl.DataFrame, chosen: pl.DataFrame, near: float) -> pl.DataFrame:
    """What the method says of the aim that counts."""
    wanted = aims.as_goals(chosen, key="series")
    named = points.join(wanted.select("series").unique(), on="series", how="semi")
    found = targets.targets(named, wanted, near)
    return found.select(
        pl.col("series").cast(pl.Int64),
        pl.col("met").cast(pl.String).alias("target_met"),
        pl.col("value").alias("judged"),
        *("wanted_now", "due", "wanted_at_end", "landing", "landing_lower", "landing_upper", "chance", "n"),
        pl.col("band", "rag").cast(pl.String),
    )


def _of_definition(
    points: pl.DataFrame, every: pl.DataFrame, heads: pl.DataFrame, ends: pl.DataFrame
) -> pl.DataFrame:
    """Whether the standard of the definition is met where something else was agreed: it is told beside it."""
    ours = heads.filter(pl.col("agreed_id").is_not_null())
    general = every.filter(pl.col("agreed_id").is_null()).join(ours, on="series", how="semi")
    chosen = aims.in_force(general, ends)
    if chosen.is_empty():
        return pl.DataFrame(schema={"series": pl.Int64, "standard_met": pl.String})
    return _judged(points, chosen, 0.0).select("series", standard_met="target_met")


def _before(
    observations: pl.DataFrame, chosen: pl.DataFrame, definitions: Mapping[str, Definition]
) -> pl.DataFrame:
    """An empty period before the first one of what is added up to a ceiling: a single period would not tell how long it is."""
    often = {code: f"-{MONTHS[each.frequency]}mo" for code, each in definitions.items()}
    firsts = observations.join(chosen.filter(kind=CEILING).select("series").unique(), on="series").group_by(
        "series"
    )
    first = firsts.agg(pl.col("indicator").first(), pl.col("period_start").min())
    return first.select(
        pl.col("series").cast(pl.String),
        period=pl.col("period_start").dt.offset_by(
            pl.col("indicator").replace_strict(often, return_dtype=pl.String)
        ),
        value=pl.lit(None, pl.Float64),
        rebase=pl.lit(0, pl.Int32),
        improvement=pl.lit("down"),
    )


def _uncharted(
    prepared: pl.DataFrame,
    observations: pl.DataFrame,
    chosen: pl.DataFrame,
    definitions: Mapping[str, Definition],
) -> pl.DataFrame:
    """The latest figure of each series without a chart; all of them where they are added up to a ceiling."""
    rows = observations.with_columns(pl.col("series").cast(pl.String).alias("key"))
    bare = rows.join(prepared.select(pl.col("series").alias("key")).unique(), on="key", how="anti")
    wanted = bare.join(chosen.select("series", target="kind").unique(), on="series")
    latest = pl.col("period_end") == pl.col("period_end").max().over("series")
    better = {code: each.improvement for code, each in definitions.items()}
    return wanted.filter(latest | (pl.col("target") == CEILING)).select(
        pl.col("key").alias("series"),
        pl.col("period_start").alias("period"),
        *("value", "numerator", "denominator"),
        pl.col("indicator").replace_strict(better, return_dtype=pl.String).alias("improvement"),
        pl.lit(0, pl.Int32).alias("rebase"),
    )
