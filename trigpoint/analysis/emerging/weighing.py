"""How much a count says for a rise: what a CUSUM adds, what a scan of the newest months finds, and the chance of it.

Counts vary more than by chance: variance = mean + spread x mean squared (negative binomial; spread 0 is Poisson).
"""

import numpy as np
from scipy import stats  # type: ignore[import-untyped]  # SciPy has no types

from trigpoint.analysis.rules import Floats

RISE = 1.75  # that the CUSUM is tuned to
MONTHS = 3  # the longest window of the scan
LEAST_SPREAD = 1e-6  # below it nothing differs from Poisson


def weight(count: Floats, expected: Floats, spread: float, *, rise: float = RISE) -> Floats:
    """The logarithm of how much likelier a count is if there are `rise` times as many.

    >>> weight(np.array([14.0]), np.array([5.0]), 0.0).round(4), weight(np.array([14.0]), np.array([5.0]), 0.05).round(4)
    (array([4.0846]), array([3.0827]))
    """
    if spread < LEAST_SPREAD:
        return np.asarray(count * np.log(rise) - (rise - 1) * expected, np.float64)
    more = np.log1p(spread * rise * expected) - np.log1p(spread * expected)
    return np.asarray(count * (np.log(rise) - more) - more / spread, np.float64)


def scan(counts: Floats, expected: Floats, spread: float) -> tuple[Floats, Floats]:
    """The best window among the newest 1, 2 and 3 months: its likelihood ratio and its length in months.

    Months stand on the last axis, the newest last; a month in which nothing was expected stands for none.
    The rise is whatever fits best; a window with no more than expected says 0.
    """
    windows = list(_windows(counts, expected))
    found = np.stack([_fits(y, e, spread / np.maximum(months, 1)) for y, e, months in windows], axis=-1)
    best = found.argmax(axis=-1)
    return np.asarray(np.take_along_axis(found, best[..., None], axis=-1)[..., 0], np.float64), best + 1.0


def chance(counts: Floats, expected: Floats, spread: float) -> Floats:
    """The chance of so many in the newest month, 2 or 3 months, whichever is oddest, times three for three looks."""
    found = []
    for y, e, months in _windows(counts, expected):
        size = np.maximum(months, 1) / max(spread, LEAST_SPREAD)
        tail = stats.nbinom.sf(y - 1, size, size / (size + e))
        found.append(np.where(e > 0, tail, 1.0))
    return np.asarray(np.minimum(MONTHS * np.min(found, axis=0), 1.0), np.float64)


def _windows(counts: Floats, expected: Floats) -> list[tuple[Floats, Floats, Floats]]:
    """Counts, expected and number of months known, over the newest 1, 2 and 3 months."""
    newest = [
        np.cumsum(values[..., ::-1], axis=-1)
        for values in (counts, expected, (expected > 0).astype(np.float64))
    ]
    length = min(MONTHS, counts.shape[-1])
    return [tuple(values[..., at] for values in newest) for at in range(length)]  # type: ignore[misc]


def _fits(count: Floats, expected: Floats, spread: Floats) -> Floats:
    """Likelihood ratio of the rate that fits best against that expected, where it is higher."""
    more = (count > expected) & (expected > 0)
    y, e = np.where(more, count, 1.0), np.where(more, expected, 1.0)
    wide = np.maximum(spread, LEAST_SPREAD)
    apart = np.log1p(wide * y) - np.log1p(wide * e)
    told = y * (np.log(y / e) - apart) - apart / wide
    return np.where(more, told, 0.0)
