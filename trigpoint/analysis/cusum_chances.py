"""How often a CUSUM of counts signals although nothing has changed: exactly, on whole numbers of events.

Measured in events, a likelihood-ratio CUSUM is a whole number of events less an allowance for each step
since it last was at 0 (or the allowances less the events, where fewer are looked for). So a place of the chart is
two whole numbers, the steps since and the events since, and no grid is laid over it.

From 0 to the next signal or the next 0 is a cycle. Cycles are independent, so all that is asked for follows from
how long they last and how they end (Page 1954; Feller's renewal equation). Many designs are worked out at once.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special  # type: ignore[import-untyped]  # SciPy has no types

from trigpoint.analysis.rules import Flags, Floats

Places = NDArray[np.int64]

TOLERANCE = 1e-9  # nearer than this, two places of a chart are the same
ENDED = 1e-11  # cycles as rare as this that still go on are let end at 0
MOST_STEPS = 60_000  # in a cycle; reached by none that the thresholds ask for


class Designs(NamedTuple):
    """Charts in control: the events of a step have a Poisson distribution. One entry a design."""

    mean: Floats  # events expected in a step
    allowance: Floats  # in events, of a step
    limit: Floats  # in events
    upward: Flags  # looks for more events than expected; otherwise for fewer


class Chances(NamedTuple):
    """How often each design signals. One entry a design."""

    first: Floats  # chance to signal within so many steps from 0
    running: Floats  # the same for a chart that has run for long without a signal
    arl: Floats  # mean number of steps to a signal; infinite if there is none


class _Found(NamedTuple):
    """Where a step leads: chance to be at each place, to have signalled, and to be back at 0."""

    on: Floats  # designs by places, from the one nearest to 0 on
    signal: Floats
    back: Floats


class _Cycles(NamedTuple):
    """Chance that a cycle ends after each number of steps: in a signal, or at 0."""

    signals: Floats  # designs by steps
    returns: Floats


def chances(designs: Designs, horizon: int) -> Chances:
    """How often the designs signal: within `horizon` steps, and on average.

    >>> one = Designs(*(np.array([x]) for x in (0.3, 0.4328, 3.0, True)))
    >>> [round(float(part[0]), 4) for part in chances(one, 12)]
    [0.0734, 0.1096, 108.0681]
    """
    cycles = _cycles(designs)
    steps = np.arange(1, cycles.signals.shape[1] + 1)
    ends_in_signal = cycles.signals.sum(axis=1)
    length = (cycles.signals + cycles.returns) @ steps
    with np.errstate(divide="ignore"):
        arl = length / ends_in_signal
    return Chances(_from_zero(cycles, horizon), _running(cycles, horizon), arl)


def _from_zero(cycles: _Cycles, horizon: int) -> Floats:
    """Chance of a signal within so many steps: in the first cycle, or in a later one."""
    known = cycles.signals.shape[1]
    signalled = np.zeros((cycles.signals.shape[0], horizon + 1))
    first = np.cumsum(cycles.signals, axis=1)
    for t in range(1, horizon + 1):
        lasts = min(t, known)
        later = signalled[:, t - lasts : t][:, ::-1]
        signalled[:, t] = first[:, lasts - 1] + (cycles.returns[:, :lasts] * later).sum(axis=1)
    return signalled[:, horizon]


def _running(cycles: _Cycles, horizon: int) -> Floats:
    """The same in the long run: a chart goes on with a chance that no longer changes.

    It is 1/x with x the root above 1 of: sum over steps a of returns[a] x^a = 1; found by Newton's method, which
    overshoots once and then comes down.
    """
    steps = np.arange(1, cycles.returns.shape[1] + 1)
    log_x = np.zeros(cycles.returns.shape[0])
    short = cycles.signals.sum(axis=1)  # what is lacking from 1 at x = 1, without taking it from 1
    for _ in range(60):
        grown = np.expm1(log_x[:, None] * steps)
        lacking = short - (cycles.returns * grown).sum(axis=1)
        move = lacking / (cycles.returns * (grown + 1) * steps).sum(axis=1)
        log_x += move
        if (np.abs(move) <= 1e-12 * np.abs(log_x)).all():
            break
    return -np.expm1(-horizon * log_x)


def _cycles(designs: Designs) -> _Cycles:
    """Follow cycles step by step until they have ended."""
    lattice = _lattice(designs)
    left = np.arange(designs.mean.size)
    signals, returns = [], []
    found = _from_nothing(lattice)
    for step in range(1, MOST_STEPS):
        signals.append(_put(found.signal, left, designs.mean.size))
        returns.append(_put(found.back, left, designs.mean.size))
        mass = found.on.sum(axis=1)
        goes_on = mass > ENDED
        if not goes_on.all():
            returns[-1][left[~goes_on]] += mass[~goes_on]
            left = left[goes_on]
            if not left.size:
                break
            lattice = _Lattice(*(part[goes_on] for part in lattice))
            found = found._replace(on=found.on[goes_on])
        found = _next(lattice, found.on, step)
    return _Cycles(np.stack(signals, axis=1), np.stack(returns, axis=1))


def _put(part: Floats, at: Places, size: int) -> Floats:
    whole = np.zeros(size)
    whole[at] = part
    return whole


class _Lattice(NamedTuple):
    """The places of charts after each step, and the chances of getting from one to another.

    After `a` steps without a return, a chart stands at x + a * drift, where x is the events so far (less than
    nothing for a chart that looks for fewer). Place j is the j-th whole x above 0.
    """

    drift: Floats
    limit: Floats
    least: Places  # least whole number by which x at place 0 changes in a step; it may be one more
    moves: Floats  # designs by from by to: chance of a change of `least` + to - from
    tails: Floats  # chance that x changes by at least `least` - places + i
    start: Floats  # chance that the first x is i above that of the first place 0


def _lattice(designs: Designs) -> _Lattice:
    drift = np.where(designs.upward, -designs.allowance, designs.allowance)
    places = int(np.ceil(designs.limit.max())) + 1
    least = np.floor(-drift).astype(np.int64)
    window = least[:, None] + np.arange(-places, places + 3)
    density = _density(designs, window)
    j = np.arange(places)
    moves = density[:, np.arange(places + 1) - j[:, None] + places]
    first = _place_zero(drift, 1)[:, None] + j
    return _Lattice(drift, designs.limit, least, moves, _at_least(designs, window), _density(designs, first))


def _place_zero(drift: Floats, step: int) -> Places:
    """x of the lowest place above 0."""
    lowest: Places = np.floor(-step * drift + TOLERANCE).astype(np.int64) + 1
    return lowest


def _number_of_places(lattice: _Lattice, step: int) -> Places:
    """How many places are below the limit."""
    beyond: Places = np.ceil(lattice.limit - step * lattice.drift - TOLERANCE).astype(np.int64)
    number: Places = np.maximum(beyond - _place_zero(lattice.drift, step), 0)
    return number


def _from_nothing(lattice: _Lattice) -> _Found:
    """Where the first step from 0 leads. Standing at 0 is one place below that of the first step."""
    places = lattice.start.shape[1]
    number = _number_of_places(lattice, 1)[:, None]
    zero = _place_zero(lattice.drift, 1)[:, None] - lattice.least[:, None] + places
    on = np.where(np.arange(places) < number, lattice.start, 0.0)
    signal = np.take_along_axis(lattice.tails, zero + number, axis=1)[:, 0]
    back = 1 - np.take_along_axis(lattice.tails, zero, axis=1)[:, 0]
    return _Found(on, signal, back)


def _next(lattice: _Lattice, on: Floats, step: int) -> _Found:
    """Where one more step leads from the places after `step` of them."""
    places = on.shape[1]
    j = np.arange(places)
    change = _place_zero(lattice.drift, step + 1) - _place_zero(lattice.drift, step)
    more = np.clip(change - lattice.least, 0, 1)[:, None]
    number = _number_of_places(lattice, step + 1)[:, None]
    wide = np.matmul(on[:, None, :], lattice.moves)[:, 0]
    moved = np.where(more == 1, wide[:, 1:], wide[:, :-1])
    signal = np.take_along_axis(lattice.tails, more + number - j + places, axis=1)
    stays_above = np.take_along_axis(lattice.tails, more - j + places, axis=1)
    return _Found(
        np.where(j < number, moved, 0.0),
        (on * signal).sum(axis=1),
        (on * (1 - stays_above)).sum(axis=1),
    )


def _density(designs: Designs, change: Places) -> Floats:
    """Chance that x changes by so much."""
    events = np.where(designs.upward[:, None], change, -change).astype(np.float64)
    mean, possible = designs.mean[:, None], np.maximum(events, 0.0)
    chance = np.exp(special.xlogy(possible, mean) - mean - special.gammaln(possible + 1))
    return np.where(events >= 0, chance, 0.0)


def _at_least(designs: Designs, change: Places) -> Floats:
    """Chance that x changes by at least so much."""
    least, most = change.astype(np.float64), -change.astype(np.float64)
    mean = designs.mean[:, None]
    more = np.where(least >= 1, special.pdtrc(np.maximum(least - 1, 0), mean), 1.0)
    fewer = np.where(most >= 0, special.pdtr(np.maximum(most, 0), mean), 0.0)
    return np.where(designs.upward[:, None], more, fewer)
