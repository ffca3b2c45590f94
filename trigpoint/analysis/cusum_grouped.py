"""CUSUM charts of cases that are known by the month: so many events among so many, against a chance.

What a month says is what all its cases say together. Its cases have no order, so the chart is looked at when a month is
over, with the thresholds of the chart of single cases (`cusum.bernoulli`): looked at less often it can reach them only
later or never, so false alarms come at most as often as is said.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from trigpoint.analysis import alert_levels, cusum, cusum_events, cusum_thresholds
from trigpoint.analysis.alert_levels import LONGEST_HORIZON, Alerts
from trigpoint.analysis.cusum_events import Events, Kind
from trigpoint.analysis.cusum_thresholds import Found, Ways
from trigpoint.analysis.problems import HEADING_ROWS, InputRefused, Problem
from trigpoint.analysis.rules import Floats

GROUPS = Kind("observed", "cases", ("improvement", "chance"), float("inf"), is_whole=False)
MONTHS = Alerts(horizon=12)
GRAIN = (
    1.05  # cases in a horizon are taken a little too many, so that series of like size share their thresholds
)
LARGEST = LONGEST_HORIZON / GRAIN


def grouped(
    months: pl.DataFrame, *, up: float | None = 2.0, down: float | None = 0.5, alerts: Alerts = MONTHS
) -> cusum.Cusum:
    """CUSUMs of cases by month: are the odds of an event `up` times what they should be, or `down` times?

    `months` has a row for each period of each series: `series`, `period`, `observed` (events; half a case counts half),
    `cases` (among so many), `chance` (of an event, as a share; the same throughout or not), and if wanted `improvement`.
    The horizon of `alerts` is counted in periods. In `points`, `excess` is of the events expected by chance.

    Raises InputRefused, with every fault found, when the input cannot be charted.

    >>> months = pl.DataFrame({"series": "A", "period": [1, 2], "observed": [3, 0], "cases": 10, "chance": 0.1})
    >>> grouped(months).points.select(pl.col("excess", "up").round(3)).rows()
    [(2.0, 1.126), (1.0, 0.173)]
    """
    ways = Ways(up, down)
    alert_levels.refuse([*cusum.impossible_ratios(ways, "odds"), *alerts.problems()])
    if "chance" not in months.columns:
        said, remedy = (
            "There is no column “chance”.",
            "Add a column headed “chance”, with shares such as 0.15.",
        )
        raise InputRefused([Problem("column-missing", said, remedy, "chance")])
    events = cusum_events.in_order(months, GROUPS)
    alert_levels.refuse(list(_faults(months)))
    chance = events.rows["chance"].cast(pl.Float64).fill_null(np.nan).to_numpy()
    known = events.known & ~np.isnan(chance)
    expected = events._replace(foreseen=np.where(known, events.foreseen * chance, np.nan), known=known)
    weights = {
        name: events.happened * np.log(ratio) - events.foreseen * np.log1p((ratio - 1) * chance)
        for name, ratio in ways.ratios().items()
    }
    return cusum.charts(expected, weights, _thresholds(events, chance, known, ways, alerts))


def _faults(months: pl.DataFrame) -> Iterator[Problem]:
    """What only charts of this kind can get wrong."""
    rows = months.with_row_index("row", offset=1 + HEADING_ROWS)
    observed, cases, chance = (pl.col(name).cast(pl.Float64) for name in ("observed", "cases", "chance"))
    told = {
        "more events than cases": (observed > cases, "observed", "Mend the numbers."),
        "a chance that is not between 0 and 1": (
            (chance <= 0) | (chance >= 1),
            "chance",
            "Give shares, such as 0.15 for 15 %.",
        ),
    }
    for said, (fault, column, remedy) in told.items():
        for row in rows.filter(fault)["row"]:
            yield Problem(f"{column}-impossible", f"Row {row} has {said}.", remedy, column, row)
    per_period = months.group_by("series").agg(pl.col("cases").cast(pl.Float64).mean())
    for name, mean in per_period.sort("series").iter_rows():
        if mean is not None and mean * 12 > LARGEST:
            said = f"Series {name} has about {mean:.0f} cases a period, too many to be watched one by one."
            yield Problem("cases-too-many", said, "Use a chart of shares (p or p').", "cases")


def _thresholds(
    events: Events, chance: Floats, known: np.ndarray, ways: Ways, alerts: Alerts
) -> dict[str, dict[int, Found]]:
    """Thresholds of every series: those of its cases, over as many of them as fall into the horizon."""
    found: dict[str, list[dict[int, Found]]] = {name: [] for name in ways.ratios()}
    worked_out: dict[tuple[str, bytes, int], dict[int, Found]] = {}
    for start, length in zip(*events.series, strict=True):
        here = np.flatnonzero(known[start : start + length] & (events.foreseen[start : start + length] > 0))
        mix = np.unique(chance[start + here])
        mean = float(events.foreseen[start + here].mean()) if here.size else 0.0
        horizon = _horizon(mean * alerts.horizon)
        for name, ratio in ways.ratios().items():
            key = (name, mix.tobytes(), horizon)
            if key not in worked_out:
                of_cases = cusum_thresholds.of_mixture(mix, ratio, alerts._replace(horizon=horizon))
                worked_out[key] = of_cases
            found[name].append(_in_periods(worked_out[key], mean))
    return {name: cusum_thresholds.joined(of_series) for name, of_series in found.items()}


def _horizon(cases: float) -> int:
    """So many cases or up to a twentieth more."""
    steps = np.ceil(np.log(max(cases, 1.0)) / np.log(GRAIN) - 1e-9)
    return int(min(np.ceil(GRAIN**steps), LONGEST_HORIZON))


def _in_periods(found: dict[int, Found], mean: float) -> dict[int, Found]:
    """Run lengths in periods in place of cases."""
    if not mean:
        return found
    return {
        level: each._replace(chances=each.chances._replace(arl=each.chances.arl / mean))
        for level, each in found.items()
    }
