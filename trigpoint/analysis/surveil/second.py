"""The second pass: funnels of all units, and what chance alone would raise over everything that was looked at."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

from trigpoint.analysis import chances, funnel
from trigpoint.analysis.problems import InputRefused, Problem
from trigpoint.analysis.surveil.slices import located

UNITS = 500_000  # of funnels at a time


def funnels(units: Path) -> Iterator[pl.DataFrame]:
    """Every funnel, by group and unit, so many units at a time: `funnel.funnel` with period, kind and chance.

    `units` is a folder of what `telling.units_of` gave of each slice. Raises InputRefused.
    """
    scan = pl.scan_parquet(units / "*.parquet")
    groups = (
        scan.group_by("group")
        .agg(pl.len(), newest=pl.col("period").max(), kinds=pl.col("kind").n_unique())
        .sort("group")
        .collect()
    )
    _refuse_mixed(groups)
    portion = pl.select((groups["len"].cum_sum() - groups["len"]) // UNITS).to_series()
    if groups.is_empty():
        yield _drawn(scan.collect())
    for some in groups.with_columns(portion=portion).partition_by("portion", maintain_order=True):
        chosen = scan.filter(pl.col("group").is_in(some["group"].implode())).collect()
        newest = chosen.join(some.select("group", "newest"), on="group").filter(
            pl.col("period") == pl.col("newest")
        )
        yield _drawn(newest.sort("group", "series"))


def _refuse_mixed(groups: pl.DataFrame) -> None:
    mixed = groups.filter(pl.col("kinds") > 1)["group"]
    if len(mixed):
        raise InputRefused(
            Problem(
                code="kind-mixed",
                column="kind",
                message=f"The group “{group}” has more than one kind of comparison.",
                remedy="Give a group one kind, or make it two groups.",
            )
            for group in mixed
        )


def _drawn(units: pl.DataFrame) -> pl.DataFrame:
    found = []
    for kind in units["kind"].cast(pl.String).unique().sort().to_list() or ["PR"]:
        some = units.filter(pl.col("kind").cast(pl.String) == kind)
        counts = some.select("group", "numerator", "denominator", unit="series")
        try:
            drawn = funnel.funnel(counts, kind=kind, overdispersion="additive", trim="winsorise")
        except InputRefused as refusal:
            raise InputRefused(located(refusal.problems, some)) from None
        told = drawn.with_columns(
            pl.lit(kind, pl.String).alias("kind"),
            pl.Series("chance", chances.of_units(drawn, some, kind), nan_to_null=True),
        )
        about = some.select("group", "period", unit="series")
        found.append(told.join(about, on=["group", "unit"], how="left", maintain_order="left"))
    columns = ["group", "unit", "kind", "period"]
    return pl.concat(found).select(*columns, pl.exclude(columns)).sort("group", "unit")


def discoveries(summary: pl.LazyFrame | None, funnels: pl.LazyFrame | None) -> dict[str, Any]:
    """What `chances.weighed` says of all series and units, and how many there were."""
    outside, beyond = _chances_of(summary), _chances_of(funnels)
    return {**chances.weighed(outside, beyond), "series": len(outside), "units": len(beyond)}


def _chances_of(table: pl.LazyFrame | None) -> pl.Series:
    nothing = pl.Series("chance", [], dtype=pl.Float64)
    return nothing if table is None else table.select("chance").collect()["chance"]
