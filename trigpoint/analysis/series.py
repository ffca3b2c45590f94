"""Time series as charts want them: in order, checked, and as plain arrays."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from trigpoint.analysis.limits import Phases, Places
from trigpoint.analysis.rules import Flags, Floats, Signs


REQUIRED = ("series", "period", "value")
OPTIONAL = ("numerator", "denominator", "target", "improvement", "chart", "rebase")
COUNTS = ("numerator", "denominator")
NUMBERS = ("value", *COUNTS, "target", "rebase")
IMPROVEMENTS = {"down": -1, "neither": 0, "up": 1}
# The most that a value can be, by kind of chart; the plain kind says nothing of it.
CHARTS = {"xmr": np.inf, "percent": 100.0, "proportion": 1.0}

# A published percentage is rounded, usually to one decimal place.
ROUNDING = {100.0: 0.06, 1.0: 0.0006}


class Unsound(ValueError):
    """Something in the input cannot be charted; `faults.of_points` can say what."""


@dataclass(frozen=True)
class Block:
    """Some whole series, one after the other. Every array has one entry a point."""

    value: Floats  # missing is NaN
    target: Floats  # none is NaN
    counts: tuple[Floats, Floats] | None  # numerator and denominator
    first: Flags  # the first point of a series
    rebase: Flags  # the first point of a new phase
    improvement: Signs  # 1 up, -1 down, 0 neither
    most: Floats  # the most a value can be, by its kind of chart

    def phase(self) -> NDArray[np.int32]:
        """Number of rebases so far in the series: 0, 1, 2 and so on."""
        rebases = np.cumsum(self.rebase, dtype=np.int32)
        series = stretches(self.first)
        before = rebases[series.starts] - self.rebase[series.starts]
        return rebases - np.repeat(before, series.lengths)


def stretches(first: Flags) -> Phases:
    """Where stretches of points begin, and how long they are."""
    starts = np.flatnonzero(first)
    return Phases(starts, np.diff(starts, append=first.size))


def in_order(points: pl.DataFrame) -> tuple[pl.DataFrame, Flags]:
    """The points by series and period, and whether each is the first of its series.

    Raises Unsound when a key is missing or a period comes twice.
    """
    if points["series"].null_count() or points["period"].null_count():
        raise Unsound
    first = _first(points)
    if not _is_in_order(points, first):
        points = points.sort("series", "period")
        first = _first(points)
        if not _is_in_order(points, first):
            raise Unsound
    return points, first


def arrays(rows: pl.DataFrame, first: Flags) -> Block:
    """The columns of some whole series as arrays, with the defaults filled in.

    Raises Unsound for a number that is infinite, a word that is not known, or a
    series that has more than one direction or kind of chart.
    """
    series = stretches(first)
    numerator, denominator = (_number(rows, name) for name in COUNTS)
    given = numerator is not None and denominator is not None
    rebase = _number(rows, "rebase", otherwise=0.0)
    if not np.isin(rebase, (0.0, 1.0)).all():
        raise Unsound
    return Block(
        value=_number(rows, "value", otherwise=np.nan),
        target=_number(rows, "target", otherwise=np.nan),
        counts=(numerator, denominator) if given else None,
        first=first,
        rebase=rebase == 1,
        improvement=_word(rows, "improvement", series, IMPROVEMENTS, 0).astype(np.int8),
        most=_word(rows, "chart", series, CHARTS, np.inf),
    )


def most_possible(block: Block) -> Floats:
    """The most that the values of a series can be: 100, 1, or infinite if not known.

    Known if the series says it is `percent` or `proportion`, or if every value of it
    is its numerator out of its denominator, give or take the usual rounding. A series
    with a value beyond 0 and that most shows that it is something else.
    """
    series = stretches(block.first)
    most = block.most
    if block.counts is not None:
        for bound in (100.0, 1.0):
            alike = _all(_is_share(block, bound), series)
            most = np.where(alike & np.isinf(most), bound, most)
    inside = np.isnan(block.value) | ((block.value >= 0) & (block.value <= most))
    return np.where(_all(inside, series), most, np.inf)


def _is_share(block: Block, bound: float) -> Flags:
    """Whether a value is its numerator out of its denominator, times `bound`."""
    assert block.counts is not None
    numerator, denominator = block.counts
    possible = (numerator >= 0) & (numerator <= denominator) & (denominator > 0)
    share = bound * numerator / np.where(possible, denominator, 1.0)
    near = np.abs(block.value - share) <= ROUNDING[bound]
    return np.isnan(block.value) | (possible & near)


def _all(flags: Flags, series: Phases) -> Flags:
    return np.repeat(np.logical_and.reduceat(flags, series.starts), series.lengths)


def _first(points: pl.DataFrame) -> Flags:
    changes = points.select(
        pl.col("series").ne(pl.col("series").shift()).fill_null(value=True)
    )
    return changes.to_series().to_numpy()


def _is_in_order(points: pl.DataFrame, first: Flags) -> bool:
    """Whether series rise strictly, and periods rise strictly within each."""
    names = points["series"].filter(pl.Series(first))
    if not (names > names.shift()).fill_null(value=True).all():
        return False
    later = points.select(pl.col("period") > pl.col("period").shift()).to_series()
    return bool((later.fill_null(value=True).to_numpy() | first).all())


def _number(
    rows: pl.DataFrame, name: str, otherwise: float | None = None
) -> Floats | None:
    if name not in rows.columns:
        return None if otherwise is None else np.full(rows.height, otherwise)
    missing = np.nan if otherwise is None else otherwise
    column = rows[name].cast(pl.Float64).fill_null(missing)
    numbers = column.to_numpy()
    if np.isinf(numbers).any():
        raise Unsound
    return numbers


def _word(
    rows: pl.DataFrame,
    name: str,
    series: Phases,
    meaning: dict[str, float],
    otherwise: float,
) -> Floats:
    """What the one word of each series stands for, given to each of its points."""
    if name not in rows.columns:
        return np.full(rows.height, float(otherwise))
    words = rows[name].cast(pl.String).cast(pl.Enum(list(meaning)), strict=False)
    if words.null_count() > rows[name].null_count():
        raise Unsound
    codes = words.to_physical().cast(pl.Int8)
    largest = np.maximum.reduceat(codes.fill_null(-1).to_numpy(), series.starts)
    smallest = np.minimum.reduceat(codes.fill_null(99).to_numpy(), series.starts)
    if ((largest >= 0) & (largest != smallest)).any():
        raise Unsound
    stands_for = np.array([*meaning.values(), otherwise], np.float64)
    return np.repeat(stands_for[largest], series.lengths)
