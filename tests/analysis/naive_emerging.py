"""A second telling of emerging themes, cell by cell and month by month, with integrals instead of closed forms."""

from math import exp, lgamma, log, sqrt

import numpy as np
from scipy import integrate, optimize, stats


def rate(count, comments, elsewhere, comments_elsewhere):
    worth = min(10, elsewhere)
    in_comments = worth / (elsewhere / comments_elsewhere) if elsewhere else 0
    own = comments + in_comments
    return max((count + worth) / own, 0.5 / max(own, 1)) if own else 0.0


def weight(count, expected, spread, rise=1.75):
    if spread < 1e-6:
        return stats.poisson.logpmf(count, rise * expected) - stats.poisson.logpmf(count, expected)
    size = 1 / spread

    def chance(mean):
        return stats.nbinom.logpmf(count, size, size / (size + mean))

    return chance(rise * expected) - chance(expected)


def scan(counts, expected, spread):
    """The best rate of each window is looked for, not known."""
    best = 0.0
    for length in range(1, min(3, len(counts)) + 1):
        known = [(y, e) for y, e in zip(counts[-length:], expected[-length:], strict=True) if e > 0]
        y, e = sum(each[0] for each in known), sum(each[1] for each in known)
        if not known or y <= e:
            continue
        wide = max(spread / len(known), 1e-6)
        fits = optimize.minimize_scalar(
            lambda times, y=y, e=e, wide=wide: -weight(y, e, wide, rise=times),
            bounds=(1, 1000),
            method="bounded",
            options={"xatol": 1e-10},
        )
        best = max(best, -fits.fun)
    return best


def chance(counts, expected, spread):
    found = []
    for length in range(1, min(3, len(counts)) + 1):
        known = [(y, e) for y, e in zip(counts[-length:], expected[-length:], strict=True) if e > 0]
        y, e = sum(each[0] for each in known), sum(each[1] for each in known)
        size = max(len(known), 1) / max(spread, 1e-6)
        below = sum(stats.nbinom.pmf(k, size, size / (size + e)) for k in range(int(y))) if e else 0
        found.append(1 - below)
    return min(1.0, 3 * min(found))


def shrunk(count, expected, prior):
    """Geometric mean and ends, by integrating over every ratio there could be."""

    def likely(ratio):
        parts = [
            share * stats.gamma.pdf(ratio, shape, scale=1 / rate_)
            for share, shape, rate_ in (
                (prior.share, prior.shape_1, prior.rate_1),
                (1 - prior.share, prior.shape_2, prior.rate_2),
            )
        ]
        return sum(parts) * exp(count * log(ratio * expected) - ratio * expected - lgamma(count + 1))

    logs = np.linspace(-80, 5, 8_001)
    grid = np.exp(logs)
    dense = np.array([likely(point) * point for point in grid])
    whole = integrate.simpson(dense, x=logs)
    mean = integrate.simpson(dense * logs, x=logs) / whole
    up_to = integrate.cumulative_simpson(dense, x=logs, initial=0) / whole
    return exp(mean), float(np.interp(0.05, up_to, grid)), float(np.interp(0.95, up_to, grid))


class Cell:
    def __init__(self):
        self.own, self.cusum, self.window, self.opened = [], 0.0, [], None
        self.silent = 0

    def forget(self):
        self.cusum, self.window, self.opened = 0.0, [], None

    def listen(self, comments):
        """Three months in which nobody says anything end an alarm."""
        self.silent = 0 if comments > 0 else self.silent + 1
        if self.silent == 3 and self.opened is not None:
            self.forget()

    def learn(self, count, comments):
        if comments > 0 and self.opened is None:
            self.own = [*self.own, (count, comments)][-12:]

    def take(self, month, count, people, expected, spread, reach):
        """One month in which the cell was watched, or not: then nothing is expected."""
        watched = expected > 0
        self.window = [*self.window, (count if watched else 0, expected)][-3:]
        self.cusum = max(self.cusum + (weight(count, expected, spread) if watched else 0), 0)
        found = scan([y for y, _ in self.window], [e for _, e in self.window], spread)
        still = sum(weight(y, e, spread) for y, e in self.window if e > 0) > 0
        if self.opened is not None and watched and not still:
            self.forget()
        is_over = self.cusum >= reach.cusum or found >= reach.scan
        if self.opened is None and watched and min(count, people) >= 3 and still and is_over:
            self.opened = month


def begin_again(cell, counts, comments):
    """After a review the last twelve months known are those of one's own, whatever they were."""
    cell.forget()
    cell.own = [(y, n) for y, n in zip(counts, comments, strict=True) if n > 0][-12:]


def before_factors(cells, comments):
    """What each cell should have by its own rate, drawn to that elsewhere, for so many comments."""
    sums = {at: (sum(y for y, _ in c.own), sum(n for _, n in c.own)) for at, c in cells.items()}
    found = {}
    for p, k in cells:
        others = [told for (q, theme), told in sums.items() if q != p and theme == k]
        found[p, k] = rate(*sums[p, k], *(sum(each[at] for each in others) for at in (0, 1))) * comments[p]
    return found


def with_factors(plain, counts, usable):
    found = {}
    for p, k in plain:
        others = [at for at in plain if at[0] != p and usable[at]]
        all_themes = (sum(counts[at] for at in others) + 10) / (sum(plain[at] for at in others) + 10)
        mine = [at for at in others if at[1] == k]
        factor = (sum(counts[at] for at in mine) + 10 * all_themes) / (sum(plain[at] for at in mine) + 10)
        found[p, k] = plain[p, k] * factor
    return found


def step_through(said, reach, reviewed):
    """By month and cell: expected, CUSUM, and the month of the open alarm or -1."""
    providers, themes, months = said.mentions.shape
    cells = {(p, k): Cell() for p in range(providers) for k in range(themes)}
    told, of = 0.05 * 200, 200.0
    story = []
    for t in range(months):
        spread, comments = max(told / of, 0), said.comments[:, t]
        for at in zip(*np.nonzero(reviewed[..., t]), strict=True):
            begin_again(cells[at], said.mentions[at][:t], said.comments[at[0]][:t])
        for (p, _), cell in cells.items():
            cell.listen(comments[p])
        ready = {at: comments[at[0]] > 0 and len(cell.own) >= 6 for at, cell in cells.items()}
        usable = {at: ready[at] and cell.opened is None for at, cell in cells.items()}
        expected = with_factors(before_factors(cells, comments), said.mentions[..., t], usable)
        for at, cell in cells.items():
            count, mean = said.mentions[at][t], expected[at]
            cell.take(t, count, said.people[at][t], mean if ready[at] else 0, spread, reach)
            if usable[at] and abs(count - mean) <= 4 * sqrt(mean + spread * mean**2):
                told, of = told + (count - mean) ** 2 - mean, of + mean**2
            cell.learn(count, comments[at[0]])
        opened = {at: -1 if cell.opened is None else cell.opened for at, cell in cells.items()}
        story.append({at: (expected[at], cell.cusum, opened[at]) for at, cell in cells.items()})
    return story
