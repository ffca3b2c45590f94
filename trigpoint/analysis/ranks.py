"""Units of a group as far as they can be told apart: shrunken estimates, and ranks with intervals.

The model is that of the funnel: on the scale of `forms.py` a unit lies s from its own level
by chance, and levels lie sqrt(tau2) from the target. docs/methods/ranks.md has the formulas.
"""

from typing import NamedTuple

import numpy as np
import polars as pl
from scipy import special  # type: ignore[import-untyped]  # SciPy has no types

from trigpoint.analysis import forms, funnel, units
from trigpoint.analysis.funnel import LEAST_UNITS, Z95
from trigpoint.analysis.limits import Phases, Places
from trigpoint.analysis.rules import Floats

METHOD_VERSION = "ranks-1"
DRAWS = 2_000
SEED = 20_260_401
TAIL = 0.025
BLOCK = 1_000  # units compared with all others at one time
CELLS = 200_000  # units drawn at one time

NUMBERS = ("ratio", "estimate", "lower", "upper", "rank", "rank_lower", "rank_upper")


class Levels(NamedTuple):
    """What is known of each unit's own level, on the scale of the form."""

    centre: Floats
    variance: Floats


def ranks(counted: pl.DataFrame, *, kind: str, trim: str = "winsorise", trim_by: float = 0.0) -> pl.DataFrame:
    """Shrunken estimates and ranks of the units of every group.

    `counted`, `kind`, `trim` and `trim_by` are those of `funnel.funnel`, and so is tau2. It is
    not trimmed unless asked for: trimming makes it too small, and intervals too short.
    Gives, by `group` and `unit`: `ratio`, `estimate` with its 95 % interval `lower` to
    `upper` (ratios), `rank` (the mean of what it may be; 1 has the lowest ratio) with its
    95 % interval, `told_apart` (how many others are certainly higher or certainly lower,
    at 95 %) and `n_units`. All but the last are empty with fewer than 5 units.

    Raises InputRefused with every fault found.

    >>> wards = pl.DataFrame(
    ...     {"group": "Falls", "unit": list("ABCDE"), "numerator": [5, 6, 4, 5, 40], "denominator": [5.0] * 5}
    ... )
    >>> ranks(wards, kind="SR").select("unit", "rank_lower", "rank_upper", "told_apart").rows()[3:]
    [('D', 1, 4, 1), ('E', 5, 5, 4)]
    """
    chart = funnel.funnel(counted, kind=kind, overdispersion="additive", trim=trim, trim_by=trim_by)
    added = units.added_up(counted, kind)
    if chart.is_empty():
        return _table(
            chart, {name: np.zeros(0) for name in (*NUMBERS[1:], "told_apart")}, np.zeros(0, np.intp)
        )
    form = forms.of(kind, trim)
    t = _target(added, kind)
    levels = _levels(chart, added, form, t)
    low, high = (form.ratio_at(t, levels.centre + z * np.sqrt(levels.variance)) for z in (-Z95, Z95))
    told = {"estimate": form.ratio_at(t, levels.centre), "lower": low, "upper": high}
    places = [_places(Levels(*(part[here] for part in levels))) for here in _slices(added.groups)]
    names = ("rank", "rank_lower", "rank_upper", "told_apart")
    told |= dict(zip(names, map(np.concatenate, zip(*places, strict=True)), strict=True))
    return _table(chart, told, np.repeat(added.groups.lengths, added.groups.lengths))


def _target(added: units.Units, kind: str) -> Floats:
    """The target of the funnel: one for a standardised ratio, else the whole group's ratio."""
    if kind == "SR":
        return np.ones(added.d.size)
    o, d = (np.add.reduceat(part, added.groups.starts) for part in (added.o, added.d))
    return np.repeat(o / d, added.groups.lengths)


