"""The four rules that tell a special cause from ordinary variation.

All functions work on many charts at once: the points of every chart stand one after the
other in one array, and `first` is true where a new phase (or a new chart) begins. No
rule ever looks across such a place. A missing value has side 0 and move 0, and so
breaks whatever it stands in.

Source: NHSRplotthedots 0.2.2, `ptd_calculate_point_type.R` (MIT licence).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]
Signs = NDArray[np.int8]
Floats = NDArray[np.float64]
Codes = NDArray[np.uint8]

RUN = 7  # points that make a shift or a trend
RULE_NAMES = ("outside", "trend", "two_of_three", "shift", "crossings")  # in order of precedence
OUTSIDE, TREND, TWO_OF_THREE, SHIFT, CROSSINGS = range(len(RULE_NAMES))


class Limits(NamedTuple):
    """Centre line and limits, one value for each point (or each phase)."""

    centre: Floats
    lower: Floats
    upper: Floats
    near_lower: Floats
    near_upper: Floats


class Findings(NamedTuple):
    """What the rules say of each point.

    `fired` holds one bit a rule, in the order of RULE_NAMES; `heading` says which way
    the most telling rule points: 1 up, -1 down, 0 nothing special.
    """

    fired: Codes
    heading: Signs


def findings(value: Floats, limits: Limits, first: Flags) -> Findings:
    """Try the four rules of charts with limits on every point."""
    side = signs(value > limits.centre, value < limits.centre)
    outside = (value > limits.upper) | (value < limits.lower)
    near = ((value > limits.near_upper) | (value < limits.near_lower)) & ~outside
    same_side = _goes_on(side, first)
    move = moves(value, first)
    rising, falling = move > 0, move < 0
    trend = stretches(rising) | stretches(falling)
    two = two_of_three(near, same_side)
    shift = stretches(same_side)
    fired = np.zeros(value.shape, np.uint8)
    for bit, flags in enumerate((outside, trend, two, shift)):
        fired |= flags.view(np.uint8) << np.uint8(bit)
    heading = np.where(trend & ~outside, _trend_heading(trend, move, first), side)
    return Findings(fired, np.where(fired > 0, heading, 0).astype(np.int8))


def signs(above: Flags, below: Flags) -> Signs:
    """1 where above, -1 where below, otherwise 0."""
    return above.view(np.int8) - below.view(np.int8)


def moves(value: Floats, first: Flags) -> Signs:
    """Which way each point moved from the one before: 1, -1, or 0 (also at a start)."""
    move = np.zeros(value.shape, np.int8)
    move[1:] = signs(value[1:] > value[:-1], value[1:] < value[:-1])
    move[first] = 0
    return move


def stretches(link: Flags) -> Flags:
    """Points in seven or more that hang together.

    `link[i]` is true where point i goes on in the manner of point i-1; seven points are
    six links in a row.

    >>> stretches(np.array([False] + [True] * 6 + [False])).sum()
    np.int64(7)
    """
    ends = link.copy()
    for back in range(1, RUN - 1):
        ends[:back] = False
        ends[back:] &= link[:-back]
    flagged = ends.copy()
    for ahead in range(1, RUN):
        flagged[:-ahead] |= ends[ahead:]
    return flagged


def two_of_three(near: Flags, same_side: Flags) -> Flags:
    """Near-limit points in a window of three that is all on one side of the centre.

    At least two of the three must be near a limit. A point outside the limits is not
    "near", as in the reference.
    """
    hit = np.zeros(near.shape, np.bool_)
    one, two, three = near[:-2], near[1:-1], near[2:]
    enough = (one & two) | (two & three) | (one & three)
    hit[2:] = enough & same_side[1:-1] & same_side[2:]
    flagged = hit.copy()
    flagged[:-1] |= hit[1:]
    flagged[:-2] |= hit[2:]
    return flagged & near


def _goes_on(side: Signs, first: Flags) -> Flags:
    on = np.zeros(side.shape, np.bool_)
    on[1:] = (side[1:] == side[:-1]) & (side[1:] != 0)
    on[first] = False
    return on


def _trend_heading(trend: Flags, move: Signs, first: Flags) -> Signs:
    # A point that ends one trend and begins the next takes the way it leaves by; a tie
    # there counts as down, as in the reference.
    leaving = np.zeros(trend.shape, np.bool_)
    leaving[:-1] = trend[:-1] & trend[1:] & ~first[1:]
    way = move.copy()
    way[:-1][leaving[:-1]] = move[1:][leaving[:-1]]
    return np.where(way > 0, 1, -1).astype(np.int8)
