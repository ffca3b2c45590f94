"""How far a unit lies from the target, on the scale where that is nearly normal.

Each form says, for numerator `o`, denominator (or expected count) `d` and target `t`:

| form | for | distance from target | standard error s |
|---|---|---|---|
| log | standardised ratio, as in SHMI | ln(o/d) | 1/sqrt(d) |
| root | standardised ratio, as the CQC did | sqrt(o/d) - 1 | 1/(2 sqrt(d)) |
| arcsine | proportion | asin sqrt(o/d) - asin sqrt(t) | 1/(2 sqrt(d)) |
| ratio | ratio of two counts | ln((o+.5)/(d+.5)) - ln(t) | below |

For a ratio of counts s = sqrt(o/(o+.5)^2 + d/(d+.5)^2).

Source: Spiegelhalter et al., J R Stat Soc A 2012, doi:10.1111/j.1467-985X.2011.01010.x.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from trigpoint.analysis.rules import Floats


class Form(NamedTuple):
    """One transformation. All functions take and give one entry a unit."""

    distance: Callable[[Floats, Floats, Floats], Floats]  # of (o, d, t)
    error: Callable[[Floats, Floats, Floats], Floats]  # of (o, d, t), as observed
    expected_error: Callable[[Floats, Floats], Floats]  # of (d, t), were it on target
    ratio_at: Callable[[Floats, Floats], Floats]  # of (t, distance): back again


def _log_distance(o: Floats, d: Floats, t: Floats) -> Floats:
    with np.errstate(divide="ignore"):  # no events: infinitely far on this scale
        return np.log(o / d)


def _angle(share: Floats) -> Floats:
    return np.arcsin(np.sqrt(share))


def _arcsine_ratio(t: Floats, distance: Floats) -> Floats:
    # beyond 0 and 100 % the sine would turn back
    angle = np.clip(_angle(t) + distance, 0.0, np.pi / 2)
    squared: Floats = np.sin(angle) ** 2
    return squared


def _ratio_distance(o: Floats, d: Floats, t: Floats) -> Floats:
    with np.errstate(divide="ignore"):  # nobody has any events: all are on target
        away = np.log((o + 0.5) / (d + 0.5)) - np.log(t)
    return np.where(t > 0, away, 0.0)


def ratio_error(o: Floats, d: Floats, t: Floats) -> Floats:
    """Standard error of the logarithm of a ratio of two counts."""
    return np.sqrt(o / (o + 0.5) ** 2 + d / (d + 0.5) ** 2)


def root_error(d: Floats, t: Floats) -> Floats:
    """Standard error of a square root or an angle."""
    return 1 / (2 * np.sqrt(d))


LOG = Form(
    distance=_log_distance,
    error=lambda o, d, t: 1 / np.sqrt(d),
    expected_error=lambda d, t: 1 / np.sqrt(d),
    ratio_at=lambda t, distance: np.exp(distance),
)
ROOT = Form(
    distance=lambda o, d, t: np.sqrt(o / d) - 1,
    error=lambda o, d, t: root_error(d, t),
    expected_error=root_error,
    ratio_at=lambda t, distance: np.maximum(1 + distance, 0.0) ** 2,
)
ARCSINE = Form(
    distance=lambda o, d, t: _angle(o / d) - _angle(t),
    error=lambda o, d, t: root_error(d, t),
    expected_error=root_error,
    ratio_at=_arcsine_ratio,
)
RATIO = Form(
    distance=_ratio_distance,
    error=ratio_error,
    expected_error=lambda d, t: ratio_error(t * d, d, t),
    ratio_at=lambda t, distance: t * np.exp(distance),
)


def of(kind: str, trim: str) -> Form:
    """The form for a kind of measure: SHMI truncates, the CQC winsorised."""
    if kind == "SR":
        return LOG if trim == "truncate" else ROOT
    return ARCSINE if kind == "PR" else RATIO
