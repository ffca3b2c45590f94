"""CUSUM charts of events, thousands at a time: counts against what was expected, and cases against their chance.

Both add up the logarithm of how much likelier a period (or a case) is if events come `up` (or `down`) times as
often, and start again at 0 when that says nothing. docs/methods/cusum.md has formulas, a worked example, and
what the two levels of alert promise.
"""

from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from trigpoint.analysis import alert_levels, cusum_events, cusum_thresholds
from trigpoint.analysis.alert_levels import Alerts
from trigpoint.analysis.cusum_events import Events
from trigpoint.analysis.cusum_thresholds import Found, Ways
from trigpoint.analysis.limits import Phases, means
from trigpoint.analysis.problems import Problem
from trigpoint.analysis.rules import Flags, Floats, Signs

METHOD_VERSION = "cusum-1"
DEFAULT_PROFILE = "trigpoint"
PROFILES = (DEFAULT_PROFILE, "qicharts2")
MONTHS = Alerts(horizon=12)
CASES = Alerts(horizon=500)
TOLERANCE = 1e-9  # a chart is at its threshold, or at 0, if it is nearer than this
ENOUGH = 1.0  # events expected in all; with fewer, silence says nothing


class Cusum(NamedTuple):
    """`points`, one row a period or case; `summary`, one a series; `thresholds`, one a series, way and level.

    All are sorted by their key and have the columns given in docs/methods/cusum.md.
    """

    points: pl.DataFrame
    summary: pl.DataFrame
    thresholds: pl.DataFrame


class _Line(NamedTuple):
    """A chart in one direction: the statistic and its level, at every row."""

    statistic: Floats
    level: Signs


def poisson(
    counts: pl.DataFrame, *, up: float | None = 2.0, down: float | None = 0.5, alerts: Alerts = MONTHS
) -> Cusum:
    """CUSUMs of counts: are events `up` times as frequent as expected, or `down` times?

    `counts` has a row for each period of each series, in any order: `series`, `period`, `observed` (whole
    events), `expected`; and if wanted `improvement` (up, down, neither) and `usual`, the events a period that the
    thresholds are worked out for (otherwise the mean of those expected), one for a series. `alerts` says how
    often a false alarm may come, in each direction.

    Raises InputRefused, with every fault found, when the input cannot be charted.

    >>> months = pl.DataFrame({"series": "A", "period": range(3), "observed": [2, 2, 3], "expected": 0.3})
    >>> chart = poisson(months)
    >>> chart.points.select(pl.col("excess", "up").round(3), "level").rows()
    [(1.7, 1.086, 0), (3.4, 2.173, 0), (6.1, 3.952, 1)]
    >>> chart.summary.rows()
    [('A', 3, 'too_few', 1, 2, None)]
    """
    ways = Ways(up, down)
    alert_levels.refuse([*impossible_ratios(ways, "ratio"), *alerts.problems()])
    events = cusum_events.in_order(counts, cusum_events.COUNTS)
    means_of_series = _range(events)
    found = {
        name: cusum_thresholds.of_counts(means_of_series, ratio, alerts)
        for name, ratio in ways.ratios().items()
    }
    weights = {
        name: events.happened * np.log(ratio) - (ratio - 1) * events.foreseen
        for name, ratio in ways.ratios().items()
    }
    return charts(events, weights, found)


def bernoulli(
    cases: pl.DataFrame,
    *,
    up: float | None = 2.0,
    down: float | None = 0.5,
    alerts: Alerts = CASES,
    profile: str = DEFAULT_PROFILE,
    limit: float = 3.5,
) -> Cusum:
    """CUSUMs of single cases: are the odds of an event `up` times what they should be, or `down` times?

    `cases` has a row for each case: `series`, `period` (whatever puts the cases in order, each once in a
    series), `outcome` (1 if it happened, else 0), `chance` (that it would: one for all, or each its own, which makes
    the chart risk-adjusted); and if wanted `improvement`. The horizon of `alerts` is counted in cases.

    The profile `qicharts2` gives what that R package (0.8.1) gives with `limit`: one level, a chart that is put
    back to 0 already where it signals, and below 0 where it looks for fewer events.

    >>> cases = pl.DataFrame({"series": "A", "period": range(4), "outcome": [0, 1, 1, 0], "chance": 0.01})
    >>> bernoulli(cases).points.select(pl.col("vlad", "up").round(3)).rows()
    [(0.01, 0.0), (-0.98, 0.683), (-1.97, 1.366), (-1.96, 1.356)]
    """
    ways = Ways(up, down)
    alert_levels.refuse([*impossible_ratios(ways, "odds"), *alerts.problems(), *_unknown(profile, limit)])
    events = cusum_events.in_order(cases, cusum_events.CASES)
    weights = {
        name: events.happened * np.log(ratio) - np.log1p((ratio - 1) * events.foreseen)
        for name, ratio in ways.ratios().items()
    }
    if profile == "qicharts2":
        return _as_qicharts2(events, weights, limit)
    return charts(events, weights, _of_cases(events, ways, alerts))


