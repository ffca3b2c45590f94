"""How long CUSUM and EWMA charts of normal values run until they signal.

Run lengths solve an integral equation over the values that a chart can have without a signal. It is solved
at the nodes of a Gauss-Legendre rule, which is as good as exact here: what is integrated is smooth, and twice
as many nodes change nothing before the twelfth digit. docs/methods/ewma.md has the equations.

Values have standard deviation 1 and mean `shift` away from where they should be; a chart starts at its middle.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from scipy import optimize, special  # type: ignore[import-untyped]  # SciPy has no types

from trigpoint.analysis.problems import InputRefused, Problem
from trigpoint.analysis.rules import Floats

SIDES = ("one", "two")
LIMITS = ("fixed", "exact")  # of an EWMA: as after many values, or right from the first one on
FEWEST_NODES = 60
NODES_PER_SD = 6  # the integrand is a bell of this width: so many nodes see all of it
START = np.zeros(1)
Worth = Callable[[Floats], Floats]  # by where the chart is
ROOT_2PI = np.sqrt(2 * np.pi)
SETTLED = 1e-17  # exact limits this near to the fixed ones are the fixed ones


class Chances(NamedTuple):
    """How often a chart gives a false alarm within so many values."""

    first: float  # from its start
    running: float  # once it has run for long without one


def cusum(k: float, h: float, *, shift: float = 0.0, sides: str = "one") -> float:
    """Average run length of a CUSUM with reference value k and limit h (zero state).

    One-sided: S = max(0, S + x - k), a signal when S is beyond h. Two-sided has a second one for low values.

    >>> round(cusum(0.5, 5), 1), round(cusum(0.5, 5, shift=1), 2)
    (930.9, 10.38)
    """
    _refuse(_one_of("sides", sides, SIDES), _between("k", k, -np.inf, np.inf), _between("h", h, 0, np.inf))
    up = _cusum_up(k, h, shift)
    if sides == "one":
        return up
    # Equal k and h on both sides: one of the two is always at 0 when the other signals (Kemp 1961).
    return 1 / (1 / up + 1 / _cusum_up(k, h, -shift))


def ewma(weight: float, width: float, *, shift: float = 0.0, limits: str = "fixed") -> float:
    """Average run length of a two-sided EWMA (zero state).

    `weight` is that of the newest value; limits lie `width` standard deviations of the EWMA from its centre.

    >>> round(ewma(0.1, 2.7), 1), round(ewma(0.1, 2.7, shift=1), 2)
    (369.0, 9.73)
    """
    _refuse(
        _between("weight", weight, 0, 1),
        _between("width", width, 0, np.inf),
        _one_of("limits", limits, LIMITS),
    )
    lengths = _Kernel(weight, width, shift).lengths()
    if limits == "exact" and weight < 1:
        settled = int(np.ceil(np.log(SETTLED) / (2 * np.log1p(-weight))))
        for edge in _edges(weight, width, settled, limits)[::-1]:
            lengths = _longer_by_one(_one_before(weight, shift, float(edge), lengths))
    return float(lengths(START)[0])


def cusum_limit(k: float, run_length: float, *, sides: str = "one") -> float:
    """The h with which a CUSUM runs so long on average when nothing has changed.

    >>> round(cusum_limit(0.5, 500), 4)
    4.3891
    """
    _refuse(
        _one_of("sides", sides, SIDES),
        _between("k", k, 0, np.inf),
        _between("run_length", run_length, 1, np.inf),
    )
    return _limit_for(lambda h: cusum(k, h, sides=sides), run_length)


def ewma_limit(weight: float, run_length: float, *, limits: str = "fixed") -> float:
    """The width with which an EWMA runs so long on average when nothing has changed.

    >>> round(ewma_limit(0.1, 500), 4)
    2.8143
    """
    _refuse(
        _between("weight", weight, 0, 1),
        _between("run_length", run_length, 1, np.inf),
        _one_of("limits", limits, LIMITS),
    )
    return _limit_for(lambda width: ewma(weight, width, limits=limits), run_length)


def ewma_chances(weight: float, width: float, horizon: int, *, limits: str = "exact") -> Chances:
    """Chance of a false alarm of an EWMA within `horizon` values.

    >>> [round(number, 4) for number in ewma_chances(0.2, 2.86, 12, limits="fixed")]
    [0.0222, 0.0322]
    """
    quiet: Worth = np.ones_like
    for edge in _edges(weight, width, horizon, limits)[::-1]:
        quiet = _one_before(weight, 0.0, float(edge), quiet)
    kept = _Kernel(weight, width, 0.0).kept()
    return Chances(1 - float(quiet(START)[0]), float(-np.expm1(horizon * np.log(kept))))


def _longer_by_one(worth: Worth) -> Worth:
    return lambda at: 1 + worth(at)


class _Kernel:
    """An EWMA between fixed limits: how it goes from one value to the next."""

    def __init__(self, weight: float, width: float, shift: float) -> None:
        self.weight, self.shift = weight, shift
        self.edge = width * np.sqrt(weight / (2 - weight))
        self.nodes, self.share = _rule(-self.edge, self.edge, weight)

    def matrix(self, at: Floats) -> Floats:
        """Chance to be at each node next, from each of some places."""
        return _bell(self.weight, self.shift, at, self.nodes) * self.share

    def lengths(self) -> Worth:
        """Run length by where the EWMA is."""
        stays = self.matrix(self.nodes)
        at_nodes = np.linalg.solve(np.eye(self.nodes.size) - stays, np.ones(self.nodes.size))
        return lambda at: 1 + self.matrix(at) @ at_nodes

    def kept(self) -> float:
        """The chance to go on without a signal of an EWMA that has done so for long."""
        return float(np.abs(np.linalg.eigvals(self.matrix(self.nodes))).max())


def _one_before(weight: float, shift: float, edge: float, later: Worth) -> Worth:
    """What somewhere is worth one value earlier, if the next one signals beyond `edge`."""
    nodes, share = _rule(-edge, edge, weight)
    worth = share * later(nodes)
    return lambda at: _bell(weight, shift, at, nodes) @ worth


def _edges(weight: float, width: float, horizon: int, limits: str) -> Floats:
    """The limits of the first values."""
    settled: float = width * np.sqrt(weight / (2 - weight))
    if limits == "fixed":
        return np.full(horizon, settled)
    edges: Floats = settled * np.sqrt(1 - (1 - weight) ** (2.0 * np.arange(1, horizon + 1)))
    return edges


def _bell(weight: float, shift: float, at: Floats, nodes: Floats) -> Floats:
    """Density of the next EWMA at the nodes, one row for each place it can be at."""
    x = (nodes - (1 - weight) * at[:, None]) / weight - shift
    return np.asarray(np.exp(-x * x / 2) / (ROOT_2PI * weight))


def _cusum_up(k: float, h: float, shift: float) -> float:
    """Run length by cycles: from 0 until it signals, or is at 0 again.

    The mean length of a cycle over the chance that one ends in a signal (Page 1954). Each is a sum of what is
    positive, so that long run lengths lose no digits, as they would in one step.
    """
    nodes, share = _rule(0.0, h, 1.0)
    places = np.append(0.0, nodes)
    x = nodes + k - places[:, None] - shift
    climbs = np.exp(-x * x / 2) / ROOT_2PI * share
    signals = special.ndtr(places - k + shift - h)
    known = np.stack([np.ones(nodes.size), signals[1:]], axis=1)
    length, chance = np.linalg.solve(np.eye(nodes.size) - climbs[1:], known).T
    return float((1 + climbs[0] @ length) / (signals[0] + climbs[0] @ chance))


def _rule(low: float, high: float, sd: float) -> tuple[Floats, Floats]:
    """Nodes and weights of Gauss and Legendre between two limits."""
    number = max(FEWEST_NODES, int(np.ceil(NODES_PER_SD * (high - low) / sd)))
    nodes, weights = _gauss(number)
    half = (high - low) / 2
    return low + half * (nodes + 1), half * weights


@lru_cache(maxsize=64)
def _gauss(number: int) -> tuple[Floats, Floats]:
    nodes, weights = special.roots_legendre(number)
    return nodes, weights


def _limit_for(run: Callable[[float], float], wanted: float) -> float:
    """The limit with the wanted run length, which grows with it."""
    high = 1.0
    while run(high) < wanted:
        high += 1.0
    return float(
        optimize.brentq(lambda limit: np.log(run(limit) / wanted), high - 1 + 1e-9, high, xtol=1e-13)
    )


def _refuse(*faults: Problem | None) -> None:
    problems = [fault for fault in faults if fault]
    if problems:
        raise InputRefused(problems)


def _one_of(name: str, given: str, known: tuple[str, ...]) -> Problem | None:
    if given in known:
        return None
    remedy = f"Choose one of {', '.join(known)}."
    return Problem(f"{name}-unknown", f"“{given}” is no choice of {name}.", remedy, name)


def _between(name: str, given: float, low: float, high: float) -> Problem | None:
    """A fault if a number is not above `low` and at most `high`."""
    if low < given <= high and np.isfinite(given):
        return None
    said = f"above {low:g}" + ("" if np.isinf(high) else f" and at most {high:g}")
    return Problem(f"{name}-impossible", f"{name} is {given:g}.", f"Use a number {said}.", name)
