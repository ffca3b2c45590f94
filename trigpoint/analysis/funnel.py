"""Funnel plots: which units differ from the rest by more than chance.

Two profiles. `funnelplotr` gives what the R package FunnelPlotR 0.6.0 gives, faults
included. `trigpoint`, the default, is right where the package errs; docs/methods/
funnel.md says where and why.
"""

from typing import NamedTuple

import numpy as np
import polars as pl
from scipy import special  # type: ignore[import-untyped]  # SciPy has no types

from trigpoint.analysis import exact, forms, funnelplotr, units
from trigpoint.analysis.discovery import false_discovery
from trigpoint.analysis.limits import Phases
from trigpoint.analysis.overdispersion import Spread, estimate
from trigpoint.analysis.problems import InputRefused, Problem
from trigpoint.analysis.rules import Codes, Flags, Floats

METHOD_VERSION = "funnel-1"
DEFAULT_PROFILE = "trigpoint"
CHOICES = {
    "kind": ("PR", "RC", "SR"),
    "overdispersion": ("none", "multiplicative", "additive"),
    "trim": ("winsorise", "truncate"),
    "profile": (DEFAULT_PROFILE, "funnelplotr"),
}

OUTLIERS = pl.Enum(["", "high95", "low95", "high998", "low998"])
NOT_OUT, HIGH95, LOW95, HIGH998, LOW998 = range(5)
Z95, Z998 = 1.959964, 3.090232  # 95 % and 99.8 %, rounded as the NHS formulas have them
TAIL95, TAIL998 = 0.025, 0.001
BOUNDS = {"lower95": -Z95, "upper95": Z95, "lower998": -Z998, "upper998": Z998}

LEAST_UNITS = 5  # fewer cannot say how much units differ
LEAST_EXPECTED = 5.0  # below this a count is too small to raise an alarm by


class Manner(NamedTuple):
    """How the caller wants the funnel."""

    kind: str
    overdispersion: str
    trim: str
    trim_by: float
    profile: str

    @property
    def form(self) -> forms.Form:
        """The transformation that goes with it."""
        return forms.of(self.kind, self.trim)


class Scored(NamedTuple):
    """Units with what is known of them. One entry a unit; t is the target."""

    units: units.Units
    t: Floats
    z: Floats  # without allowance for over-dispersion
    error: Floats
    spread: Spread  # NaN where there are too few units to estimate it


class Verdict(NamedTuple):
    """What is said of each unit."""

    z: Floats
    bounds: dict[str, Floats]
    exact: exact.Tails  # an alarm needs the one on its side to be small as well
    tails: exact.Tails  # the same with over-dispersion allowed for
    tested: Flags  # large enough to raise an alarm by


def funnel(
    units: pl.DataFrame,
    *,
    kind: str,
    overdispersion: str,
    trim: str,
    trim_by: float = 0.1,
    profile: str = DEFAULT_PROFILE,
) -> pl.DataFrame:
    """Control limits and outliers of every funnel at once.

    `units` has `group` (one funnel), `unit`, `numerator` and `denominator`; several
    rows of a unit are added up. `kind` is PR (proportion), RC (ratio of counts) or SR
    (standardised ratio: observed and expected). `overdispersion` is none, or makes
    limits wider by a factor (multiplicative) or by a variance between units
    (additive); it is estimated from z-scores whose `trim_by` at each end are drawn in
    (winsorise) or left out (truncate). For SR, truncating goes with the logarithms of
    the SHMI and winsorising with the square roots of the CQC.

    Gives, by group and unit: `ratio`, `z` (over-dispersion allowed for), four limits,
    `phi` and `tau2` of the group, `outlier` (high95, low95, high998, low998 or empty)
    and `q`, the Benjamini-Hochberg false discovery rate at which it would be one.

    Raises InputRefused with every fault found.

    >>> wards = pl.DataFrame(
    ...     {"group": "Falls", "unit": "A", "numerator": [30], "denominator": [20.0]}
    ... )
    >>> chart = funnel(wards, kind="SR", overdispersion="none", trim="truncate")
    >>> chart.select("ratio", "lower95", "upper95", "outlier").row(0)
    (1.5, 0.6, 1.45, 'high95')
    """
    manner = Manner(kind, overdispersion, trim, trim_by, profile)
    problems = list(_unknown(manner))
    if problems:
        raise InputRefused(problems)
    return _drawn(units, manner)


