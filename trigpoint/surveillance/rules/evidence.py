"""When a chart began to say that something is unusual, when it could be known, and for how long it held: pure.

Charts are read as they are drawn today. A rule that needs several points is known when the last of them is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from trigpoint.analysis.anhoej import longest_allowed
from trigpoint.analysis.rules import RUN
from trigpoint.surveillance.rules.signals import PRECEDENCE

Places = NDArray[np.int64]
POINTS = {
    "series": pl.Int64,
    "period_start": pl.Date,
    "period_end": pl.Date,
    "value": pl.Float64,
    "denominator": pl.Float64,
    "centre": pl.Float64,
    "phase": pl.Int64,
    "rules": pl.String,
    "meaning": pl.String,
    "band": pl.String,
    "load": pl.Int64,
    "wanted": pl.Float64,
    "so_far": pl.Float64,
}
ABOUT = {"series": pl.Int64, "indicator": pl.String, "chart_kind": pl.String, "likeness": pl.Float64}
TIMES = {"indicator": pl.String, "lag_days": pl.Int64, "grace_days": pl.Int64, "improvement": pl.String}
LOADS = {"load": pl.Int64, "published_on": pl.Date, "loaded_on": pl.Date}
MEANINGS = ("concern", "improvement")
NEAR = 3  # "two of three"
OF_POINT = [
    *("period_start", "period_end", "value", "denominator", "rules"),
    *("known_on", "ages_from", "knowable_on", "knowable_from"),
]
LEAST = 12  # figures of a phase before its limits are judged


def dated(
    points: pl.DataFrame, about: pl.DataFrame, times: pl.DataFrame, loads: pl.DataFrame
) -> pl.DataFrame:
    """Points that have a figure, in order, with the day on which each could be known and the day from which it ages.

    Known: when its file was published; where nobody said so, when it was due, and never later than it came here. A file
    that was published long after the figures were due, such as one of a whole history, does not make them young: they age
    from the day on which they were due.
    """
    due = pl.col("period_end") + pl.duration(days=pl.col("lag_days"))
    late = pl.col("known_on") > due + pl.duration(days=pl.col("grace_days"))
    known = pl.coalesce("published_on", pl.min_horizontal(due, pl.col("loaded_on")), due)
    return (
        points.filter(pl.col("value").is_not_null())
        .join(about, on="series")
        .join(times, on="indicator")
        .join(loads, on="load", how="left")
        .with_columns(known_on=known)
        .with_columns(ages_from=pl.when(late).then(due).otherwise("known_on"))
        .sort("series", "period_start")
    )


def episodes(points: pl.DataFrame, run_lengths: Mapping[int, int]) -> pl.DataFrame:
    """Each unbroken stretch of points that are unusual in one direction, for the worse or the better.

    points: made by `dated`. run_lengths: by series, points on one side that make a shift; seven where it is not named.
    Columns: series, meaning, first_start, last_start, last_end, periods, value, denominator, rule (the most telling),
    is_on, known_on (when the first of it could be known), last_on, points (lists of `OF_POINT`, to say how it stood earlier).
    """
    if points.is_empty():
        return _none(points)
    places = pl.Series(_knowable(points, run_lengths))
    said = points.with_columns(
        knowable_on=points["known_on"].gather(places),
        knowable_from=points["ages_from"].gather(places),
        stretch=pl.struct("series", pl.col("meaning").fill_null("common")).rle_id(),
        is_last=pl.int_range(pl.len()).over("series") == pl.len().over("series") - 1,
    )
    return (
        said.filter(pl.col("meaning").is_in(MEANINGS))
        .group_by("stretch", maintain_order=True)
        .agg(
            pl.col("series", "indicator", "meaning").first(),
            first_start=pl.col("period_start").first(),
            last_start=pl.col("period_start").last(),
            last_end=pl.col("period_end").last(),
            periods=pl.len(),
            value=pl.col("value").last(),
            denominator=pl.col("denominator").last(),
            rule=_most_telling(),
            is_on=pl.col("is_last").last(),
            known_on=pl.col("knowable_on").min(),
            last_on=pl.max_horizontal(pl.col("ages_from").last(), pl.col("knowable_from").min()),
            points=pl.struct(OF_POINT),
        )
        .drop("stretch")
        .with_columns(_came_by_and_by())
    )


def _came_by_and_by() -> pl.Expr:
    """The points of what did not all come at once; None of the rest."""
    newest = pl.max_horizontal(
        pl.col("points").list.eval(pl.element().struct.field(day)).list.max()
        for day in ("known_on", "knowable_on")
    )
    return pl.when(newest > pl.col("known_on")).then("points")


def as_it_stood(episode: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The stretch as it could be known earlier, oldest first, each with `until`, the last day before more of it was known.

    A rule is named only when it could be known; what was known at once was never otherwise.
    """
    points = episode["points"] or []
    days = {max(episode["known_on"], each[day]) for each in points for day in ("known_on", "knowable_on")}
    found = []
    for day, following in pairwise(sorted(days)):
        known = points[: sum(each["known_on"] <= day for each in points)]  # figures come in order
        if not known:
            continue
        last = known[-1]
        rules = ";".join(each["rules"] or "" for each in known if each["knowable_on"] <= day).split(";")
        first_from = min(each["knowable_from"] for each in points)
        stood = {
            "last_start": last["period_start"],
            "last_end": last["period_end"],
            "periods": len(known),
            "value": last["value"],
            "denominator": last["denominator"],
            "rule": next((name for name in PRECEDENCE if name in rules), ""),
            "last_on": max(last["ages_from"], first_from),
            "until": following - dt.timedelta(days=1),
        }
        found.append({**episode, **stood})
    return found


