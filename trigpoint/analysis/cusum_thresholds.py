"""Thresholds of likelihood-ratio CUSUMs from how often they may give a false alarm.

In control a likelihood ratio is 1 on average, whatever went before. So no threshold needs to lie higher than the
logarithm of steps over chance; between 0 and there it is found by halving, in hundredths.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import polars as pl

from trigpoint.analysis import cusum_mixed
from trigpoint.analysis.alert_levels import Alerts
from trigpoint.analysis.cusum_chances import Chances, Designs, Places, chances
from trigpoint.analysis.rules import Flags, Floats

# What a step must tell at least: its mean times the square of the logarithm of the ratio, 0.0104 events for a ratio
# of 2. Rarer events get the threshold of this, and alarm less often than is said.
LEAST_TOLD = 0.005
LEAPS = 6  # towards a threshold, before what is left is halved
GRAIN = 100  # thresholds are whole hundredths
AT_ONCE = 256  # designs of like means, so that their cycles are over at about the same time
DIGITS = 6  # of stated chances and run lengths: farther ones depend on what was worked out together
# What was worked out before, by mean, ratio, horizon and chance (or threshold).
_THRESHOLDS: dict[tuple[float, float, int, float], float] = {}
_ALARMS: dict[tuple[float, float, float, int], list[float]] = {}
DIRECTIONS = pl.Enum(["up", "down"])


class Found(NamedTuple):
    """Thresholds and what is true of them. One entry a design."""

    threshold: Floats
    chances: Chances


NOTHING = Found(np.empty(0), Chances(np.empty(0), np.empty(0), np.empty(0)))
UNKNOWN = Found(np.full(1, np.nan), Chances(*(np.full(1, np.nan) for _ in Chances._fields)))


class Ways(NamedTuple):
    """The ratios that a chart looks for; None if it does not look that way."""

    up: float | None
    down: float | None

    def ratios(self) -> dict[str, float]:
        """By name, those that are looked for."""
        return {name: ratio for name, ratio in self._asdict().items() if ratio is not None}


def of_counts(means: Floats, ratio: float, alerts: Alerts) -> dict[int, Found]:
    """Thresholds by level for Poisson counts: one row of means a series, of which the least favourable counts.

    A row of NaN is a series of which nothing is known.

    >>> found = of_counts(np.array([[0.3]]), 2.0, Alerts())
    >>> found[1].threshold, found[2].threshold
    (array([2.76]), array([4.27]))
    """
    known: Flags = ~np.isnan(means.sum(axis=1))
    usual = _rounded(np.maximum(means[known], LEAST_TOLD / np.log(ratio) ** 2))
    found = {}
    for level, chance in ((1, alerts.level_1), (2, alerts.level_2)):
        of_means = _of_each(usual.ravel(), ratio, alerts.horizon, chance)
        threshold = of_means.reshape(usual.shape).max(axis=1, initial=0.0)
        pairs = np.stack([usual, np.broadcast_to(threshold[:, None], usual.shape)], axis=-1)
        alarms = _worst(pairs, ratio, alerts.horizon)
        found[level] = _spread(Found(threshold, alarms), known)
    return found


def _rounded(mean: Floats) -> Floats:
    """To three digits: no threshold changes by it, and many series have the same."""
    grain = 10.0 ** (np.floor(np.log10(mean)) - 2)
    rounded: Floats = np.round(np.round(mean / grain) * grain, 12)
    return rounded


def _of_each(mean: Floats, ratio: float, horizon: int, chance: float) -> Floats:
    """The threshold of each mean, worked out once for those that are alike."""
    different, back = np.unique(mean, return_inverse=True)
    keys = [(number, ratio, horizon, chance) for number in different.tolist()]
    new = np.array([key not in _THRESHOLDS for key in keys], np.bool_)
    for some in _blocks(np.flatnonzero(new)):
        found = _of_block(different[some], ratio, horizon, chance)
        _THRESHOLDS.update(zip([keys[place] for place in some], found.tolist(), strict=True))
    return np.array([_THRESHOLDS[key] for key in keys])[back]


def _of_block(mean: Floats, ratio: float, horizon: int, chance: float) -> Floats:
    def most(threshold: Floats) -> Floats:
        tried = chances(_designs(mean, threshold, ratio), horizon)
        return np.maximum(tried.first, tried.running)

    return _least(most, mean.size, chance, horizon)


def _worst(pairs: Floats, ratio: float, horizon: int) -> Chances:
    """False alarms at the threshold of a series, for the mean with which there are most of them."""
    different, back = np.unique(pairs.reshape(-1, 2), axis=0, return_inverse=True)
    keys = [(mean, threshold, ratio, horizon) for mean, threshold in different.tolist()]
    new = np.array([key not in _ALARMS for key in keys], np.bool_)
    for some in _blocks(np.flatnonzero(new)):
        found = chances(_designs(different[some, 0], different[some, 1], ratio), horizon)
        _ALARMS.update(zip([keys[place] for place in some], np.stack(found, axis=1).tolist(), strict=True))
    known = np.array([_ALARMS[key] for key in keys]).reshape(-1, 3)[back.ravel()].reshape(*pairs.shape[:2], 3)
    first, running, arl = known[..., 0], known[..., 1], known[..., 2]
    return Chances(
        first.max(axis=1, initial=0.0), running.max(axis=1, initial=0.0), arl.min(axis=1, initial=np.inf)
    )


def _blocks(places: Places) -> list[Places]:
    return [places[start : start + AT_ONCE] for start in range(0, places.size, AT_ONCE)]


def _designs(mean: Floats, threshold: Floats, ratio: float) -> Designs:
    in_events = abs(np.log(ratio))
    allowance = abs(ratio - 1) * mean / in_events
    return Designs(mean, allowance, threshold / in_events, np.full(mean.size, ratio > 1))


def of_mixture(chance: Floats, ratio: float, alerts: Alerts) -> dict[int, Found]:
    """Thresholds by level for one series of cases, each with its chance of an event."""
    if not chance.size:
        return {1: UNKNOWN, 2: UNKNOWN}
    mixture = cusum_mixed.Mixture.of(chance, ratio)

    def running(threshold: Floats) -> Floats:
        return np.array([cusum_mixed.running(mixture, float(threshold[0]), alerts.horizon)])

    found = {}
    for level, most in ((1, alerts.level_1), (2, alerts.level_2)):
        threshold = _least(running, 1, most, alerts.horizon)
        found[level] = Found(threshold, cusum_mixed.chances(mixture, float(threshold[0]), alerts.horizon))
    return found


def joined(of_series: list[dict[int, Found]]) -> dict[int, Found]:
    """Thresholds of single series, one after the other."""
    return {level: _joined([found[level] for found in of_series] or [NOTHING]) for level in (1, 2)}


def table(names: pl.DataFrame, usual: Floats, found: dict[str, dict[int, Found]]) -> pl.DataFrame:
    """One row a series, direction and level."""
    none = names.clear().with_columns(*_keys("up", 0), *_numbers(usual[:0], NOTHING))
    parts = [
        names.with_columns(*_keys(name, level), *_numbers(usual, of_level))
        for name, levels in found.items()
        for level, of_level in levels.items()
    ]
    return pl.concat([none, *parts]).sort("series", "direction", "level")


def one_limit(names: pl.DataFrame, usual: Floats, limit: float, directions: list[str]) -> pl.DataFrame:
    """The same for charts with one limit that says nothing of false alarms."""
    unknown = np.full(usual.size, np.nan)
    found = Found(np.full(usual.size, limit), Chances(unknown, unknown, unknown))
    return table(names, usual, {name: {2: found} for name in directions})


def _keys(direction: str, level: int) -> list[pl.Expr]:
    return [pl.lit(direction, DIRECTIONS).alias("direction"), pl.lit(level, pl.Int8).alias("level")]


def _numbers(usual: Floats, found: Found) -> list[pl.Series]:
    numbers = {
        "usual": usual,
        "threshold": found.threshold,
        "chance": found.chances.running,
        "first_chance": found.chances.first,
        "arl": np.where(np.isinf(found.chances.arl), np.nan, found.chances.arl),
    }
    exact = ("usual", "threshold")
    return [
        pl.Series(name, part, nan_to_null=True)
        if name in exact
        else pl.Series(name, part, nan_to_null=True).round_sig_figs(DIGITS)
        for name, part in numbers.items()
    ]


def _joined(parts: list[Found]) -> Found:
    """The designs of all parts, one after the other."""
    chances_of_all = zip(*(part.chances for part in parts), strict=True)
    threshold = np.concatenate([part.threshold for part in parts])
    return Found(threshold, Chances(*map(np.concatenate, chances_of_all)))


def _spread(found: Found, known: Flags) -> Found:
    """What was found, given to the series it is of; NaN for the others."""

    def given(part: Floats) -> Floats:
        to_all = np.full(known.size, np.nan)
        to_all[known] = part
        return to_all

    return Found(given(found.threshold), Chances(*map(given, found.chances)))


def _least(chance_at: Callable[[Floats], Floats], size: int, chance: float, horizon: int) -> Floats:
    """The least whole hundredth with which each design alarms as rarely as it may.

    A chance falls about as exp(-threshold) does, which soon leads to the place; where it goes in steps, halving does.
    """
    low = np.zeros(size)
    high = np.full(size, np.ceil(GRAIN * (np.log(horizon / chance) + 0.5)))
    tried, attempts = np.floor(high / 2), 0
    while (high - low > 1).any():
        found, attempts = chance_at(tried / GRAIN), attempts + 1
        high = np.where(found <= chance, np.minimum(tried, high), high)
        low = np.where(found > chance, np.maximum(tried, low), low)
        near = tried + np.ceil(GRAIN * np.log(np.maximum(found, 1e-300) / chance))
        wanted = near if attempts < LEAPS else np.floor((low + high) / 2)
        tried = np.maximum(np.clip(wanted, low + 1, high - 1), 1)
    return high / GRAIN
