"""When a rule that fires is news, when it is the same news again, and when it is over: pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import polars as pl

from trigpoint.indicators.definitions import Definition

# The most telling first: of several that fire together, the first leads.
PRECEDENCE = (
    *("outside", "cusum_alarm", "ewma_alarm", "trend", "two_of_three", "shift", "crossings"),
    *("cusum_alert", "ewma_alert", "funnel"),
)
# The second level is news of its own, however long the first has been known. After it a CUSUM begins again at 0, so that
# another alarm is another finding, however soon.
ALARMS = ("cusum_alarm", "ewma_alarm")
BEGINS_AGAIN = ("cusum_alarm",)
WATCHED = (*ALARMS, "cusum_alert", "ewma_alert")
# Local defaults. An alarm that comes back within so many periods is the old news; one in the same direction by another
# rule, within so many periods of the first, is a part of it.
COMES_BACK_WITHIN = 3
JOINS_WITHIN = 6
OLD_NEWS = 730  # days after which nobody is told of a figure as news
SIGMAS = 3  # a limit is so many standard deviations from the centre


class Key(NamedTuple):
    """What a signal is about: a series, a rule and a direction."""

    series: int
    rule: str
    meaning: str


@dataclass(frozen=True)
class Firing:
    """A rule that fires now, in unbroken periods up to the latest. `strength` is in standard deviations."""

    key: Key
    first_period: dt.date
    last_period: dt.date
    periods: int
    strength: float


@dataclass(frozen=True)
class Standing:
    """The latest signal about a key: `pk`, when it fired first and last, whether it is over, and its lead."""

    pk: int
    key: Key
    first_period: dt.date
    last_period: dt.date
    is_on: bool
    lead: int | None


@dataclass(frozen=True)
class Changes:
    """What to write: firings that are news, those that go on (by the key of their record), records that are over."""

    new: tuple[Firing, ...]
    going_on: Mapping[int, Firing]
    over: tuple[int, ...]


def news(told: pl.DataFrame, today: dt.date, *, apart: Sequence[int] = ()) -> pl.DataFrame:
    """What is told of the newest period of each indicator, unless that is no news to anybody.

    apart: organisations whose figures come by a way of their own, so that the newest period of theirs is not that of others.
    """
    own_way = pl.col("organisation").is_in(list(apart)) if apart else pl.lit(False)
    newest = pl.col("last_end") == pl.col("last_end").max().over("indicator", own_way)
    return told.filter(newest, pl.col("last_end") >= today - dt.timedelta(days=OLD_NEWS))


def fired(told: pl.DataFrame, definitions: Mapping[str, Definition]) -> list[Firing]:
    """Every rule that fires in what was told (columns of `stage_one.tell`): over time, and among like providers."""
    columns = ("period_start", "value", "centre", "lower", "upper", "rules", "meaning", "reach")
    charted = told.filter(pl.col("state").is_in(["ok", "short_phase"]))
    points = charted.select("series", "points").explode("points")
    held = {each.name for each in told.schema["points"].inner.fields}
    fields = (pl.col("points").struct.field(name) for name in columns if name in held)
    over_time = firings(points.select("series", *fields))
    found = [
        Firing(Key(row["series"], row["rule"], row["meaning"]), **_told(row))
        for row in over_time.iter_rows(named=True)
    ]
    return [*found, *_compared(told, definitions)]


def _told(row: Mapping[str, object]) -> dict[str, object]:
    return {name: row[name] for name in ("first_period", "last_period", "periods", "strength")}


def _compared(told: pl.DataFrame, definitions: Mapping[str, Definition]) -> Iterable[Firing]:
    """Providers outside the 99.8 % limits of a funnel."""
    out = told.filter(pl.col("funnel_outlier").is_in(["high998", "low998"]))
    for row in out.iter_rows(named=True):
        meaning = meaning_of(row["funnel_outlier"], definitions[row["indicator"]].improvement)
        yield Firing(
            Key(row["series"], "funnel", meaning),
            first_period=row["last_start"],
            last_period=row["last_start"],
            periods=1,
            strength=abs(row["funnel_z"]),
        )


def firings(points: pl.DataFrame) -> pl.DataFrame:
    """Rules that flag the latest value of each series, with how long they have done so without a break.

    points: series, period_start, value, centre, lower, upper, rules, meaning, and of charts that watch reach; any order. One row a series and rule:
    series, rule, meaning, first_period, last_period, periods, strength. Missing values do not break a stretch.
    """
    if "reach" not in points.columns:
        points = points.with_columns(reach=pl.lit(None, pl.Float64))
    known = points.filter(pl.col("value").is_not_null()).sort("series", "period_start")
    back = (pl.len() - 1 - pl.int_range(pl.len())).over("series")
    flagged = (
        known.with_columns(back=back, rule=pl.col("rules").fill_null("").str.split(";"), strength=_strength())
        .explode("rule")
        .filter(pl.col("rule") != "", pl.col("meaning") != "common")
    )
    latest = flagged.filter(pl.col("back") == 0).select("series", "rule", "meaning")
    alike = flagged.join(latest, on=["series", "rule", "meaning"]).sort("series", "rule", "back")
    unbroken = alike.filter(pl.col("back") == pl.int_range(pl.len()).over("series", "rule"))
    return (
        unbroken.group_by("series", "rule", "meaning", maintain_order=True)
        .agg(
            first_period=pl.col("period_start").min(),
            last_period=pl.col("period_start").max(),
            periods=pl.len(),
            strength=pl.col("strength").max(),
        )
        .sort("series", "rule")
    )


def _strength() -> pl.Expr:
    """How far a value is from the centre, in standard deviations of its own side; 0 where there are no limits.

    Where a statistic is watched, how far that is on its way to an alarm, on the same scale: 3 is an alarm.
    """
    away = pl.col("value") - pl.col("centre")
    side = (
        pl.when(away > 0)
        .then(pl.col("upper") - pl.col("centre"))
        .otherwise(pl.col("centre") - pl.col("lower"))
    )
    by_value = pl.when(side > 0).then(away.abs() / side * SIGMAS)
    return pl.coalesce(pl.col("reach") * SIGMAS, by_value, pl.lit(0.0))


def changes(now: Iterable[Firing], standing: Iterable[Standing], *, months: Mapping[int, int]) -> Changes:
    """What is news, what goes on and what is over.

    standing: the latest record of each key. months: of one period of each series.
    """
    known = {each.key: each for each in standing}
    new, going_on = [], {}
    for firing in now:
        before = known.get(firing.key)
        if before is not None and _is_same_news(firing, before, months[firing.key.series]):
            going_on[before.pk] = firing
        else:
            new.append(firing)
    over = tuple(each.pk for each in known.values() if each.is_on and each.pk not in going_on)
    return Changes(tuple(sorted(new, key=_order)), going_on, over)


def _is_same_news(firing: Firing, before: Standing, months: int) -> bool:
    if before.is_on or firing.first_period <= before.last_period:
        return True
    if firing.key.rule in BEGINS_AGAIN:
        return False
    return months_between(before.last_period, firing.first_period) <= COMES_BACK_WITHIN * months


def leader_for(firing: Firing, standing: Iterable[Standing], *, months: int) -> int | None:
    """The signal that `firing` is a part of: the first on its series, in its direction, begun not long before; or None.

    A part's own lead counts, so that no part leads another. An alarm is never a part.
    """
    if firing.key.rule in ALARMS:
        return None
    alike = [
        each
        for each in standing
        if each.key.series == firing.key.series
        and each.key.meaning == firing.key.meaning
        and each.is_on
        and abs(months_between(each.first_period, firing.first_period)) <= JOINS_WITHIN * months
    ]
    if not alike:
        return None
    first = min(alike, key=lambda each: (each.lead is not None, each.first_period, each.pk))
    return first.lead or first.pk


def months_between(earlier: dt.date, later: dt.date) -> int:
    """Whole months from one day to another, below 0 if it is earlier."""
    return (later.year - earlier.year) * 12 + later.month - earlier.month


def _order(firing: Firing) -> tuple[int, int]:
    return firing.key.series, PRECEDENCE.index(firing.key.rule)


def meaning_of(outlier: str, improvement: str) -> str:
    """What an outlier of a funnel (high998, low998) means, where `improvement` is up, down or neither."""
    side = "high" if outlier.startswith("high") else "low"
    if improvement == "neither":
        return side
    return "improvement" if side == {"up": "high", "down": "low"}[improvement] else "concern"