def _unknown(manner: Manner) -> list[Problem]:
    problems = [
        Problem(
            code=f"{name}-unknown",
            message=f"“{getattr(manner, name)}” is no {name}.",
            remedy=f"Choose one of {', '.join(known)}.",
        )
        for name, known in CHOICES.items()
        if getattr(manner, name) not in known
    ]
    if not 0 <= manner.trim_by < 0.5:
        problems.append(
            Problem(
                code="trim-by-impossible",
                message=f"{manner.trim_by} cannot be trimmed at each end.",
                remedy="Use a share from 0 up to, but not, one half; usually 0.1.",
            )
        )
    if (manner.profile, manner.overdispersion) == ("funnelplotr", "multiplicative"):
        problems.append(
            Problem(
                code="overdispersion-unknown",
                message="FunnelPlotR has no multiplicative over-dispersion.",
                remedy="Use additive or none, or the profile trigpoint.",
            )
        )
    return problems


def _drawn(frame: pl.DataFrame, manner: Manner) -> pl.DataFrame:
    counted = units.added_up(frame, manner.kind)
    if counted.keys.is_empty():
        return _no_units(counted.keys)
    if manner.profile == "funnelplotr":
        d = funnelplotr.rounded_expected(manner.form, counted.d)
        counted = counted._replace(d=d)
    scored = _scored(counted, manner)
    judge = _as_funnelplotr if manner.profile == "funnelplotr" else _judged
    return _table(counted, judge(scored, manner), _reported(scored, manner))


def _scored(counted: units.Units, manner: Manner) -> Scored:
    """z without allowance for over-dispersion, and how over-dispersed the groups are."""
    _, o, d, groups = counted
    form = manner.form
    t = np.ones(d.size)
    if manner.kind != "SR":
        t = _spread_out(_total(o, groups) / _total(d, groups), groups)
    error = form.error(o, d, t)
    z = form.distance(o, d, t) / error
    if manner.profile != "funnelplotr" and form in (forms.LOG, forms.RATIO):
        z, error = _with_zeros_mended(z, error, counted, t, manner)
    per_group = estimate(z, error, groups, trim=manner.trim, trim_by=manner.trim_by)
    few = (groups.lengths < LEAST_UNITS) & (manner.profile != "funnelplotr")
    spread = (_spread_out(np.where(few, np.nan, part), groups) for part in per_group)
    return Scored(counted, t, z, error, Spread(*spread))


def _with_zeros_mended(
    z: Floats, error: Floats, counted: units.Units, t: Floats, manner: Manner
) -> tuple[Floats, Floats]:
    """A count of nothing scored by its own chance: its logarithm knows no score."""
    zero = counted.o == 0
    log_chance = -counted.d if manner.kind == "SR" else -counted.d * np.log1p(t)
    z = np.where(zero, special.ndtri_exp(log_chance), z)
    z = np.where(t > 0, z, 0.0)  # nobody has any events: all are on target
    return z, np.where(zero, manner.form.expected_error(counted.d, t), error)


def _judged(scored: Scored, manner: Manner) -> Verdict:
    """Exact limits where only chance is allowed for, else those of the form."""
    counted, t = scored.units, scored.t
    count = exact.counts(manner.kind, counted.o, counted.d, t)
    tails = exact.tails(count, counted.o)
    tested = count.mean >= LEAST_EXPECTED
    if manner.overdispersion == "none" and manner.kind != "RC":
        shares = {"lower95": TAIL95, "upper95": 1 - TAIL95}
        shares |= {"lower998": TAIL998, "upper998": 1 - TAIL998}
        bounds = {name: exact.quantile(count, share) / counted.d for name, share in shares.items()}
        return Verdict(scored.z, bounds, tails, tails, tested)
    expected = manner.form.expected_error(counted.d, t)
    factor, extra = _allowance(scored, manner)
    bounds = {
        name: manner.form.ratio_at(t, z * np.sqrt(expected**2 * factor + extra)) for name, z in BOUNDS.items()
    }
    seen = scored.error
    adjusted = scored.z * seen / np.sqrt(seen**2 * factor + extra)
    # Units that differ anyway can only make an alarm less sure, never surer.
    by_form = exact.Tails(special.ndtr(adjusted), special.ndtr(-adjusted))
    milder = exact.Tails(*map(np.maximum, tails, by_form))
    return Verdict(adjusted, bounds, tails, milder, tested)