def _levels(chart: pl.DataFrame, added: units.Units, form: forms.Form, t: Floats) -> Levels:
    """Empirical Bayes with the uncertainty of tau2 and of the target: Morris 1983.

    With B = s2/(s2 + tau2) (n-3)/(n-1), the level is (1-B) y, and its variance
    s2 (1-B) + B2 v + 2/(n-3) B2 y2; v is that of the target, 1/sum(1/(s2 + tau2)).
    """
    n = np.repeat(added.groups.lengths, added.groups.lengths).astype(np.float64)
    tau2 = chart["tau2"].to_numpy()  # NaN with too few units, and so is all that follows
    error = form.error(added.o, added.d, t)
    if form in (forms.LOG, forms.RATIO):  # a count of nothing is scored by its chance there
        error = np.where(added.o == 0, form.expected_error(added.d, t), error)
    whole = error**2 + tau2
    y = chart["z"].to_numpy() * np.sqrt(whole)
    shrunken = error**2 / whole * (n - 3) / np.maximum(n - 1, 1)
    weight = np.add.reduceat(1 / whole, added.groups.starts)
    of_target = np.repeat(1 / weight, added.groups.lengths)
    of_spread = 2 / np.maximum(n - 3, 1) * shrunken**2 * y**2
    variance = error**2 * (1 - shrunken) + shrunken**2 * of_target + of_spread
    return Levels((1 - shrunken) * y, variance)


def _slices(groups: Phases) -> list[slice]:
    return [slice(start, start + n) for start, n in zip(groups.starts, groups.lengths, strict=True)]


def _places(levels: Levels) -> tuple[Floats, Floats, Floats, Floats]:
    """Mean rank, its interval, and how many others are told apart; of one group."""
    n = levels.centre.size
    if n < LEAST_UNITS:
        nothing = np.full(n, np.nan)
        return nothing, nothing, nothing, nothing
    mean, told = _against_all(levels)
    low, high = _drawn(levels)
    return mean, low, high, told


def _against_all(levels: Levels) -> tuple[Floats, Floats]:
    """The mean rank is 1 + the sum of the chances that another is lower: exact."""
    centre, variance = levels
    mean, told = np.empty(centre.size), np.empty(centre.size)
    for start in range(0, centre.size, BLOCK):
        some = slice(start, start + BLOCK)
        away = centre[some, None] - centre
        higher = special.ndtr(away / np.sqrt(variance[some, None] + variance))
        mean[some] = higher.sum(axis=1) + 0.5  # itself counts one half
        told[some] = ((higher > 1 - TAIL) | (higher < TAIL)).sum(axis=1)
    return mean, told


def _drawn(levels: Levels) -> tuple[Floats, Floats]:
    """2.5 % and 97.5 % of the ranks of levels drawn at random from what is known of them.

    The same for the same figures, whatever the units are called and whoever else is
    there: draws go by the order of the levels, and units that are alike share an interval.
    """
    order = np.lexsort((levels.variance, levels.centre))
    centre, variance = levels.centre[order], levels.variance[order]
    chance = np.random.default_rng(SEED)
    rank = np.empty((DRAWS, order.size), np.int32)
    places = np.arange(1, order.size + 1, dtype=np.int32)
    step = max(1, CELLS // order.size)  # many draws at a time where there are few units
    for start in range(0, DRAWS, step):
        some = rank[start : start + step]
        drawn = centre + np.sqrt(variance) * chance.normal(size=some.shape)
        np.put_along_axis(some, np.argsort(drawn, axis=1), places[None, :], axis=1)
    rank.sort(axis=0)
    skip = round(TAIL * DRAWS)
    low, high = rank[skip], rank[-1 - skip]
    alike = np.cumsum(np.append(True, (np.diff(centre) != 0) | (np.diff(variance) != 0))) - 1
    starts = np.flatnonzero(np.diff(alike, prepend=-1))
    lowest, highest = np.empty(order.size), np.empty(order.size)
    lowest[order] = np.minimum.reduceat(low, starts)[alike]
    highest[order] = np.maximum.reduceat(high, starts)[alike]
    return lowest, highest


def _table(chart: pl.DataFrame, told: dict[str, Floats], n: Places) -> pl.DataFrame:
    whole = ("rank_lower", "rank_upper", "told_apart")
    kinds = dict.fromkeys(whole, pl.Int64)
    columns = [pl.Series(name, x, pl.Float64, nan_to_null=True) for name, x in told.items()]
    return chart.select("group", "unit", "ratio").with_columns(
        *(column.cast(kinds.get(column.name, pl.Float64)) for column in columns),
        pl.Series("n_units", n, pl.Int64),
    )
