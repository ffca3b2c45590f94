"""Ratios of observed to expected, shrunk by what the whole grid shows: gamma-Poisson shrinkage (EBGM, EB05, EB95).

A cell's true ratio comes from a mixture of two gamma distributions that is fitted to all cells; what is told is the
geometric mean of what its count leaves likely, and the interval that holds nine tenths of it. For ranking and
display: an alarm never comes from it.

Source: DuMouchel, The American Statistician 1999, 53:177.
"""

from typing import NamedTuple

import numpy as np
from scipy import optimize, special  # type: ignore[import-untyped]  # SciPy has no types

from trigpoint.analysis.rules import Floats

ENOUGH = 100  # cells that a prior can be fitted to
ENDS = (0.05, 0.95)
HALVINGS = 60
# The first part may be as narrow as the grid says; the second stays wide, or a few cells that went up together would
# make it a needle and themselves look sure.
WIDEST, NARROWEST, STILL_WIDE = np.log(0.5), np.log(500.0), np.log(4.0)
BOUNDS = [(WIDEST, NARROWEST)] * 2 + [(WIDEST, STILL_WIDE), (np.log(0.05), np.log(8.0)), (-6.0, 6.0)]


class Prior(NamedTuple):
    """Two gamma distributions of true ratios (shape, rate), and the share of the first."""

    shape_1: float
    rate_1: float
    shape_2: float
    rate_2: float
    share: float


# Where there are too few cells to learn from: nine in ten ratios near 1, one in ten anything up to about 4.
USUAL = Prior(20.0, 20.0, 2.0, 1.25, 0.9)


class Shrunk(NamedTuple):
    """Geometric mean and the ends of the interval of 5 to 95 %. One entry a cell."""

    ratio: Floats
    low: Floats
    high: Floats


def fitted(count: Floats, expected: Floats) -> Prior:
    """The prior that makes the whole grid likeliest; the usual one where there are too few cells."""
    if count.size < ENOUGH:
        return USUAL

    def unlikely(logs: Floats) -> float:
        prior = _prior(logs)
        one, two = _parts(count, expected, prior)
        return -float(np.logaddexp(one, two).sum())

    start = np.append(np.log(USUAL[:4]), special.logit(USUAL.share))
    found = optimize.minimize(unlikely, start, method="L-BFGS-B", bounds=BOUNDS)
    return _prior(found.x)


def shrunk(count: Floats, expected: Floats, prior: Prior) -> Shrunk:
    """What is likely of each true ratio."""
    one, two = _parts(count, expected, prior)
    first = special.expit(one - two)
    shapes = count + prior.shape_1, count + prior.shape_2
    rates = expected + prior.rate_1, expected + prior.rate_2
    logs = [special.digamma(shape) - np.log(rate) for shape, rate in zip(shapes, rates, strict=True)]
    low, high = (_end(share, first, shapes, rates) for share in ENDS)
    return Shrunk(np.exp(first * logs[0] + (1 - first) * logs[1]), low, high)


def _prior(logs: Floats) -> Prior:
    one, two, three, four = np.exp(logs[:4]).tolist()
    return Prior(one, two, three, four, float(special.expit(logs[4])))


def _parts(count: Floats, expected: Floats, prior: Prior) -> tuple[Floats, Floats]:
    """Logarithm of the chance of each count with each of the two, times its share."""
    one = np.log(prior.share) + _negative_binomial(count, expected, prior.shape_1, prior.rate_1)
    two = np.log1p(-prior.share) + _negative_binomial(count, expected, prior.shape_2, prior.rate_2)
    return one, two


def _negative_binomial(count: Floats, expected: Floats, shape: float, rate: float) -> Floats:
    told: Floats = (
        special.gammaln(shape + count)
        - special.gammaln(shape)
        - special.gammaln(count + 1)
        + shape * np.log(rate / (rate + expected))
        + special.xlogy(count, expected / (rate + expected))
    )
    return told


def _end(share: float, first: Floats, shapes: tuple[Floats, ...], rates: tuple[Floats, ...]) -> Floats:
    """The ratio below which so much of the mixture lies, found by halving on the logarithm."""
    low, high = np.full(first.shape, -30.0), np.full(first.shape, 10.0)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        below = [
            special.gammainc(shape, rate * np.exp(middle)) for shape, rate in zip(shapes, rates, strict=True)
        ]
        under = first * below[0] + (1 - first) * below[1] < share
        low, high = np.where(under, middle, low), np.where(under, high, middle)
    return np.asarray(np.exp((low + high) / 2), np.float64)
