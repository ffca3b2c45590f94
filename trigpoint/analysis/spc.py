"""Control charts, thousands at a time: XmR in the manner of Making Data Count, and other kinds of data.

Three profiles. `plot-the-dots` gives what the R package NHSRplotthedots 0.2.2 gives for XmR,
`qicharts2` what the R package of that name gives for every kind. `trigpoint`, the default,
differs from them in a few named places only, where they break down; docs/methods/spc.md and
docs/methods/charts.md list them with both values.
"""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import polars as pl

from trigpoint.analysis import allowance, faults, icons, series, shewhart
from trigpoint.analysis.limits import Places, phase_limits
from trigpoint.analysis.problems import InputRefused, Problem
from trigpoint.analysis.rules import (
    RULE_NAMES,
    Findings,
    Flags,
    Floats,
    Limits,
    findings,
)

METHOD_VERSION = "spc-3"
MEANINGS = pl.Enum(["common", "improvement", "concern", "high", "low"])
RULES = pl.Enum(
    [
        ";".join(name for bit, name in enumerate(RULE_NAMES) if fired >> bit & 1)
        for fired in range(2 ** len(RULE_NAMES))
    ]
)

STANDING = {
    "state": pl.Enum(icons.STATES),
    "variation": pl.Enum(icons.VARIATIONS),
    "assurance": pl.Enum(icons.ASSURANCES),
}
WORDS = {"rules": RULES, "meaning": MEANINGS, **STANDING}
LEAST_FIX = 12  # fewer points than this cannot be a baseline, says the reference
BLOCK_ROWS = 200_000  # larger does not pay: temporary arrays outgrow the caches

# meaning by improvement (down, neither, up) and heading (down, none, up)
_MEANING = np.array([[1, 0, 2], [4, 0, 3], [2, 0, 1]], np.uint8)


@dataclass(frozen=True)
class Profile:
    """The places where one way of drawing the chart differs from another."""

    mend_collapse: bool  # screening may not reduce the mean moving range to nothing
    within_bounds: bool  # limits of percentages stay within 0 and 100
    icons: icons.Manner
    others: shewhart.Manner  # kinds other than XmR
    plain: str = ""  # the other kind that stands for XmR


PROFILES = {
    "plot-the-dots": Profile(
        mend_collapse=False, within_bounds=False, icons=icons.AS_REFERENCE, others=shewhart.EXACT
    ),
    "qicharts2": Profile(
        mend_collapse=False,
        within_bounds=False,
        icons=icons.AS_REFERENCE,
        others=shewhart.AS_QICHARTS2,
        plain="i",
    ),
    "trigpoint": Profile(mend_collapse=True, within_bounds=True, icons=icons.CAREFUL, others=shewhart.EXACT),
}
DEFAULT_PROFILE = "trigpoint"


class Xmr(NamedTuple):
    """The charts: `points`, one row for each value, and `summary`, one for each series.

    Both are sorted by their key and have the columns given in docs/methods/spc.md.
    """

    points: pl.DataFrame
    summary: pl.DataFrame


class _Chart(NamedTuple):
    """How the caller wants the charts."""

    profile: Profile
    screen: bool
    fix_after: int | None


def xmr(
    points: pl.DataFrame,
    *,
    screen: bool = True,
    fix_after: int | None = None,
    profile: str = DEFAULT_PROFILE,
) -> Xmr:
    """Limits, rules and icons for every series.

    `points` has a row for each period of each series, in any order: `series` (text),
    `period` (a date, or text that sorts), `value`; and if wanted `numerator`,
    `denominator`, `target`, `improvement` (up, down, neither; one for a series),
    `chart` (xmr, percent, proportion, or another kind: see `kinds`), `rebase` (1 on the
    first point of a phase) and `exclude` (1 on a point that shall not count). What
    `seasons` found may stand beside it: `season`, `widening` and `run`.
    `screen` leaves out outlying moving ranges; `fix_after` takes the limits of each
    phase from its first so many points (at least 12).

    Raises InputRefused, with every fault found, when the input cannot be charted.

    >>> months = pl.DataFrame(
    ...     {"series": "A", "period": range(12), "value": [4.0, 6.0] * 6}
    ... )
    >>> chart = xmr(months)
    >>> chart.points.select("centre", "lower", "upper").row(0)
    (5.0, -0.3200000000000003, 10.32)
    >>> chart.summary.row(0)
    ('A', 12, 'ok', 'common', '')
    """
    refuse_settings(fix_after=fix_after, profile=profile)
    chart = _Chart(PROFILES[profile], screen, fix_after)
    problems = faults.of_columns(points)
    if problems:
        raise InputRefused(problems)
    try:
        return _charts(points, chart)
    except series.Unsound:
        raise InputRefused(faults.of_points(points)) from None


