"""Targets: is it met, and will it be met if nothing changes? Two questions, two answers.

`met` follows the target's own rule on the unrounded figure. `band` is statistical. The
kinds are standard, trajectory, ceiling (of a count over a year) and reduction (by so many
per cent of a baseline, by a day). docs/methods/targets.md has the formulas.
"""

from typing import NamedTuple

import numpy as np
import polars as pl

from trigpoint.analysis import allowance, faults, goals, landing, periods, series
from trigpoint.analysis.icons import LEAST_POINTS
from trigpoint.analysis.landing import Landing, Rest
from trigpoint.analysis.limits import WIDTH, Places, phase_limits
from trigpoint.analysis.problems import HEADING_ROWS, InputRefused, Problem
from trigpoint.analysis.rules import Codes, Floats, Limits
from trigpoint.analysis.unrounded import unrounded

METHOD_VERSION = "targets-2"
MET = pl.Enum(["unknown", "no", "yes"])
BAND = pl.Enum(["unknown", "fail", "hit_or_miss", "pass"])
RAG = pl.Enum(["", "red", "amber", "green"])
UNKNOWN, FAIL, HIT_OR_MISS, PASS = range(4)
RED, AMBER, GREEN = 1, 2, 3

NEAR = 0.1  # a count this close below its trajectory is amber, unless something else is given
SURE = 0.975  # a ceiling will be kept, or broken, with at least this chance
RECENT = 36  # periods from which the dispersion of counts is taken


class _Known(NamedTuple):
    """The series as they stand. Arrays have one entry a series unless they say otherwise."""

    block: series.Block
    calendar: periods.Calendar
    last: Places  # place of the latest value among the points; -1 if there is none
    limits: Limits  # of the phase of the latest value, held within what is possible
    number: Floats  # values in that phase
    dispersion: Floats


def targets(points: pl.DataFrame, wanted: pl.DataFrame, near: float = NEAR) -> pl.DataFrame:
    """How every series stands to its targets; one row for each series and kind of target.

    `points` are those of `spc.xmr`: `series`, `period` (dates or months), `value`, and if
    wanted `numerator`, `denominator`, `improvement`, `chart`, `rebase`, and what `seasons`
    found (`season`, `widening`), which is allowed for in the landing. `wanted` has
    `series`, `kind`, and by kind `from`, `to`, `value`, `baseline`, `percent`, `by`,
    `between`: a standard is a value from a day to a day (both may be open); a trajectory
    rows of from and value, `between` them step or linear; a ceiling the most that may be
    counted from a day to a day, with rows that have `by` for how much by when (evenly if
    none); a reduction a baseline, so many percent, by a day, evenly if `from` is given.
    `near` is the share below a ceiling that is amber.

    Gives `series`, `kind`, `period` and `value` (the latest, unrounded; of a ceiling the
    count so far), `wanted_now`, `met` (yes, no, unknown), `due`, `wanted_at_end`, `landing`
    with `landing_lower` and `landing_upper` (95 %), `chance` of meeting it at the end,
    `band` (pass, fail, hit_or_miss, unknown), `rag` (of ceilings), `n` and `dispersion`.

    Raises InputRefused with every fault found.

    >>> month = pl.DataFrame({"series": "Training", "period": ["2026-04"], "value": [84.8],
    ...     "numerator": [339], "denominator": [400], "improvement": "up"})
    >>> standard = pl.DataFrame({"series": "Training", "kind": "standard", "value": [84.8]})
    >>> targets(month, standard).select("value", "met", "band").row(0)
    (84.75, 'no', 'unknown')
    """
    aims = goals.read(wanted)
    ordered, block = _read(points)
    known = _known(ordered, block)
    now = goals.current(aims, _latest(ordered, known))
    ceiling = pl.col("kind") == goals.CEILING
    _refuse_negative(points, now.filter(ceiling))
    values, counts = now.filter(~ceiling), now.filter(ceiling)
    return _table(pl.concat([_of_values(values, known), _of_ceilings(counts, known, near)]))


