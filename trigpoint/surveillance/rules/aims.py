"""What is wanted of each series and from when to when: standards of the definitions, and what was agreed with one provider.

An aim is one target of one series. One row for each of its values (a trajectory has several), in the columns of `AIMS`.
What was agreed with a provider goes before what the definition says; of two agreed for one day the later agreed.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from trigpoint.analysis import goals
from trigpoint.indicators.definitions import MONTHS, Definition, Target

AGREED = "agreed"
# `begins` to `until`: the days on which it counts; the rest as `analysis.targets` takes it.
TERMS = {
    "agreed_id": pl.Int64,
    "kind": pl.String,
    "name": pl.String,
    "origin": pl.String,
    "begins": pl.Date,
    "until": pl.Date,
    "from": pl.Date,
    "to": pl.Date,
    "value": pl.Float64,
    "baseline": pl.Float64,
    "baseline_from": pl.Date,
    "baseline_to": pl.Date,
    "percent": pl.Float64,
    "by": pl.Date,
}
OF_SERIES = {"series": pl.Int64, **TERMS}
AIMS = {"aim": pl.Int64, **OF_SERIES}
NONE_AGREED = pl.DataFrame(schema=OF_SERIES)
OF_GOALS = ("kind", "from", "to", "value", "baseline", "percent", "by")
STANDARD, TRAJECTORY, CEILING, REDUCTION = "standard", "trajectory", "ceiling", "reduction"


def rows_of(target: Target, *, until: object = None, agreed_id: int | None = None) -> list[dict[str, object]]:
    """A target as rows in the columns of `TERMS`. until: the last day on which it counts, if not its own last."""
    steps = target.values or ((target.from_on, target.value),)
    ends = None if target.kind == REDUCTION else target.to_on
    return [
        {
            "agreed_id": agreed_id,
            "kind": target.kind,
            "name": target.name,
            "origin": target.status,
            "begins": target.from_on,
            "until": until or target.to_on,
            "from": day,
            "to": ends,
            "value": value,
            "baseline": target.baseline,
            "baseline_from": target.baseline_from,
            "baseline_to": target.baseline_to,
            "percent": target.percent,
            "by": target.by_on,
        }
        for day, value in steps
    ]


def aims_of(
    observations: pl.DataFrame, definitions: Mapping[str, Definition], agreed: pl.DataFrame
) -> pl.DataFrame:
    """Every aim of every series of `observations`, in the columns of `AIMS`.

    agreed: columns of `OF_SERIES`. A reduction whose baseline is not known is no aim: nothing can be said of it.
    """
    about = observations.select("series", "indicator").unique()
    rows = [
        {"indicator": code, "place": place, **row}
        for code, definition in definitions.items()
        if definition.improvement != "neither"
        for place, target in enumerate(definition.targets)
        for row in rows_of(target)
    ]
    schema = {"indicator": pl.String, "place": pl.Int64, **TERMS}
    general = about.join(pl.DataFrame(rows, schema=schema), on="indicator").select("place", *OF_SERIES)
    own = agreed.join(about, on="series", how="semi").select(pl.col("agreed_id").alias("place"), *OF_SERIES)
    every = pl.concat([general, own])
    key = pl.struct("series", "place", pl.col("agreed_id").is_null())
    every = every.with_columns(aim=key.rank("dense").cast(pl.Int64)).select(list(AIMS))
    return _with_baselines(every, observations).sort("aim", "from")


def _with_baselines(aims: pl.DataFrame, observations: pl.DataFrame) -> pl.DataFrame:
    """The aims with the baseline worked out where only its time is given."""
    open_ones = (pl.col("kind") == REDUCTION) & pl.col("baseline").is_null()
    asked = aims.filter(open_ones).select("aim", "series", "baseline_from", "baseline_to")
    if asked.is_empty():
        return aims
    found = baselines(asked, observations)
    known = aims.join(found, on="aim", how="left").with_columns(baseline=pl.coalesce("baseline", "found"))
    return known.filter(~open_ones | pl.col("baseline").is_not_null()).select(list(AIMS))


def baselines(asked: pl.DataFrame, observations: pl.DataFrame) -> pl.DataFrame:
    """What the figures of a time come to: columns aim, found. asked: aim, series, baseline_from, baseline_to.

    The mean of the periods, each weighing as much as its denominator where all have one. None if a month of the time is
    not covered by figures.
    """
    inside = pl.col("period_start").ge(pl.col("baseline_from")) & pl.col("period_end").le(
        pl.col("baseline_to")
    )
    rows = asked.join(observations, on="series").filter(inside, pl.col("value").is_not_null())
    weight = pl.when(pl.col("denominator").is_null().any().over("aim")).then(1.0).otherwise("denominator")
    covered = (_month("period_end") - _month("period_start") + 1).sum()
    wanted = (_month("baseline_to") - _month("baseline_from") + 1).first()
    return (
        rows.with_columns(weight=weight)
        .group_by("aim")
        .agg(
            found=(pl.col("value") * pl.col("weight")).sum() / pl.col("weight").sum(),
            covered=covered,
            wanted=wanted,
        )
        .filter(pl.col("covered") == pl.col("wanted"), pl.col("found").is_finite())
        .select("aim", "found")
    )


def latest_periods(observations: pl.DataFrame) -> pl.DataFrame:
    """The latest period of each series: columns series, start, end."""
    latest = pl.col("period_start").sort_by("period_end").last()
    return observations.group_by("series").agg(start=latest, end=pl.col("period_end").max())


def in_force(aims: pl.DataFrame, ends: pl.DataFrame) -> pl.DataFrame:
    """The rows of the one aim that counts for each series in its latest period. ends: series, start, end."""
    heads = aims.unique("aim", keep="first", maintain_order=True).join(ends, on="series")
    heads = heads.filter(_counts_for("start", "end"))
    best = heads.sort(*_PRECEDENCE, descending=_DESCENDING).unique("series", keep="first")
    return aims.join(best.select("aim"), on="aim", how="semi")


_PRECEDENCE = (pl.col("agreed_id").is_null(), pl.col("agreed_id").fill_null(0), "begins", "aim")
_DESCENDING = [False, True, True, True]


def _counts_for(start: str, end: str) -> pl.Expr:
    """Whether an aim counts for the period: in force on its last day, and unless it is a standard on its first day too.

    `analysis.goals` says nothing of a period that begins before the first value of what is phased.
    """
    has_begun = pl.col("begins") <= pl.when(kind=STANDARD).then(pl.col(end)).otherwise(pl.col(start))
    return has_begun & (pl.col("until").is_null() | (pl.col("until") >= pl.col(end)))


def at_end(aims: pl.DataFrame) -> pl.DataFrame:
    """What is wanted of each series in the end, by the aims in force: columns series, target. A ceiling is of a year, not
    of a figure, and is left out."""
    reduced = pl.col("baseline") * (100 - pl.col("percent")) / 100
    return (
        aims.filter(pl.col("kind") != CEILING)
        .sort("series", "from")
        .group_by("series", maintain_order=True)
        .agg(target=pl.when(pl.col("kind") == REDUCTION).then(reduced).otherwise("value").last())
    )


def with_wanted(points: pl.DataFrame, aims: pl.DataFrame, frequencies: Mapping[int, str]) -> pl.DataFrame:
    """`points` with what was wanted of each period by the aim in force then (`wanted`), and of ceilings the count of the
    year so far (`so_far`), which is what that is compared with. frequencies: of each series."""
    bare = points.with_columns(wanted=pl.lit(None, pl.Float64), so_far=pl.lit(None, pl.Float64))
    if aims.is_empty():
        return bare
    places = points.select("series", "period_start", "period_end", "value").with_row_index("row")
    heads = aims.unique("aim", keep="first", maintain_order=True)
    placed = (
        places.join(heads.select(pl.exclude("from", "to", "value")), on="series")
        .filter(_counts_for("period_start", "period_end"))
        .sort(*_PRECEDENCE, descending=_DESCENDING)
        .unique("row", keep="first")
    )
    if placed.is_empty():
        return bare
    told = _so_far(_wanted(placed, aims, frequencies)).sort("row")
    found = places.select("row").join(told, on="row", how="left", maintain_order="left")
    return points.with_columns(found["wanted"], found["so_far"])


def _wanted(placed: pl.DataFrame, aims: pl.DataFrame, frequencies: Mapping[int, str]) -> pl.DataFrame:
    """What each aim wants of the periods that it counts for."""
    standard = aims.filter(pl.col("kind") == STANDARD).select("aim", standard="value")
    told = placed.join(standard, on="aim", how="left")
    phased = placed.filter(pl.col("kind") != STANDARD)
    if phased.is_empty():
        return told.with_columns(wanted="standard")
    lengths = pl.DataFrame(
        {"series": list(frequencies), "months": [MONTHS[each] for each in frequencies.values()]},
        schema={"series": pl.Int64, "months": pl.Int64},
    )
    used = aims.join(phased.select("aim").unique(), on="aim", how="semi")
    months = phased.join(lengths, on="series").with_columns(month_from=_month("period_start"))
    asked = months.select(
        "row",
        pl.col("aim").cast(pl.String).alias("series"),
        pl.col("period_start").alias("period"),
        "month_from",
        month_to=pl.col("month_from") + pl.col("months") - 1,
    )
    wanted = goals.over_time(goals.read(as_goals(used, key="aim")), asked).select("row", "wanted")
    known = told.join(wanted, on="row", how="left")
    return known.with_columns(wanted=pl.coalesce("standard", "wanted"))


def _so_far(placed: pl.DataFrame) -> pl.DataFrame:
    counted = pl.col("value").fill_null(0).cum_sum().over("aim")
    is_count = (pl.col("kind") == CEILING) & pl.col("wanted").is_not_null() & pl.col("value").is_not_null()
    return placed.sort("series", "period_start").select(
        "row", "wanted", so_far=pl.when(is_count).then(counted)
    )


def as_goals(aims: pl.DataFrame, *, key: str) -> pl.DataFrame:
    """Aims as `analysis.targets` takes them, with `key` as the name of the series. A standard that was chosen counts."""
    always = pl.when(pl.col("kind") != STANDARD)
    return aims.select(
        pl.col(key).cast(pl.String).alias("series"),
        "kind",
        always.then("from").alias("from"),
        always.then("to").alias("to"),
        *OF_GOALS[3:],
    )


def _month(name: str) -> pl.Expr:
    return pl.col(name).dt.year().cast(pl.Int64) * 12 + pl.col(name).dt.month().cast(pl.Int64) - 1
