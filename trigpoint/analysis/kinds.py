"""Centre and limits of charts other than XmR: each kind of data has its own chance variation.

| kind | of | chance variation |
|---|---|---|
| run | anything | none drawn; judged by its runs alone |
| i | values | the mean range between neighbours |
| p, pp | so many out of so many | binomial; pp (p') as much wider as the values vary more (Laney) |
| u, up | events per so much | Poisson; up (u') as much wider as the values vary more |
| c | events in equal periods | Poisson |
| g | opportunities between rare events | geometric |
| t | time between rare events | exponential |

Two manners. `AS_QICHARTS2` gives what the R package qicharts2 0.8.1 gives (its formulas, none of its code): normal limits everywhere.
`EXACT`, the default, takes limits from the distribution itself, so that small counts are judged by their chance;
docs/methods/charts.md says where they differ.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy import special  # type: ignore[import-untyped]  # SciPy has no types

from trigpoint.analysis import exact
from trigpoint.analysis.phases import Counted
from trigpoint.analysis.rules import Flags, Floats

OF_COUNTS = ("p", "pp", "u", "up")
KINDS = ("run", "i", *OF_COUNTS, "c", "g", "t")
WEIBULL = 3.6  # times between events to this root are nearly normal (Nelson 1994)
WIDTHS = (3.0, 2.0)  # standard deviations: limits and near limits


class Sample(NamedTuple):
    """The points of one kind. Shares and rates stand as count over size, everything else as it is."""

    value: Floats
    size: Floats  # denominators; 1 where there is none
    counted: Counted
    screen: bool


class Lines(NamedTuple):
    """Centre, and for each width the lower and the upper limit, one a point."""

    centre: Floats
    bands: tuple[tuple[Floats, Floats], ...]


Manner = Callable[[str, Sample], Lines]


def as_qicharts2(kind: str, sample: Sample) -> Lines:
    """Lines of qicharts2: centre and standard deviations."""
    if kind == "run":
        return _without_limits(sample)
    if kind == "t":
        return _weibull(sample)
    if kind == "g":
        return _geometric_as_normal(sample)
    centre, deviation = _normal(kind, sample)
    bands = [(centre - width * deviation, centre + width * deviation) for width in WIDTHS]
    if kind == "i":
        return Lines(centre, tuple(bands))
    most = 1.0 if kind in ("p", "pp") else np.inf
    return Lines(centre, tuple((np.clip(low, 0, most), np.clip(up, 0, most)) for low, up in bands))


def exactly(kind: str, sample: Sample) -> Lines:
    """Lines of our own: what chance alone would give, exactly; never narrower than that."""
    if kind == "run":
        return _without_limits(sample)
    if kind == "g":
        return _geometric(sample)
    if kind == "t":
        return _exponential(sample)
    centre, by_chance = _exact_bands(kind, sample)
    if kind not in ("pp", "up"):
        return Lines(centre, by_chance)
    widened = _widened(kind, sample, centre)
    pairs = zip(by_chance, widened, strict=True)
    return Lines(centre, tuple((np.fmin(a[0], b[0]), np.fmax(a[1], b[1])) for a, b in pairs))


def _without_limits(sample: Sample) -> Lines:
    centre = sample.counted.spread(sample.counted.median(sample.value))
    nothing = np.full(centre.size, np.nan)
    return Lines(centre, ((nothing, nothing),) * len(WIDTHS))


def _normal(kind: str, sample: Sample) -> tuple[Floats, Floats]:
    """Centre and standard deviation of each point."""
    counted = sample.counted
    if kind in ("i", "c"):
        mean = counted.mean(sample.value)
        by_ranges = counted.sigma(sample.value, screen=sample.screen, mend=False)
        return counted.spread(mean), counted.spread(by_ranges if kind == "i" else np.sqrt(mean))
    centre = _pooled(sample)
    deviation = chance_deviation(kind, centre, sample.size)
    if kind in ("pp", "up"):
        deviation = deviation * counted.spread(laney(sample, centre, deviation, mend=False))
    return centre, deviation


def _pooled(sample: Sample) -> Floats:
    counted = sample.counted
    return counted.spread(counted.ratio(sample.value * sample.size, sample.size))


def chance_deviation(kind: str, centre: Floats, size: Floats) -> Floats:
    """Standard deviation by chance of a share (p, pp) or a rate (u, up) of this size."""
    variance = centre * (1 - centre) if kind in ("p", "pp") else centre
    return np.sqrt(variance / size)


def laney(sample: Sample, centre: Floats, deviation: Floats, *, mend: bool) -> Floats:
    """How many times more than chance the values of each phase vary from one to the next.

    Source: Laney, Quality Engineering 2002, 14:531.
    """
    z = np.divide(sample.value - centre, deviation, out=np.full(centre.size, np.nan), where=deviation > 0)
    return sample.counted.sigma(z, screen=sample.screen, mend=mend)


def _widened(kind: str, sample: Sample, centre: Floats) -> tuple[tuple[Floats, Floats], ...]:
    """Laney's limits, where the values vary more than by chance; as chance has them elsewhere."""
    deviation = chance_deviation(kind, centre, sample.size)
    times = np.fmax(laney(sample, centre, deviation, mend=True), 1.0)
    wide = deviation * sample.counted.spread(times)
    most = 1.0 if kind == "pp" else np.inf
    return tuple(
        (np.clip(centre - width * wide, 0, most), np.clip(centre + width * wide, 0, most)) for width in WIDTHS
    )