def _read(points: pl.DataFrame) -> tuple[pl.DataFrame, series.Block]:
    problems = faults.of_columns(points)
    if problems:
        raise InputRefused(problems)
    day = periods.dates(points["period"])
    try:
        ordered, first = series.in_order(points.with_columns(day.alias("period")))
        return ordered, series.arrays(ordered, first)
    except series.Unsound:
        raise InputRefused(faults.of_points(points)) from None


def _known(ordered: pl.DataFrame, block: series.Block) -> _Known:
    of_series = series.stretches(block.first)
    calendar = periods.calendar(ordered["period"], of_series)
    alone = of_series.lengths == 1  # a single period is taken for a month
    calendar = calendar._replace(length=np.where(alone, 1, calendar.length))
    real = ~np.isnan(block.value)
    last = np.maximum.reduceat(np.where(real, np.arange(real.size), -1), of_series.starts)
    phases = series.stretches(block.first | block.rebase)
    value = block.value if block.allowed is None else block.value - block.allowed.season
    per_phase = phase_limits(value, phases, screen=True, fix_after=None, mend_collapse=True)
    limits = Limits(*(phases.spread(line)[last] for line in per_phase))
    if block.allowed is not None:
        limits = allowance.widened(limits, block.allowed.widening[last])
    number = np.add.reduceat(real, phases.starts, dtype=np.float64)
    number = np.where(last >= 0, phases.spread(number)[last], 0.0)
    return _Known(block, calendar, last, limits, number, _dispersion(block, last))


def _dispersion(block: series.Block, last: Places) -> Floats:
    """Variance over mean of the counts of the phase, its last 36 periods; at least 1.

    The variance is half the mean squared difference of neighbours, which a lasting change hardly moves.
    """
    phase = np.cumsum(block.first | block.rebase)
    who = np.cumsum(block.first) - 1
    real = ~np.isnan(block.value)
    place = np.arange(real.size)
    used = real & (phase == phase[last][who]) & (place > last[who] - RECENT) & (place <= last[who])
    pair = np.zeros(real.size, np.bool_)
    pair[1:] = used[1:] & used[:-1]
    step = np.zeros(real.size)
    step[1:] = np.where(pair[1:], block.value[1:] - block.value[:-1], 0.0)
    value = np.where(used, block.value, 0.0)
    number, pairs, total, squares = (np.bincount(who, x, last.size) for x in (used, pair, value, step**2))
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = squares / (2 * pairs) / (total / number)
    return np.where((number >= LEAST_POINTS) & (ratio > 1), ratio, 1.0)


def _latest(ordered: pl.DataFrame, known: _Known) -> pl.DataFrame:
    """The latest value of each series: when, how much, unrounded, and which way is better."""
    here = np.maximum(known.last, 0)
    month = known.calendar.month[here]
    firsts = ordered.filter(pl.Series(known.block.first))
    return (
        firsts.select(pl.col("series").cast(pl.String))
        .with_columns(
            pl.Series("at", np.arange(known.last.size), pl.Int64),
            ordered["period"].gather(here).alias("period"),
            pl.Series("month_from", month, pl.Int64),
            pl.Series("month_to", month + np.maximum(known.calendar.length, 1) - 1, pl.Int64),
            pl.Series("value", unrounded(known.block)[here], pl.Float64, nan_to_null=True),
            pl.Series("better", known.block.improvement[here], pl.Int64),
        )
        .filter(pl.Series(known.last >= 0))
    )


def _refuse_negative(points: pl.DataFrame, ceilings: pl.DataFrame) -> None:
    counted = pl.col("series").cast(pl.String).is_in(ceilings["series"].implode())
    rows = points.with_row_index("row", offset=1 + HEADING_ROWS).filter(counted & (pl.col("value") < 0))
    if not rows.is_empty():
        raise InputRefused(
            Problem("count-negative", f"Row {row} has a count below 0.", "Counts start at 0.", "value", row)
            for row in rows["row"]
        )


