"""Stage 1 over many series at once: from observations to what each series says.

Frames in, frames out; no database. Observations have the columns of `OBSERVATIONS`, one row a series and
period, `series` and `organisation` being keys of the database as integers.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
import polars.selectors as cs

from trigpoint.analysis import chances, spc
from trigpoint.indicators.definitions import WATCHING, Definition
from trigpoint.surveillance.rules import aims, watching
from trigpoint.surveillance.rules.comparing import funnels
from trigpoint.surveillance.rules.landing import WORDS as OF_TARGETS
from trigpoint.surveillance.rules.landing import landings
from trigpoint.surveillance.rules.preparing import (
    PREPARED,
    Tuning,
    as_input,
    with_gaps,
    with_seasons,
    without_latest,
)

VERSION = "stage-5"  # of what is done here; the charts and funnels have versions of their own
OBSERVATIONS = {
    "series": pl.Int64,
    "indicator": pl.String,
    "organisation": pl.Int64,
    "kind": pl.String,
    "period_start": pl.Date,
    "period_end": pl.Date,
    "value": pl.Float64,
    "numerator": pl.Float64,
    "denominator": pl.Float64,
    "band": pl.String,
    "note": pl.String,
    "load": pl.Int64,
    "row": pl.Int64,
    "published_on": pl.Date,
}


def tell(observations: pl.DataFrame, definitions: Mapping[str, Definition], tuning: Tuning) -> pl.DataFrame:
    """What each series says: one row a series, with its points as a list of structures.

    Columns: those of SeriesStatus (series, indicator and organisation as keys), and `points`.
    """
    return among_peers(tell_alone(observations, definitions, tuning), observations, definitions)


def tell_alone(
    observations: pl.DataFrame, definitions: Mapping[str, Definition], tuning: Tuning
) -> pl.DataFrame:
    """The same but for what depends on other series of the indicator, which `among_peers` adds."""
    wanted = aims.aims_of(observations, definitions, tuning.agreed)
    points, summary, prepared = points_of(observations, definitions, tuning, wanted)
    landed = landings(prepared, observations, wanted, definitions, tuning.near)
    ends = points.filter(pl.col("value").is_not_null()).group_by("series", maintain_order=True).last()
    told = (
        latest(observations)
        .join(_counts(observations), on="series")
        .join(summary.drop("n"), on="series", how="left")
        .join(ends.select("series", "centre", "lower", "upper", "rules"), on="series", how="left")
        .join(_since(points), on="series", how="left")
        .join(landed, on="series", how="left")
        .join(_points_listed(points, observations, wanted, definitions), on="series")
    )
    return _as_status(told)


def among_peers(
    told: pl.DataFrame, observations: pl.DataFrame, definitions: Mapping[str, Definition]
) -> pl.DataFrame:
    """What each series says, with its place among its like and whether it is new; of whole indicators."""
    return (
        told.join(funnels(observations, definitions), on="series", how="left", maintain_order="left")
        .with_columns(pl.col("funnel_outlier").fill_null(""))
        .with_columns(
            is_new=pl.col("variation").is_in(["", "common"]).not_()
            & (pl.col("variation") != pl.col("previous"))
            & (pl.col("last_end") == pl.col("last_end").max().over("indicator"))
        )
    )


def _counts(observations: pl.DataFrame) -> pl.DataFrame:
    return observations.group_by("series").agg(n=pl.col("value").count())


def _as_status(told: pl.DataFrame) -> pl.DataFrame:
    uncharted = pl.when(pl.col("n") == 0).then(pl.lit("no_data")).otherwise(pl.lit("not_charted"))
    # whether a ceiling will be kept is no matter of the limits of single figures
    of_ceiling = pl.col("target_band").replace("unknown", "")
    assurance = pl.when(target_kind=aims.CEILING).then(of_ceiling).otherwise("assurance")
    words = ("variation", "previous", "assurance", "rules", "chart_kind", "allowed_for", *OF_TARGETS)
    return told.with_columns(assurance=assurance, state=pl.col("state").fill_null(uncharted)).with_columns(
        pl.col(words).fill_null(""),
        last_start="period_start",
        last_end="period_end",
        last_value="value",
        last_numerator="numerator",
        last_denominator="denominator",
        load_id="load",
    )


def _since(points: pl.DataFrame) -> pl.DataFrame:
    """Start of the unbroken run of points at the end with the meaning of the latest one; none when common."""
    known = points.filter(pl.col("value").is_not_null())
    last = pl.col("meaning").last().over("series")
    broken = (pl.col("meaning") != last).cast(pl.UInt32)
    behind = broken.reverse().cum_sum().reverse().over("series")
    run = known.with_columns(behind=behind, last=last).filter(
        pl.col("behind") == 0, pl.col("last") != "common"
    )
    return run.group_by("series").agg(since=pl.col("period_start").min())


def _points_listed(
    points: pl.DataFrame,
    observations: pl.DataFrame,
    wanted: pl.DataFrame,
    definitions: Mapping[str, Definition],
) -> pl.DataFrame:
    """The points of every series, charted or not, as one list a series, with what was wanted of each."""
    bare = observations.join(points.select("series").unique(), on="series", how="anti")
    every = pl.concat(
        [points, bare.select(pl.col(c) for c in bare.columns if c in points.columns)], how="diagonal"
    )
    known = observations.select("series", "indicator").unique().iter_rows()
    often = {series: definitions[code].frequency for series, code in known}
    every = aims.with_wanted(every, wanted, often)
    columns = [name for name in every.columns if name != "series"]
    return (
        every.sort("series", "period_start")
        .group_by("series", maintain_order=True)
        .agg(points=pl.struct(columns))
    )


def points_of(
    observations: pl.DataFrame, definitions: Mapping[str, Definition], tuning: Tuning, wanted: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Points with limits, one summary row a series, and what they were drawn from, of every series that is charted.

    A period without a row between the first and the last stands as a missing value, so that no run crosses it.
    """
    charted = observations.filter(
        pl.col("indicator").is_in([code for code, each in definitions.items() if each.is_charted])
    )
    if charted.is_empty():
        return _no_points(observations)
    whole = pl.concat(
        [with_gaps(part, definitions[code].frequency) for (code,), part in charted.group_by("indicator")]
    )
    ends = aims.latest_periods(whole)
    goal = aims.at_end(aims.in_force(wanted, ends))
    prepared, found, seen = _drawn(as_input(whole, definitions, tuning, goal), whole, definitions)
    plain = prepared.filter(~pl.col("chart").is_in(WATCHING))
    charts = spc.xmr(plain)
    weighed = chances.of_series(charts, plain).with_columns(pl.col("series").cast(pl.Int64))
    result = _plain(charts)
    before = _plain(spc.xmr(without_latest(plain))).summary.select("series", previous="variation")
    drawn = prepared.group_by(pl.col("series").cast(pl.Int64)).agg(chart_kind=pl.col("chart").first())
    summary = (
        pl.concat(
            [result.summary.join(before, on="series", how="left"), seen.summary], how="diagonal_relaxed"
        )
        .join(drawn, on="series", how="left")
        .join(found, on="series", how="left")
        .join(weighed, on="series", how="left")
    )
    every = [result.points, seen.points] if seen.points.height else [result.points]
    points = pl.concat(every, how="diagonal_relaxed").rename({"period": "period_start"})
    facts = whole.drop("value", "indicator", "organisation", "kind", "published_on")
    drawn_points = points.join(facts, on=["series", "period_start"], how="left")
    return drawn_points.sort("series", "period_start"), summary, prepared


