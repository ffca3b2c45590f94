"""How often a chart raises an alarm though nothing has changed: `python -m benchmarks.false_alarms`.

Independent normal values, limits from the same values. Not a timed benchmark: it makes the table in
docs/methods/spc.md, and a test compares a smaller run with an earlier, independent one.
"""

import numpy as np
import polars as pl

from trigpoint.analysis import spc

SERIES = 20_000
LENGTHS = (12, 24, 36, 60)
SEED = 20_260_401


def simulate(length: int, *, series: int = SERIES, seed: int = SEED) -> dict[str, float]:
    """Share of series with an alarm anywhere, on the last point, and by each rule."""
    values = np.random.default_rng([seed, length]).normal(size=series * length)
    points = pl.DataFrame(
        {
            "series": np.repeat(np.arange(series), length),
            "period": np.tile(np.arange(length), series),
            "value": values,
        }
    )
    fired = pl.col("rules").cast(pl.String)
    alarms = (
        spc.xmr(points)
        .points.group_by("series")
        .agg(
            any_flag_in_series=(fired != "").any(),
            last_point_flagged=(fired != "").last(),
            share_of_points_flagged=(fired != "").mean(),
            **{rule: fired.str.contains(rule).any() for rule in spc.RULE_NAMES},
        )
    )
    return {"n": length} | alarms.drop("series").mean().row(0, named=True)


def main() -> None:
    """Print the table."""
    with pl.Config(tbl_cols=-1, tbl_hide_column_data_types=True, tbl_hide_dataframe_shape=True):
        print(
            pl.DataFrame([simulate(length) for length in LENGTHS]).with_columns(pl.col(pl.Float64).round(3))
        )


if __name__ == "__main__":
    main()
