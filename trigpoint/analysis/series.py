"""Time series as charts want them: in order, checked, and as plain arrays."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from trigpoint.analysis import kinds
from trigpoint.analysis.limits import Phases
from trigpoint.analysis.rules import RUN, Flags, Floats, Signs

REQUIRED = ("series", "period", "value")
ALLOWED = ("season", "widening", "run")
OPTIONAL = ("numerator", "denominator", "target", "improvement", "chart", "rebase", "exclude", *ALLOWED)
COUNTS = ("numerator", "denominator")
MARKS = ("rebase", "exclude")
NUMBERS = ("value", *COUNTS, "target", *MARKS, *ALLOWED)
IMPROVEMENTS: dict[str, float] = {"down": -1, "neither": 0, "up": 1}
# XmR charts by the most that a value can be; the plain one says nothing of it.
XMR: dict[str, float] = {"xmr": np.inf, "percent": 100.0, "proportion": 1.0}
# Charts of another kind by their names, some of which have two.
OTHERS = {**{kind: kind for kind in kinds.KINDS}, "p'": "pp", "u'": "up"}
KIND_NAMES = ("", *kinds.KINDS)  # "" is XmR
CHARTS = {**XMR, **dict.fromkeys(OTHERS, np.inf)}

WORDS: dict[str, dict[str, float]] = {"improvement": IMPROVEMENTS, "chart": CHARTS}

# A published percentage is rounded, usually to one decimal place.
ROUNDING = {100.0: 0.06, 1.0: 0.0006}


class Unsound(ValueError):
    """Something in the input cannot be charted; `faults.of_points` can say what."""


class Allowed(NamedTuple):
    """What is allowed for in charts of individual values; one entry a point. `seasons` finds all three."""

    season: Floats  # taken off before a value is judged
    widening: Floats  # limits are so many times as wide
    run: NDArray[np.int64]  # points that make a shift


@dataclass(frozen=True)
class Block:
    """Some whole series, one after the other. Every array has one entry a point."""

    given: Floats  # missing is NaN
    value: Floats  # the same, and NaN where somebody left it out
    target: Floats  # none is NaN
    counts: tuple[Floats, Floats] | None  # numerator and denominator
    first: Flags  # the first point of a series
    rebase: Flags  # the first point of a new phase
    excluded: Flags  # somebody left it out
    improvement: Signs  # 1 up, -1 down, 0 neither
    most: Floats  # the most a value can be, by its kind of chart
    allowed: Allowed | None  # None where nothing is

    @property
    def may_be_bounded(self) -> bool:
        """Whether there is anything to tell percentages by."""
        return self.counts is not None or bool(np.isfinite(self.most).any())

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

    Words become numbers on the way. Raises Unsound when a key is missing, a period
    comes twice or a word is not known.
    """
    if points["series"].null_count() or points["period"].null_count():
        raise Unsound
    words = [_coded(points, name, list(known)) for name, known in WORDS.items() if name in points.columns]
    points = points.with_columns(words)
    first = _first(points)
    if not _is_in_order(points, first):
        points = points.sort("series", "period")
        first = _first(points)
        if not _is_in_order(points, first):
            raise Unsound
    return points, first


def arrays(rows: pl.DataFrame, first: Flags) -> Block:
    """The columns of some whole series as arrays, with the defaults filled in.

    `rows` come from `in_order`. Raises Unsound for a number that is infinite, a mark
    that is neither 0 nor 1, or a series with two directions or two kinds of chart.
    """
    series = stretches(first)
    has_counts = all(name in rows.columns for name in COUNTS)
    rebase, excluded = (_mark(rows, name) for name in MARKS)
    given = _number(rows, "value", np.nan)
    return Block(
        given=given,
        value=np.where(excluded, np.nan, given),
        target=_number(rows, "target", np.nan),
        counts=(_given(rows, COUNTS[0]), _given(rows, COUNTS[1])) if has_counts else None,
        first=first,
        rebase=rebase,
        excluded=excluded,
        improvement=_word(rows, "improvement", series, [0.0, *IMPROVEMENTS.values()]).astype(np.int8),
        most=_word(rows, "chart", series, [np.inf, *CHARTS.values()]),
        allowed=_allowed(rows),
    )


