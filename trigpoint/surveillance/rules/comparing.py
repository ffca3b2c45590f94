"""Where each provider stands among its like: funnels, and shrunken ranks with how unsure they are."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from trigpoint.analysis import chances, funnel, ranks
from trigpoint.indicators.definitions import Definition

RANKED = ("rank_lower", "rank_upper", "told_apart")
NO_FUNNEL = {
    "series": pl.Int64,
    "funnel_ratio": pl.Float64,
    "funnel_z": pl.Float64,
    "funnel_outlier": pl.String,
    "funnel_q": pl.Float64,
    "funnel_chance": pl.Float64,
    "funnel_limits": pl.List(pl.Float64),
    "funnel_units": pl.UInt32,
    "rank_lower": pl.UInt32,
    "rank_upper": pl.UInt32,
    "told_apart": pl.UInt32,
}


def funnels(observations: pl.DataFrame, definitions: Mapping[str, Definition]) -> pl.DataFrame:
    """Where each provider stands among its like (same kind) in the latest period of each indicator.

    One row a series that was compared: ratio, z, outlier, q, how many were compared, between which places its rank
    may be (1 has the lowest ratio), and from how many others it can be told apart.
    """
    found = []
    for kind in ("PR", "RC", "SR"):
        units = _units(
            observations, [c for c, d in definitions.items() if d.compare.allowed and d.compare.kind == kind]
        )
        if not units.is_empty():
            found.append(_funnel(units, kind))
    return pl.concat(found) if found else pl.DataFrame(schema=NO_FUNNEL)


def _units(observations: pl.DataFrame, codes: list[str]) -> pl.DataFrame:
    rows = observations.filter(
        pl.col("indicator").is_in(codes), pl.col("numerator").is_not_null(), pl.col("denominator") > 0
    )
    newest = pl.col("period_end").max().over("indicator", "kind")
    return rows.filter(pl.col("period_end") == newest).with_columns(
        group=pl.concat_str("indicator", "kind", separator="|")
    )


def _funnel(units: pl.DataFrame, kind: str) -> pl.DataFrame:
    counted = units.select("group", "numerator", "denominator", unit=pl.col("series").cast(pl.String))
    return placed(counted, kind).select(
        pl.col("unit").cast(pl.Int64).alias("series"),
        funnel_ratio="ratio",
        funnel_z="z",
        funnel_outlier="outlier",
        funnel_q="q",
        funnel_chance="chance",
        funnel_limits=pl.concat_list("lower95", "upper95", "lower998", "upper998"),
        funnel_units=pl.len().over("group").cast(pl.UInt32),
        **{name: pl.col(name).cast(pl.UInt32) for name in RANKED},
    )


def placed(counted: pl.DataFrame, kind: str) -> pl.DataFrame:
    """Where each unit stands in its group: what `funnel` and `ranks` say of it, and its chance.

    counted: columns group, unit, numerator, denominator; a unit may stand in several groups.
    """
    counted = counted.sort("group", "unit")
    drawn = funnel.funnel(counted, kind=kind, overdispersion="additive", trim="winsorise")
    ranked = ranks.ranks(counted, kind=kind).select("group", "unit", *RANKED)
    chance = pl.Series("chance", chances.of_units(drawn, counted, kind), nan_to_null=True)
    return drawn.with_columns(chance, pl.col("outlier").cast(pl.String).fill_null("")).join(
        ranked, on=["group", "unit"], how="left", maintain_order="left"
    )