def _of_values(now: pl.DataFrame, known: _Known) -> pl.DataFrame:
    """Standards, trajectories and reductions."""
    at, value, wanted, end = _columns(now, "at", "value", "wanted_now", "at_end")
    better = now.select(pl.when(pl.col("better") == 0).then("way").otherwise("better")).to_series()
    up = better.cast(pl.Float64).fill_null(0.0).to_numpy()
    gone = now.select((pl.col("until") < pl.col("period")).fill_null(value=True)).to_series().to_numpy()
    here = np.nan_to_num(at).astype(np.intp)
    limits, number = _taken(known, here)
    sure = ~gone & (number >= LEAST_POINTS) & ~np.isnan(limits.upper)
    spread = (limits.upper - limits.centre) / WIDTH
    landed = landing.of_values(limits.centre, spread, number, end, np.where(up == 0, np.nan, up))
    most = _most(known, here)
    floor = np.where(np.isinf(most), -np.inf, 0.0)
    lower, upper = (np.clip(x, floor, most) for x in (landed.lower, landed.upper))
    landed = Landing(*(np.where(sure, x, np.nan) for x in (landed.middle, lower, upper, landed.chance)))
    held = Limits(limits.centre, *(np.clip(line, floor, most) for line in limits[1:]))
    met = np.select([up * (value - wanted) >= 0, up * (value - wanted) < 0], [2, 1], 0)
    met = np.where((up == 0) | np.isnan(wanted + value), UNKNOWN, met)
    band = np.where(sure & (up != 0), _band(held, end, up), UNKNOWN)
    number = np.where(np.isnan(at), 0.0, number)
    return _said(now, value, landed, met=met, band=band, n=number)


def _taken(known: _Known, here: Places) -> tuple[Limits, Floats]:
    if not known.last.size:
        nothing = np.full(here.size, np.nan)
        return Limits(*[nothing] * 5), np.zeros(here.size)
    return Limits(*(line[here] for line in known.limits)), known.number[here]


def _most(known: _Known, here: Places) -> Floats:
    """The most that the values of a series can be; infinite if not known."""
    if not known.last.size or not known.block.may_be_bounded:
        return np.full(here.size, np.inf)
    return series.most_possible(known.block)[np.maximum(known.last, 0)][here]


def _band(limits: Limits, wanted: Floats, up: Floats) -> Codes:
    """As the assurance icon: do the limits lie wholly on one side of what is wanted?"""
    above, below = wanted < limits.lower, wanted > limits.upper
    steady = limits.lower == limits.upper
    above, below = (
        above | (steady & (wanted == limits.centre) & (up > 0)),
        below | (steady & (wanted == limits.centre) & (up < 0)),
    )
    good, bad = np.where(up > 0, above, below), np.where(up > 0, below, above)
    return np.select([good, bad], [PASS, FAIL], HIT_OR_MISS).astype(np.uint8)


