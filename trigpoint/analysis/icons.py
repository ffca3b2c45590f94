"""The two icons of each series: what it is doing, and whether it will meet its target.

Source of the icons: NHSRplotthedots 0.2.2, `ptd_calculate_assurance_type.R` and
`geom_ptd_icon.R` (MIT licence), after NHS England's Making Data Count.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from trigpoint.analysis.limits import Places
from trigpoint.analysis.rules import Codes, Findings, Flags, Limits
from trigpoint.analysis.series import Block, stretches

LEAST_POINTS = 12

STATES = ("ok", "short_phase", "constant", "no_limits", "too_few", "no_data")
OK, SHORT_PHASE, CONSTANT, NO_LIMITS, TOO_FEW, NO_DATA = range(len(STATES))

NONE = 0
VARIATIONS = (
    "",
    "common",
    "improvement_high",
    "improvement_low",
    "concern_high",
    "concern_low",
    "high",
    "low",
)
# variation by improvement (down, neither, up) and heading (down, none, up). The "high"
# of an improvement is the good end of the indicator, not the place of the point.
_VARIATION = np.array([[3, 1, 4], [7, 1, 6], [5, 1, 2]], np.uint8)

ASSURANCES = ("", "fail", "hit_or_miss", "pass")
FAIL, HIT_OR_MISS, PASS = 1, 2, 3


@dataclass(frozen=True)
class Manner:
    """Where one profile's icons differ from another's."""

    from_latest_value: bool  # a missing last value does not hide the one before it
    only_if_sure: bool  # no icons from too few points or from limits that are missing


AS_REFERENCE = Manner(from_latest_value=False, only_if_sure=False)
CAREFUL = Manner(from_latest_value=True, only_if_sure=True)


def summary(
    block: Block, limits: Limits, found: Findings, manner: Manner, *, has_limits: bool = True
) -> pl.DataFrame:
    """How each series stands: number of values, state and both icons.

    State and icons are places in STATES, VARIATIONS and ASSURANCES. Charts that are
    drawn without limits say nothing of a target.
    """
    if not has_limits:
        limits = Limits(*(limits.centre for _ in limits))
    series = stretches(block.first)
    real = ~np.isnan(block.value)
    number = np.add.reduceat(real, series.starts, dtype=np.int64)
    last = series.starts + series.lengths - 1
    if manner.from_latest_value:
        place = np.where(real, np.arange(real.size), -1)
        latest = np.maximum.reduceat(place, series.starts)
        last = np.where(number > 0, latest, last)
    state = _states(block, limits, number, last)
    variation = _VARIATION[block.improvement[last] + 1, found.heading[last] + 1]
    assurance = _assurances(block, limits, last)
    unsure = state == NO_DATA
    if manner.only_if_sure:
        unsure = state >= NO_LIMITS
        steady = (state == CONSTANT) | (limits.lower == limits.upper)[last]
        assurance = np.where(steady, _steady_assurances(block, limits, last), assurance)
    if not has_limits:
        assurance = np.full(assurance.size, NONE)
    return pl.DataFrame(
        {
            "n": number,
            "state": state,
            "variation": np.where(unsure, NONE, variation).astype(np.uint8),
            "assurance": np.where(unsure, NONE, assurance).astype(np.uint8),
        }
    )


def _states(block: Block, limits: Limits, number: Places, last: Places) -> Codes:
    """What a series allows to be said of it; the last that applies counts."""
    series = stretches(block.first)
    phases = stretches(block.first | block.rebase)
    real = ~np.isnan(block.value)
    in_phase = np.add.reduceat(real, phases.starts, dtype=np.int64)
    state = np.full(last.size, OK, np.uint8)
    state[np.repeat(in_phase, phases.lengths)[last] < LEAST_POINTS] = SHORT_PHASE
    state[np.isnan(limits.lower[last])] = NO_LIMITS
    largest = np.maximum.reduceat(np.where(real, block.value, -np.inf), series.starts)
    smallest = np.minimum.reduceat(np.where(real, block.value, np.inf), series.starts)
    state[largest == smallest] = CONSTANT
    state[number < LEAST_POINTS] = TOO_FEW
    state[number == 0] = NO_DATA
    return state


def _assurances(block: Block, limits: Limits, last: Places) -> Codes:
    """Whether the limits lie wholly on one side of the target.

    A target exactly on a limit is hit or miss, and so is one without limits.
    """
    target, wanted = block.target[last], block.improvement[last]
    always_above = target < limits.lower[last]
    always_below = target > limits.upper[last]
    met = np.where(wanted > 0, always_above, always_below)
    missed = np.where(wanted > 0, always_below, always_above)
    return _verdicts(block, last, met=met, missed=missed)


def _steady_assurances(block: Block, limits: Limits, last: Places) -> Codes:
    """Whether a value that never changes meets the target; on it is met."""
    target, wanted = block.target[last], block.improvement[last]
    centre = limits.centre[last]
    met = np.where(wanted > 0, centre >= target, centre <= target)
    return _verdicts(block, last, met=met, missed=~met)


def _verdicts(block: Block, last: Places, *, met: Flags, missed: Flags) -> Codes:
    verdict = np.select([met, missed], [PASS, FAIL], HIT_OR_MISS).astype(np.uint8)
    none = np.isnan(block.target[last]) | (block.improvement[last] == 0)
    return np.where(none, NONE, verdict).astype(np.uint8)
