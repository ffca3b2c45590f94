"""Is there a season? Two tests on ranks, so that no single value decides.

One asks whether the seasons of the year differ in any way (Kruskal and Wallis), one whether
they go up and down once a year in a wave, as winter and summer do: that sees a gentle
season sooner, but no other. The lesser chance of the two, doubled, counts.
"""

import numpy as np
import polars as pl
from scipy import special  # type: ignore[import-untyped]  # SciPy has no types

from trigpoint.analysis.periods import MONTHS
from trigpoint.analysis.rules import Flags, Floats
from trigpoint.analysis.seasonal_fit import Layout, fitted, total


def chance_of_none(value: Floats, used: Flags, layout: Layout) -> Floats:
    """Chance of seasons as different as these, if there are none; 1 where nothing differs.

    `value` has level, slope and likeness of neighbours taken off already.
    """
    rank = _ranks(value, used, layout)
    both = np.minimum(_any_way(rank, used, layout), _in_a_wave(rank, used, layout))
    chance: Floats = np.minimum(2 * both, 1.0)
    return chance


def _ranks(value: Floats, used: Flags, layout: Layout) -> Floats:
    """Place of each used point in its series, less the mean place; ties share theirs."""
    # Differences in the last digits are not differences.
    x = (pl.col("x") / pl.col("x").abs().max()).fill_nan(0.0).round(10)
    rank = (x.rank("average") - (pl.len() + 1) / 2).over("series")
    ranked = pl.DataFrame({"x": value[used], "series": layout.series[used]}).select(rank).to_series()
    place = np.zeros(value.size)
    place[used] = ranked.to_numpy()
    return place


def _any_way(rank: Floats, used: Flags, layout: Layout) -> Floats:
    """Kruskal and Wallis's H, read as F = (H/(k-1)) / ((n-1-H)/(n-k-f)).

    That is closer for small groups than chi-square (Iman and Davenport, Commun Stat 1976,
    A5:1335). f counts what was fitted before: slope or further levels, and the likeness.
    """
    size = layout.count * MONTHS
    number = np.bincount(layout.season, used, size)
    of_season = np.bincount(layout.season, rank, size) ** 2 / np.maximum(number, 1)
    between, seasons = (part.reshape(-1, MONTHS).sum(axis=1) for part in (of_season, number > 0))
    return _chance(between, rank, used, seasons - 1.0, layout)


def _in_a_wave(rank: Floats, used: Flags, layout: Layout) -> Floats:
    """F test of a cosine and a sine of one year in the ranks."""
    turn = 2 * np.pi * (layout.season % MONTHS) / np.maximum(layout.seasons, 1)[layout.series]
    n = np.maximum(total(used, layout), 1.0)

    def centred(wave: Floats) -> Floats:
        middle = total(np.where(used, wave, 0.0), layout) / n
        return np.where(used, wave - middle[layout.series], 0.0)

    c, s = centred(np.cos(turn)), centred(np.sin(turn))
    cc, ss, cs = (total(x, layout) for x in (c * c, s * s, c * s))
    rc, rs = total(rank * c, layout), total(rank * s, layout)
    whole = cc * ss - cs * cs
    between = rc * rc * ss - 2 * rc * rs * cs + rs * rs * cc
    sound = whole > 1e-9
    between = np.divide(between, whole, out=np.zeros(n.size), where=sound)
    return _chance(between, rank, used, np.where(sound, 2.0, 0.0), layout)


def _chance(between: Floats, rank: Floats, used: Flags, degrees: Floats, layout: Layout) -> Floats:
    """Chance of so large a part of the squares between, by F."""
    n, everything = total(used, layout), total(rank * rank, layout)
    free = n - 1 - degrees - fitted(layout)
    sound = (everything > 0) & (degrees > 0) & (free > 0)
    within = np.maximum(everything - between, 0.0)
    above, below = np.maximum(degrees, 1.0), np.maximum(free, 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):  # nothing differs, or nothing but the season
        ratio = (between / above) / (within / below)
    chance: Floats = np.where(sound, special.fdtrc(above, below, ratio), 1.0)
    return chance
