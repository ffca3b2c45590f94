"""Centre line and limits of individuals (XmR) charts, many charts at once.

The points of all phases stand one after the other; `starts` holds where each begins.

Source: NHSRplotthedots 0.2.2, `ptd_spc_standard.R` (MIT licence); the constants are
those of Wheeler's individuals chart, rounded as NHS England rounds them.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from trigpoint.analysis.rules import Flags, Floats, Limits

Places = NDArray[np.intp]

WIDTH = 2.66  # limits: this many mean moving ranges from the mean
NEAR_WIDTH = 2 * (WIDTH / 3)  # near limits: two thirds of the way
HAS_MORE_DIGITS = np.finfo(np.longdouble).eps < np.finfo(np.float64).eps
SCREEN = 3.267  # a moving range this many times the mean one is an outlier


class Phases(NamedTuple):
    """Where the phases are, and how many points each has."""

    starts: Places
    lengths: Places

    def spread(self, per_phase: Floats) -> Floats:
        """One value for each phase, given to each of its points."""
        return np.repeat(per_phase, self.lengths)


def phase_limits(
    value: Floats,
    phases: Phases,
    *,
    screen: bool,
    fix_after: int | None,
    mend_collapse: bool,
) -> Limits:
    """Limits for each phase; NaN where a phase has no two neighbouring values.

    Only the first `fix_after` points of a phase count towards its limits. With
    `screen`, moving ranges of 3.267 times their mean and more are left out, once.
    With `mend_collapse`, screening that would leave a mean moving range of nothing
    is undone; without, such limits collapse (or are missing) as in the reference.
    """
    value = _baseline(value, phases, fix_after)
    centre = means(value, ~np.isnan(value), phases)
    ranges = np.empty(value.shape)
    np.abs(np.subtract(value[1:], value[:-1]), out=ranges[1:])
    ranges[phases.starts] = np.nan
    known = ~np.isnan(ranges)
    spread = means(ranges, known, phases)
    if screen:
        kept = ranges < phases.spread(SCREEN * spread)
        screened = means(ranges, kept, phases)
        spread = np.where(screened > 0, screened, spread) if mend_collapse else screened
    return Limits(
        centre,
        centre - WIDTH * spread,
        centre + WIDTH * spread,
        centre - NEAR_WIDTH * spread,
        centre + NEAR_WIDTH * spread,
    )


def means(value: Floats, counted: Flags, phases: Phases) -> Floats:
    """Mean of the counted values of each phase, NaN where there are none.

    Right to the last digit, as the means of R are: a value that equals the mean must not
    seem to lie beside it, nor a target that equals a limit. So the sum has more digits
    than the values; where the machine has no such numbers, a second pass takes away the
    rounding error of the first.
    """
    number = np.add.reduceat(counted, phases.starts, dtype=np.float64)
    number[number == 0] = np.nan
    real = np.where(counted, value, 0.0)
    mean: Floats = (np.add.reduceat(real, phases.starts, dtype=np.longdouble) / number).astype(np.float64)
    if HAS_MORE_DIGITS:
        return mean
    left_over = np.where(counted, value - phases.spread(mean), 0.0)
    corrected: Floats = mean + np.add.reduceat(left_over, phases.starts) / number
    return corrected


def _baseline(value: Floats, phases: Phases, fix_after: int | None) -> Floats:
    if fix_after is None:
        return value
    place = np.arange(value.size) - np.repeat(phases.starts, phases.lengths)
    return np.where(place < fix_after, value, np.nan)
