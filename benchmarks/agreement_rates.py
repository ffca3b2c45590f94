"""How often streams agree though nothing is the matter: `python -m benchmarks.agreement_rates`.

Providers whose every alarm is a false one, at the rates that our charts were measured to have, go through the rule week by
week. Not a timed benchmark: it makes the tables in docs/methods/agreement.md, and tests run smaller ones.
"""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import polars as pl
from scipy import special

from trigpoint.analysis.agreement import COVERAGE, FACTS, Settings, agreements, cells
from trigpoint.analysis.agreement.chance import (
    DAYS_A_MONTH,
    MEASURED,
    MONTHLY,
    Alarms,
    Null,
    a_year,
    expected,
)
from trigpoint.analysis.rules import Floats

SEED = 20_261_123
FIRST = dt.date(2024, 1, 1)
LOOK_DAYS = 7
ALARMS = {**MEASURED, "safeguarding": MONTHLY}  # none are charted yet: as if they were, month by month
# Those of the pack icb-2026 when this was written; a test holds them to it.
FRESH = {
    "performance": 100,
    "outcomes": 100,
    "safety_incidents": 100,
    "infection": 130,
    "workforce": 100,
    "patient_experience": 100,
    "staff_voice": 400,
    "soft_intelligence": 90,
    "complaints": 400,
    "safeguarding": 200,
}
THEMES = ("access", "communication", "culture", "dignity", "discharge", "emergency", "environment")
THEMES = (*THEMES, "harm", "infection", "leadership", "medicines", "outcomes", "safeguarding", "staffing")


class Figures(NamedTuple):
    """So many figures of one stream that are about the same themes."""

    number: int
    stream: str
    themes: tuple[str, ...]


class Kind(NamedTuple):
    """Providers of a kind, and what is charted of each."""

    name: str
    providers: int
    figures: tuple[Figures, ...]


class Found(NamedTuple):
    """A provider-year: new agreements on a theme, proposals (themes with the same support told once), its standard error, theory."""

    agreements: float
    proposals: float
    error: float
    theory: Null
    standing: float


HEARD = tuple(Figures(2, "soft_intelligence", (theme,)) for theme in THEMES)
TRUST = (
    *(
        Figures(number, "performance", (theme,))
        for theme, number in (("access", 9), ("emergency", 8), ("discharge", 2))
    ),
    Figures(2, "performance", ("discharge", "emergency")),
    Figures(2, "performance", ("emergency", "harm")),
    Figures(4, "outcomes", ("outcomes",)),
    Figures(2, "safety_incidents", ("harm",)),
    Figures(2, "safety_incidents", ("medicines",)),
    Figures(1, "safety_incidents", ("discharge",)),
    Figures(5, "infection", ("infection",)),
    Figures(3, "workforce", ("staffing",)),
    Figures(1, "workforce", ("staffing", "culture")),
    Figures(2, "patient_experience", ("dignity",)),
    Figures(2, "patient_experience", ("communication",)),
    Figures(2, "patient_experience", ("access", "emergency")),
    Figures(1, "patient_experience", ("environment",)),
    Figures(5, "staff_voice", ("culture",)),
    Figures(2, "staff_voice", ("culture", "staffing")),
    Figures(2, "staff_voice", ("culture", "leadership")),
    Figures(4, "complaints", ("leadership",)),
    *HEARD,
)
PRACTICE = (
    Figures(4, "performance", ("access",)),
    Figures(1, "patient_experience", ("access",)),
    Figures(1, "patient_experience", ("communication",)),
    Figures(1, "patient_experience", ("dignity",)),
    *HEARD,
)
HOME = (
    Figures(2, "safeguarding", ("safeguarding", "harm")),
    Figures(1, "safeguarding", ("safeguarding", "dignity")),
    Figures(1, "complaints", ("leadership",)),
    *HEARD,
)
ICB = (Kind("trusts", 40, TRUST), Kind("practices", 600, PRACTICE), Kind("homes", 800, HOME))
NATIONAL = (Kind("trusts", 220, TRUST), Kind("practices", 6_300, PRACTICE), Kind("homes", 16_000, HOME))