def makes_up(value: pl.Expr, numerator: pl.Expr, denominator: pl.Expr) -> pl.Expr:
    """Whether every value of a series is its numerator out of its denominator, as percentages or shares: one aggregate.

    Only then can it be charted as a share or a rate. A denominator of 0 is a missing value and does no harm.
    """
    some = value.is_not_null() & (denominator.fill_null(0) > 0)
    share = numerator / denominator
    scale = pl.when(share > 0, value > 0).then(value / share).median().log(10).round().fill_null(0.0)
    made = share * (10.0**scale)
    apart = (value - made).abs() > series.ROUNDING[1.0] * 10.0**scale + 0.02 * value.abs()
    lacks = value.is_not_null() & (denominator.is_null() | numerator.is_null())
    odd = (numerator < 0) | (numerator > denominator) | apart.fill_null(value=True)
    return ~((some & odd) | lacks).any()


def _charts(points: pl.DataFrame, chart: _Chart) -> Xmr:
    if points.is_empty():
        return _no_charts(points)
    ordered, first = series.in_order(points)
    parts = list(_by_kind(ordered, first))
    blocks = [
        (rows.slice(start, end - start), begins[start:end], _kind(name, chart), chart)
        for name, rows, begins in parts
        for start, end in pairwise(_cuts(np.flatnonzero(begins), rows.height))
    ]
    # NumPy lets go of the interpreter while it works, so threads share the cores.
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        drawn = list(pool.map(_draw, *zip(*blocks, strict=True)))
    every = pl.concat([part.points for part in drawn], rechunk=False)
    standing = pl.concat([part.summary for part in drawn])
    if len(parts) > 1:
        every, standing = every.sort("series", "period"), standing.sort("series")
    return Xmr(_in_words(every), _in_words(standing))


def _by_kind(ordered: pl.DataFrame, first: Flags) -> Iterator[tuple[str, pl.DataFrame, Flags]]:
    """The rows of each kind of chart, and where series begin among them."""
    kind = series.other_kinds(ordered, first)
    present = np.flatnonzero(np.bincount(kind, minlength=len(series.KIND_NAMES)))
    if present.size == 1:
        yield series.KIND_NAMES[present[0]], ordered, first
        return
    for place in present:
        chosen = kind == place
        yield series.KIND_NAMES[place], ordered.filter(pl.Series(chosen)), first[chosen]


def _kind(name: str, chart: _Chart) -> str:
    """The kind that is drawn: XmR and the charts of individual values of other packages are one."""
    return chart.profile.plain if name in ("", "i") else name