def _of_ceilings(now: pl.DataFrame, known: _Known, near: float) -> pl.DataFrame:
    """A count over a year (or whatever lies from its first to its last day)."""
    at, wanted, most = _columns(now, "at", "wanted_now", "at_end")
    begins, ends, month_to = _columns(
        now.with_columns(b=goals.month("begins"), e=goals.month("due")), "b", "e", "month_to"
    )
    here = np.nan_to_num(at).astype(np.intp)
    c, m, length, dispersion = _so_far(known, here, np.where(np.isnan(at), np.nan, begins), ends)
    c, m = (np.where(np.isnan(at), 0.0, x) for x in (c, m))
    with np.errstate(divide="ignore", invalid="ignore"):
        left = (ends + 1 - begins) / length - m
        elapsed = (np.minimum(month_to, ends) + 1 - begins) / length
    rest = Rest(c, m, left, dispersion)
    unknown = np.isnan(at) | (length == 0) | (left < 0)
    landed = Landing(*(np.where(unknown, np.nan, x) for x in landing.of_counts(rest, most)))
    complete = ~unknown & (m >= elapsed) & (m > 0)
    met = np.select([~unknown & (c > wanted), complete & (c <= wanted)], [1, 2], UNKNOWN)
    # rounded, so that 9 of 10 is a tenth below and not nearly so
    amber = (c >= np.round((1 - near) * wanted, 9)) & (wanted > 0)
    rag = np.select([met == 1, (met == 2) & amber, met == 2], [RED, AMBER, GREEN], 0)
    band = np.select(
        [landed.chance >= SURE, landed.chance <= 1 - SURE, landed.chance >= 0],
        [PASS, FAIL, HIT_OR_MISS],
        UNKNOWN,
    )
    said = _said(now, np.where(unknown, np.nan, c), landed, met=met, band=band, n=m)
    return said.with_columns(
        pl.Series("rag", rag, pl.UInt8),
        pl.Series("dispersion", np.where(unknown, np.nan, dispersion), nan_to_null=True),
    )


def _so_far(
    known: _Known, here: Places, begins: Floats, ends: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    """Count, known periods, months in a period and dispersion of the series of each ceiling."""
    if not known.last.size:
        nothing = np.zeros(here.size)
        return nothing, nothing, nothing, nothing + 1
    from_month, to_month = (np.full(known.last.size, x) for x in (np.inf, -np.inf))
    there = ~np.isnan(begins)
    from_month[here[there]], to_month[here[there]] = begins[there], ends[there]
    who = np.cumsum(known.block.first) - 1
    month, value = known.calendar.month, known.block.value
    inside = ~np.isnan(value) & (month >= from_month[who]) & (month <= to_month[who])
    count = np.bincount(who, np.where(inside, value, 0.0), known.last.size).astype(np.float64)
    number = np.bincount(who, inside, known.last.size).astype(np.float64)
    return (
        count[here],
        number[here],
        known.calendar.length[here].astype(np.float64),
        known.dispersion[here],
    )


def _columns(now: pl.DataFrame, *names: str) -> list[Floats]:
    return [now[name].cast(pl.Float64).fill_null(float("nan")).to_numpy() for name in names]


def _said(
    now: pl.DataFrame, value: Floats, landed: Landing, *, met: Codes, band: Codes, n: Floats
) -> pl.DataFrame:
    numbers = dict(zip(("landing", "landing_lower", "landing_upper", "chance"), landed, strict=True))
    return now.select("series", "kind", "period", "wanted_now", "due", "at_end").with_columns(
        pl.Series("value", value, pl.Float64, nan_to_null=True),
        *(pl.Series(name, x, pl.Float64, nan_to_null=True) for name, x in numbers.items()),
        pl.Series("met", met, pl.UInt8),
        pl.Series("band", band, pl.UInt8),
        pl.Series("n", n, pl.Float64).cast(pl.Int64),
        rag=pl.lit(0, pl.UInt8),
        dispersion=pl.lit(None, pl.Float64),
    )


def _table(rows: pl.DataFrame) -> pl.DataFrame:
    due = pl.when(pl.col("due") < goals.NO_END).then("due").alias("due")
    return (
        rows.sort("series", "kind")
        .select(
            "series",
            pl.col("kind").cast(goals.KIND),
            "period",
            "value",
            "wanted_now",
            "met",
            due,
            pl.col("at_end").alias("wanted_at_end"),
            "landing",
            "landing_lower",
            "landing_upper",
            "chance",
            "band",
            "rag",
            "n",
            "dispersion",
        )
        .with_columns(
            pl.col(name).cat.to(words) for name, words in (("met", MET), ("band", BAND), ("rag", RAG))
        )
    )