def impossible_ratios(ways: Ways, name: str) -> list[Problem]:
    problems = []
    for way, ratio in ways.ratios().items():
        low, high = (1.0, 100.0) if way == "up" else (0.0, 1.0)
        if not low < ratio < high or abs(np.log(ratio)) < np.log(1.05):
            said = f"A {name} ratio of {ratio:g} cannot be looked for in the direction “{way}”."
            remedy = "Use one from 1.05 to 100 for “up”, from 0.01 to 0.95 for “down”."
            problems.append(Problem(f"{way}-impossible", said, remedy, way))
    return problems


def _unknown(profile: str, limit: float) -> list[Problem]:
    problems = []
    if profile not in PROFILES:
        remedy = f"Choose one of {', '.join(PROFILES)}."
        problems.append(Problem("profile-unknown", f"There is no profile “{profile}”.", remedy, "profile"))
    if not limit > 0:
        problems.append(Problem("limit-impossible", f"{limit:g} is no limit.", "Use one above 0.", "limit"))
    return problems


def _usual(events: Events) -> Floats:
    """Events a period of each series, or the mean chance; NaN if there is none."""
    if not events.series.starts.size:
        return np.empty(0)
    mean = means(events.foreseen, _counted(events), events.series)
    if "usual" not in events.rows.columns:
        return mean
    given = np.fmax.reduceat(events.rows["usual"].cast(pl.Float64).to_numpy(), events.series.starts)
    return np.where(np.isnan(given), mean, given)


def _counted(events: Events) -> Flags:
    """Rows that say something: where nothing could happen, nothing was learnt."""
    return events.known & (events.foreseen > 0)


def _range(events: Events) -> Floats:
    """The events a period for which thresholds are to hold: the least, the mean and the most; or the usual ones."""
    usual, starts = _usual(events), events.series.starts
    if not starts.size:
        return np.empty((0, 3))
    least = np.minimum.reduceat(np.where(_counted(events), events.foreseen, np.inf), starts)
    most = np.maximum.reduceat(np.where(_counted(events), events.foreseen, -np.inf), starts)
    if "usual" in events.rows.columns:
        fixed = ~np.isnan(np.fmax.reduceat(events.rows["usual"].cast(pl.Float64).to_numpy(), starts))
        least, most = np.where(fixed, usual, least), np.where(fixed, usual, most)
    return np.stack([least, usual, most], axis=1)


def _of_cases(events: Events, ways: Ways, alerts: Alerts) -> dict[str, dict[int, Found]]:
    """Thresholds of every series, worked out once for those with the same chances."""
    told = events.known & (events.foreseen > 0) & (events.foreseen < 1)  # what is sure tells nothing
    worked_out: dict[tuple[str, bytes], dict[int, Found]] = {}
    found: dict[str, list[dict[int, Found]]] = {name: [] for name in ways.ratios()}
    for start, length in zip(*events.series, strict=True):
        here = slice(start, start + length)
        mix = np.sort(events.foreseen[here][told[here]])
        if mix.size and mix[0] == mix[-1]:
            mix = mix[:1]
        for name, ratio in ways.ratios().items():
            key = (name, mix.tobytes())
            if key not in worked_out:
                worked_out[key] = cusum_thresholds.of_mixture(mix, ratio, alerts)
            found[name].append(worked_out[key])
    return {name: cusum_thresholds.joined(of_series) for name, of_series in found.items()}


