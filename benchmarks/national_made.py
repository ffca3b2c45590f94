"""Figures of a whole country for `national.py`: series of indicators by provider, 36 months each, in Parquet parts."""

import datetime as dt
from pathlib import Path

import numpy as np
import polars as pl

MONTHS = 36
PART = 55_000  # series
PROVIDERS = 5_500  # of each indicator: mostly practices and homes
SEED = 20_260_401


def make(folder: Path, number: int) -> None:
    """So many series, sorted by name, as parts of a folder; shares out of a few hundred with some months missing."""
    folder.mkdir(parents=True)
    months = pl.date_range(dt.date(2023, 4, 1), dt.date(2026, 3, 1), "1mo", eager=True)
    for part, first in enumerate(range(0, number, PART)):
        series = np.arange(first, min(first + PART, number))
        _part(series, months, np.random.default_rng([SEED, part])).write_parquet(
            folder / f"{part:03}.parquet"
        )


def _part(series: np.ndarray, months: pl.Series, random: np.random.Generator) -> pl.DataFrame:
    size = series.size * MONTHS
    out_of = np.repeat(random.integers(100, 3000, series.size), MONTHS)
    share = np.repeat(np.clip(random.normal(0.75, 0.02, series.size), 0.05, 0.95), MONTHS)
    numerator = random.binomial(out_of, share).astype(float)
    numerator[random.random(size) < 0.01] = np.nan
    indicator = series // PROVIDERS
    names = [f"indicator-{at // PROVIDERS:03}|P{at % PROVIDERS:05}" for at in series.tolist()]
    improvement = np.array(["up", "down", "neither"])[indicator % 3]
    return pl.DataFrame(
        {
            "series": pl.Series(names).repeat_by(MONTHS).explode(),
            "period": pl.concat([months] * series.size),
            "value": pl.Series(100 * numerator / out_of, nan_to_null=True),
            "numerator": pl.Series(numerator, nan_to_null=True),
            "denominator": out_of.astype(float),
            "target": 80.0,
            "improvement": np.repeat(improvement, MONTHS),
            "group": np.repeat([f"indicator-{at:03}" for at in indicator.tolist()], MONTHS),
            "kind": "PR",
        }
    )
