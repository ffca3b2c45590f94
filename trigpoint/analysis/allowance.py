"""What is allowed for when neighbouring values of a chart resemble each other.

The likeness r makes moving ranges small and runs long. So limits are drawn wider, and
more points in a row are asked for before they are called a shift; a trend and two of
three near a limit mean little and are not read.

Source: Maragah and Woodall, J Stat Comput Simul 1992, 40:29 (limits from moving ranges).
"""

import numpy as np
from numpy.typing import NDArray

from trigpoint.analysis import rules
from trigpoint.analysis.rules import RUN, Findings, Flags, Floats, Limits, Signs

OUTSIDE, TREND, TWO_OF_THREE, SHIFT = (np.uint8(1 << bit) for bit in range(4))


def widening(r: Floats) -> Floats:
    """By how much limits from moving ranges are too narrow: 1/sqrt(1-r), 1 if r is below 0.

    >>> widening(np.array([0.0, 0.5, 0.75])).round(3).tolist()
    [1.0, 1.414, 2.0]
    """
    by: Floats = 1 / np.sqrt(1 - np.maximum(r, 0.0))
    return by


def run_length(r: Floats) -> NDArray[np.int64]:
    """How many points on one side are as rare as seven of independent values.

    The next point stays on its side with the chance 1/2 + asin(r)/pi; the least run whose
    chance is no more than (1/2)^6.

    >>> run_length(np.array([0.0, 0.3, 0.5])).tolist()
    [7, 10, 12]
    """
    stays = 0.5 + np.arcsin(np.nan_to_num(np.maximum(r, 0.0))) / np.pi
    length: Floats = 1 + (RUN - 1) * np.log(0.5) / np.log(stays)
    return np.ceil(length - 1e-9).astype(np.int64)


def widened(limits: Limits, by: Floats) -> Limits:
    """Limits `by` times as far from the centre."""
    return Limits(limits.centre, *(limits.centre + (line - limits.centre) * by for line in limits[1:]))


def findings(value: Floats, limits: Limits, first: Flags, run: NDArray[np.int64]) -> Findings:
    """All rules where `run` is seven; where it is longer, points outside and such runs.

    `limits` are the widened ones; `run` has one entry a point, the same for a whole chart.
    """
    found = rules.findings(value, limits, first)
    side = rules.signs(value > limits.centre, value < limits.centre)
    long = run > RUN
    outside = found.fired & OUTSIDE
    shift = np.where(_runs(side, first) >= run, SHIFT, np.uint8(0))
    fired = np.where(long, outside | shift, found.fired).astype(np.uint8)
    heading = np.where(long, np.where(fired > 0, side, 0), found.heading).astype(np.int8)
    return Findings(fired, heading)


def _runs(side: Signs, first: Flags) -> NDArray[np.int64]:
    """How many points in a row, this one among them, lie on its side; 0 on the centre."""
    if not side.size:
        return np.zeros(0, np.int64)
    new = first.copy()
    new[0] = True
    new[1:] |= side[1:] != side[:-1]
    which = np.cumsum(new) - 1
    return np.where(side != 0, np.bincount(which)[which], 0)
