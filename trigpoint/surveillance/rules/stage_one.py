"""Stage 1 over many series at once: from observations to what each series says.

Frames in, frames out; no database. Observations have the columns of `OBSERVATIONS`, one row a series and
period, `series` and `organisation` being keys of the database as integers.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import polars as pl
import polars.selectors as cs

from trigpoint.analysis import funnel, kinds, seasons, spc
from trigpoint.indicators.definitions import Definition

VERSION = "stage-1"  # of what is done here; the charts and funnels have versions of their own
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
STEP = {"month": "1mo", "quarter": "3mo", "year": "1y"}
ALLOWED_FOR = {"series": pl.Int64, "allowed_for": pl.String, "likeness": pl.Float64}
NO_FUNNEL = {
    "series": pl.Int64,
    "funnel_ratio": pl.Float64,
    "funnel_z": pl.Float64,
    "funnel_outlier": pl.String,
    "funnel_q": pl.Float64,
    "funnel_limits": pl.List(pl.Float64),
    "funnel_units": pl.UInt32,
}


class Tuning(NamedTuple):
    """What people did to charts: the first period of each new phase, and other kinds of chart that they chose."""

    phases: pl.DataFrame  # series, period_start
    kinds: pl.DataFrame  # series, kind


NO_TUNING = Tuning(
    pl.DataFrame(schema={"series": pl.Int64, "period_start": pl.Date}),
    pl.DataFrame(schema={"series": pl.Int64, "kind": pl.String}),
)


def tell(observations: pl.DataFrame, definitions: Mapping[str, Definition], tuning: Tuning) -> pl.DataFrame:
    """What each series says: one row a series, with its points as a list of structures.

    Columns: those of SeriesStatus (series, indicator and organisation as keys), and `points`.
    """
    return among_peers(tell_alone(observations, definitions, tuning), observations, definitions)


def tell_alone(
    observations: pl.DataFrame, definitions: Mapping[str, Definition], tuning: Tuning
) -> pl.DataFrame:
    """The same but for what depends on other series of the indicator, which `among_peers` adds."""
    points, summary = points_of(observations, definitions, tuning)
    ends = points.filter(pl.col("value").is_not_null()).group_by("series", maintain_order=True).last()
    told = (
        latest(observations)
        .join(_counts(observations), on="series")
        .join(summary.drop("n"), on="series", how="left")
        .join(ends.select("series", "centre", "lower", "upper", "rules"), on="series", how="left")
        .join(_since(points), on="series", how="left")
        .join(_points_listed(points, observations), on="series")
    )
    return _as_status(told, definitions)


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


def _as_status(told: pl.DataFrame, definitions: Mapping[str, Definition]) -> pl.DataFrame:
    targets = [
        _target(definitions[code], end) for code, end in told.select("indicator", "period_end").iter_rows()
    ]
    uncharted = pl.when(pl.col("n") == 0).then(pl.lit("no_data")).otherwise(pl.lit("not_charted"))
    text = pl.col("variation", "previous", "assurance", "rules", "chart_kind", "allowed_for").fill_null("")
    return told.with_columns(
        text,
        state=pl.col("state").fill_null(uncharted),
        target=pl.Series(targets, dtype=pl.Float64),
    ).with_columns(
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


def _points_listed(points: pl.DataFrame, observations: pl.DataFrame) -> pl.DataFrame:
    """The points of every series, charted or not, as one list a series."""
    bare = observations.join(points.select("series").unique(), on="series", how="anti")
    every = pl.concat(
        [points, bare.select(pl.col(c) for c in bare.columns if c in points.columns)], how="diagonal"
    )
    columns = [name for name in every.columns if name != "series"]
    return (
        every.sort("series", "period_start")
        .group_by("series", maintain_order=True)
        .agg(points=pl.struct(columns))
    )


def points_of(
    observations: pl.DataFrame, definitions: Mapping[str, Definition], tuning: Tuning
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Points with limits, and one summary row a series, for every series that is charted over time.

    A period without a row between the first and the last stands as a missing value, so that no run crosses it.
    """
    charted = observations.filter(
        pl.col("indicator").is_in([code for code, each in definitions.items() if each.is_charted])
    )
    if charted.is_empty():
        return _no_points(observations)
    whole = pl.concat(
        [_with_gaps(part, definitions[code].frequency) for (code,), part in charted.group_by("indicator")]
    )
    prepared, found = _with_seasons(_as_input(whole, definitions, tuning))
    result = _plain(spc.xmr(prepared))
    before = _plain(spc.xmr(_without_latest(prepared))).summary.select("series", previous="variation")
    drawn = prepared.group_by(pl.col("series").cast(pl.Int64)).agg(chart_kind=pl.col("chart").first())
    summary = (
        result.summary.join(before, on="series", how="left")
        .join(drawn, on="series", how="left")
        .join(found, on="series", how="left")
    )
    points = result.points.rename({"period": "period_start"})
    facts = whole.drop("value", "indicator", "organisation", "kind", "published_on")
    return points.join(facts, on=["series", "period_start"], how="left").sort(
        "series", "period_start"
    ), summary


def funnels(observations: pl.DataFrame, definitions: Mapping[str, Definition]) -> pl.DataFrame:
    """Where each provider stands among its like (same kind) in the latest period of each indicator.

    One row a series that was compared: ratio, z, outlier, q, and how many were compared.
    """
    found = []
    for kind in ("PR", "RC", "SR"):
        units = _units(
            observations, [c for c, d in definitions.items() if d.compare.allowed and d.compare.kind == kind]
        )
        if not units.is_empty():
            found.append(_funnel(units, kind))
    return pl.concat(found) if found else pl.DataFrame(schema=NO_FUNNEL)


