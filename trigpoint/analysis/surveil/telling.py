"""What one slice of whole series says, and what the second pass needs of it."""

from typing import NamedTuple

import numpy as np
import polars as pl
from scipy import special  # type: ignore[import-untyped]  # SciPy has no types

from trigpoint.analysis import spc
from trigpoint.analysis.commands import check_periods
from trigpoint.analysis.problems import HEADING_ROWS, InputRefused, Problem
from trigpoint.analysis.rules import Floats
from trigpoint.analysis.series import XMR
from trigpoint.analysis.surveil.slices import AT, FILE, located

OUTSIDE = float(2 * special.ndtr(-3.0))  # the chance of a value beyond three standard deviations
SURE_STATES = ("ok", "short_phase")
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
    return Told(charts.points, _with_chances(charts, points), units_of(points))


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


def _with_chances(charts: spc.Xmr, points: pl.DataFrame) -> pl.DataFrame:
    """The summary with the chance of the latest value."""
    counted = charts.points.select("series", "period", "value", "centre", "lower", "upper", "rules")
    counted = counted.filter(pl.col("value").is_not_nan())
    if "exclude" in points.columns:
        left_out = points.filter(pl.col("exclude") == 1).select("series", "period")
        counted = counted.join(left_out, on=["series", "period"], how="anti", maintain_order="left")
    latest = counted.filter(pl.col("series").ne(pl.col("series").shift(-1)).fill_null(value=True))
    latest = _with_symmetry(latest, points)
    chance = pl.Series("chance", _chances(latest), nan_to_null=True)
    sure = pl.when(pl.col("state").cast(pl.String).is_in(SURE_STATES)).then("chance").alias("chance")
    told = latest.select("series").with_columns(chance)
    return charts.summary.join(told, on="series", how="left", maintain_order="left").with_columns(sure)


def _with_symmetry(latest: pl.DataFrame, points: pl.DataFrame) -> pl.DataFrame:
    """Whether the limits of a series stand as far below the centre as above it, unless they are held within bounds."""
    if "chart" not in points.columns:
        return latest.with_columns(symmetric=pl.lit(value=True))
    kind = pl.col("chart").cast(pl.String).max()
    symmetry = points.group_by("series").agg(symmetric=kind.is_in(list(XMR)).fill_null(value=True))
    return latest.join(symmetry, on="series", how="left", maintain_order="left")


def _chances(latest: pl.DataFrame) -> Floats:
    """Two-sided, by the distance from the centre, a limit being three standard deviations away.

    A limit that is held within what is possible tells no distance: the other one does. The alarm stays that of the
    chart: the chance is up to `OUTSIDE` exactly where the value is beyond a limit.
    """
    value, centre, lower, upper = (latest[name].to_numpy() for name in ("value", "centre", "lower", "upper"))
    above, below = upper - centre, centre - lower
    own = np.where(value >= centre, above, below)
    other = np.where(value >= centre, below, above)
    held = latest["symmetric"].to_numpy() | ((value < centre) & (lower <= 0))
    width = np.where(held, np.fmax(own, other), np.where(np.isnan(own), other, own))
    with np.errstate(divide="ignore", invalid="ignore"):
        chance = 2 * special.ndtr(-3 * np.abs(value - centre) / width)
    outside = latest["rules"].cast(pl.String).str.starts_with("outside").to_numpy()
    return within(chance, outside, OUTSIDE)


def within(chance: Floats, alarm: np.ndarray, threshold: float) -> Floats:
    """The chances, so that they are up to the threshold exactly where there is an alarm."""
    above = np.nextafter(threshold, 1.0)
    held: Floats = np.where(alarm, np.minimum(chance, threshold), np.maximum(chance, above))
    return np.where(np.isnan(chance), np.nan, held)
