"""Month by month over the whole grid: what was expected, how far the CUSUM climbed, where an alarm is open.

No month knows of a later one: what is said of a month is the same however many months follow, with the same limits.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from trigpoint.analysis.emerging import expecting, weighing
from trigpoint.analysis.rules import Flags, Floats

LEAST_COMMENTS = LEAST_PEOPLE = 3
SILENT = 3  # months in a row in which nobody said anything: what was told before them is no news any more
NOTHING = np.inf  # a limit that is never reached


class Reach(NamedTuple):
    """Where the CUSUM and the scan raise an alarm."""

    cusum: float
    scan: float


class Said(NamedTuple):
    """What went in, by provider, theme and month; comments by provider and month; what may be watched at all."""

    mentions: Floats
    people: Floats
    comments: Floats
    themes: Flags


class Steps(NamedTuple):
    """By provider, theme and month. `opened` is the place of the month in which the open alarm was raised, or -1."""

    expected: Floats
    watched: Flags
    weight: Floats
    cusum: Floats
    scan: Floats
    scan_months: Floats
    chance: Floats
    opened: NDArray[np.int64]
    by_cusum: Flags
    spread: Floats  # one a month


@dataclass
class _State:
    """What is carried from one month to the next."""

    count: Floats  # of the last months that count, the newest last
    comments: Floats
    cusum: Floats
    recent: Floats  # counts of the newest months, for the scan
    foreseen: Floats
    opened: NDArray[np.int64]
    by_cusum: Flags
    silent: Floats  # months in a row in which nobody said anything, by provider
    told: list[float] = field(
        default_factory=lambda: [expecting.SPREAD_START * expecting.SPREAD_WORTH, expecting.SPREAD_WORTH]
    )

    @classmethod
    def of(cls, cells: tuple[int, int]) -> "_State":
        return cls(
            count=np.zeros((*cells, expecting.WINDOW)),
            comments=np.zeros((*cells, expecting.WINDOW)),
            cusum=np.zeros(cells),
            recent=np.zeros((*cells, weighing.MONTHS)),
            foreseen=np.zeros((*cells, weighing.MONTHS)),
            opened=np.full(cells, -1),
            by_cusum=np.zeros(cells, np.bool_),
            silent=np.zeros(cells[0]),
        )

    @property
    def spread(self) -> float:
        return max(self.told[0] / self.told[1], 0.0)

    def forget(self, where: Flags) -> None:
        """Begin again: no alarm, nothing added up."""
        self.cusum[where] = 0.0
        self.recent[where] = self.foreseen[where] = 0.0
        self.opened[where] = -1
        self.by_cusum[where] = False


def step_through(said: Said, reach: Reach, reviewed: Flags | None = None) -> Steps:
    """All months, one after the other. `reviewed`: cells that begin again before a month, after somebody looked."""
    cells, length = said.mentions.shape[:2], said.mentions.shape[2]
    state = _State.of((cells[0], cells[1]))
    found = []
    for month in range(length):
        if reviewed is not None and reviewed[..., month].any():
            _begin_again(state, said, reviewed[..., month], month)
        found.append(_step(state, said, reach, month))
    if not found:
        nothing = np.empty((*cells, 0))
        none, never = nothing.astype(np.bool_), nothing.astype(np.int64)
        return Steps(nothing, none, nothing, nothing, nothing, nothing, nothing, never, none, np.empty(0))
    return Steps(*(np.stack(parts, axis=-1) for parts in zip(*found, strict=True)))


def _begin_again(state: _State, said: Said, cells: Flags, month: int) -> None:
    """After a review: the months of the alarm count towards what is usual from now on."""
    state.forget(cells)
    known = said.comments[:, :month] > 0
    for provider in np.flatnonzero(cells.any(axis=1)):
        newest = np.flatnonzero(known[provider])[-expecting.WINDOW :]
        if not newest.size:
            continue
        themes = cells[provider]
        state.count[provider, themes] = state.comments[provider, themes] = 0.0
        state.count[provider, themes, -newest.size :] = said.mentions[provider][np.ix_(themes, newest)]
        state.comments[provider, themes, -newest.size :] = said.comments[provider, newest]


def _step(state: _State, said: Said, reach: Reach, month: int) -> tuple[NDArray[np.generic], ...]:
    count, comments = said.mentions[..., month], said.comments[:, month, None]
    known = np.broadcast_to(comments > 0, count.shape)
    _fall_silent(state, comments)
    plain = _base(state) * comments
    is_ready = known & ((state.comments > 0).sum(axis=-1) >= expecting.FIRST)
    usable = is_ready & (state.opened < 0)
    expected = plain * expecting.month_factor(count, plain, usable)
    watched = is_ready & said.themes & (expected > 0)
    spread = state.spread
    weight = np.where(watched, weighing.weight(count, expected, spread), 0.0)
    _push(state.recent, np.where(watched, count, 0.0))
    _push(state.foreseen, np.where(watched, expected, 0.0))
    state.cusum = np.maximum(state.cusum + weight, 0.0)
    scan, months = weighing.scan(state.recent, state.foreseen, spread)
    chance = weighing.chance(state.recent, state.foreseen, spread)
    enough = watched & (count >= LEAST_COMMENTS) & (said.people[..., month] >= LEAST_PEOPLE)
    _open_and_end(state, scan, enough, reach, (watched, spread, month))
    more, of = expecting.spread_of(count, expected, usable & watched, spread)
    state.told = [state.told[0] + more, state.told[1] + of]
    _learn(state, count, comments, known & (state.opened < 0))
    shown = (state.cusum.copy(), scan, months, chance, state.opened.copy(), state.by_cusum.copy())
    return expected, watched, weight, *shown, np.asarray(spread)


def _base(state: _State) -> Floats:
    own, comments = state.count.sum(axis=-1), state.comments.sum(axis=-1)
    elsewhere = (values.sum(axis=0, keepdims=True) - values for values in (own, comments))
    return expecting.base_rate(own, comments, *elsewhere)


def _fall_silent(state: _State, comments: Floats) -> None:
    """Alarms end where nobody has said anything for some months."""
    state.silent = np.where(comments[:, 0] > 0, 0.0, state.silent + 1)
    state.forget((state.opened >= 0) & (state.silent >= SILENT)[:, None])


def _push(months: Floats, newest: Floats) -> None:
    months[..., :-1] = months[..., 1:]
    months[..., -1] = newest


def _open_and_end(
    state: _State, scan: Floats, enough: Flags, reach: Reach, now: tuple[Flags, float, int]
) -> None:
    """Alarms end where the newest three months together no longer speak for a rise, and open at a limit."""
    watched, spread, month = now
    newest = weighing.weight(state.recent, state.foreseen, spread)
    still = np.where(state.foreseen > 0, newest, 0.0).sum(axis=-1) > 0
    state.forget((state.opened >= 0) & watched & ~still)
    climbed = state.cusum >= reach.cusum
    opening = enough & still & (climbed | (scan >= reach.scan)) & (state.opened < 0)
    state.opened[opening] = month
    state.by_cusum[opening] = (scan < reach.scan)[opening]


def _learn(state: _State, count: Floats, comments: Floats, counts: Flags) -> None:
    """One more month of one's own, but for cells with an open alarm: what is usual stays as it was."""
    for months, newest in ((state.count, count), (state.comments, np.broadcast_to(comments, count.shape))):
        months[counts] = np.concatenate([months[counts][:, 1:], newest[counts][:, None]], axis=1)