def charts(events: Events, weights: dict[str, Floats], found: dict[str, dict[int, Found]]) -> Cusum:
    """The charts of events whose weights and thresholds are known, one of each a direction."""
    lines = {name: _line(events, weight, found[name]) for name, weight in weights.items()}
    points = _points(events, lines)
    return Cusum(
        points,
        alert_levels.standing(points, events.known, _states(events)),
        cusum_thresholds.table(events.names(), _usual(events), found),
    )


def _line(events: Events, weight: Floats, found: dict[int, Found]) -> _Line:
    """A chart in one direction, begun again after it reached the second level."""
    first, second = (found[level].threshold for level in (1, 2))
    statistic = _climb(np.where(events.known, weight, 0.0), events.series, second, again_at_once=False)
    reached = [
        statistic >= np.repeat(threshold, events.series.lengths) - TOLERANCE for threshold in (first, second)
    ]
    level = np.where(events.known, reached[0].astype(np.int8) + reached[1], 0)
    return _Line(np.where(events.known, statistic, np.nan), level.astype(np.int8))


def _climb(weight: Floats, series: Phases, threshold: Floats, *, again_at_once: bool) -> Floats:
    """What the weights add up to, never below 0; from 0 again after the threshold, or already at it."""
    statistic = np.empty(weight.size)
    order = np.argsort(
        -series.lengths, kind="stable"
    )  # the longest first: those that go on are the first ones
    starts, lengths, limit = series.starts[order], series.lengths[order], threshold[order] - TOLERANCE
    now = np.zeros(starts.size)
    for step in range(lengths.max(initial=0)):
        on = int(np.searchsorted(-lengths, -step))  # so many have a row here
        at = starts[:on] + step
        now = np.maximum(now[:on] + weight[at], 0.0)
        now[now < TOLERANCE] = 0.0
        over = now >= limit[:on]
        if again_at_once:
            now[over] = 0.0
        statistic[at] = now
        now[over] = 0.0
    return statistic


def _states(events: Events) -> NDArray[np.int64]:
    """What can be said of each series."""
    starts = events.series.starts
    if not starts.size:
        return np.empty(0, np.int64)
    number = np.add.reduceat(events.known, starts, dtype=np.int64)
    total = np.add.reduceat(np.where(events.known, events.foreseen, 0.0), starts)
    few = np.where(total < ENOUGH, alert_levels.TOO_FEW, alert_levels.OK)
    return np.where(number == 0, alert_levels.NO_DATA, few)


def _points(events: Events, lines: dict[str, _Line]) -> pl.DataFrame:
    nothing = _Line(np.full(events.known.size, np.nan), np.zeros(events.known.size, np.int8))
    up, down = (lines.get(name, nothing) for name in Ways._fields)
    more = np.where(events.known, events.happened - events.foreseen, np.nan)
    heading = alert_levels.heading(events.improvement, up.level, down.level)
    return (
        events.rows.select(*cusum_events.KEYS, *events.kind.numbers())
        .with_columns(
            pl.Series("excess", more, nan_to_null=True),
        )
        .with_columns(
            pl.col("excess").cum_sum().over("series"),
            vlad=0.0 - pl.col("excess").cum_sum().over("series"),
        )
        .with_columns(
            pl.Series("up", up.statistic, nan_to_null=True),
            pl.Series("down", down.statistic, nan_to_null=True),
            pl.Series("level", np.maximum(up.level, down.level)),
            alert_levels.meanings(events.improvement, heading),
        )
    )


def _as_qicharts2(events: Events, weights: dict[str, Floats], limit: float) -> Cusum:
    """One level; where a chart signals it shows 0; the chart downwards has its sign turned."""
    lines = {}
    for name, weight in weights.items():
        known = np.where(events.known, weight, 0.0)
        limits = np.full(events.series.starts.size, limit)
        shown = _climb(known, events.series, limits, again_at_once=True)
        before = np.where(_is_first(events), 0.0, np.roll(shown, 1))
        signal = before + known >= limit - TOLERANCE
        level = np.where(events.known & signal, 2, 0).astype(np.int8)
        lines[name] = _Line(np.where(events.known, shown if name == "up" else -shown, np.nan), level)
    points = _points(events, lines)
    return Cusum(
        points,
        alert_levels.standing(points, events.known, _states(events)),
        cusum_thresholds.one_limit(events.names(), _usual(events), limit, list(weights)),
    )


def _is_first(events: Events) -> Flags:
    first = np.zeros(events.known.size, np.bool_)
    first[events.series.starts] = True
    return first
