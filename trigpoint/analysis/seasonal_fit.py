"""Level, line and season of many series at once, by least squares; and what is left.

Every array has one entry a point, all series one after the other.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import polars as pl

from trigpoint.analysis.periods import MONTHS, Calendar, Whole
from trigpoint.analysis.rules import Flags, Floats
from trigpoint.analysis.series import Block, stretches

ROUNDS = 30  # levels and seasons overlap little: a round takes off most of what is left
STRANGE = 4.0  # robust standard deviations beyond which a value does not shape the seasons
MAD = 1.4826  # median absolute deviation of a normal, turned over
HIGHEST = 0.9  # no correlation of neighbours is taken to be more


@dataclass(frozen=True)
class Layout:
    """To which series, phase and season each point belongs, and when it was."""

    series: Whole
    phase: Whole
    season: Whole  # a different number for each season of each series
    time: Floats  # periods since the first point of the series
    follows: Flags  # the point before it is the period before it
    seasons: Whole  # how many seasons a year has; one entry a series

    @property
    def count(self) -> int:
        """Number of series."""
        return self.seasons.size

    def only(self, rows: Flags) -> "Layout":
        """The same for some whole series."""
        old = self.series[rows]
        series = np.cumsum(np.diff(old, prepend=-1) > 0) - 1
        return Layout(
            series=series,
            phase=np.cumsum(np.diff(self.phase[rows], prepend=-1) > 0) - 1,
            season=series * MONTHS + self.season[rows] % MONTHS,
            time=self.time[rows],
            follows=self.follows[rows],
            seasons=self.seasons[np.unique(old)],
        )


class Fit(NamedTuple):
    """What least squares says of each point; their sum is the fitted value."""

    line: Floats
    season: Floats


def lay_out(block: Block, calendar: Calendar) -> Layout:
    """Where everything is."""
    series = stretches(block.first)
    who = np.repeat(np.arange(series.starts.size), series.lengths)
    step = np.maximum(calendar.length, 1)[who]
    since = calendar.month - np.repeat(calendar.month[series.starts], series.lengths)
    follows = np.zeros(who.size, np.bool_)
    follows[1:] = (calendar.month[1:] - calendar.month[:-1] == step[1:]) & (calendar.length[who[1:]] > 0)
    follows[block.first] = False
    seasons = calendar.seasons()
    season = calendar.month // step % np.maximum(seasons, 1)[who]
    return Layout(
        series=who,
        phase=np.cumsum(block.first | block.rebase) - 1,
        season=who * MONTHS + season,
        time=since / step,
        follows=follows,
        seasons=seasons,
    )


def fit(value: Floats, used: Flags, layout: Layout, *, seasons: bool = True) -> Fit:
    """Level, slope and one effect for each season of each series, by least squares.

    A series with rebases has a level for each phase and no slope: a phase of a year could
    not tell a slope from a season. Only `used` points shape the fit, but all get one.
    Effects average 0 over the seasons.
    """
    found = _with_slope(value, used, layout, seasons=seasons)
    several = (phases(layout) > 1)[layout.series]
    if several.any():
        rebased = _with_levels(value[several], used[several], layout.only(several), seasons=seasons)
        for whole, part in zip(found, rebased, strict=True):
            whole[several] = part
    return found


def _with_slope(value: Floats, used: Flags, layout: Layout, *, seasons: bool) -> Fit:
    """The slope is that of each season against itself in other years."""
    which = layout.season if seasons else layout.series
    when = np.where(used, layout.time - _means(layout.time, used, which), 0.0)
    height = np.where(used, value - _means(value, used, which), 0.0)
    over = total(when * when, layout)
    slope = np.divide(total(when * height, layout), over, out=np.zeros(layout.count), where=over > 0)
    rising = slope[layout.series] * layout.time
    if not seasons:
        return Fit(_means(value - rising, used, layout.series) + rising, np.zeros(value.size))
    season, level = _seasons(value - rising, used, layout)
    return Fit(level + rising, season)


def _with_levels(value: Floats, used: Flags, layout: Layout, *, seasons: bool) -> Fit:
    """Levels and seasons in turns, until nothing moves.

    The number of rounds is fixed, so that no series is touched by another.
    """
    season: Floats = np.zeros(value.size)
    line = _means(value, used, layout.phase)
    for _ in range(ROUNDS if seasons else 0):
        season, _ = _seasons(value - line, used, layout)
        line = _means(value - season, used, layout.phase)
    return Fit(line, season)


def _means(value: Floats, used: Flags, which: Whole) -> Floats:
    number = np.maximum(np.bincount(which, used), 1.0)
    means: Floats = (np.bincount(which, np.where(used, value, 0.0)) / number)[which]
    return means


def _seasons(value: Floats, used: Flags, layout: Layout) -> tuple[Floats, Floats]:
    """The mean of each season less the mean of them all; and that."""
    size = layout.count * MONTHS
    number = np.bincount(layout.season, used, size)
    sums = np.bincount(layout.season, np.where(used, value, 0.0), size)
    mean = (sums / np.maximum(number, 1.0)).reshape(-1, MONTHS)
    present = (number > 0).reshape(-1, MONTHS)
    middle: Floats = mean.sum(axis=1) / np.maximum(present.sum(axis=1), 1)
    effects: Floats = np.where(present, mean - middle[:, None], 0.0).reshape(-1)[layout.season]
    return effects, middle[layout.series]


def total(what: Floats | Flags, layout: Layout) -> Floats:
    """Sum over the points of each series."""
    sums: Floats = np.bincount(layout.series, what, layout.count).astype(np.float64)
    return sums


def ordinary(value: Floats, whole: Fit, used: Flags, layout: Layout) -> Flags:
    """The used points that do not lie far off, so that one strange month makes no season.

    How far is taken from the median of its season, which a strange month does not move; and
    what is far, from the median distance to the fit, allowed for what was fitted.
    """
    points = pl.DataFrame(
        {
            "above": value - whole.line,
            "left": np.abs(value - whole.line - whole.season),
            "series": layout.series,
            "season": layout.season,
            "used": used,
        }
    )
    middle = pl.when("used").then("above").median().over("season")
    found = points.select(
        away=(pl.col("above") - middle).abs(), typical=pl.when("used").then("left").median().over("series")
    ).fill_null(0.0)
    away, typical = (found[name].to_numpy() for name in ("away", "typical"))
    number = total(used, layout)
    free = np.maximum(number - fitted(layout) - np.maximum(layout.seasons, 1) + 1, 1.0)
    far = STRANGE * MAD * typical * np.sqrt(number / free)[layout.series]
    near: Flags = (away <= far) | (typical == 0)
    return used & near


def neighbours(left: Floats, used: Flags, layout: Layout) -> tuple[Floats, Floats, Floats]:
    """For each series: correlation of neighbours, number of pairs, number of points."""
    real = np.where(used, left, 0.0)
    pair = layout.follows & used
    pair[1:] &= used[:-1]
    product = np.zeros(real.size)
    product[1:] = np.where(pair[1:], real[1:] * real[:-1], 0.0)
    square = total(real * real, layout)
    r = np.divide(total(product, layout), square, out=np.zeros(layout.count), where=square > 0)
    return r, total(pair, layout), total(used, layout)


def lengthened(r: Floats, number: Floats, fitted: Floats) -> Floats:
    """The correlation of neighbours, corrected for the length of the series.

    Of n values about a mean it comes out too low by about (1 + 3 r)/n (Marriott and Pope,
    Biometrika 1954, 41:390); about f = `fitted` numbers by (f - 1 + (f + 1) r)/n.
    """
    fitted = fitted - 1
    room = np.maximum(number - 2 - fitted, 1.0)
    return np.clip((number * r + fitted) / room, -HIGHEST, HIGHEST)


def phases(layout: Layout) -> Floats:
    """Number of phases of each series."""
    new = np.diff(layout.phase, prepend=-1) > 0
    return total(new, layout)


def fitted(layout: Layout) -> Floats:
    """Levels and slope that are fitted to each series, beside the seasons."""
    levels = phases(layout)
    numbers: Floats = levels + (levels == 1)
    return numbers
