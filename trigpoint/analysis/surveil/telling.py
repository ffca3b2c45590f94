"""What one slice of whole series says, and what the second pass needs of it."""

from typing import NamedTuple

import polars as pl

from trigpoint.analysis import chances, spc
from trigpoint.analysis.commands import check_periods
from trigpoint.analysis.problems import HEADING_ROWS, InputRefused, Problem
from trigpoint.analysis.surveil.slices import AT, FILE, located

KINDS = ("PR", "RC", "SR")


class Told(NamedTuple):
    """Points and summary as `spc.xmr` gives them, the summary with `chance`; and the units of funnels."""

    points: pl.DataFrame
    summary: pl.DataFrame
    units: pl.DataFrame


def tell(points: pl.DataFrame) -> Told:
    """The charts of some whole series.

    `chance` is that of a latest value as far from its centre, if nothing is the matter; empty where it cannot be told.
    Raises InputRefused, with rows as they are counted in their files.
    """
    problems: list[Problem] = []
    try:
        check_periods(points)
        charts = spc.xmr(points)
    except InputRefused as refusal:
        problems += refusal.problems
    if "group" in points.columns:
        problems += _faults_of_kinds(points)
    if problems:
        raise InputRefused(located(problems, points))
    summary = charts.summary.join(
        chances.of_series(charts, points), on="series", how="left", maintain_order="left"
    )
    return Told(charts.points, summary, units_of(points))


def units_of(points: pl.DataFrame) -> pl.DataFrame:
    """Points that may have a place in a funnel: those of the newest period of each group in this slice."""
    if "group" not in points.columns:
        return pl.DataFrame()
    known = points.select("group", "kind", "series", "period", "numerator", "denominator", AT, FILE).filter(
        pl.col("group").is_not_null(), pl.col("numerator").is_not_nan(), pl.col("denominator") > 0
    )
    newest = known.group_by("group").agg(pl.col("period").max())
    if newest["period"].n_unique() == 1:  # as a rule, and much quicker
        return known.filter(pl.col("period") == newest["period"][0])
    return known.join(newest, on=["group", "period"], how="semi", maintain_order="left")


def _faults_of_kinds(points: pl.DataFrame) -> list[Problem]:
    kind = pl.col("kind").cast(pl.String)
    odd = pl.col("group").is_not_null() & kind.is_in(KINDS).not_().fill_null(value=True)
    if not points.select(odd.any()).item():
        return []
    rows = points.select("group", kind).with_row_index("row", offset=1 + HEADING_ROWS).filter(odd)
    return [
        Problem(
            code="kind-unknown",
            column="kind",
            row=row,
            message=f"Row {row} has “{kind or ''}” as its kind of comparison.",
            remedy=f"Use one of {', '.join(KINDS)} wherever there is a group.",
        )
        for row, kind in rows.select("row", "kind").iter_rows()
    ]
