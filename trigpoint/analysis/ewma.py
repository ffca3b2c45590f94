"""EWMA charts: the recent values averaged, the newer the heavier, so that small lasting changes show.

Two levels of alert, as on the CUSUM: limits lie so wide that a false alarm comes as rarely as it may.
docs/methods/ewma.md has formulas, a worked example, and what the limits promise.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from trigpoint.analysis import alert_levels, arl, faults, series, spc
from trigpoint.analysis.alert_levels import Alerts
from trigpoint.analysis.limits import WIDTH, Phases, phase_limits
from trigpoint.analysis.phases import PER_RANGE
from trigpoint.analysis.problems import HEADING_ROWS, Problem
from trigpoint.analysis.rules import Flags, Floats

METHOD_VERSION = "ewma-1"
LEAST_WEIGHT = 0.02
ENOUGH = 12  # values, for limits that come from the values themselves
TOLERANCE = 1e-9  # standard deviations: nearer to a limit is on it, and that is no alert
GRAIN = 100  # widths are whole hundredths of a standard deviation
WIDEST = 8 * GRAIN
KNOWN = ("centre", "sigma")
USED = ("series", "period", "value", "improvement", "rebase", "exclude", "widening", *KNOWN)
MONTHS = Alerts()


class Ewma(NamedTuple):
    """`points`, one row a value; `summary`, one a series; `thresholds`, one a level, the same for all series.

    The first two are sorted by their key; all have the columns given in docs/methods/ewma.md.
    """

    points: pl.DataFrame
    summary: pl.DataFrame
    thresholds: pl.DataFrame


class _Scale(NamedTuple):
    """Where values should be, and their standard deviation. One entry a point; NaN if not known."""

    centre: Floats
    sigma: Floats
    sound: Flags  # enough is known of them to give alerts


class _Manner(NamedTuple):
    """How the caller wants the charts."""

    weight: float
    limits: str
    widths: list[float]


def ewma(
    points: pl.DataFrame,
    *,
    weight: float = 0.2,
    limits: str = "exact",
    fix_after: int | None = None,
    alerts: Alerts = MONTHS,
) -> Ewma:
    """EWMA charts of every series.

    `points` has a row for each period of each series, in any order: `series`, `period`, `value`; and if wanted
    `improvement` (up, down, neither), `rebase` (1 on the first point of a phase), `exclude` (1 on a point to leave
    out), and both `centre` and `sigma`, where values should be and their standard deviation, if that is known.
    Otherwise both come from each phase as on an XmR chart, from its first `fix_after` values if that is given; `widening`
    then says by how much limits are to be wider at each point (at least 1), where values resemble their neighbours.
    `weight` is that of the newest value; `limits` are exact (narrower at the start) or fixed.

    Raises InputRefused, with every fault found, when the input cannot be charted.

    >>> months = pl.DataFrame(
    ...     {"series": "A", "period": range(3), "value": [12.0, 10.0, 14.0], "centre": 10.0, "sigma": 2.0}
    ... )
    >>> chart = ewma(months)
    >>> chart.points.select(pl.col("ewma", "upper_1", "upper_2").round(3)).rows()
    [(10.4, 11.1, 11.312), (10.32, 11.409, 11.68), (11.056, 11.575, 11.878)]
    >>> chart.thresholds.select("level", "width").rows()
    [(1, 2.75), (2, 3.28)]
    """
    alert_levels.refuse([*_unusable(weight, limits), *alerts.problems()])
    spc.refuse_settings(fix_after=fix_after)
    given = points.select(name for name in USED if name in points.columns)
    alert_levels.refuse(
        faults.of_columns(points) or [*faults.of_points(given.drop(KNOWN, strict=False)), *_known(given)]
    )
    rows, first = series.in_order(given.drop("improvement", strict=False) if given.is_empty() else given)
    block = series.arrays(rows, first)
    widths = [_width(weight, alerts.horizon, chance, limits) for chance in (alerts.level_1, alerts.level_2)]
    opens = block.first | block.rebase
    scale = _scale(rows, block.value, series.stretches(opens), fix_after)
    drawn = _points(rows, block, scale, _Manner(weight, limits, widths))
    known = ~np.isnan(block.value)
    states = _states(known, scale.sound, series.stretches(first))
    return Ewma(
        drawn,
        alert_levels.standing(drawn, known, states),
        _thresholds(weight, limits, widths, alerts.horizon),
    )


def _unusable(weight: float, limits: str) -> list[Problem]:
    problems = []
    if not LEAST_WEIGHT <= weight <= 1:
        said = f"A weight of {weight:g} cannot be used."
        remedy = f"Use one from {LEAST_WEIGHT:g} to 1; usually 0.2."
        problems.append(Problem("weight-impossible", said, remedy, "weight"))
    if limits not in arl.LIMITS:
        remedy = f"Choose one of {', '.join(arl.LIMITS)}."
        problems.append(Problem("limits-unknown", f"There are no limits “{limits}”.", remedy, "limits"))
    return problems


def _known(points: pl.DataFrame) -> list[Problem]:
    """Faults of a centre and standard deviation that are given."""
    there = [name for name in KNOWN if name in points.columns]
    if not there:
        return []
    if len(there) == 1:
        [lacking] = set(KNOWN) - set(there)
        said = f"There is “{there[0]}” but no “{lacking}”."
        return [
            Problem("column-missing", said, f"Add a column headed “{lacking}”, or leave out both.", lacking)
        ]
    rows = points.with_row_index("row", offset=1 + HEADING_ROWS)
    problems = []
    for name in KNOWN:
        number = pl.col(name).cast(pl.Float64, strict=False)
        sound = number.is_finite() & (number > 0 if name == "sigma" else True)
        for row in rows.filter(~sound.fill_null(value=False))["row"]:
            said = f"Row {row} has no {name} that can be used."
            remedy = "Give a finite number (above 0 for sigma) on every row, or leave out both columns."
            problems.append(Problem(f"{name}-missing", said, remedy, name, row))
    return problems


@lru_cache(maxsize=256)
def _width(weight: float, horizon: int, chance: float, limits: str) -> float:
    """The least whole hundredth with which false alarms are as rare as they may be."""
    low, high = 0, WIDEST
    while high - low > 1:
        middle = (low + high) // 2
        found = arl.ewma_chances(weight, middle / GRAIN, horizon, limits=limits)
        low, high = (low, middle) if max(found) <= chance else (middle, high)
    return high / GRAIN


def _thresholds(weight: float, limits: str, widths: list[float], horizon: int) -> pl.DataFrame:
    chances = [arl.ewma_chances(weight, width, horizon, limits=limits) for width in widths]
    return pl.DataFrame(
        {
            "level": pl.Series([1, 2], dtype=pl.Int8),
            "width": widths,
            "chance": [found.running for found in chances],
            "first_chance": [found.first for found in chances],
            "arl": [arl.ewma(weight, width, limits=limits) for width in widths],
        }
    )


def _scale(rows: pl.DataFrame, value: Floats, phases: Phases, fix_after: int | None) -> _Scale:
    """As given, or as an XmR chart has it."""
    if KNOWN[0] in rows.columns:
        centre, sigma = (rows[name].cast(pl.Float64).to_numpy() for name in KNOWN)
        return _Scale(centre, sigma, np.ones(value.size, np.bool_))
    if not value.size:
        return _Scale(value, value, np.ones(0, np.bool_))
    limits = phase_limits(value, phases, screen=True, fix_after=fix_after, mend_collapse=True)
    sigma = (limits.upper - limits.lower) / (2 * WIDTH * PER_RANGE)
    if "widening" in rows.columns:
        sigma_of_points = phases.spread(sigma) * rows["widening"].cast(pl.Float64).fill_null(1.0).to_numpy()
    else:
        sigma_of_points = phases.spread(sigma)
    number = np.add.reduceat(~np.isnan(value), phases.starts, dtype=np.int64)
    sound = (number >= ENOUGH) & ~np.isnan(sigma)
    return _Scale(phases.spread(limits.centre), sigma_of_points, np.repeat(sound, phases.lengths))


def widening(likeness: Floats, weight: float) -> Floats:
    """By how much an EWMA of values that resemble their neighbours varies more than one of independent values.

    `likeness` is the correlation r of each value with the one before: sqrt((1 + r(1 - w))/(1 - r(1 - w))), for limits as if
    t had no end; 1 if r is below 0. Limits from moving ranges are too narrow besides (`allowance.widening`).

    >>> widening(np.array([0.0, 0.3, -0.2]), 0.2).round(3).tolist()
    [1.0, 1.277, 1.0]
    """
    shared = np.maximum(likeness, 0.0) * (1 - weight)
    by: Floats = np.sqrt((1 + shared) / (1 - shared))
    return by


def _points(rows: pl.DataFrame, block: series.Block, scale: _Scale, manner: _Manner) -> pl.DataFrame:
    unit = np.where(
        scale.sigma > 0, scale.sigma, 1.0
    )  # of a value that never changes: anything, limits are 0 wide
    phases = series.stretches(block.first | block.rebase)
    average, share = _averages((block.value - scale.centre) / unit, phases, manner)
    edge = np.where(scale.sigma > 0, np.sqrt(manner.weight / (2 - manner.weight) * share), 0.0)
    beyond = [np.abs(average) > width * edge + TOLERANCE for width in manner.widths]
    level = np.where(scale.sound, beyond[0].astype(np.int8) + beyond[1], 0).astype(np.int8)
    heading = np.where(level > 0, np.sign(average), 0).astype(np.int8)
    lines = {"centre": scale.centre, "ewma": scale.centre + unit * average}
    for number, width in enumerate(manner.widths, 1):
        lines[f"lower_{number}"] = scale.centre - width * edge * unit
        lines[f"upper_{number}"] = scale.centre + width * edge * unit
    return rows.select("series", "period", "value").with_columns(
        *(pl.Series(name, line, nan_to_null=True) for name, line in lines.items()),
        pl.Series("level", level),
        alert_levels.meanings(block.improvement, heading),
    )


def _averages(score: Floats, phases: Phases, manner: _Manner) -> tuple[Floats, Floats]:
    """The EWMA of scores, missing where a score is; and which share of its final variance it has."""
    average, share = np.full(score.size, np.nan), np.ones(score.size)
    order = np.argsort(
        -phases.lengths, kind="stable"
    )  # the longest first: those that go on are the first ones
    starts, lengths = phases.starts[order], phases.lengths[order]
    now, left = np.zeros(starts.size), np.ones(starts.size)
    for step in range(lengths.max(initial=0)):
        on = int(np.searchsorted(-lengths, -step))  # so many have a value here
        at = starts[:on] + step
        known = ~np.isnan(score[at])
        now = np.where(known, manner.weight * score[at] + (1 - manner.weight) * now[:on], now[:on])
        left = np.where(known, left[:on] * (1 - manner.weight) ** 2, left[:on])
        average[at] = np.where(known, now, np.nan)
        if manner.limits == "exact":
            share[at] = 1 - left
    return average, share


def _states(known: Flags, sound: Flags, of_series: Phases) -> NDArray[np.int64]:
    """What can be said of each series; too few are those of its latest phase."""
    if not known.size:
        return np.empty(0, np.int64)
    number = np.add.reduceat(known, of_series.starts, dtype=np.int64)
    last = sound[of_series.starts + of_series.lengths - 1]
    return np.where(number == 0, alert_levels.NO_DATA, np.where(last, alert_levels.OK, alert_levels.TOO_FEW))
