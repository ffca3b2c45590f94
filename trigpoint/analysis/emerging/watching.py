"""The grid of providers and themes, judged at a month: what was expected, what is likely, what raises an alarm."""

import datetime as dt
from typing import NamedTuple

import numpy as np
import polars as pl

from trigpoint.analysis.discovery import false_discovery
from trigpoint.analysis.emerging import correcting, counts, limits, shrinking
from trigpoint.analysis.emerging.counts import Coding, Counts
from trigpoint.analysis.emerging.limits import Limits
from trigpoint.analysis.emerging.stepping import Said, Steps, step_through
from trigpoint.analysis.limits import Phases
from trigpoint.analysis.problems import InputRefused, Problem, column_problems
from trigpoint.analysis.rules import Flags, Floats

METHOD_VERSION = "emerging-1"
RATE = 0.1  # of false discoveries among those that stand out
STATES = pl.Enum(["ok", "unmeasured", "young", "no_data"])
RAISED_BY = pl.Enum(["cusum", "scan"])


class Watched(NamedTuple):
    """`cells`, one row a provider and theme at the month; `months`, one a provider, theme and month up to it.

    Both are sorted by their keys and have the columns given in docs/methods/emerging.md.
    """

    cells: pl.DataFrame
    months: pl.DataFrame
    limits: Limits
    month: dt.date | None


def watch(
    frame: pl.DataFrame,
    themes: pl.DataFrame,
    *,
    reviews: pl.DataFrame | None = None,
    month: dt.date | None = None,
    limits_known: Limits | None = None,
) -> Watched:
    """The grid as at a month, otherwise the newest.

    `frame` has provider, theme, month (its first day), count (critical comments, a person once), people (who wrote
    them) and comments (all coded ones of that provider and month). `themes` has theme, precision and, where known,
    recall. `reviews` has provider, theme and day: from the month of that day on the cell begins again.
    Raises InputRefused, with every fault found.
    """
    read = counts.read(frame, until=month)
    coding = counts.coding(themes, read.themes)
    said = Said(read.mentions, read.people, read.comments, coding.watched)
    found = limits_known or limits.of_grid(said)
    steps = step_through(said, found.reach, _reviewed(reviews, read))
    if not read.months:
        return Watched(*_nothing(frame), found, None)
    return Watched(_cells(read, coding, steps), _months(read, steps), found, read.months[-1])


def _reviewed(reviews: pl.DataFrame | None, read: Counts) -> Flags | None:
    """Cells that begin again before each month."""
    if reviews is None or reviews.is_empty():
        return None
    problems = column_problems(reviews.columns, required=("provider", "theme", "day"))
    if not problems and reviews.schema["day"] != pl.Date:
        problems = [Problem("day-not-date", "Days of reviews are not dates.", "Give dates.", "day")]
    if problems:
        raise InputRefused(problems)
    places = [
        {value: at for at, value in enumerate(known)} for known in (read.providers, read.themes, read.months)
    ]
    again = np.zeros(read.mentions.shape, np.bool_)
    for provider, theme, day in reviews.select("provider", "theme", "day").iter_rows():
        at = (places[0].get(provider), places[1].get(theme), places[2].get(day.replace(day=1)))
        if None not in at:
            again[at] = True
    return again


def _cells(read: Counts, coding: Coding, steps: Steps) -> pl.DataFrame:
    """The newest month, cell by cell."""
    count, expected = read.mentions[..., -1].ravel(), steps.expected[..., -1].ravel()
    watched = steps.watched[..., -1].ravel()
    known = np.repeat(read.known[:, -1], len(read.themes))
    judged = known & (expected > 0)
    ratio = np.divide(count, expected, out=np.full(count.size, np.nan), where=judged)
    prior = shrinking.fitted(count[judged & watched], expected[judged & watched])
    drawn = shrinking.shrunk(count[judged], expected[judged], prior)
    chance = np.where(watched, steps.chance[..., -1].ravel(), np.nan)
    precision, recall = (np.tile(values, len(read.providers)) for values in coding)
    numbers = {
        "expected": np.where(judged, expected, np.nan),
        "ratio": ratio,
        **{
            name: _spread_out(part, judged)
            for name, part in zip(("shrunken", "low", "high"), drawn, strict=True)
        },
        "chance": chance,
        "q": _q(chance),
        "cusum": np.where(watched, steps.cusum[..., -1].ravel(), np.nan),
        "scan": np.where(watched, steps.scan[..., -1].ravel(), np.nan),
        "true_count": np.where(known, correcting.true_count(count, precision, recall), np.nan),
        "true_ratio": correcting.true_ratio(ratio, precision),
    }
    frame = _keyed(read, -1).with_columns(
        pl.Series("state", _states(read, coding, watched, known)).cast(STATES),
        *(pl.Series(name, values, nan_to_null=True) for name, values in numbers.items()),
        pl.Series("scan_months", steps.scan_months[..., -1].ravel().astype(np.int64)),
        *_alarms(read, steps, -1),
    )
    return frame.with_columns(stands_out=pl.col("alarm") & (pl.col("q") <= RATE).fill_null(value=False))


