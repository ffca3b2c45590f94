"""How often emerging themes are found, and how often one is raised though nothing has: `python -m benchmarks.emerging`.

Sixty providers, twenty-five themes, thirty-six months, with seasons, providers that differ and counts that vary more
than by chance; in some cells one theme rises from the twenty-fifth month on. Not a timed benchmark: it makes the
tables in docs/methods/emerging.md, and a test runs a smaller one.
"""

from typing import NamedTuple

import numpy as np

from trigpoint.analysis.emerging import limits
from trigpoint.analysis.emerging.limits import Limits
from trigpoint.analysis.emerging.stepping import Said, step_through
from trigpoint.analysis.rules import Floats

PROVIDERS, THEMES, MONTHS, RISES_AT = 60, 25, 36, 24
MEDIAN, SPREAD, UNLIKE = 60.0, 0.05, 0.3
LOW, HIGH = 1.5, 12.0  # mentions a month of cells that rise
PLANTED = 10  # in a grid: 1 cell in 150
SEED = 20_261_122


class Found(NamedTuple):
    """Shares of the risen cells with an alarm within 3 and 6 months; false alarms a month in all other cells."""

    within_3: float
    within_6: float
    false: float


def grid(
    rise: float, seed: int, *, providers: int = PROVIDERS, planted: int = PLANTED
) -> tuple[Said, Floats]:
    """Counts, and which cells rise."""
    random = np.random.default_rng([SEED, seed, round(100 * rise)])
    comments = np.round(MEDIAN * random.lognormal(0, 0.6, providers))[:, None] * np.ones(MONTHS)
    comments = np.maximum(random.poisson(comments), 1)
    shares = 0.15 * random.dirichlet(np.full(THEMES, 2.0)) * THEMES / 4
    rates = shares * random.lognormal(0, UNLIKE, (providers, THEMES))
    season = 1 + 0.15 * np.sin(2 * np.pi * (np.arange(MONTHS) + 12 * random.random((THEMES, 1))) / 12)
    mean = rates[..., None] * season * comments[:, None]
    fit = np.argwhere((mean.mean(axis=-1) >= LOW) & (mean.mean(axis=-1) <= HIGH))
    rises = np.zeros((providers, THEMES), np.bool_)
    rises[tuple(fit[random.choice(len(fit), planted, replace=False)].T)] = True
    mean = mean * np.where(rises[..., None] & (np.arange(MONTHS) >= RISES_AT), rise, 1.0)
    count = random.poisson(mean * random.gamma(1 / SPREAD, SPREAD, mean.shape))
    count = np.minimum(count, comments[:, None]).astype(np.float64)
    return Said(count, count, comments.astype(np.float64), np.ones(THEMES, np.bool_)), rises


def measure(rise: float, *, grids: int, known: Limits | None = None, providers: int = PROVIDERS) -> Found:
    """Over so many grids, each with its own limits unless they are known."""
    soon, later, false, cells = 0, 0, 0, 0
    for seed in range(grids):
        said, rises = grid(rise, seed, providers=providers)
        reach = (known or limits.of_grid(said)).reach
        opened = step_through(said, reach).opened
        new = opened == np.arange(MONTHS)
        soon += int(new[rises][:, RISES_AT : RISES_AT + 3].any(axis=1).sum())
        later += int(new[rises][:, RISES_AT : RISES_AT + 6].any(axis=1).sum())
        false += int(new[~rises][:, RISES_AT:].sum())
        cells += int(rises.sum())
    return Found(soon / cells, later / cells, false / grids / (MONTHS - RISES_AT))


def main() -> None:
    """Print the tables."""
    for rise in (1.0, 1.5, 2.0, 3.0):
        print(rise, measure(rise, grids=9))
    for providers in (4, 12):
        print(providers, "providers", measure(1.0, grids=40, providers=providers))


if __name__ == "__main__":
    main()
