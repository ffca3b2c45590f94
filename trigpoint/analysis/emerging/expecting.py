"""How many critical comments on a theme a provider should have had in a month.

Its own rate over its last twelve months that count, drawn towards the theme's rate at all other providers, times the
comments of this month, times how this month differs at all other providers, so that a change everywhere is no news
of one provider.
"""

import numpy as np

from trigpoint.analysis.rules import Flags, Floats

WINDOW = 12  # months of one's own
FIRST = 6  # months that must be known before a provider is watched
WORTH = 10.0  # mentions that the rate elsewhere weighs as much as
LEAST = 0.5  # mention over all of one's own months: nobody's rate is taken to be nothing
SPREAD_START, SPREAD_WORTH = 0.05, 200.0  # over-dispersion before anything is known, and what that weighs
STRANGE = 4.0  # standard deviations beyond which a month says nothing of usual spread


def base_rate(count: Floats, comments: Floats, count_elsewhere: Floats, comments_elsewhere: Floats) -> Floats:
    """Mentions a comment: a gamma prior at the rate elsewhere, worth ten mentions, or those seen there if fewer.

    >>> base_rate(*(np.array([number]) for number in (30.0, 600.0, 400.0, 20_000.0)))
    array([0.03636364])
    """
    worth = np.minimum(WORTH, count_elsewhere)
    rate = _over(count_elsewhere, comments_elsewhere)
    in_comments = np.where(rate > 0, _over(worth, rate), 0.0)
    own = comments + in_comments
    drawn = _over(count + worth, own)
    return np.where(own > 0, np.maximum(drawn, LEAST / np.maximum(own, 1.0)), 0.0)


def month_factor(count: Floats, plain: Floats, usable: Flags) -> Floats:
    """How many times as often as usual all others speak of each theme this month; by provider and theme.

    The theme's own factor is drawn towards that of all themes, and that towards 1, by ten mentions each. `plain` is
    what was expected before any factor; cells that are not `usable` say nothing.
    """
    seen, expected = np.where(usable, count, 0.0), np.where(usable, plain, 0.0)
    all_seen, all_expected = (_of_others(values.sum(axis=1)) for values in (seen, expected))
    everywhere = (all_seen + WORTH) / (all_expected + WORTH)
    factor: Floats = (_of_others(seen) + WORTH * everywhere[:, None]) / (_of_others(expected) + WORTH)
    return factor


def spread_of(count: Floats, expected: Floats, usable: Flags, spread: float) -> tuple[float, float]:
    """What one month says of over-dispersion (variance = mean + spread x mean squared): numerator and denominator."""
    away = count - expected
    usual = usable & (np.abs(away) <= STRANGE * np.sqrt(expected + spread * expected**2))
    return float((away**2 - expected)[usual].sum()), float((expected**2)[usual].sum())


def _of_others(values: Floats) -> Floats:
    others: Floats = values.sum(axis=0, keepdims=True) - values
    return np.maximum(others, 0.0)


def _over(number: Floats, of: Floats) -> Floats:
    return np.divide(number, of, out=np.zeros(np.broadcast(number, of).shape), where=of > 0)
