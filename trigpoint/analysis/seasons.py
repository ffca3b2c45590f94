"""Seasons of the year, and neighbouring values that resemble each other.

Both make a plain XmR chart cry wolf. For every series: is there a season, how large is
it, what is left without it; do neighbours resemble each other, and how much wider and
longer must limits and runs then be. docs/methods/seasons.md has the formulas.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import polars as pl
from scipy import special  # type: ignore[import-untyped]  # SciPy has no types

from trigpoint.analysis import allowance, faults, periods, series
from trigpoint.analysis import seasonal_fit as fitting
from trigpoint.analysis.problems import InputRefused, Problem
from trigpoint.analysis.rules import RUN, Flags, Floats
from trigpoint.analysis.seasonal_fit import Fit, Layout
from trigpoint.analysis.seasonal_ranks import chance_of_none

METHOD_VERSION = "seasons-1"
METHODS = ("additive", "multiplicative")
DEFAULT_METHOD = "additive"

SEASONAL = pl.Enum(["no", "yes", "too_few", "other_periods"])
RELATED = pl.Enum(["no", "yes", "too_few"])
NO, YES, TOO_FEW, OTHER_PERIODS = range(4)

LEAST_YEARS = 2.5  # with less, what happened twice would be a season
LEAST_OF_A_SEASON = 2
LEAST_QUARTERS = 12
LEAST_RELATED = 24  # values before neighbours are compared
SEASON_CHANCE = 0.01  # a season is believed below this chance
RELATED_CHANCE = 0.05  # two-sided; only a likeness widens anything
ROUNDING = 1e-11  # of the range of the values
BLOCK_ROWS = 200_000  # temporary arrays that outgrow the caches are slow


class Seasons(NamedTuple):
    """`points`, one row for each value, and `summary`, one for each series, by their keys."""

    points: pl.DataFrame
    summary: pl.DataFrame


class _Season(NamedTuple):
    """What is known of the season of each series."""

    code: Floats
    p: Floats
    strength: Floats
    kept: Floats  # share of the season that is taken off: shrunken, 0 if there is none


class _Related(NamedTuple):
    """What is known of the neighbours in each series."""

    code: Floats
    r: Floats
    p: Floats


class _Prepared(NamedTuple):
    """The values as they are fitted."""

    value: Floats  # logarithms where the season multiplies
    known: Flags
    used: Flags  # known, and not so far off as to make a season by itself
    multiplies: Flags  # one entry a point
    layout: Layout
    least: Floats  # what is less is nothing: the last digits of the values; one entry a point

    def settled(self, what: Floats) -> Floats:
        """Without what only comes of rounding."""
        return np.where(np.abs(what) <= self.least, 0.0, what)


def seasons(points: pl.DataFrame, *, method: str = DEFAULT_METHOD) -> Seasons:
    """Season and likeness of neighbours of every series at once.

    `points` has `series`, `period` (dates, or months such as 2026-04) and `value`, and if
    wanted `rebase`, as `spc.xmr` takes them. With `multiplicative` the season is a factor
    for every series of which all values are above 0, else it is added.

    `summary`: `series`, `n`, `method`, `seasonal` (yes, no, too_few; other_periods if they
    are neither months nor quarters), `p`, `strength` (share of the variance, 0 to 1),
    `autocorrelated` (yes, no, too_few), `r1`, `p1`, `widening` (by which the limits of
    the adjusted values are to be multiplied) and `run` (points that make a shift).
    `points`: `series`, `period`, `value`, `adjusted`, `season` (value less adjusted) and
    `widening`.

    Raises InputRefused, with every fault found.

    >>> year = [9, 8, 7, 5, 4, 2, 1, 2, 4, 5, 7, 8]
    >>> months = [f"{2021 + i // 12}-{i % 12 + 1:02}" for i in range(48)]
    >>> values = [50 + year[i % 12] + (i * 7 % 5) / 5 for i in range(48)]
    >>> found = seasons(pl.DataFrame({"series": "A", "period": months, "value": values}))
    >>> found.summary.select("seasonal", "autocorrelated", "run").row(0)
    ('yes', 'no', 7)
    """
    _refuse_method(method)
    problems = faults.of_columns(points)
    if problems:
        raise InputRefused(problems)
    points = points.select(name for name in points.columns if name in ("series", "period", "value", "rebase"))
    periods.dates(points["period"])  # says which row is no date, before they are sorted
    try:
        ordered, first = series.in_order(points)
        if ordered.is_empty():
            return _nothing(ordered)
        parts = [_of_block(*part, method) for part in _blocks(ordered, first)]
    except series.Unsound:
        raise InputRefused(faults.of_points(points)) from None
    whole, each = zip(*parts, strict=True)
    return Seasons(pl.concat(whole), pl.concat(each))


def _blocks(ordered: pl.DataFrame, first: Flags) -> Iterator[tuple[pl.DataFrame, Flags]]:
    """Whole series at a time, so that what is in work stays small."""
    starts = np.flatnonzero(first)
    wanted = np.searchsorted(starts, np.arange(0, first.size, BLOCK_ROWS))
    cuts = np.append(np.unique(starts[np.minimum(wanted, starts.size - 1)]), first.size)
    for start, end in pairwise(cuts.tolist()):
        yield ordered.slice(start, end - start), first[start:end]


def _of_block(ordered: pl.DataFrame, first: Flags, method: str) -> Seasons:
    block = series.arrays(ordered, first)
    calendar = periods.calendar(ordered["period"], series.stretches(first))
    return _found(ordered, block, fitting.lay_out(block, calendar), method)


def _refuse_method(method: str) -> None:
    if method not in METHODS:
        said = f"There is no method “{method}”."
        raise InputRefused([Problem("method-unknown", said, f"Choose one of {', '.join(METHODS)}.")])


def _found(ordered: pl.DataFrame, block: series.Block, layout: Layout, method: str) -> Seasons:
    ready = _prepared(block, layout, method)
    line, effects = fitting.fit(ready.value, ready.used, layout)
    whole = Fit(line, ready.settled(effects))
    season = _season(ready, whole)
    effect = season.kept[layout.series] * whole.season
    related = _related(ready, effect, season)
    factor = np.exp(-np.where(ready.multiplies, effect, 0.0))
    adjusted = np.where(ready.multiplies, block.value * factor, block.value - effect)
    widening = _widening(season, related, ready)
    return Seasons(
        ordered.select("series", "period", "value").with_columns(
            pl.Series("adjusted", adjusted, nan_to_null=True),
            pl.Series("season", block.value - adjusted, nan_to_null=True),
            pl.Series("widening", widening[layout.series]),
        ),
        _summary(ordered.filter(pl.Series(block.first)), ready, season, related).with_columns(
            pl.Series("widening", widening),
            pl.Series("run", np.where(related.code == YES, allowance.run_length(related.r), RUN), pl.Int64),
        ),
    )


def _prepared(block: series.Block, layout: Layout, method: str) -> _Prepared:
    known = ~np.isnan(block.value)
    multiplies = np.zeros(known.size, np.bool_)
    if method == "multiplicative":
        not_above = known & (block.value <= 0)
        multiplies = (fitting.total(not_above, layout) == 0)[layout.series]
    value = np.where(multiplies, np.log(np.where(known & multiplies, block.value, 1.0)), block.value)
    # From its lowest value on, so that a series that never changes is 0 throughout.
    starts = np.flatnonzero(block.first)
    lowest = np.fmin.reduceat(value, starts)[layout.series]
    value = np.where(known, value - lowest, 0.0)
    whole = fitting.fit(value, known, layout)
    used = fitting.ordinary(value, whole, known, layout)
    least = ROUNDING * np.maximum.reduceat(value, starts)[layout.series]
    return _Prepared(value, known, used, multiplies, layout, least)


def _season(ready: _Prepared, whole: Fit) -> _Season:
    """Whether there is one, by the ranks of values freed of line and likeness."""
    layout = ready.layout
    left = ready.settled(ready.value - whole.line - whole.season)
    r, _, number = fitting.neighbours(left, ready.used, layout)
    rho = fitting.lengthened(r, number, fitting.fitted(layout))
    # By one standard error too much: too little would make seasons of what is none.
    rho = np.clip(rho + np.sqrt((1 - rho**2) / np.maximum(number, 1.0)), 0.0, fitting.HIGHEST)
    p = chance_of_none(*_freed(ready, whole.line, rho), layout)
    code = _enough(ready)
    code = np.where((code == NO) & (p < SEASON_CHANCE), YES, code)
    tested = (code == YES) | (code == NO)
    between = fitting.total(np.where(ready.used, whole.season**2, 0.0), layout)
    within = fitting.total(np.where(ready.used, left**2, 0.0), layout)
    whole_sum = between + within
    strength = np.divide(between, whole_sum, out=np.zeros(p.size), where=whole_sum > 0)
    kept = np.where(code == YES, _shrunken(between, within, number, layout), 0.0)
    return _Season(code, np.where(tested, p, np.nan), np.where(tested, strength, np.nan), kept)


def _freed(ready: _Prepared, line: Floats, rho: Floats) -> tuple[Floats, Flags]:
    """Each value less what its neighbour foretells, where there is one; and where that is."""
    above = ready.value - line
    pair = ready.layout.follows & ready.used
    pair[1:] &= ready.used[:-1]
    freed = np.zeros(above.size)
    freed[1:] = above[1:] - rho[ready.layout.series[1:]] * above[:-1]
    return ready.settled(freed), pair


def _enough(ready: _Prepared) -> Floats:
    """NO where a season may be looked for, else why not."""
    layout = ready.layout
    size = layout.count * periods.MONTHS
    number = np.bincount(layout.season, ready.known, size).reshape(-1, periods.MONTHS)
    full = (number >= LEAST_OF_A_SEASON).sum(axis=1) == layout.seasons
    least = np.maximum(np.ceil(LEAST_YEARS * layout.seasons), LEAST_QUARTERS)
    enough = full & (number.sum(axis=1) >= least)
    return np.select([layout.seasons == 0, ~enough], [OTHER_PERIODS, TOO_FEW], NO).astype(np.float64)


def _shrunken(between: Floats, within: Floats, number: Floats, layout: Layout) -> Floats:
    """What share of the effects is believed: 1 - (k-3)/(k-1)/F, as James and Stein."""
    k = np.maximum(layout.seasons, 2).astype(np.float64)
    degrees = np.maximum(number - (k - 1) - fitting.fitted(layout), 1.0)
    chance = within / degrees * (k - 3)
    share = np.divide(chance, between, out=np.ones(k.size), where=between > 0)
    kept: Floats = np.clip(1 - share, 0.0, 1.0)
    return kept


def _related(ready: _Prepared, effect: Floats, season: _Season) -> _Related:
    """Whether neighbours resemble each other once line and season are gone."""
    layout = ready.layout
    rest = ready.value - effect
    left = ready.settled(rest - fitting.fit(rest, ready.used, layout, seasons=False).line)
    r, pairs, number = fitting.neighbours(left, ready.used, layout)
    fitted = fitting.fitted(layout)
    safe = np.maximum(number, 3.0)
    # The moments of r if the order means nothing: Moran, Biometrika 1948, 35:255.
    expected = -(fitted - season.kept) * pairs / (safe * (safe - 1))
    error = np.sqrt(np.maximum(pairs, 1.0)) * (safe - 2) / (safe * (safe - 1))
    p = 2 * special.ndtr(-np.abs(r - expected) / error)
    enough = (number >= LEAST_RELATED) & (fitting.total(np.where(ready.used, left, 0.0) ** 2, layout) > 0)
    code = np.where(enough & (p < RELATED_CHANCE) & (r > expected), YES, np.where(enough, NO, TOO_FEW))
    r = np.where(enough, fitting.lengthened(r, number, fitted), np.nan)
    return _Related(code.astype(np.float64), r, np.where(enough, p, np.nan))


def _widening(season: _Season, related: _Related, ready: _Prepared) -> Floats:
    """How much too narrow limits from the moving ranges of the adjusted values are."""
    number = fitting.total(ready.known, ready.layout)
    taken = (2 * season.kept - season.kept**2) * np.maximum(ready.layout.seasons - 1, 0)
    of_season = 1 / np.sqrt(1 - taken / np.maximum(number, 1.0))
    by: Floats = of_season * np.where(related.code == YES, allowance.widening(related.r), 1.0)
    return by


def _summary(firsts: pl.DataFrame, ready: _Prepared, season: _Season, related: _Related) -> pl.DataFrame:
    number = fitting.total(ready.known, ready.layout).astype(np.int64)
    factor = fitting.total(ready.multiplies, ready.layout) > 0
    return firsts.select("series").with_columns(
        pl.Series("n", number),
        pl.Series("method", np.where(factor, METHODS[1], METHODS[0]).tolist(), pl.Enum(METHODS)),
        pl.Series("seasonal", season.code.astype(np.uint8)).cat.to(SEASONAL),
        pl.Series("p", season.p, nan_to_null=True),
        pl.Series("strength", season.strength, nan_to_null=True),
        pl.Series("autocorrelated", related.code.astype(np.uint8)).cat.to(RELATED),
        pl.Series("r1", related.r, nan_to_null=True),
        pl.Series("p1", related.p, nan_to_null=True),
    )


def _nothing(ordered: pl.DataFrame) -> Seasons:
    numbers = pl.Float64
    kinds: dict[str, pl.DataType | type[pl.DataType]] = {
        "n": pl.Int64,
        "method": pl.Enum(METHODS),
        "seasonal": SEASONAL,
        "p": numbers,
    }
    kinds |= {"strength": numbers, "autocorrelated": RELATED, "r1": numbers, "p1": numbers}
    kinds |= {"widening": numbers, "run": pl.Int64}
    empty = ordered.select("series", "period", "value")
    adjusted = [pl.lit(None, numbers).alias(name) for name in ("adjusted", "season", "widening")]
    said = [pl.lit(None, kind).alias(name) for name, kind in kinds.items()]
    return Seasons(empty.with_columns(adjusted), ordered.select("series").with_columns(said))