def _none(points: pl.DataFrame) -> pl.DataFrame:
    dates = dict.fromkeys(("first_start", "last_start", "last_end", "known_on", "last_on"), pl.Date)
    numbers = dict.fromkeys(("value", "denominator"), pl.Float64)
    words = dict.fromkeys(("indicator", "meaning", "rule"), pl.String)
    rest = {"series": pl.Int64, "periods": pl.UInt32, "is_on": pl.Boolean}
    return pl.DataFrame(schema={**rest, **words, **dates, **numbers, "points": pl.List(pl.Struct({}))})


def _most_telling() -> pl.Expr:
    """The rule of a stretch that comes first in precedence."""
    every = pl.col("rules").fill_null("").str.split(";").explode()
    order = every.replace_strict(
        {name: place for place, name in enumerate(PRECEDENCE)}, default=len(PRECEDENCE), return_dtype=pl.Int64
    )
    return order.min().replace_strict(dict(enumerate(PRECEDENCE)), default="", return_dtype=pl.String)


def _knowable(points: pl.DataFrame, run_lengths: Mapping[int, int]) -> Places:
    """For each point the place of the point with which it could first be known that it is unusual."""
    places = np.arange(points.height)
    ends = _ends(points.select("series", pl.col("phase").fill_null(0)).to_struct().rle_id().to_numpy())
    length = points["series"].replace_strict(dict(run_lengths), default=RUN, return_dtype=pl.Int64).to_numpy()
    fired = {name: points["rules"].fill_null("").str.contains(name).to_numpy() for name in PRECEDENCE}
    waits = {"trend": np.full(places.size, RUN - 1), "shift": length - 1}
    soonest = ends.copy()
    for name, flags in fired.items():
        if name in waits:
            when = np.minimum(places + waits[name], _stretch_ends(flags, ends))
        elif name == "two_of_three":
            when = _second_near(flags, points, ends)
        elif name == "crossings":
            when = ends
        else:
            when = places
        soonest = np.where(flags, np.minimum(soonest, when), soonest)
    return soonest


def _ends(group: NDArray[np.uint32]) -> Places:
    """The place of the last of each group of neighbours."""
    last = np.append(np.flatnonzero(np.diff(group)), group.size - 1)
    return last[np.searchsorted(last, np.arange(group.size))]


def _stretch_ends(flags: NDArray[np.bool_], ends: Places) -> Places:
    """The place of the last flagged point in a row, in the same phase."""
    return np.minimum(_ends(np.cumsum(np.diff(flags, prepend=flags[:1]))), ends)