def _drawn(
    given: pl.DataFrame, whole: pl.DataFrame, definitions: Mapping[str, Definition]
) -> tuple[pl.DataFrame, pl.DataFrame, watching.Watched]:
    """What charts are drawn from, what was found of seasons, and the charts that watch; XmR for whom their method refuses."""
    indicators = dict(whole.select("series", "indicator").iter_rows())
    prepared, found = with_seasons(given)
    seen = watching.watched(prepared, found, indicators, definitions)
    if seen.refused:
        is_refused = pl.col("series").cast(pl.Int64).is_in(list(seen.refused))
        plain = given.with_columns(chart=pl.when(is_refused).then(pl.lit("xmr")).otherwise("chart"))
        prepared, found = with_seasons(plain)
    return prepared, found, seen


def latest(observations: pl.DataFrame) -> pl.DataFrame:
    """The latest observation of each series."""
    return (
        observations.sort("series", "period_end", "period_start")
        .group_by("series", maintain_order=True)
        .last()
    )


def _no_points(observations: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    none = pl.DataFrame(schema=PREPARED)
    empty = _plain(spc.xmr(none))
    points = empty.points.rename({"period": "period_start"})
    summary = empty.summary.with_columns(
        previous=pl.lit(""),
        chart_kind=pl.lit(""),
        allowed_for=pl.lit(""),
        likeness=pl.lit(None, pl.Float64),
        chance=pl.lit(None, pl.Float64),
        latest_alarm=pl.lit(None, pl.Date),
    )
    facts = observations.clear().drop("value", "indicator", "organisation", "kind", "published_on")
    return points.join(facts, on=["series", "period_start"], how="left"), summary, none


def _plain(chart: spc.Xmr) -> spc.Xmr:
    """Keys as integers again, and words as text."""
    enums = cs.by_dtype(pl.Enum)
    key = pl.col("series").cast(pl.Int64)
    return spc.Xmr(
        chart.points.with_columns(key, enums.cast(pl.String)),
        chart.summary.with_columns(key, enums.cast(pl.String)),
    )