def _states(read: Counts, coding: Coding, watched: Flags, known: Flags) -> list[str]:
    measured = np.tile(coding.watched, len(read.providers))
    told = np.where(watched, "ok", np.where(~measured, "unmeasured", np.where(known, "young", "no_data")))
    names: list[str] = told.tolist()
    return names


def _q(chance: Floats) -> Floats:
    """Over all cells of the month that are watched (Benjamini and Hochberg)."""
    tried = ~np.isnan(chance)
    if not tried.any():
        return np.full(chance.size, np.nan)
    return false_discovery(chance, Phases(np.zeros(1, np.intp), np.array([chance.size])), among=tried)


def _spread_out(values: Floats, where: Flags) -> Floats:
    whole = np.full(where.size, np.nan)
    whole[where] = values
    return whole


def _alarms(read: Counts, steps: Steps, month: int) -> list[pl.Series]:
    opened = steps.opened[..., month].ravel()
    by = np.where(steps.by_cusum[..., month].ravel(), "cusum", "scan")
    is_on = (opened >= 0).tolist()
    return [
        pl.Series("alarm", is_on, pl.Boolean),
        pl.Series("since", [read.months[at] if at >= 0 else None for at in opened.tolist()], pl.Date),
        pl.Series(
            "raised_by",
            [name if on else None for name, on in zip(by.tolist(), is_on, strict=True)],
            RAISED_BY,
        ),
    ]


def _keyed(read: Counts, month: int) -> pl.DataFrame:
    """Keys and counts of a month, by provider and theme."""
    themes, providers = len(read.themes), len(read.providers)
    return pl.DataFrame(
        {
            "provider": read.providers.gather(np.repeat(np.arange(providers), themes)),
            "theme": read.themes.gather(np.tile(np.arange(themes), providers)),
            "month": pl.Series([read.months[month]] * (themes * providers), dtype=pl.Date),
            "count": read.mentions[..., month].ravel().astype(np.int64),
            "people": read.people[..., month].ravel().astype(np.int64),
            "comments": np.repeat(read.comments[:, month], themes).astype(np.int64),
        }
    )


def _months(read: Counts, steps: Steps) -> pl.DataFrame:
    """Every month of every cell in which anything was said."""
    parts = [
        _keyed(read, month).with_columns(
            pl.Series("expected", steps.expected[..., month].ravel()),
            pl.Series("watched", steps.watched[..., month].ravel()),
            pl.Series("cusum", steps.cusum[..., month].ravel()),
            *_alarms(read, steps, month),
        )
        for month in range(len(read.months))
    ]
    whole = pl.concat(parts).filter(pl.col("comments") > 0).sort("provider", "theme", "month")
    return whole.with_columns(pl.when(pl.col("expected") > 0).then(pl.col("expected")))


def _nothing(frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Tables without a row, of the kinds that tables with rows have."""
    one = pl.Series(["-"])
    none = Counts(one, one, [dt.date(2000, 1, 1)], np.zeros((1, 1, 1)), np.zeros((1, 1, 1)), np.zeros((1, 1)))
    coding = Coding(np.ones(1), np.ones(1))
    steps = step_through(
        Said(none.mentions, none.people, none.comments, coding.watched), limits.NO_LIMITS.reach
    )
    keys = [pl.col(name).cast(frame.schema[name]) for name in ("provider", "theme")]
    tables = (_cells(none, coding, steps), _months(none, steps))
    cells, months = (table.clear().with_columns(keys) for table in tables)
    return cells, months
