"""Is the target met, and where will the figure be if nothing changes: two statements, kept apart."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from trigpoint.analysis import targets
from trigpoint.indicators.definitions import Definition

COLUMNS = ("target_met", "landing", "landing_lower", "landing_upper", "landing_chance")
NOTHING = {
    "series": pl.Int64,
    "target_met": pl.String,
    **dict.fromkeys(COLUMNS[1:], pl.Float64),
}


def landings(
    prepared: pl.DataFrame, indicators: pl.DataFrame, definitions: Mapping[str, Definition]
) -> pl.DataFrame:
    """One row a series that has a standard: is it met, the landing with its interval, the chance of meeting it.

    prepared: what `spc.xmr` takes. indicators: columns series (as text), indicator. A season that was found is taken off
    before the landing is worked out, so that it is that of a usual month.
    """
    standards = pl.DataFrame(
        [
            {"indicator": code, "from": each.from_on, "to": each.to_on, "value": each.value}
            for code, definition in definitions.items()
            for each in definition.targets
        ],
        schema={"indicator": pl.String, "from": pl.Date, "to": pl.Date, "value": pl.Float64},
    )
    wanted = indicators.join(standards, on="indicator").with_columns(kind=pl.lit("standard"))
    points = prepared.join(wanted.select("series").unique(), on="series", how="semi")
    if points.is_empty():
        return pl.DataFrame(schema=NOTHING)
    columns = ("series", "period", "value", "numerator", "denominator", "improvement", "rebase")
    found = targets.targets(points.select(*columns), wanted.select("series", "kind", "from", "to", "value"))
    return found.select(
        pl.col("series").cast(pl.Int64),
        target_met=pl.col("met").cast(pl.String),
        landing="landing",
        landing_lower="landing_lower",
        landing_upper="landing_upper",
        landing_chance="chance",
    )
