"""Limits that keep to a stated number of false alarms, found by simulating the grid as it would be without any rise."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from trigpoint.analysis.emerging import expecting
from trigpoint.analysis.emerging.stepping import (
    LEAST_COMMENTS,
    NOTHING,
    Reach,
    Said,
    Steps,
    step_through,
)
from trigpoint.analysis.emerging.weighing import MONTHS
from trigpoint.analysis.rules import Flags, Floats

ALARMS = 2.0  # false ones a month, over a whole grid
CELLS = 1500.0  # of the grid that these are meant for; a smaller one has as many fewer
WARM, LONG = 18, 24  # months before alarms are counted, and months in which they are
TRIED = 300_000  # cells and months that are simulated at least
MOST = 150  # grids
SEED = 20_261_122
GRAIN = 100  # limits are whole hundredths
HIGHEST = 30.0


class Limits(NamedTuple):
    """Where alarms are raised, and the false alarms a month that this is expected to cost over all `cells`."""

    reach: Reach
    alarms: float
    cells: int


NO_LIMITS = Limits(Reach(NOTHING, NOTHING), 0.0, 0)


class _Null(NamedTuple):
    """What happened in months in which nothing had risen; grids one after the other on the first axis."""

    weight: Floats
    scan: Floats
    enough: Flags
    months: int  # in which alarms are counted, over all grids


def budget(cells: int) -> float:
    """False alarms a month that a grid of so many cells may cost.

    >>> budget(1500), budget(150), budget(30_000)
    (2.0, 0.2, 2.0)
    """
    return min(ALARMS, ALARMS * cells / CELLS)


def of_grid(said: Said, *, alarms: float | None = None, seed: int = SEED) -> Limits:
    """Limits for what is said in this grid. `alarms`: false ones a month over all cells; otherwise the budget of its size."""
    usual = _usual_comments(said.comments)
    cells = int((usual > 0).sum() * said.themes.sum())
    allowed = budget(cells) if alarms is None else alarms
    if not cells:
        return NO_LIMITS
    null = _simulated(said, usual, cells, np.random.default_rng(seed))
    wanted, each = allowed * null.months, allowed * null.months / 2
    reach = Reach(_cusum_for(null, each), _scan_for(null, each))
    found = _alarms(null, reach)
    if 0 < found < wanted:  # both often find the same: then each may find a little more
        each = min(each * wanted / found, wanted)
        wider = Reach(_cusum_for(null, each), _scan_for(null, each))
        if _alarms(null, wider) <= wanted:
            reach, found = wider, _alarms(null, wider)
    return Limits(reach, round(found / null.months, 3), cells)


def _usual_comments(comments: Floats) -> Floats:
    """Comments a month of each provider: the median of its last known twelve; 0 where it is not known long enough."""
    found = np.zeros(comments.shape[0])
    for provider, months in enumerate(comments):
        known = months[months > 0][-expecting.WINDOW :]
        found[provider] = np.median(known) if known.size >= expecting.FIRST else 0.0
    return found


def _simulated(said: Said, usual: Floats, cells: int, random: np.random.Generator) -> _Null:
    heard = np.flatnonzero(usual > 0)
    whole = step_through(said, Reach(NOTHING, NOTHING))
    spread = max(float(whole.spread[-1]), 1e-3)
    grids = int(np.clip(np.ceil(TRIED / (cells * LONG)), 2, MOST))
    found = [_one(said, usual, (heard, spread), random) for _ in range(grids)]
    return _Null(
        np.concatenate([steps.weight for steps, _ in found]),
        np.concatenate([steps.scan for steps, _ in found]),
        np.concatenate([enough for _, enough in found]),
        grids * LONG,
    )


def _one(
    said: Said,
    usual: Floats,
    about: tuple[np.ndarray[tuple[int], np.dtype[np.intp]], float],
    random: np.random.Generator,
) -> tuple[Steps, Flags]:
    """A grid with rates such as this one may have, constant, and counts that vary as these do."""
    heard, spread = about
    count, comments = said.mentions[heard], said.comments[heard]
    own, of = (
        count[..., -2 * expecting.WINDOW :].sum(axis=-1),
        comments[:, -2 * expecting.WINDOW :].sum(axis=-1),
    )
    theme = own.sum(axis=0) + expecting.LEAST
    worth = np.minimum(expecting.WORTH, theme)
    rate = random.gamma(own + worth, 1 / (of[:, None] + worth * of.sum() / theme))
    months = np.broadcast_to(np.ceil(usual[heard])[:, None], (heard.size, WARM + LONG))
    size = 1 / spread
    noise = random.gamma(size, spread, (heard.size, rate.shape[1], WARM + LONG))
    made = np.minimum(random.poisson(rate[..., None] * months[:, None] * noise), months[:, None])
    steps = step_through(Said(made, made, months, said.themes), Reach(NOTHING, NOTHING))
    return steps, steps.watched & (made >= LEAST_COMMENTS)


def _alarms(null: _Null, reach: Reach) -> int:
    """How many alarms there were; after one a cell begins again, and is quiet for the months of the scan."""
    cusum = np.zeros(null.weight.shape[:2])
    quiet = np.zeros(null.weight.shape[:2], np.int64)
    number = 0
    for month in range(null.weight.shape[2]):
        cusum = np.maximum(cusum + null.weight[..., month], 0.0)
        is_over = (cusum >= reach.cusum) | (null.scan[..., month] >= reach.scan)
        raised = is_over & null.enough[..., month] & (null.weight[..., month] > 0) & (quiet <= 0)
        cusum[raised] = 0.0
        quiet = np.where(raised, MONTHS, quiet - 1)
        number += int(raised.sum()) if month >= WARM else 0
    return number


def _cusum_for(null: _Null, alarms: float) -> float:
    return _least(lambda limit: _alarms(null, Reach(limit, NOTHING)), alarms)


def _scan_for(null: _Null, alarms: float) -> float:
    return _least(lambda limit: _alarms(null, Reach(NOTHING, limit)), alarms)


def _least(number_at: Callable[[float], int], alarms: float) -> float:
    """The least whole hundredth with no more alarms than that."""
    low, high = 0, int(HIGHEST * GRAIN)
    while high - low > 1:
        middle = (low + high) // 2
        if number_at(middle / GRAIN) <= alarms:
            high = middle
        else:
            low = middle
    return high / GRAIN
