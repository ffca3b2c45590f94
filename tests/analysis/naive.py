"""The charts and the funnel told a second time: slowly, one by one, from the written rules.

Nothing here is taken from trigpoint.analysis. Missing is None.
"""

import itertools
from math import asin, exp, floor, log, pi, sin, sqrt


def mean(numbers):
    return sum(numbers) / len(numbers) if numbers else None


def limits(values, *, screen=True, mend=True):
    """Centre and mean moving range of the baseline values of one phase."""
    real = [v for v in values if v is not None]
    ranges = [abs(b - a) for a, b in itertools.pairwise(values) if None not in (a, b)]
    spread = mean(ranges)
    if screen and ranges:
        kept = [r for r in ranges if r < 3.267 * spread]
        screened = mean(kept)
        if not (mend and not screened):
            spread = screened
    return mean(real), spread


def sign(number):
    return 0 if number is None else (number > 0) - (number < 0)


def minus(a, b):
    return None if a is None or b is None else a - b


def rules(values, centre, spread):
    """For each value of one phase the set of rules and the way it points."""
    n = len(values)
    side = [sign(minus(v, centre)) for v in values]
    move = [0] + [sign(minus(b, a)) for a, b in itertools.pairwise(values)]
    wide, narrow = (None, None) if spread is None else (2.66 * spread, 2 * (2.66 / 3) * spread)
    outside = [beyond(v, centre, wide) for v in values]
    near = [beyond(v, centre, narrow) and not out for v, out in zip(values, outside, strict=True)]
    fired = [{"outside"} if out else set() for out in outside]
    for window in windows(n, 7):
        if same(side, window):
            fire(fired, window, "shift")
        if same(move, window[1:]):
            fire(fired, window, "trend")
    for window in windows(n, 3):
        close = [i for i in window if near[i]]
        if same(side, window) and len(close) >= 2:
            fire(fired, close, "two_of_three")
    return [(fired[i], heading(i, fired, side, move)) for i in range(n)]


def beyond(value, centre, width):
    return None not in (value, width) and (value > centre + width or value < centre - width)


def windows(n, width):
    return [range(i, i + width) for i in range(n - width + 1)]


def same(signs, window):
    return signs[window[0]] != 0 and len({signs[i] for i in window}) == 1


def fire(fired, window, rule):
    for i in window:
        fired[i].add(rule)


def heading(i, fired, side, move):
    if not fired[i]:
        return 0
    if "outside" in fired[i] or "trend" not in fired[i]:
        return side[i]
    leaves = i + 1 < len(move) and "trend" in fired[i + 1]
    return 1 if (move[i + 1] if leaves else move[i]) == 1 else -1


def percentile(numbers, share):
    ordered = sorted(numbers)
    place = (len(ordered) - 1) * share
    low = floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def distance_and_error(kind, trim, o, d, t):
    if kind == "SR" and trim == "truncate":
        return log(o / d), 1 / sqrt(d)
    if kind == "SR":
        return sqrt(o / d) - 1, 1 / (2 * sqrt(d))
    if kind == "PR":
        return asin(sqrt(o / d)) - asin(sqrt(t)), 1 / (2 * sqrt(d))
    return log((o + 0.5) / (d + 0.5)) - log(t), sqrt(o / (o + 0.5) ** 2 + d / (d + 0.5) ** 2)


def spread(z, s, trim, trim_by):
    if trim == "winsorise":
        low, high = percentile(z, trim_by), percentile(z, 1 - trim_by)
        kept = list(range(len(z)))
        z = [min(max(x, low), high) for x in z]
    else:
        rank = [sum(y < x for y in z) + (sum(y == x for y in z) + 1) / 2 for x in z]
        part = [floor(r * (1 / trim_by) / (len(z) + 1)) for r in rank]
        kept = [i for i, p in enumerate(part) if 0 < p < 1 / trim_by - 1]
    n = len(kept)
    phi = sum(z[i] ** 2 for i in kept) / n
    w = [1 / s[i] ** 2 for i in kept]
    if n * phi < n - 1:
        return phi, 0.0
    below = sum(w) - sum(x * x for x in w) / sum(w)
    return phi, max(0.0, (n * phi - (n - 1)) / below)


def funnel_limits(kind, trim, d, t, z, factor, extra):
    if kind == "RC":
        o = t * d
        s = sqrt(o / (o + 0.5) ** 2 + d / (d + 0.5) ** 2)
    else:
        s = 1 / sqrt(d) if (kind, trim) == ("SR", "truncate") else 1 / (2 * sqrt(d))
    width = z * sqrt(s * s * factor + extra)
    if (kind, trim) == ("SR", "truncate"):
        return exp(width)
    if kind == "SR":
        return max(0.0, 1 + width) ** 2
    if kind == "PR":
        return sin(min(max(asin(sqrt(t)) + width, 0), pi / 2)) ** 2
    return t * exp(width)


def false_discovery(chances):
    ordered = sorted(chances)
    scaled = [p * len(ordered) / (i + 1) for i, p in enumerate(ordered)]
    return [min(q for p2, q in zip(ordered, scaled, strict=True) if p2 >= p) for p in chances]