def _second_near(flags: NDArray[np.bool_], points: pl.DataFrame, ends: Places) -> Places:
    """The end of the first three on one side, this point among them, of which two are close to a limit."""
    places = np.arange(flags.size)
    side = np.sign((points["value"] - points["centre"]).fill_null(0).to_numpy())
    goes_on = np.append(False, (side[1:] == side[:-1]) & (ends[1:] == ends[:-1]))
    near = np.convolve(flags, np.ones(NEAR, np.int64))[: flags.size] >= NEAR - 1
    enough = near & goes_on & np.append(False, goes_on[:-1])
    when = np.minimum(places + NEAR - 1, ends)
    for ahead in (1, 0):
        later = np.minimum(places + ahead, ends)
        when = np.where(enough[later], later, when)
    return when


def run_lengths_of(points: pl.DataFrame, lengths: Mapping[int, int]) -> dict[int, int]:
    """How many points on one side make a shift: as found of each series; on a run chart, more than chance allows."""
    counted = points.filter(pl.col("chart_kind") == "run").group_by("series").len()
    allowed = longest_allowed(counted["len"].cast(pl.Int64).to_numpy()) + 1
    return {**lengths, **dict(zip(counted["series"].to_list(), allowed.tolist(), strict=True))}


def missed(points: pl.DataFrame) -> pl.DataFrame:
    """The unbroken run of figures at the end of each series that missed what was wanted of them.

    It is known as soon as its phase has figures enough for limits, and not before its first. Columns: series,
    first_start, last_start, periods, value, wanted, known_on, last_on.
    """
    is_up = pl.col("improvement") == "up"
    worse = (
        pl.when(is_up).then(pl.col("value") < pl.col("wanted")).otherwise(pl.col("value") > pl.col("wanted"))
    )
    over = pl.when(pl.col("so_far").is_not_null()).then(pl.col("so_far") > pl.col("wanted")).otherwise(worse)
    judged = points.filter(pl.col("improvement") != "neither").with_columns(
        is_missed=over.fill_null(value=False),
        place=pl.int_range(pl.len()).over("series", pl.col("phase").fill_null(0)),
        phases_on=pl.col("phase").fill_null(0).max().over("series") - pl.col("phase").fill_null(0),
    )
    kept = pl.col("is_missed").not_().cast(pl.UInt32).reverse().cum_sum().reverse().over("series")
    at_once = {"knowable_on": "known_on", "knowable_from": "ages_from"}
    run = judged.with_columns(behind=kept, **at_once).filter(pl.col("behind") == 0)
    counts = (pl.col("phases_on") == 0) & (pl.col("place") >= LEAST - 1)
    return (
        run.group_by("series", maintain_order=True)
        .agg(
            pl.col("indicator").first(),
            first_start=pl.col("period_start").first(),
            last_start=pl.col("period_start").last(),
            last_end=pl.col("period_end").last(),
            periods=pl.len(),
            value=pl.col("value").last(),
            wanted=pl.col("wanted").last(),
            known_on=pl.coalesce(pl.col("known_on").filter(counts).first(), pl.col("known_on").last()),
            last_on=pl.col("ages_from").last(),
            points=pl.struct(OF_POINT),
        )
        .with_columns(_came_by_and_by())
    )


def newest(points: pl.DataFrame) -> pl.DataFrame:
    """From when to when something can be said of each series, and its latest figure. Points in order.

    Of a series that is charted nothing can be said before it has figures enough.
    """
    enough = pl.col("known_on").gather(LEAST - 1, null_on_oob=True).first()
    charted = pl.col("chart_kind").fill_null("").first() != ""
    return points.group_by("series", maintain_order=True).agg(
        pl.col("indicator").first(),
        first_known=pl.when(charted)
        .then(pl.coalesce(enough, pl.col("known_on").last()))
        .otherwise(pl.col("known_on").min()),
        last_known=pl.col("ages_from").max(),
        last_start=pl.col("period_start").last(),
        last_end=pl.col("period_end").last(),
        value=pl.col("value").last(),
        denominator=pl.col("denominator").last(),
        known_on=pl.col("known_on").last(),
        last_on=pl.col("ages_from").last(),
    )


def ended_on(day: dt.date, fresh_days: int) -> dt.date:
    """The latest day to tell of something that counts no more from `day` on, however long its stream stays fresh.

    >>> ended_on(dt.date(2026, 5, 4), 100)
    datetime.date(2026, 1, 23)
    """
    return day - dt.timedelta(days=fresh_days + 1)