def _allowance(scored: Scored, manner: Manner) -> tuple[Floats, Floats]:
    """What the variance of chance is multiplied by, and what is added to it."""
    phi, tau2 = (np.nan_to_num(part, nan=0.0) for part in scored.spread)
    if manner.overdispersion == "multiplicative":
        return np.maximum(phi, 1.0), np.zeros(phi.size)
    if manner.overdispersion == "additive":
        return np.ones(phi.size), tau2
    return np.ones(phi.size), np.zeros(phi.size)


def _as_funnelplotr(scored: Scored, manner: Manner) -> Verdict:
    """Limits, and with them the outliers, of FunnelPlotR. No unit is too small."""
    _, _, d, groups = scored.units
    extra = scored.spread.tau2
    if manner.overdispersion == "none":
        extra = np.zeros(d.size)
    bounds = {
        name: funnelplotr.limit(manner.form, d, scored.t, tau2=extra, z=z, groups=groups)
        for name, z in BOUNDS.items()
    }
    if (manner.kind, manner.overdispersion) == ("SR", "none"):
        bounds = funnelplotr.chi_square_limits(d)
    with np.errstate(invalid="ignore"):  # a count of nothing: infinite on this scale
        adjusted = scored.z * scored.error / np.sqrt(scored.error**2 + extra)
    sure = exact.Tails(np.zeros(d.size), np.zeros(d.size))
    tails = exact.Tails(special.ndtr(adjusted), special.ndtr(-adjusted))
    return Verdict(scored.z, bounds, sure, tails, np.ones(d.size, np.bool_))


def _reported(scored: Scored, manner: Manner) -> Spread:
    """phi and tau2 as they were used: tau2 is 0 where nothing is added."""
    phi, tau2 = scored.spread
    if manner.overdispersion != "additive":
        tau2 = np.where(np.isnan(tau2), np.nan, 0.0)
    if (manner.profile, manner.overdispersion) == ("funnelplotr", "none"):
        phi = np.zeros(phi.size)
    return Spread(phi, tau2)


def _table(counted: units.Units, verdict: Verdict, spread: Spread) -> pl.DataFrame:
    ratio = counted.o / counted.d
    numbers = {
        "ratio": ratio,
        "z": verdict.z,
        **verdict.bounds,
        "phi": spread.phi,
        "tau2": spread.tau2,
    }
    return counted.keys.with_columns(
        *(pl.Series(name, x, nan_to_null=True) for name, x in numbers.items()),
        pl.Series("outlier", _outlier(ratio, verdict)).cat.to(OUTLIERS),
        pl.Series("q", _q(verdict, counted), nan_to_null=True),
    )


def _no_units(keys: pl.DataFrame) -> pl.DataFrame:
    numbers = ("ratio", "z", *BOUNDS, "phi", "tau2")
    return keys.with_columns(
        *(pl.lit(None, pl.Float64).alias(name) for name in numbers),
        pl.lit(None, OUTLIERS).alias("outlier"),
        pl.lit(None, pl.Float64).alias("q"),
    )


def _outlier(ratio: Floats, verdict: Verdict) -> Codes:
    """Which limit a unit is beyond, the outer one if both; 0 for none."""
    bounds, (low, high) = verdict.bounds, verdict.exact
    beyond = [
        (ratio > bounds["upper998"]) & (high < TAIL998),
        (ratio < bounds["lower998"]) & (low < TAIL998),
        (ratio > bounds["upper95"]) & (high < TAIL95),
        (ratio < bounds["lower95"]) & (low < TAIL95),
    ]
    codes = np.select(beyond, [HIGH998, LOW998, HIGH95, LOW95], NOT_OUT)
    return np.where(verdict.tested, codes, NOT_OUT).astype(np.uint8)


def _q(verdict: Verdict, counted: units.Units) -> Floats:
    chance = np.minimum(2 * np.minimum(*verdict.tails), 1.0)
    return false_discovery(chance, counted.groups, among=verdict.tested)


def _total(what: Floats, groups: Phases) -> Floats:
    return np.add.reduceat(what, groups.starts)


def _spread_out(per_group: Floats, groups: Phases) -> Floats:
    return np.repeat(per_group, groups.lengths)