def _allowed(rows: pl.DataFrame) -> Allowed | None:
    if not any(name in rows.columns for name in ALLOWED):
        return None
    season, widening, run = (
        np.nan_to_num(_number(rows, name, usual), nan=usual)
        for name, usual in zip(ALLOWED, (0.0, 1.0, RUN), strict=True)
    )
    if (widening < 1).any() or (run < RUN).any():
        raise Unsound
    return Allowed(season, widening, run.astype(np.int64))


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
            alike = _all(_is_share(block, block.counts, bound), series)
            most = np.where(alike & np.isinf(most), bound, most)
    inside = np.isnan(block.value) | ((block.value >= 0) & (block.value <= most))
    return np.where(_all(inside, series), most, np.inf)


def _is_share(block: Block, counts: tuple[Floats, Floats], bound: float) -> Flags:
    """Whether a value is its numerator out of its denominator, times `bound`."""
    numerator, denominator = counts
    possible = (numerator >= 0) & (numerator <= denominator) & (denominator > 0)
    share = bound * numerator / np.where(possible, denominator, 1.0)
    near = np.abs(block.value - share) <= ROUNDING[bound]
    return np.isnan(block.value) | (possible & near)


def _all(flags: Flags, series: Phases) -> Flags:
    return np.repeat(np.logical_and.reduceat(flags, series.starts), series.lengths)


def _first(points: pl.DataFrame) -> Flags:
    changes = points.select(pl.col("series").ne(pl.col("series").shift()).fill_null(value=True))
    return changes.to_series().to_numpy()


def _is_in_order(points: pl.DataFrame, first: Flags) -> bool:
    """Whether series rise strictly, and periods rise strictly within each."""
    names = points["series"].filter(pl.Series(first))
    if not (names > names.shift()).fill_null(value=True).all():
        return False
    later = points.select(pl.col("period") > pl.col("period").shift()).to_series()
    return bool((later.fill_null(value=True).to_numpy() | first).all())


def other_kinds(rows: pl.DataFrame, first: Flags) -> NDArray[np.int8]:
    """The kind of chart of each row's series, as its place in `KIND_NAMES`. Raises Unsound if mixed."""
    if "chart" not in rows.columns or rows.is_empty():
        return np.zeros(rows.height, np.int8)
    places = [0.0, *(float(KIND_NAMES.index(OTHERS.get(word, ""))) for word in CHARTS)]
    return _word(rows, "chart", stretches(first), places).astype(np.int8)


def _mark(rows: pl.DataFrame, name: str) -> Flags:
    mark = _number(rows, name, 0.0)
    if not np.all((mark == 0) | (mark == 1) | np.isnan(mark)):
        raise Unsound
    made: Flags = mark == 1
    return made


def _number(rows: pl.DataFrame, name: str, otherwise: float) -> Floats:
    return _given(rows, name) if name in rows.columns else np.full(rows.height, otherwise)


def _given(rows: pl.DataFrame, name: str) -> Floats:
    numbers: Floats = rows[name].cast(pl.Float64).to_numpy()  # missing becomes NaN
    if np.isinf(numbers).any():
        raise Unsound
    return numbers


def _coded(points: pl.DataFrame, name: str, known: list[str]) -> pl.Series:
    """The words of a column as numbers, from 1; 0 where there is none."""
    words = points[name].cast(pl.String).cast(pl.Enum(known), strict=False)
    if words.null_count() > points[name].null_count():
        raise Unsound
    return (words.to_physical().cast(pl.Int8) + 1).fill_null(0).alias(name)


def _word(rows: pl.DataFrame, name: str, series: Phases, meaning: list[float]) -> Floats:
    """What the one word of each series stands for, given to each of its points.

    `meaning` starts with what it means to have no word.
    """
    if name not in rows.columns:
        return np.full(rows.height, meaning[0])
    codes = rows[name].to_numpy()
    code = np.maximum.reduceat(codes, series.starts)
    others = np.where(codes > 0, codes, np.repeat(code, series.lengths))
    if (np.minimum.reduceat(others, series.starts) != code).any():
        raise Unsound
    return np.repeat(np.array(meaning)[code], series.lengths)