def latest(observations: pl.DataFrame) -> pl.DataFrame:
    """The latest observation of each series."""
    return (
        observations.sort("series", "period_end", "period_start")
        .group_by("series", maintain_order=True)
        .last()
    )


def _no_points(observations: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    empty = _plain(
        spc.xmr(pl.DataFrame(schema={"series": pl.String, "period": pl.Date, "value": pl.Float64}))
    )
    points = empty.points.rename({"period": "period_start"})
    summary = empty.summary.with_columns(
        previous=pl.lit(""),
        chart_kind=pl.lit(""),
        allowed_for=pl.lit(""),
        likeness=pl.lit(None, pl.Float64),
    )
    facts = observations.clear().drop("value", "indicator", "organisation", "kind", "published_on")
    return points.join(facts, on=["series", "period_start"], how="left"), summary


def _plain(chart: spc.Xmr) -> spc.Xmr:
    """Keys as integers again, and words as text."""
    enums = cs.by_dtype(pl.Enum)
    key = pl.col("series").cast(pl.Int64)
    return spc.Xmr(
        chart.points.with_columns(key, enums.cast(pl.String)),
        chart.summary.with_columns(key, enums.cast(pl.String)),
    )


def _with_gaps(part: pl.DataFrame, frequency: str) -> pl.DataFrame:
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


def _as_input(points: pl.DataFrame, definitions: Mapping[str, Definition], tuning: Tuning) -> pl.DataFrame:
    ends = points.group_by("series", "indicator").agg(end=pl.col("period_end").max())
    pairs = ends.select("indicator", "end").unique()
    targets = pairs.with_columns(
        target=pl.Series(
            [_target(definitions[code], end) for code, end in pairs.iter_rows()], dtype=pl.Float64
        ),
        improvement=pl.Series(
            [definitions[code].improvement for code in pairs["indicator"]], dtype=pl.String
        ),
    )
    marked = tuning.phases.with_columns(rebase=pl.lit(1)).unique()
    return (
        points.join(_kinds(points, definitions, tuning.kinds), on="series")
        .join(ends.join(targets, on=["indicator", "end"]), on=["series", "indicator"])
        .join(marked, on=["series", "period_start"], how="left")
        .select(
            pl.col("series").cast(pl.String),
            period="period_start",
            value="value",
            numerator="numerator",
            denominator="denominator",
            target="target",
            improvement="improvement",
            rebase=pl.col("rebase").fill_null(0),
            chart="chart",
        )
    )


def _with_seasons(prepared: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """XmR charts with what has to be allowed for, and what was found: columns series, allowed_for, likeness.

    A season is taken off before a value is judged; where neighbouring values are alike, limits are wider and runs longer.
    """
    plain = prepared.filter(pl.col("chart") == "xmr")
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


def _kinds(points: pl.DataFrame, definitions: Mapping[str, Definition], chosen: pl.DataFrame) -> pl.DataFrame:
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
        .join(chosen.rename({"kind": "chosen"}), on="series", how="left")
        .select("series", wanted=pl.coalesce("chosen", "own"))
    )
    possible = points.group_by("series").agg(
        has_counts=spc.makes_up(pl.col("value"), pl.col("numerator"), pl.col("denominator")),
        is_positive=(pl.col("value").fill_null(0) >= 0).all(),
    )
    may = (
        pl.when(pl.col("wanted").is_in(kinds.OF_COUNTS))
        .then("has_counts")
        .when(pl.col("wanted").is_in(["c", "g", "t"]))
        .then("is_positive")
        .otherwise(pl.lit(value=True))
    )
    return wanted.join(possible, on="series").select(
        "series", chart=pl.when(may).then("wanted").otherwise(pl.lit("xmr"))
    )


def _target(definition: Definition, end: object) -> float | None:
    target = definition.target_on(end)
    return target.value if target else None


def _without_latest(points: pl.DataFrame) -> pl.DataFrame:
    """All but the latest point that has a value: what was known a period earlier."""
    known = pl.when(pl.col("value").is_not_null()).then(pl.col("period")).max().over("series")
    return points.filter(pl.col("period") < known)


def _units(observations: pl.DataFrame, codes: list[str]) -> pl.DataFrame:
    rows = observations.filter(
        pl.col("indicator").is_in(codes), pl.col("numerator").is_not_null(), pl.col("denominator") > 0
    )
    newest = pl.col("period_end").max().over("indicator", "kind")
    return rows.filter(pl.col("period_end") == newest).with_columns(
        group=pl.concat_str("indicator", "kind", separator="|")
    )


def _funnel(units: pl.DataFrame, kind: str) -> pl.DataFrame:
    result = funnel.funnel(
        units.select(
            "group", unit=pl.col("series").cast(pl.String), numerator="numerator", denominator="denominator"
        ),
        kind=kind,
        overdispersion="additive",
        trim="winsorise",
    )
    return result.select(
        pl.col("unit").cast(pl.Int64).alias("series"),
        funnel_ratio="ratio",
        funnel_z="z",
        funnel_outlier=pl.col("outlier").fill_null(""),
        funnel_q="q",
        funnel_limits=pl.concat_list("lower95", "upper95", "lower998", "upper998"),
        funnel_units=pl.len().over("group").cast(pl.UInt32),
    )