def simulate(
    kind: Kind, *, months: int, seed: int, within: float = 0.0, between: float = 0.0, needed: int = 2
) -> Found:
    """So many months through the rule, after as long as anything stays fresh.

    within, between: how alike figures of a provider and month are, in one stream, and over all streams (correlation of the
    normal values behind the alarms).
    """
    settings = Settings(needed, FRESH)
    before = int(np.ceil((max(FRESH.values()) + 100) / DAYS_A_MONTH))
    facts = alarms_of(kind, months=before + months, seed=seed, within=within, between=between)
    begins, ends = (FIRST + dt.timedelta(days=round(DAYS_A_MONTH * m)) for m in (before, before + months))
    days = [begins + dt.timedelta(days=at) for at in range(0, (ends - begins).days, LOOK_DAYS)]
    new, proposals, standing = looked_at(facts, days, settings)
    years = (len(days) - 1) * LOOK_DAYS / 365.25
    per_provider = np.bincount(proposals, minlength=kind.providers) / years
    return Found(
        new / years / kind.providers,
        float(per_provider.mean()),
        float(per_provider.std(ddof=1) / np.sqrt(kind.providers)),
        a_year(tries(kind), alarms=ALARMS, settings=settings),
        standing / len(days) / kind.providers,
    )


def looked_at(facts: pl.DataFrame, days: Sequence[dt.date], settings: Settings) -> tuple[int, list[int], int]:
    """New agreements from the second day on, the providers of new proposals, and how many stood, summed over the days."""
    nothing = pl.DataFrame(schema=COVERAGE)
    before: set[tuple[int, str]] | None = None
    new, standing, proposals = 0, 0, []
    for day in days:
        oldest = day - dt.timedelta(days=max(FRESH.values()))
        known = facts.filter(pl.col("known_on") <= day, pl.col("last_on") >= oldest)
        rows = (
            agreements(known, nothing, day=day, settings=settings).select("provider", "theme", "also").rows()
        )
        now = {(provider, each) for provider, theme, also in rows for each in (theme, *also)}
        if before is not None:
            new += len(now - before)
            fresh = [
                (provider, {theme, *also})
                for provider, theme, also in rows
                if not any((provider, each) in before for each in (theme, *also))
            ]
            proposals += [provider for provider, _ in fresh]
        standing += len(now)
        before = now
    return new, proposals, standing


def alarms_of(kind: Kind, *, months: int, seed: int, within: float, between: float) -> pl.DataFrame:
    """False alarms as facts: each on a day of its month, each figure by itself but for what is shared."""
    random = np.random.default_rng([SEED, seed, kind.providers])
    figures = [each for each in kind.figures for _ in range(each.number)]
    streams = sorted({each.stream for each in figures})
    limits = -special.ndtri([ALARMS[each.stream].rate for each in figures])
    of_stream = [streams.index(each.stream) for each in figures]
    found = []
    for month in range(months):
        all_streams = random.normal(size=(kind.providers, 1))
        own_stream = random.normal(size=(kind.providers, len(streams)))[:, of_stream]
        own: Floats = random.normal(size=(kind.providers, len(figures)))
        z = between**0.5 * all_streams + within**0.5 * own_stream + (1 - within - between) ** 0.5 * own
        provider, figure = np.nonzero(z > limits)
        day = month * DAYS_A_MONTH + random.uniform(0, DAYS_A_MONTH, provider.size)
        found.append(pl.DataFrame({"provider": provider, "figure": figure, "day": day.astype(np.int64)}))
    return _facts(pl.concat(found), figures)


def _facts(found: pl.DataFrame, figures: list[Figures]) -> pl.DataFrame:
    known = pl.lit(FIRST) + pl.duration(days=pl.col("day"))
    described = pl.DataFrame(
        {
            "figure": np.arange(len(figures)),
            "stream": [each.stream for each in figures],
            "theme": [list(each.themes) for each in figures],
            "lasts": [round(ALARMS[each.stream].lasts * DAYS_A_MONTH) for each in figures],
        }
    )
    key = pl.format("{}-{}-{}", "provider", "figure", "day")
    return (
        found.join(described, on="figure")
        .with_columns(
            key=key,
            event=key,
            known_on=known,
            last_on=known + pl.duration(days=pl.col("lasts")),
            state=pl.lit("concern"),
            service=pl.lit(""),
            door=pl.lit(""),
        )
        .explode("theme")
        .select(pl.col(name).cast(dtype) for name, dtype in FACTS.items())
    )


