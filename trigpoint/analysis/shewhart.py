"""Charts of kinds of data other than XmR, of whole series, many at once.

`kinds` says where the lines are; here points are judged by them.
"""

from typing import NamedTuple

import numpy as np

from trigpoint.analysis import anhoej, kinds
from trigpoint.analysis.limits import Places
from trigpoint.analysis.phases import Counted
from trigpoint.analysis.rules import (
    CROSSINGS,
    OUTSIDE,
    SHIFT,
    Findings,
    Flags,
    Floats,
    Limits,
    Signs,
    findings,
    signs,
)
from trigpoint.analysis.series import ROUNDING, Block, Unsound, stretches


class Manner(NamedTuple):
    """Where one way of drawing these charts differs from another."""

    lines: kinds.Manner
    close_gaps: bool  # what is left out leaves its neighbours side by side
    runs_tell_of_phases: bool  # every chart is judged by its runs, and the whole phase is flagged


AS_QICHARTS2 = Manner(kinds.as_qicharts2, close_gaps=True, runs_tell_of_phases=True)
EXACT = Manner(kinds.exactly, close_gaps=False, runs_tell_of_phases=False)


def judged(
    kind: str, block: Block, manner: Manner, *, screen: bool, fix_after: int | None
) -> tuple[Limits, Findings]:
    """Limits and rules of every point of some whole series of one kind.

    Raises Unsound where counts are missing, impossible or make another value than the one given.
    """
    given, size, scale = _shares(kind, block)
    value = np.where(block.excluded, np.nan, given)
    opens = block.first | block.rebase
    phase = np.cumsum(opens) - 1
    known = ~np.isnan(value)
    counted = Counted(
        phase=phase,
        number=int(opens.sum()),
        used=known & _is_baseline(opens, fix_after),
        skipped=block.excluded if manner.close_gaps else np.zeros(known.size, np.bool_),
    )
    drawn = manner.lines(kind, kinds.Sample(value, size, counted, screen))
    (lower, upper), (near_lower, near_upper) = drawn.bands
    limits = Limits(drawn.centre, lower, upper, near_lower, near_upper)
    if manner.runs_tell_of_phases:
        found = _by_runs(value, limits, counted, outside=_outside(given, limits), whole=True)
    elif kind == "run":
        found = _by_runs(value, limits, counted, outside=_outside(value, limits), whole=False)
    else:
        found = findings(value, limits, opens)
    return Limits(*(line * scale for line in limits)), found


def _shares(kind: str, block: Block) -> tuple[Floats, Floats, Floats]:
    """Values on the scale of their kind, their sizes, and what brings the scale back to that of the values."""
    ones = np.ones(block.given.size)
    if kind not in kinds.OF_COUNTS:
        if kind in ("c", "g", "t") and (block.given < 0).any():
            raise Unsound
        return block.given, ones, ones
    if block.counts is None:
        raise Unsound
    numerator, denominator = block.counts
    some = denominator > 0  # of none there is no share
    known = ~np.isnan(block.given) & some
    if (known & (np.isnan(numerator) | (numerator < 0))).any():
        raise Unsound
    if kind in ("p", "pp") and (known & (numerator > denominator)).any():
        raise Unsound
    size = np.where(some, denominator, 1.0)
    share = np.where(known, numerator, np.nan) / size
    return share, size, _scale(block, share)


def _scale(block: Block, share: Floats) -> Floats:
    """What each series gives its shares out of: 1, 100, 1,000 and so on."""
    series = stretches(block.first)
    whole = np.zeros(block.given.size, np.bool_)
    of = np.repeat(np.arange(series.starts.size), series.lengths)
    counted = Counted(of, series.starts.size, (share > 0) & (block.given > 0), whole)
    times = np.divide(block.given, share, out=np.full(share.size, np.nan), where=share > 0)
    power = np.nan_to_num(np.round(np.log10(counted.median(times))), nan=0.0)
    scale = counted.spread(np.power(10.0, power))
    allowed = ROUNDING[1.0] * scale + 0.02 * np.abs(block.given)
    if (np.abs(block.given - scale * share) > allowed).any():
        raise Unsound
    return scale


def _is_baseline(opens: Flags, fix_after: int | None) -> Flags:
    if fix_after is None:
        return np.ones(opens.size, np.bool_)
    phases = stretches(opens)
    place = np.arange(opens.size) - np.repeat(phases.starts, phases.lengths)
    return place < fix_after


def _outside(value: Floats, limits: Limits) -> Flags:
    beyond: Flags = (value > limits.upper) | (value < limits.lower)
    return beyond


def _by_runs(value: Floats, limits: Limits, counted: Counted, *, outside: Flags, whole: bool) -> Findings:
    """Points outside, and runs: `whole` flags every point of a phase, else the points of runs that are too long."""
    side = signs(value > limits.centre, value < limits.centre)
    runs = anhoej.runs(side, counted.phase, counted.number)
    too_long = _of_phase(runs.is_long, counted.phase)
    if not whole:
        too_long &= runs.length > runs.longest_allowed[counted.phase]
    seldom = _of_phase(runs.is_seldom_crossed, counted.phase) & ~np.isnan(value)
    fired = np.zeros(value.shape, np.uint8)
    for bit, flags in ((OUTSIDE, outside), (SHIFT, too_long), (CROSSINGS, seldom)):
        fired |= flags.view(np.uint8) << np.uint8(bit)
    heading: Signs = np.where(fired > 0, side, 0).astype(np.int8)
    return Findings(fired, heading)


def _of_phase(flags: Flags, phase: Places) -> Flags:
    spread: Flags = flags[phase]
    return spread
