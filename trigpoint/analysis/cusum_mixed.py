"""How often a CUSUM of cases that differ in their chance gives a false alarm: the Markov chain of Brook and Evans.

In control each case is one of those that were seen, all equally likely, and has its event by its own chance. What
a case adds to the chart can be anything, so the chart is laid on a grid; what falls between two of its places is shared
out so that the mean stays as it is.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import linalg  # type: ignore[import-untyped]  # SciPy has no types

from trigpoint.analysis.cusum_chances import Chances
from trigpoint.analysis.rules import Floats

CELLS = 300  # twice as many change a chance by less than a hundredth of itself
ROUNDS = 200  # of the power method; it settles long before


class Mixture(NamedTuple):
    """What a case can add to the chart, and how likely that is."""

    weight: Floats
    share: Floats

    @classmethod
    def of(cls, chance: Floats, ratio: float) -> "Mixture":
        """Cases of these chances, for one odds ratio."""
        without = -np.log1p((ratio - 1) * chance)
        weight = np.concatenate([without, without + np.log(ratio)])
        return cls(weight, np.concatenate([1 - chance, chance]) / chance.size)


def running(mixture: Mixture, threshold: float, horizon: int) -> float:
    """Chance of a false alarm within `horizon` cases, of a chart that has run for long without one."""
    return _running(_factors(_moves(mixture, threshold / CELLS)), horizon)


def chances(mixture: Mixture, threshold: float, horizon: int) -> Chances:
    """The same, from 0 too, and the average run length."""
    stays = _moves(mixture, threshold / CELLS)
    survives = np.ones(CELLS)
    for _ in range(horizon):
        survives = stays @ survives
    factors = _factors(stays)
    length = linalg.lu_solve(factors, np.ones(CELLS))[0]
    return Chances(*(np.array([x]) for x in (1 - survives[0], _running(factors, horizon), length)))


def _factors(stays: Floats) -> tuple[Floats, NDArray[np.int32]]:
    lu, pivots = linalg.lu_factor(np.eye(CELLS) - stays)
    return lu, pivots


def _running(factors: tuple[Floats, NDArray[np.int32]], horizon: int) -> float:
    """From the chance to go on: the greatest eigenvalue, by the power method on the inverse of 1 less the matrix."""
    place, length, before = np.ones(CELLS), 1.0, 0.0
    for _ in range(ROUNDS):
        place = linalg.lu_solve(factors, place / length)
        before, length = length, float(place.max())
        if abs(length - before) <= 1e-12 * length:
            break
    return float(-np.expm1(horizon * np.log1p(-1 / length)))


def _moves(mixture: Mixture, width: float) -> Floats:
    """Chance to get from each place of the grid to each other without an alarm."""
    place = mixture.weight / width
    below = np.floor(place)
    over = place - below
    reach = CELLS + 1  # farther than this is the same: an alarm, or 0
    steps = np.zeros(2 * reach + 1)
    for to, share in ((below, 1 - over), (below + 1, over)):
        at = np.clip(to, -reach, reach).astype(np.int64) + reach
        np.add.at(steps, at, mixture.share * share)
    place_of = np.arange(CELLS)
    stays: Floats = steps[place_of[None, :] - place_of[:, None] + reach]
    # Place 0 also takes what would fall below it.
    stays[:, 0] = np.cumsum(steps)[reach - place_of]
    return stays
