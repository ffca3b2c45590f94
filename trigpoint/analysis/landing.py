"""Where a series lands if nothing changes, with an interval and the chance of meeting a target.

Nothing is carried forward but the level: no trend is ever drawn out. Counts of a year so far go
on at their rate; values stay about the mean of their phase.
"""

from typing import NamedTuple

import numpy as np
from scipy import special  # type: ignore[import-untyped]  # SciPy has no types

from trigpoint.analysis.rules import Floats

SIGMA = 1.128  # mean moving range of two independent values, in standard deviations
FREEDOM = 0.605  # degrees of freedom that a moving range is worth
TAIL = 0.025


class Landing(NamedTuple):
    """One entry a target; NaN where nothing can be said."""

    middle: Floats
    lower: Floats
    upper: Floats
    chance: Floats  # of meeting what is wanted at the end


def of_values(mean: Floats, moving_range: Floats, number: Floats, wanted: Floats, up: Floats) -> Landing:
    """The next value of a phase: mean -/+ t s sqrt(1 + 1/n), s from the mean moving range.

    t has 0.605 (n - 1) degrees of freedom, what the mean moving range is worth (its
    variance is 0.826 s2/n: Cryer and Ryan, J Qual Technol 1990, 22:187). `up` is 1 or
    -1: which way is better.
    """
    freedom = np.maximum(FREEDOM * (number - 1), 1.0)
    error = moving_range / SIGMA * np.sqrt(1 + 1 / np.maximum(number, 1.0))
    width = special.stdtrit(freedom, 1 - TAIL) * error
    ahead = up * (mean - wanted)
    with np.errstate(divide="ignore", invalid="ignore"):  # a value that never changes
        chance = np.where(error > 0, special.stdtr(freedom, ahead / error), (ahead >= 0).astype(np.float64))
    return Landing(mean, mean - width, mean + width, np.where(np.isnan(ahead + error), np.nan, chance))


class Rest(NamedTuple):
    """What is left of a year, as counts: see `of_counts`."""

    so_far: Floats
    known: Floats  # periods
    left: Floats  # periods
    dispersion: Floats  # variance over mean of a period's count; at least 1


def of_counts(rest: Rest, most: Floats) -> Landing:
    """The count at the end of a year of which `so_far` came in `known` periods.

    The rest is negative binomial with mean (C + 1/2) R/m and variance phi (1 + R/m) times
    that: for phi = 1 the prediction from a Poisson count with Jeffreys's prior.
    """
    c, m, r, phi = rest
    with np.errstate(divide="ignore", invalid="ignore"):
        inflation = phi * (1 + r / m)
        mean = (c + 0.5) * r / m
        size = mean / (inflation - 1)
    goes_on = (r > 0) & (m > 0)
    size, stop = np.where(goes_on, size, 1.0), np.where(goes_on, 1 / inflation, 1.0)
    low, high = (np.where(goes_on, quantile(size, stop, share), 0.0) for share in (TAIL, 1 - TAIL))
    chance = np.where(goes_on, at_most(np.floor(most - c), size, stop), (c <= most).astype(np.float64))
    nothing = (m == 0) & (r > 0)
    return Landing(
        *(np.where(nothing, np.nan, x) for x in (c + np.where(goes_on, mean, 0.0), c + low, c + high, chance))
    )


def at_most(count: Floats, size: Floats, stop: Floats) -> Floats:
    """P(X <= count) of a negative binomial with mean size (1 - stop)/stop."""
    chance = special.betainc(size, np.maximum(count, 0.0) + 1, stop)
    below: Floats = np.where(count < 0, 0.0, chance)
    return below


def quantile(size: Floats, stop: Floats, share: float) -> Floats:
    """The least count that is not exceeded with at least the probability `share`."""
    low: Floats = np.full(size.shape, -1.0)
    mean = size * (1 - stop) / stop
    high: Floats = np.ceil(mean + 12 * np.sqrt(mean / stop) + 40 / stop)  # no share in use gets this far
    while (high - low > 1).any():  # halve, all at once
        middle = np.floor((low + high) / 2)
        enough = at_most(middle, size, stop) >= share
        high, low = np.where(enough, middle, high), np.where(enough, low, middle)
    return high
