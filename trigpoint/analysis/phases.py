"""Sums, means and medians over the phases of many charts, of the points that count.

Here a phase is a number for each point, rising from 0; phases may have no point that counts.
"""

from typing import NamedTuple

import numpy as np
import polars as pl

from trigpoint.analysis.limits import SCREEN, Places
from trigpoint.analysis.rules import Flags, Floats

PER_RANGE = 1.128  # the mean range of two normal values is so many standard deviations


class Counted(NamedTuple):
    """Which phase each point is in, whether it counts towards its limits, and which are as if not there.

    A point that does not count parts its neighbours; one that is skipped leaves them side by side.
    """

    phase: Places
    number: int
    used: Flags
    skipped: Flags

    def total(self, what: Floats) -> Floats:
        """Sum over each phase, 0 where nothing counts."""
        kept = np.where(self.used, what, 0.0)
        sums: Floats = np.bincount(self.phase, weights=kept, minlength=self.number).astype(np.float64)
        return sums

    def mean(self, what: Floats) -> Floats:
        """Mean over each phase, NaN where nothing counts."""
        return _share(self.total(what), self.total(np.ones(what.size)))

    def ratio(self, above: Floats, below: Floats) -> Floats:
        """Sum over sum, NaN where the lower one is 0."""
        return _share(self.total(above), self.total(below))

    def median(self, what: Floats) -> Floats:
        """Median over each phase, NaN where nothing counts."""
        frame = pl.DataFrame({"phase": self.phase[self.used], "what": what[self.used]})
        found = frame.group_by("phase").agg(pl.col("what").median())
        median = np.full(self.number, np.nan)
        median[found["phase"].to_numpy()] = found["what"].to_numpy()
        return median

    def spread(self, per_phase: Floats) -> Floats:
        """One value for each phase, given to each of its points."""
        return per_phase[self.phase]

    def sigma(self, what: Floats, *, screen: bool, mend: bool) -> Floats:
        """Standard deviation of each phase from the mean range between neighbours; NaN without any.

        screen: ranges of 3.267 times their mean and more are left out, once. mend: not where
        that leaves nothing, or nothing but zeros.
        """
        there = np.flatnonzero(~self.skipped)
        phase, used = self.phase[there], self.used[there]
        ranges = np.abs(np.diff(what[there]))
        together = (phase[1:] == phase[:-1]) & used[1:] & used[:-1] & ~np.isnan(ranges)
        between = Counted(phase[1:], self.number, together, np.zeros(ranges.size, np.bool_))
        mean = between.mean(ranges)
        if screen:
            near = ranges < SCREEN * between.spread(mean)
            screened = between._replace(used=between.used & near).mean(ranges)
            mean = np.where((screened > 0) | ~mend, screened, mean)
        return mean / PER_RANGE


def _share(above: Floats, below: Floats) -> Floats:
    share: Floats = np.divide(above, below, out=np.full(above.size, np.nan), where=below != 0)
    return share
