"""Charts with two levels of alert (CUSUM, VLAD, EWMA) over many series at once: from prepared points to what each says.

Points as `spc.xmr` gives them, and the columns of `LINES` besides: what is added up or averaged, and where its levels lie.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

import polars as pl

from trigpoint.analysis import cusum, cusum_grouped
from trigpoint.analysis import ewma as averages
from trigpoint.analysis.alert_levels import Alerts
from trigpoint.analysis.problems import InputRefused
from trigpoint.indicators.definitions import WATCHING, Definition, Watch

CUSUM_RULES = ("", "cusum_alert", "cusum_alarm;cusum_alert")  # by level
EWMA_RULES = ("", "ewma_alert", "ewma_alarm;ewma_alert")
LINES = (
    *("expected", "excess", "vlad", "average", "up", "down"),  # vlad: of that kind alone
    *("alert_up", "alarm_up", "alert_down", "alarm_down"),
    *(
        "alert_every",
        "alarm_every",
    ),  # periods until a false one, on average, in the direction where it comes sooner
    "reach",  # how far the statistic is, of the way to an alarm
)
POINTS = {
    "series": pl.Int64,
    "period": pl.Date,
    "value": pl.Float64,
    "phase": pl.Int32,
    **dict.fromkeys(("centre", "lower", "upper", "near_lower", "near_upper"), pl.Float64),
    "rules": pl.String,
    "meaning": pl.String,
    **dict.fromkeys(LINES, pl.Float64),
}
SUMMARY = {
    "series": pl.Int64,
    "n": pl.Int64,
    **dict.fromkeys(("state", "variation", "assurance", "previous"), pl.String),
    "latest_alarm": pl.Date,
}


class Watched(NamedTuple):
    """`points`, columns of `POINTS`; `summary`, columns of `SUMMARY`, one row a series; in neither, who was refused."""

    points: pl.DataFrame
    summary: pl.DataFrame
    refused: frozenset[int] = frozenset()  # series whose figures the method does not take


def watch_of(definition: Definition, kind: str) -> Watch:
    """What a chart of this kind watches for: as the definition says, else the usual."""
    said = definition.watch
    if said is not None and (
        kind == definition.chart or {kind, definition.chart} <= {"vlad", "cusum_poisson"}
    ):
        return said
    return Watch(expected={"cusum_bernoulli": "target", "ewma": ""}.get(kind, "denominator"))


def alerts_of(watch: Watch) -> Alerts:
    """How rare false alarms shall be."""
    return Alerts(watch.periods, watch.alert / 100, watch.alarm / 100)


def watched(
    prepared: pl.DataFrame,
    likeness: pl.DataFrame,
    indicators: Mapping[int, str],
    definitions: Mapping[str, Definition],
) -> Watched:
    """The charts of those series of `prepared` whose kind watches.

    prepared: what `spc.xmr` takes; those of EWMA with what was found of seasons. likeness: series, likeness of neighbours
    (empty where there is none). indicators: by series.
    """
    rows = prepared.filter(pl.col("chart").is_in(WATCHING)).with_columns(
        pl.col("series").cast(pl.Int64),
        phase=pl.col("rebase").cum_sum().over("series", order_by="period").cast(pl.Int32),
    )
    parts = [Watched(pl.DataFrame(schema=POINTS), pl.DataFrame(schema=SUMMARY))]
    coded = rows.with_columns(
        indicator=pl.col("series").replace_strict(dict(indicators), default=None, return_dtype=pl.String)
    )
    for (kind, code), part in coded.group_by("chart", "indicator", maintain_order=True):
        definition, ordered = definitions[str(code)], part.sort("series", "period")
        if kind == "ewma":
            alike = ordered.join(likeness, on="series", how="left")
            parts += _one_by_one(partial(_averaged, definition=definition), alike)
        else:
            drawn = partial(_added_up, kind=str(kind), definition=definition)
            parts += _one_by_one(drawn, ordered)
    points, summary, refused = zip(*parts, strict=True)
    return Watched(
        pl.concat(points).sort("series", "period"),
        pl.concat(summary).sort("series"),
        frozenset().union(*refused),
    )


def _one_by_one(drawn: Callable[[pl.DataFrame], Watched], rows: pl.DataFrame) -> list[Watched]:
    """The charts of all series at once; where the method refuses any, of each, so that one does not stop the others."""
    try:
        return [drawn(rows)]
    except InputRefused:
        if rows["series"].n_unique() > 1:
            some = rows.partition_by("series", maintain_order=True)
            return [each for part in some for each in _one_by_one(drawn, part)]
        nothing = pl.DataFrame(schema=POINTS), pl.DataFrame(schema=SUMMARY)
        return [Watched(*nothing, frozenset(rows["series"].to_list()))]


def _added_up(rows: pl.DataFrame, kind: str, definition: Definition) -> Watched:
    """CUSUMs of one indicator; each phase begins at 0."""
    watch = watch_of(definition, kind)
    events = _events(rows, kind, definition).with_columns(key=pl.format("{}/{}", "series", "phase"))
    given = events.select(
        pl.col("key").alias("series"),
        *("period", "observed", "expected"),
        improvement=pl.lit(_better(kind, definition)),
        **({"cases": "cases", "chance": "chance"} if kind == "cusum_bernoulli" else {}),
    )
    chart = _cusum(given, kind, watch)
    lines = chart.points.select(
        pl.col("series").alias("key"), "period", "excess", "up", "down", "level", "meaning"
    )
    if kind == "vlad":
        lines = lines.with_columns(vlad=0.0 - pl.col("excess"))
    points = (
        events.join(lines, on=["key", "period"], how="left")
        .join(_levels(chart.thresholds), on="key", how="left")
        .with_columns(
            pl.col("meaning").cast(pl.String),
            rules=_rules(CUSUM_RULES),
            reach=pl.max_horizontal(pl.col("up") / pl.col("alarm_up"), pl.col("down") / pl.col("alarm_down")),
        )
    )
    last = rows.group_by("series").agg(
        key=pl.format("{}/{}", "series", pl.col("phase").cast(pl.String)).last()
    )
    return _told(points, last.join(chart.summary.rename({"series": "key"}), on="key"), definition)


def _cusum(given: pl.DataFrame, kind: str, watch: Watch) -> cusum.Cusum:
    if kind == "cusum_bernoulli":
        return cusum_grouped.grouped(
            given.drop("expected"), up=watch.up, down=watch.down, alerts=alerts_of(watch)
        )
    return cusum.poisson(given, up=watch.up, down=watch.down, alerts=alerts_of(watch))


def _events(rows: pl.DataFrame, kind: str, definition: Definition) -> pl.DataFrame:
    """The rows with `observed`, `expected`, `centre`; of cases also `cases` and `chance`: both missing or neither."""
    watch = watch_of(definition, kind)
    if kind == "cusum_bernoulli":
        return _cases(rows, watch, definition)
    by_number = not isinstance(watch.expected, str)
    expected = pl.lit(watch.expected, pl.Float64) if by_number else pl.col("denominator")
    observed = pl.coalesce("numerator", "value") if by_number else pl.col("numerator")
    known = observed.is_not_null() & expected.is_not_null()
    counted = rows.with_columns(
        observed=pl.when(known).then(observed), expected=pl.when(known).then(expected)
    )
    centre = pl.lit(1.0) if definition.unit == "ratio" else pl.col("expected")
    return counted.with_columns(centre=centre)


def _cases(rows: pl.DataFrame, watch: Watch, definition: Definition) -> pl.DataFrame:
    """Of shares the events are those that should be few: who was not treated in time, where more is better."""
    chance = _chances(rows, watch, definition)
    failures = pl.col("denominator") - pl.col("numerator")
    observed = failures if definition.improvement == "up" else pl.col("numerator")
    known = observed.is_not_null() & chance.is_not_null()
    return rows.with_columns(
        observed=pl.when(known).then(observed),
        cases=pl.when(known).then("denominator"),
        chance=pl.when(known).then(chance),
        expected=pl.when(known).then(pl.col("denominator") * chance),
        centre=100 * (1 - chance if definition.improvement == "up" else chance),
    )


def cases_known(rows: pl.DataFrame, definition: Definition) -> pl.Expr:
    """In which periods a CUSUM of cases has events and a chance of them. rows: with period."""
    chance = _chances(rows, watch_of(definition, "cusum_bernoulli"), definition)
    return pl.col("numerator").is_not_null() & pl.col("denominator").is_not_null() & chance.is_not_null()


def _chances(rows: pl.DataFrame, watch: Watch, definition: Definition) -> pl.Expr:
    """The chance of an event in each period: a number, or what the standard of that period leaves over."""
    if not isinstance(watch.expected, str):
        return pl.lit(watch.expected / 100, pl.Float64)
    periods = rows["period"].unique().to_list()
    standards = {day: standard_on(definition, day) for day in periods}
    chances = {
        day: None if each is None else (1 - each / 100 if definition.improvement == "up" else each / 100)
        for day, each in standards.items()
    }
    return pl.col("period").replace_strict(chances, default=None, return_dtype=pl.Float64)


def standard_on(definition: Definition, day: dt.date) -> float | None:
    """The standard in force, if it leaves anything to chance."""
    target = definition.target_on(day)
    if target is None or target.kind != "standard" or target.value is None:
        return None
    return target.value if 0 < target.value < 100 else None


def _better(kind: str, definition: Definition) -> str:
    """Which way is better for the events that are counted: of failures fewer are."""
    if kind == "cusum_bernoulli" and definition.improvement == "up":
        return "down"
    return definition.improvement


def _levels(thresholds: pl.DataFrame) -> pl.DataFrame:
    """One row a chart: where its levels lie (those downwards below 0), and how many periods until a false one."""

    def of(direction: str, level: int) -> pl.Expr:
        chosen = (pl.col("direction").cast(pl.String) == direction) & (pl.col("level") == level)
        return pl.col("threshold").filter(chosen).first()

    def every(level: int) -> pl.Expr:
        return pl.col("arl").filter(pl.col("level") == level).min()

    return thresholds.group_by(pl.col("series").alias("key")).agg(
        alert_up=of("up", 1),
        alarm_up=of("up", 2),
        alert_down=of("down", 1),
        alarm_down=of("down", 2),
        alert_every=every(1),
        alarm_every=every(2),
    )


def _averaged(rows: pl.DataFrame, definition: Definition) -> Watched:
    """EWMAs of one indicator: without the season, and with limits for values that resemble their neighbours."""
    watch = watch_of(definition, "ewma")
    alike = averages.widening(rows["likeness"].fill_null(0.0).to_numpy(), watch.weight)
    given = rows.select(
        pl.col("series").cast(pl.String),
        "period",
        value=pl.col("value") - pl.col("season").fill_null(0.0),
        improvement="improvement",
        rebase="rebase",
        widening=pl.col("widening").fill_null(1.0) * pl.Series(alike),
    )
    chart = averages.ewma(given, weight=watch.weight, alerts=alerts_of(watch))
    every = dict(chart.thresholds.select("level", "arl").iter_rows())
    lines = chart.points.with_columns(pl.col("series").cast(pl.Int64)).drop("value")
    reach = (pl.col("average") - pl.col("centre")).abs() / (pl.col("alarm_up") - pl.col("centre"))
    points = (
        rows.join(lines, on=["series", "period"], how="left")
        .rename(
            {
                "ewma": "average",
                "upper_1": "alert_up",
                "upper_2": "alarm_up",
                "lower_1": "alert_down",
                "lower_2": "alarm_down",
            }
        )
        .with_columns(
            pl.col("meaning").cast(pl.String),
            rules=_rules(EWMA_RULES),
            reach=pl.when(reach.is_finite()).then(reach),
            alert_every=pl.lit(every[1]),
            alarm_every=pl.lit(every[2]),
        )
    )
    summary = chart.summary.with_columns(pl.col("series").cast(pl.Int64))
    return _told(points, summary, definition)


def _rules(words: tuple[str, ...]) -> pl.Expr:
    return pl.col("level").fill_null(0).replace_strict(dict(enumerate(words)), return_dtype=pl.String)


def _told(points: pl.DataFrame, standing: pl.DataFrame, definition: Definition) -> Watched:
    """In the columns of every chart. standing: one row a series, as `alert_levels.standing` gives it."""
    missing = [pl.lit(None, kind).alias(name) for name, kind in POINTS.items() if name not in points.columns]
    whole = points.with_columns(missing).with_columns(pl.col("meaning").fill_null("common"))
    in_order = whole.select(pl.col(name).cast(kind) for name, kind in POINTS.items()).sort("series", "period")
    variation = _variation(definition)
    known = in_order.filter(pl.col("value").is_not_null())
    ends = known.group_by("series", maintain_order=True).agg(
        variation=variation.last(),
        previous=pl.when(pl.len() > 1).then(variation.slice(-2, 1).first()).otherwise(pl.lit("")),
    )
    is_silent = (pl.col("state") == "too_few") & (pl.col("level") == 0)
    state = (
        pl.when(pl.col("state") == "no_data")
        .then(pl.lit("no_data"))
        .when(is_silent)
        .then(pl.lit("too_few"))
        .otherwise(pl.lit("ok"))
    )
    summary = (
        standing.with_columns(pl.col("state").cast(pl.String))
        .with_columns(state=state, assurance=pl.lit(""))
        .join(ends, on="series", how="left")
        .with_columns(
            pl.when(pl.col("state") == "ok")
            .then(pl.col("variation", "previous"))
            .otherwise(pl.lit(""))
            .name.keep()
        )
    )
    return Watched(in_order, summary.select(pl.col(name).cast(kind) for name, kind in SUMMARY.items()))


def _variation(definition: Definition) -> pl.Expr:
    """Meaning and side of the figure, as on other charts: concern_high."""
    worse, better = ("low", "high") if definition.improvement == "up" else ("high", "low")
    words = {
        "common": "common",
        "concern": f"concern_{worse}",
        "improvement": f"improvement_{better}",
        "high": "high",
        "low": "low",
    }
    return pl.col("meaning").replace_strict(words, return_dtype=pl.String)
