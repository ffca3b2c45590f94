"""How sure a share or a median is: Wilson's interval, and the bootstrap over whole providers."""

from collections.abc import Sequence
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from trigpoint.analysis.funnel import Z95

TAILS = (2.5, 97.5)  # per cent of the draws that lie below and above a 95 % interval
CHUNK = 100
Interval = tuple[float, float]
Places = NDArray[np.intp]
Floats = NDArray[np.float64]


def wilson(hits: int, of: int) -> Interval:
    """The 95 % interval of a share. Source: Wilson, J Am Stat Assoc 1927, 22:209.

    >>> [round(end, 3) for end in wilson(8, 10)]
    [0.49, 0.943]
    """
    share, squared = hits / of, Z95**2
    middle = (share + squared / (2 * of)) / (1 + squared / of)
    half = Z95 * sqrt(share * (1 - share) / of + squared / (4 * of**2)) / (1 + squared / of)
    return (middle - half if hits else 0.0), (middle + half if hits < of else 1.0)


class Resamples:
    """Providers drawn again and again, as many as there are, each draw with replacement.

    What happens at one provider is alike, so providers are drawn whole: their alerts and events come with them. The
    same draws serve every share and median, and the same seed gives the same draws.
    """

    def __init__(self, providers: Sequence[str], *, seed: int, times: int) -> None:
        self.places = {name: place for place, name in enumerate(providers)}
        generator = np.random.default_rng(seed)
        number = len(providers)
        self._drawn = np.zeros((times, number), np.uint8)  # how often each provider is in each draw
        for rows in np.array_split(np.arange(times), times // CHUNK + 1) if number else ():
            self._drawn[rows] = generator.multinomial(number, np.full(number, 1 / number), size=rows.size)

    def place_of(self, providers: Sequence[str]) -> Places:
        """Where each of these providers stands."""
        return np.array([self.places[name] for name in providers], np.intp)

    def share(self, providers: Sequence[str], hit: Sequence[bool]) -> Interval | None:
        """The interval of a share of things that each belong to a provider; None where there is none."""
        here, belongs = np.unique(self.place_of(providers), return_inverse=True)
        of = np.bincount(belongs, minlength=here.size).astype(np.float64)
        hits = np.bincount(belongs, weights=np.asarray(hit, np.float64), minlength=here.size)
        drawn = self._drawn[:, here].astype(np.float64)
        number = drawn @ of
        return _middle((drawn @ hits)[number > 0] / number[number > 0])

    def median(self, providers: Sequence[str], values: Sequence[float]) -> Interval | None:
        """The interval of the median of values that each belong to a provider; None where there is none."""
        order = np.argsort(np.asarray(values, np.float64), kind="stable")
        ranked = np.asarray(values, np.float64)[order]
        weights = self._drawn[:, self.place_of(providers)[order]].astype(np.int64)
        reached = np.cumsum(weights, axis=1)
        reached = reached[reached[:, -1] > 0] if ranked.size else reached[:0]
        if not reached.size:
            return None
        twice, total = 2 * reached, reached[:, -1:]
        low, high = (twice >= total).argmax(axis=1), (twice > total).argmax(axis=1)
        return _middle((ranked[low] + ranked[high]) / 2)


def _middle(drawn: Floats) -> Interval | None:
    """Where the middle 95 % of the draws lie."""
    if not drawn.size:
        return None
    lower, upper = np.percentile(drawn, TAILS)
    return float(lower), float(upper)
