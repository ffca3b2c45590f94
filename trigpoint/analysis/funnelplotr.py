"""Limits as FunnelPlotR 0.6.0 draws them, its faults included.

For comparison with published FunnelPlotR charts only. Known faults: CQC limits are not
squared back; the limits of ratios of counts leave out the variance of the numerator;
"exact" limits put every count of nothing below them.

Source: FunnelPlotR 0.6.0 at 9020d49, `calculate_limits.R` and `build_limits_lookup.R`
(MIT licence).
"""

import numpy as np
from scipy import special  # type: ignore[import-untyped]  # SciPy has no types

from trigpoint.analysis import forms
from trigpoint.analysis.limits import Phases
from trigpoint.analysis.rules import Floats

GRID = 1000  # points at which the package draws its limits
GRID_FROM = 3.0


def rounded_expected(form: forms.Form, d: Floats) -> Floats:
    """Expected counts of the SHMI, which the package rounds to two places."""
    return np.round(d, 2) if form is forms.LOG else d


def chi_square_limits(d: Floats) -> dict[str, Floats]:
    """Limits of a standardised ratio: the confidence interval of the expected."""
    return {
        "lower95": special.chdtri(2 * d, 0.975) / 2 / d,
        "upper95": special.chdtri(2 * (d + 1), 0.025) / 2 / d,
        "lower998": special.chdtri(2 * d, 0.999) / 2 / d,
        "upper998": special.chdtri(2 * (d + 1), 0.001) / 2 / d,
    }


def limit(form: forms.Form, d: Floats, t: Floats, *, tau2: Floats, z: float, groups: Phases) -> Floats:
    """Limit at `z` standard errors, over-dispersion `tau2` added."""
    if form is forms.ARCSINE:
        return _arcsine_limit(d, t, tau2, z, groups)
    if form is forms.LOG:
        return np.exp(z * np.sqrt(1 / d + tau2))
    width = z * np.sqrt(forms.root_error(d, t) ** 2 + tau2)
    return 1 + width if form is forms.ROOT else t * np.exp(width)


def _arcsine_limit(d: Floats, t: Floats, tau2: Floats, z: float, groups: Phases) -> Floats:
    """Where the curve turns, a limit gives way to the end of the scale.

    The package sees it turn by the next larger denominator that it draws at.
    """
    here = _arcsine(d, t, tau2, z)
    following = _arcsine(_next_drawn(d, groups), t, tau2, z)
    if z < 0:
        return np.where(here > following, 0.0, here)
    return np.where(here < following, 1.0, here)


def _arcsine(d: Floats, t: Floats, tau2: Floats, z: float) -> Floats:
    angle = np.arcsin(np.sqrt(t)) + z * np.sqrt(1 / (4 * d) + tau2)
    squared: Floats = np.sin(angle) ** 2
    return squared


def _next_drawn(d: Floats, groups: Phases) -> Floats:
    following = np.empty_like(d)
    for start, length in zip(*groups, strict=True):
        own = d[start : start + length]
        grid = np.linspace(GRID_FROM, np.ceil(own.max()), GRID)
        drawn = np.unique(np.concatenate([grid, own]))
        place = np.searchsorted(drawn, own, side="right")
        following[start : start + length] = drawn[np.minimum(place, drawn.size - 1)]
    return following
