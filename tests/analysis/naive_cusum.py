"""CUSUM and EWMA charts told a second time: slowly, one by one, from the written rules.

Nothing here is taken from trigpoint.analysis. Missing is None.
"""

from math import exp, log, sqrt

import numpy as np


def poisson_weight(observed, expected, ratio):
    return observed * log(ratio) - (ratio - 1) * expected


def bernoulli_weight(outcome, chance, ratio):
    """Logarithm of the likelihood with odds `ratio` times as high, over that with the chance as it is."""
    odds = ratio * chance / (1 - chance)
    changed = odds / (1 + odds)
    return log(changed / chance) if outcome else log((1 - changed) / (1 - chance))


def climb(weights, second):
    """The CUSUM of weights, begun again after it reached `second`."""
    shown, now = [], 0.0
    for weight in weights:
        if weight is None:
            shown.append(None)
            continue
        now = max(0.0, now + weight)
        shown.append(now)
        if now >= second - 1e-9:
            now = 0.0
    return shown


def averages(values, weight, centre):
    """EWMA of values, and how many standard deviations of one value its own is."""
    shown, now, seen = [], centre, 0
    for value in values:
        if value is None:
            shown.append((None, None))
            continue
        seen += 1
        now = weight * value + (1 - weight) * now
        shown.append((now, sqrt(weight / (2 - weight) * (1 - (1 - weight) ** (2 * seen)))))
    return shown


def poisson_chain(mean, ratio, threshold, horizon):
    """Chance that a CUSUM of Poisson counts reaches a threshold within so many steps: every path, from 0.

    A place is told by when the chart was last at 0 and how many events it has seen since; no two are put together.
    """
    events = [exp(-mean)]
    while events[-1] > 1e-18 or len(events) < mean:
        events.append(events[-1] * mean / len(events))
    places, alarm = {(0, 0): 1.0}, 0.0
    for _ in range(horizon):
        later = {}
        for (steps, seen), chance in places.items():
            for more, share in enumerate(events):
                now = (seen + more) * log(ratio) - (ratio - 1) * mean * (steps + 1)
                if now >= threshold:
                    alarm += chance * share
                    continue
                place = (steps + 1, seen + more) if now > 0 else (0, 0)
                later[place] = later.get(place, 0.0) + chance * share
        places = later
    return alarm


def simulated(draw, threshold, *, horizon, charts, seed, horizons=5):
    """Of charts in control that ran for long without an alarm, the share with one in the next `horizon` steps.

    `draw` gives the weights of one step of so many charts. With the standard error, and the share from the start.
    """
    random = np.random.default_rng(seed)
    now, quiet, kept = np.zeros(charts), np.ones(charts, bool), []
    for _ in range(horizons * horizon):
        now = np.maximum(now + draw(random, charts), 0)
        quiet &= now < threshold - 1e-9
        kept.append(quiet.mean())
    first = 1 - kept[horizon - 1]
    running = 1 - kept[-1] / kept[-1 - horizon]
    return first, running, sqrt(running * (1 - running) / (charts * kept[-1 - horizon]))


def exact_ewma_length(weight, width, shift):
    """Mean run length of an EWMA with exact limits: the density carried from value to value by Simpson's rule."""

    def rule(edge):
        share = np.full(1001, 2.0)
        share[1::2], share[[0, -1]] = 4.0, 1.0
        return np.linspace(-edge, edge, 1001), share * (2 * edge / 1000) / 3

    def bell(z):
        return np.exp(-z * z / 2) / sqrt(2 * np.pi) / weight

    length, step, quiet, before = 1.0, 0, 1.0, None
    while quiet > 1e-15:
        step += 1
        places, share = rule(width * sqrt(weight / (2 - weight) * (1 - (1 - weight) ** (2 * step))))
        if before is None:
            density = bell(places / weight - shift)
        else:
            moves = bell((places[:, None] - (1 - weight) * before[0]) / weight - shift)
            density = moves @ (before[1] * before[2])
        quiet = float(share @ density)
        length += quiet
        before = (places, share, density)
    return length