def _exact_bands(kind: str, sample: Sample) -> tuple[Floats, tuple[tuple[Floats, Floats], ...]]:
    """Limits that are counts themselves: a count beyond one has less than the chance of that width."""
    counted = sample.counted
    centre = counted.spread(counted.mean(sample.value)) if kind == "c" else _pooled(sample)
    known = ~np.isnan(centre) & (sample.size > 0)
    size, target = np.where(known, sample.size, 1.0), np.where(known, centre, 0.0)
    how = "PR" if kind in ("p", "pp") else "SR"
    expected = size * target if how == "SR" else size
    count = exact.counts(how, expected, expected, target)
    bands = tuple(
        tuple(_hide(exact.quantile(count, share) / size, known) for share in _shares(width))
        for width in WIDTHS
    )
    return centre, bands  # type: ignore[return-value]  # pairs, by _shares


def _shares(width: float) -> tuple[float, float]:
    return float(special.ndtr(-width)), float(special.ndtr(width))


def _hide(line: Floats, known: Flags) -> Floats:
    return np.where(known, line, np.nan)


def _geometric(sample: Sample) -> Lines:
    """Limits of the number of opportunities before an event; the centre is exceeded half the time."""
    mean = sample.counted.spread(sample.counted.mean(sample.value))
    with np.errstate(divide="ignore", invalid="ignore"):  # a mean of nothing: all limits are 0
        per = np.log(mean / (mean + 1))
        bands = tuple(
            tuple(_least_whole(np.log1p(-share) / per - 1) for share in _shares(width)) for width in WIDTHS
        )
        centre = np.maximum(np.log(0.5) / per - 1, 0.0)
    return Lines(_nothing(centre, mean), tuple((_nothing(a, mean), _nothing(b, mean)) for a, b in bands))


def _least_whole(count: Floats) -> Floats:
    return np.maximum(np.ceil(count - 1e-9), 0.0)


def _nothing(line: Floats, mean: Floats) -> Floats:
    return np.where(mean == 0, 0.0, line)


def _exponential(sample: Sample) -> Lines:
    """Limits of the time to the next event; the centre is exceeded half the time."""
    mean = sample.counted.spread(sample.counted.mean(sample.value))
    bands = [tuple(-np.log1p(-share) * mean for share in _shares(width)) for width in WIDTHS]
    return Lines(np.log(2.0) * mean, tuple((low, up) for low, up in bands))


def _geometric_as_normal(sample: Sample) -> Lines:
    counted = sample.counted
    mean = counted.spread(counted.mean(sample.value))
    deviation = np.sqrt(mean * (mean + 1))
    bands = ((np.maximum(mean - width * deviation, 0), mean + width * deviation) for width in WIDTHS)
    return Lines(counted.spread(counted.median(sample.value)), tuple(bands))


def _weibull(sample: Sample) -> Lines:
    rooted = sample._replace(value=sample.value ** (1 / WEIBULL))
    centre, deviation = _normal("i", rooted)
    bands = [(centre - width * deviation, centre + width * deviation) for width in WIDTHS]
    (lower, upper), (near_lower, near_upper) = bands
    with np.errstate(invalid="ignore"):  # the reference leaves out a near limit below 0
        near = near_lower**WEIBULL
    back = (np.maximum(lower, 0) ** WEIBULL, upper**WEIBULL), (near, near_upper**WEIBULL)
    return Lines(centre**WEIBULL, back)
