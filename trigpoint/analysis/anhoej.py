"""Runs about a centre line: is any run too long, or the line crossed too seldom?

For charts whose limits mean little. The test speaks of a whole phase, not of a point.

Source: Anhoej and Olesen, PLoS ONE 2014, 9:e113825, worked as the R package qicharts2 0.8.1 works it.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats  # type: ignore[import-untyped]  # SciPy has no types

from trigpoint.analysis.limits import Places
from trigpoint.analysis.rules import Flags, Signs

Counts = NDArray[np.int64]
SELDOM = 0.05  # chance of so few crossings where nothing has changed


class Runs(NamedTuple):
    """The runs of each phase: what was seen, and the most or least that chance allows."""

    useful: Counts
    longest: Counts
    longest_allowed: Counts
    crossings: Counts
    crossings_needed: Counts
    length: Counts  # of the run that each point is in; 0 for a point that is not useful

    @property
    def is_long(self) -> Flags:
        """Whether the longest run of each phase is too long."""
        return (self.longest > self.longest_allowed) & (self.useful > 0)

    @property
    def is_seldom_crossed(self) -> Flags:
        """Whether the line is crossed too seldom in each phase."""
        return (self.crossings < self.crossings_needed) & (self.useful > 0)


def runs(side: Signs, phase: Places, number: int) -> Runs:
    """Runs of points on one `side` (1 above, -1 below, 0 on the line or missing) by phase.

    `phase` says which of `number` phases each point is in, rising. Points on the line
    are left out, as if they were not there.

    >>> found = runs(np.array([1, 1, 0, 1, -1], np.int8), np.zeros(5, int), 1)
    >>> int(found.useful[0]), int(found.longest[0]), int(found.crossings[0])
    (4, 3, 1)
    """
    places = np.flatnonzero(side)
    seen, of = side[places], phase[places]
    goes_on = np.zeros(places.size, np.bool_)
    goes_on[1:] = (seen[1:] == seen[:-1]) & (of[1:] == of[:-1])
    starts = np.flatnonzero(~goes_on)
    lengths = np.diff(starts, append=places.size)
    longest = np.zeros(number, np.int64)
    np.maximum.at(longest, of[starts], lengths)
    useful = np.bincount(of, minlength=number)
    per_point = np.zeros(side.size, np.int64)
    per_point[places] = np.repeat(lengths, lengths)
    return Runs(
        useful=useful,
        longest=longest,
        longest_allowed=longest_allowed(useful),
        crossings=np.maximum(np.bincount(of[starts], minlength=number) - 1, 0),
        crossings_needed=crossings_needed(useful),
        length=per_point,
    )


def longest_allowed(useful: Counts) -> Counts:
    """The longest run to be expected of so many points: log2 of them, rounded, and 3 more.

    >>> longest_allowed(np.array([10, 24, 100])).tolist()
    [6, 8, 10]
    """
    return np.round(np.log2(np.maximum(useful, 1))).astype(np.int64) + 3


def crossings_needed(useful: Counts) -> Counts:
    """The fewest crossings that are no surprise: the 5 % quantile of a fair coin's changes.

    >>> crossings_needed(np.array([10, 24, 100])).tolist()
    [2, 8, 41]
    """
    chances = np.maximum(useful - 1, 0)
    fewest: Counts = stats.binom.ppf(SELDOM, chances, 0.5).astype(np.int64)
    return np.maximum(fewest, 0)
