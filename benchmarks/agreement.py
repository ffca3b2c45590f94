"""How long it takes to line up all of England's evidence, against Polars reading the same files and counting them by group.

Ours: read facts and coverage, then what each stream says of each theme at each provider, where streams agree in both
directions, and how many would by chance. Polars: read the same files and count the rows of each provider, theme and
stream. Both in this process, by turns, medians of several.
"""

import datetime as dt
import tempfile
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.agreement_rates import FRESH, ICB, NATIONAL, Kind, alarms_of, covered
from benchmarks.spc import by_turns
from trigpoint.analysis.agreement import Settings, agreements, cells
from trigpoint.analysis.agreement.chance import Chance, expected

DAY = dt.date(2026, 6, 1)
MONTHS = 29  # from the first day of what is made up to DAY
RULE = Settings(streams_needed=2, fresh_days=FRESH)
BETWEEN = 0.3  # so that more agree than by chance
BAR, BEYOND = 20.0, 10.0


def measure() -> list[dict[str, Any]]:
    """One result for a commissioner, one for England."""
    with tempfile.TemporaryDirectory(prefix="trigpoint-bench-") as folder:
        return [
            timed("a commissioner", ICB, Path(folder) / "icb", None),
            timed("England", NATIONAL, Path(folder) / "england", BAR),
        ]


def timed(name: str, kinds: tuple[Kind, ...], folder: Path, bar: float | None) -> dict[str, Any]:
    """Write the files, and take both by turns."""
    folder.mkdir()
    facts, coverage = made_up(kinds)
    facts.write_parquet(folder / "facts.parquet")
    coverage.write_parquet(folder / "coverage.parquet")
    theirs, ours = by_turns(lambda: read_and_count(folder), lambda: read_and_line_up(folder))
    detail = (
        f"ours {ours:.3f} s, Polars {theirs:.3f} s; {coverage['provider'].n_unique():,} providers, "
        f"{facts.height:,} facts, {coverage.height:,} rows of coverage, "
        f"{read_and_line_up(folder).agreements:,} agreements"
    )
    return {
        "name": f"agreement: {name}, on a day",
        "ratio": ours / theirs,
        "unit": "times reading the same Parquet and counting by group",
        "bar": bar,
        "beyond": BEYOND if bar else None,
        "detail": detail,
    }


def made_up(kinds: tuple[Kind, ...]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Facts of 29 months and coverage of all kinds, each provider with a key of its own."""
    facts, coverage, first = [], [], 0
    for kind in kinds:
        told = alarms_of(kind, months=MONTHS, seed=6, within=0.0, between=BETWEEN)
        facts.append(told.with_columns(pl.col("provider") + first))
        coverage.append(covered(kind, DAY).with_columns(pl.col("provider").cast(pl.Int64) + first))
        first += kind.providers
    return pl.concat(facts), pl.concat(coverage)


def read_and_count(folder: Path) -> list[pl.DataFrame]:
    """The yardstick."""
    return [
        pl.read_parquet(folder / f"{name}.parquet").group_by("provider", "theme", "stream").len()
        for name in ("facts", "coverage")
    ]


def read_and_line_up(folder: Path) -> Chance:
    """The same files, everything."""
    facts, coverage = (pl.read_parquet(folder / f"{name}.parquet") for name in ("facts", "coverage"))
    for direction in ("concern", "good"):
        agreements(facts, coverage, day=DAY, settings=RULE, direction=direction)
    return expected(cells(facts, coverage, day=DAY, settings=RULE), settings=RULE)