def _in_words(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(
        pl.col(name).cat.to(words) for name, words in WORDS.items() if name in frame.columns
    )


def refuse_settings(*, fix_after: int | None = None, profile: str = DEFAULT_PROFILE) -> None:
    """Raises InputRefused, with every fault found, when a chart cannot be drawn in this way."""
    problems = []
    if profile not in PROFILES:
        problems.append(
            Problem(
                code="profile-unknown",
                column="profile",
                message=f"There is no profile “{profile}”.",
                remedy=f"Choose one of {', '.join(PROFILES)}.",
            )
        )
    if fix_after is not None and fix_after < LEAST_FIX:
        problems.append(
            Problem(
                code="fix-after-too-few",
                column="fix_after",
                message=f"Limits cannot be fixed after {fix_after} points.",
                remedy=f"Use at least {LEAST_FIX} points, or leave it out.",
            )
        )
    if problems:
        raise InputRefused(problems)


def _cuts(starts: Places, height: int) -> list[int]:
    """Where to cut the rows into blocks of whole series."""
    wanted = np.arange(BLOCK_ROWS, height, BLOCK_ROWS)
    places = np.append(starts, height)[np.searchsorted(starts, wanted)]
    return [0, *np.unique(places[places < height]).tolist(), height]


def _draw(rows: pl.DataFrame, first: Flags, kind: str, chart: _Chart) -> Xmr:
    """The charts of one block of whole series of one kind ("" for XmR)."""
    block = series.arrays(rows, first)
    if kind:
        limits, found = shewhart.judged(
            kind, block, chart.profile.others, screen=chart.screen, fix_after=chart.fix_after
        )
        level = limits
    else:
        limits, level, found = _judged(block, chart)
    standing = icons.summary(block, level, found, chart.profile.icons, has_limits=kind != "run")
    names = rows.select(pl.col("series").filter(pl.Series(first)))
    return Xmr(_points(rows, block, limits, found), names.hstack(standing))


def _judged(block: series.Block, chart: _Chart) -> tuple[Limits, Limits, Findings]:
    """Limits of XmR charts as they are drawn, and without their season; and the rules."""
    opens = block.first | block.rebase
    phases = series.stretches(opens)
    value = block.value if block.allowed is None else block.value - block.allowed.season
    of_phases = phase_limits(
        value,
        phases,
        screen=chart.screen,
        fix_after=chart.fix_after,
        mend_collapse=chart.profile.mend_collapse,
    )
    limits = Limits(*(phases.spread(line) for line in of_phases))
    if block.allowed is None:
        bounded = _bounded(limits, block, chart)
        return bounded, bounded, findings(value, bounded, opens)
    season, widening, run = block.allowed
    wide = allowance.widened(limits, widening)
    drawn = Limits(*(line + season for line in wide))
    return _bounded(drawn, block, chart), wide, allowance.findings(value, wide, opens, run)


def _bounded(limits: Limits, block: series.Block, chart: _Chart) -> Limits:
    """Limits of percentages within what is possible, where the profile wants it."""
    if chart.profile.within_bounds and block.may_be_bounded:
        return _within(limits, series.most_possible(block))
    return limits


def _within(limits: Limits, upper_bound: Floats) -> Limits:
    """Limits held within 0 and the most that is possible (infinite if no bound)."""
    floor = np.where(np.isinf(upper_bound), -np.inf, 0.0)
    return Limits(limits.centre, *(np.clip(line, floor, upper_bound) for line in limits[1:]))


def _points(rows: pl.DataFrame, block: series.Block, limits: Limits, found: Findings) -> pl.DataFrame:
    meaning = _MEANING[block.improvement + 1, found.heading + 1]
    lines = {name: pl.Series(name, line, nan_to_null=True) for name, line in limits._asdict().items()}
    return rows.select("series", "period", "value").with_columns(
        pl.Series("phase", block.phase()),
        *lines.values(),
        pl.Series("rules", found.fired),
        pl.Series("meaning", meaning),
    )


def _no_charts(points: pl.DataFrame) -> Xmr:
    lines = dict.fromkeys(Limits._fields, pl.Float64)
    return Xmr(
        _with_empty(
            points.select("series", "period", "value"),
            {"phase": pl.Int32, **lines, "rules": RULES, "meaning": MEANINGS},
        ),
        _with_empty(points.select("series"), {"n": pl.Int64, **STANDING}),
    )


def _with_empty(frame: pl.DataFrame, columns: dict[str, pl.DataType | type[pl.DataType]]) -> pl.DataFrame:
    return frame.with_columns(pl.lit(None, kind).alias(name) for name, kind in columns.items())
