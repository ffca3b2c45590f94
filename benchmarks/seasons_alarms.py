"""False alarms of XmR on seasonal and self-resembling series: `python -m benchmarks.seasons_alarms`.

Nothing ever changes but the season; a cosine of so many standard deviations, and neighbours
that resemble each other as an autoregression of the first order. Not a timed benchmark: it
makes the table in docs/methods/seasons.md, and a test tries a smaller run.
"""

from datetime import date

import numpy as np
import polars as pl

from trigpoint.analysis import allowance, seasons, spc
from trigpoint.analysis.rules import RUN, Codes, Floats, Limits

SERIES = 10_000
SEED = 20_260_401
LENGTHS = (36, 60)
WORLDS = ((0.0, 0.0), (1.0, 0.0), (2.0, 0.0), (0.0, 0.3), (0.0, 0.5), (0.0, 0.7), (1.0, 0.5))
SETTLING = 100  # values before the first that is kept


def made(length: int, *, season: float, likeness: float, series: int, seed: int = SEED) -> pl.DataFrame:
    """Series with standard deviation 1, and a cosine of `season` on top."""
    chance = np.random.default_rng([seed, length, round(10 * season), round(10 * likeness)])
    value = chance.normal(size=(series, length + SETTLING))
    for i in range(1, length + SETTLING):
        value[:, i] = likeness * value[:, i - 1] + np.sqrt(1 - likeness**2) * value[:, i]
    value = value[:, SETTLING:] + season * np.cos(2 * np.pi * np.arange(length) / 12)
    months = [date(2016 + i // 12, i % 12 + 1, 1) for i in range(length)]
    return pl.DataFrame(
        {
            "series": np.repeat(np.arange(series), length),
            "period": pl.Series(months * series),
            "value": value.ravel(),
        }
    )


def adjusted_alarms(found: seasons.Seasons) -> Codes:
    """What the rules say of the adjusted values, with widened limits and longer runs."""
    values = found.points.select("series", "period", value="adjusted")
    chart = spc.xmr(values).points
    limits = Limits(*(chart[name].to_numpy() for name in Limits._fields))
    run = found.points.join(found.summary.select("series", "run"), on="series", maintain_order="left")["run"]
    first = found.points["series"].is_first_distinct().to_numpy()
    by = found.points["widening"].to_numpy()
    wide = allowance.widened(limits, by)
    return allowance.findings(chart["value"].to_numpy(), wide, first, run.to_numpy()).fired


def simulate(
    length: int, *, season: float, likeness: float, series: int = SERIES, seed: int = SEED
) -> dict[str, float]:
    """Shares of series: found seasonal, found alike; with an alarm anywhere, on the last point."""
    points = made(length, season=season, likeness=likeness, series=series, seed=seed)
    found = seasons.seasons(points)
    plain = _shares(spc.xmr(points).points["rules"].to_physical().to_numpy(), length)
    adjusted = _shares(adjusted_alarms(found), length)
    return {
        "n": length,
        "season": season,
        "likeness": likeness,
        "seasonal": found.summary["seasonal"].eq("yes").mean(),
        "alike": found.summary["autocorrelated"].eq("yes").mean(),
        "any_plain": plain[0],
        "any_adjusted": adjusted[0],
        "last_plain": plain[1],
        "last_adjusted": adjusted[1],
    }


def _shares(fired: Codes, length: int) -> tuple[float, float]:
    alarm = fired.reshape(-1, length) > 0
    return float(alarm.any(axis=1).mean()), float(alarm[:, -1].mean())


def power(length: int, *, likeness: float = 0.0, shift: float, series: int = SERIES) -> tuple[float, float]:
    """Share of series in which a shift of the latter half is flagged: plain and adjusted."""
    points = made(length, season=0.0, likeness=likeness, series=series)
    later: Floats = np.tile(np.arange(length) >= length // 2, series) * shift
    points = points.with_columns(value=pl.col("value") + later)
    plain = _shares(spc.xmr(points).points["rules"].to_physical().to_numpy(), length)
    return plain[0], _shares(adjusted_alarms(seasons.seasons(points)), length)[0]


def main() -> None:
    """Print the tables."""
    worlds = [simulate(n, season=s, likeness=r) for n in LENGTHS for s, r in WORLDS]
    with pl.Config(tbl_cols=-1, tbl_rows=-1, tbl_hide_column_data_types=True, tbl_hide_dataframe_shape=True):
        print(pl.DataFrame(worlds).with_columns(pl.col(pl.Float64).round(3)))
    print(f"A shift of so many standard deviations half way, 36 values ({RUN} in a row, or more):")
    for shift in (0.0, 1.0, 2.0, 3.0):
        print(shift, *(round(share, 3) for share in power(36, shift=shift)))


if __name__ == "__main__":
    main()