def of_grids(kinds: Sequence[Kind], *, days: int, seed: int) -> tuple[float, float, float]:
    """Agreements that stand on a day over all kinds at once; by chance with shares of kinds; and of all as one."""
    seen = []
    for at in range(days):
        told_of = [_cells_of(kind, 1000 * seed + at) for kind in kinds]
        grid = pl.concat(
            [told.with_columns(group=pl.lit(kind.name)) for kind, told in zip(kinds, told_of, strict=True)]
        ).with_columns(provider=pl.struct("group", "provider").rank("dense"))
        settings = Settings(2, FRESH)
        by_kind = expected(grid, settings=settings)
        seen.append(
            (by_kind.agreements, by_kind.by_chance, expected(grid.drop("group"), settings=settings).by_chance)
        )
    together, by_kind_of, as_one = np.mean(seen, axis=0).tolist()
    return together, by_kind_of, as_one


def _cells_of(kind: Kind, seed: int) -> pl.DataFrame:
    """What streams say on a day, after false alarms alone."""
    months = int(np.ceil((max(FRESH.values()) + 100) / DAYS_A_MONTH))
    day = FIRST + dt.timedelta(days=int(months * DAYS_A_MONTH))
    facts = alarms_of(kind, months=months, seed=seed, within=0.0, between=0.0)
    return cells(facts, covered(kind, day), day=day, settings=Settings(2, FRESH))


def covered(kind: Kind, day: dt.date) -> pl.DataFrame:
    """Every figure of every provider of the kind is known up to the day."""
    whole = tries(kind).drop("provider").join(pl.DataFrame({"provider": range(kind.providers)}), how="cross")
    return whole.select(
        "provider",
        pl.lit("").alias("service"),
        "theme",
        "stream",
        pl.lit(FIRST).alias("first_known"),
        pl.lit(day).alias("last_known"),
        "tries",
    )


def tries(kind: Kind) -> pl.DataFrame:
    """One provider's grid, as all of a kind have the same."""
    rows = [(1, theme, each.stream, each.number) for each in kind.figures for theme in each.themes]
    return pl.DataFrame(rows, schema=["provider", "theme", "stream", "tries"], orient="row")


def main() -> None:
    """Print the tables."""
    for kind, months in ((Kind("trusts", 1_000, TRUST), 60), (NATIONAL[1], 60), (NATIONAL[2], 36)):
        print(kind.name, told(simulate(kind, months=months, seed=7)), flush=True)
    for name, kinds, months in (("ICB", ICB, 120), ("England", NATIONAL, 24)):
        for kind in kinds:
            print(name, kind.name, told(simulate(kind, months=months, seed=1)), flush=True)
    print("ICB, on a day: seen, by chance within kinds, as one", of_grids(ICB, days=40, seed=4), flush=True)
    trusts = Kind("trusts", 400, TRUST)
    for within, between in ((0.5, 0.0), (0.8, 0.0), (0.0, 0.1), (0.0, 0.2), (0.0, 0.3), (0.0, 0.5)):
        found = simulate(trusts, months=60, seed=8, within=within, between=between)
        print(f"trusts, within {within}, between {between}", told(found), flush=True)
    for name, null in others().items():
        print(f"trusts, {name}: {null.a_provider_year:.4f} by theory", flush=True)


def others() -> dict[str, Null]:
    """Theory for a trust, had some things been chosen otherwise."""
    grid = tries(ICB[0])
    outside = Alarms(0.057 / 12 / 2)  # docs/evidence.md, by rule
    strict = {name: outside if each == MONTHLY else each for name, each in ALARMS.items()}
    return {
        "three needed": a_year(grid, alarms=ALARMS, settings=Settings(3, FRESH)),
        "outside alone": a_year(grid, alarms=strict, settings=Settings(2, FRESH)),
        "a year": a_year(grid, alarms=ALARMS, settings=Settings(2, dict.fromkeys(FRESH, 365))),
    }


def told(found: Found) -> str:
    """One result as words."""
    return (
        f"{found.agreements:.4f} new agreements a provider-year (theory {found.theory.a_provider_year:.4f}), "
        f"{found.proposals:.4f} proposals (s.e. {found.error:.4f}), "
        f"{found.standing:.4f} standing (theory {found.theory.standing:.4f})"
    )


if __name__ == "__main__":
    main()
