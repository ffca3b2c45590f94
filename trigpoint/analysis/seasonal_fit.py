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

ROUNDS = 20  # line and seasons overlap little: each round takes off nine tenths of what is left
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
    """A level for each phase, one slope and one effect for each season of each series.

    Only `used` points shape them, but all get one. Effects average 0 over the seasons.
    Line and seasons are fitted in turns until nothing moves: that is least squares. The
    number of rounds is fixed, so that no series is touched by another.
    """
    shape = _Shape.of(used, layout)
    season: Floats = np.zeros(value.size)
    line = shape.line(value)
    for _ in range(ROUNDS if seasons else 0):
        season = shape.seasons(value - line)
        line = shape.line(value - season)
    return Fit(line, season)


@dataclass(frozen=True)
class _Shape:
    """Which points count, and what of the fit does not depend on their values."""

    used: Flags
    layout: Layout
    of_phase: Floats  # used points; at least 1
    of_season: Floats
    when: Floats  # periods from the middle of the phase
    over: Floats  # sum of their squares, for each series

    @classmethod
    def of(cls, used: Flags, layout: Layout) -> "_Shape":
        of_phase = np.maximum(np.bincount(layout.phase, used), 1.0)
        middle = np.bincount(layout.phase, np.where(used, layout.time, 0.0)) / of_phase
        when = layout.time - middle[layout.phase]
        over = total(np.where(used, when * when, 0.0), layout)
        of_season = np.bincount(layout.season, used, layout.count * MONTHS).astype(np.float64)
        return cls(used, layout, of_phase, of_season, when, over)

    def line(self, value: Floats) -> Floats:
        """The level of each phase and the slope of each series."""
        real = np.where(self.used, value, 0.0)
        level = (np.bincount(self.layout.phase, real) / self.of_phase)[self.layout.phase]
        across = total(real * self.when, self.layout)
        slope = np.divide(across, self.over, out=np.zeros(across.size), where=self.over > 0)
        return level + slope[self.layout.series] * self.when

    def seasons(self, value: Floats) -> Floats:
        """The mean of each season, less the mean of them all."""
        real = np.where(self.used, value, 0.0)
        sums = np.bincount(self.layout.season, real, self.of_season.size)
        mean = (sums / np.maximum(self.of_season, 1.0)).reshape(-1, MONTHS)
        present = (self.of_season > 0).reshape(-1, MONTHS).sum(axis=1)
        middle = mean.sum(axis=1) / np.maximum(present, 1)
        effects: Floats = (mean - middle[:, None]).reshape(-1)[self.layout.season]
        return effects


def total(what: Floats | Flags, layout: Layout) -> Floats:
    """Sum over the points of each series."""
    sums: Floats = np.bincount(layout.series, what, layout.count).astype(np.float64)
    return sums


def ordinary(left: Floats, used: Flags, layout: Layout) -> Flags:
    """The used points that do not lie far off, so that one strange month makes no season."""
    away = pl.DataFrame({"away": np.abs(left), "series": layout.series, "used": used})
    known = pl.when("used").then("away")
    typical = away.select(known.median().over("series")).to_series().fill_null(0.0).to_numpy()
    near: Flags = (np.abs(left) <= STRANGE * MAD * typical) | (typical == 0)
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

    Of n values about `fitted` fitted numbers it comes out too low by about
    (fitted + (2 + fitted) r)/n. Source: Marriott and Pope, Biometrika 1954, 41:390 (for
    a mean: (1 + 3 r)/n).
    """
    room = np.maximum(number - 2 - fitted, 1.0)
    return np.clip((number * r + fitted) / room, -HIGHEST, HIGHEST)


def phases(layout: Layout) -> Floats:
    """Number of phases of each series."""
    new = np.diff(layout.phase, prepend=-1) > 0
    return total(new, layout)
