"""Exact tail probabilities of a count, from the count itself.

Of standardised ratios the count is Poisson about the expected one; of proportions it is
binomial; and of a ratio of two Poisson counts, given both together, the first is
binomial with probability t/(1+t) (Przyborowski and Wilenski, Biometrika 1940).
"""

from typing import NamedTuple

import numpy as np
from scipy import special  # type: ignore[import-untyped]  # SciPy has no types

from trigpoint.analysis.rules import Floats


class Count(NamedTuple):
    """The distribution of each unit's count, if it is on target."""

    mean: Floats  # of the Poisson; unused for a binomial
    trials: Floats  # infinite for a Poisson
    chance: Floats  # of the binomial; unused for a Poisson

    def at_most(self, count: Floats) -> Floats:
        """P(X <= count), zero below zero."""
        known = np.maximum(count, 0.0)
        if self.is_poisson:
            tail = special.pdtr(known, self.mean)
        else:
            left = np.where(known < self.trials, self.trials - known, 1.0)
            tail = special.betainc(left, known + 1, 1 - self.chance)
            tail = np.where(known < self.trials, tail, 1.0)
        return np.where(count < 0, 0.0, tail)

    def more_than(self, count: Floats) -> Floats:
        """P(X > count); not taken from one, so that tiny chances stay exact."""
        known = np.maximum(count, 0.0)
        if self.is_poisson:
            tail = special.pdtrc(known, self.mean)
        else:
            left = np.where(known < self.trials, self.trials - known, 1.0)
            tail = special.betainc(known + 1, left, self.chance)
            tail = np.where(known < self.trials, tail, 0.0)
        return np.where(count < 0, 1.0, tail)

    @property
    def is_poisson(self) -> bool:
        """Whether there is no end to the counts."""
        return bool(np.isinf(self.trials).all())


class Tails(NamedTuple):
    """Chance of a count as low, and as high, as the one that was seen."""

    low: Floats
    high: Floats


def counts(kind: str, o: Floats, d: Floats, t: Floats) -> Count:
    """The distribution of the numerators of a kind of measure."""
    if kind == "SR":
        return Count(d, np.full(d.shape, np.inf), t)
    if kind == "PR":
        return Count(d * t, d, t)
    return Count(d * t, o + d, t / (1 + t))


def tails(count: Count, o: Floats) -> Tails:
    """Both tails of the counts that were seen."""
    return Tails(count.at_most(np.floor(o)), count.more_than(np.ceil(o) - 1))


def quantile(count: Count, share: float) -> Floats:
    """The least count that is not exceeded with at least the probability `share`."""
    low = np.full(count.mean.shape, -1.0)
    far = count.mean + 12 * np.sqrt(count.mean) + 40  # no Poisson gets this far
    high = np.ceil(far if count.is_poisson else count.trials)
    while (high - low > 1).any():  # halve, all units at once
        middle = np.floor((low + high) / 2)
        enough = (count.at_most(middle) >= share) & (high - low > 1)
        too_few = ~enough & (high - low > 1)
        high = np.where(enough, middle, high)
        low = np.where(too_few, middle, low)
    return high
