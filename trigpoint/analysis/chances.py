"""How likely what was seen would be if nothing were the matter: of a latest value, and of a unit among its like.

The two chances that are controlled over the whole grid. docs/methods/discovery.md has the formulas.
"""

from typing import Any

import numpy as np
import polars as pl
from scipy import special  # type: ignore[import-untyped]  # SciPy has no types

from trigpoint.analysis import discovery, exact, funnel, spc
from trigpoint.analysis.rules import Floats
from trigpoint.analysis.series import XMR

OUTSIDE = float(2 * special.ndtr(-3.0))  # the chance of a value beyond three standard deviations
BEYOND = 2 * funnel.TAIL998  # the chance of a unit beyond the outer limits
OUTER = ("high998", "low998")
SURE_STATES = ("ok", "short_phase")


def of_series(charts: spc.Xmr, points: pl.DataFrame) -> pl.DataFrame:
    """The chance of each series' latest value, two-sided; columns series, chance, which is empty where it cannot be told.

    charts: what `spc.xmr` made of `points`, whose rows stand by series and period.
    """
    counted = charts.points.select("series", "period", "value", "centre", "lower", "upper", "rules")
    counted = counted.filter(pl.col("value").is_not_nan())
    if "exclude" in points.columns:
        left_out = points.filter(pl.col("exclude") == 1).select("series", "period")
        counted = counted.join(left_out, on=["series", "period"], how="anti", maintain_order="left")
    latest = counted.filter(pl.col("series").ne(pl.col("series").shift(-1)).fill_null(value=True))
    latest = _with_symmetry(latest, points)
    chance = pl.Series("chance", _of_latest(latest), nan_to_null=True)
    sure = charts.summary.filter(pl.col("state").cast(pl.String).is_in(SURE_STATES)).select("series")
    return (
        latest.select("series")
        .with_columns(chance)
        .join(sure, on="series", how="semi", maintain_order="left")
    )


def _with_symmetry(latest: pl.DataFrame, points: pl.DataFrame) -> pl.DataFrame:
    """Whether the limits of a series stand as far below the centre as above it, unless they are held within bounds."""
    if "chart" not in points.columns:
        return latest.with_columns(symmetric=pl.lit(value=True))
    kind = pl.col("chart").cast(pl.String).max()
    symmetry = points.group_by("series").agg(symmetric=kind.is_in(list(XMR)).fill_null(value=True))
    return latest.join(symmetry, on="series", how="left", maintain_order="left")


def _of_latest(latest: pl.DataFrame) -> Floats:
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


def of_units(drawn: pl.DataFrame, units: pl.DataFrame, kind: str) -> Floats:
    """The two-sided chance of each unit by which `funnel` finds q; none where it has no q.

    drawn: what `funnel.funnel` made of `units` (group, numerator, denominator), in the same order.
    """
    o, d = (units[name].to_numpy() for name in ("numerator", "denominator"))
    target = units.select(pl.col("numerator").sum().over("group") / pl.col("denominator").sum().over("group"))
    t = np.ones(d.size) if kind == "SR" else target.to_series().to_numpy()
    by_count = exact.tails(exact.counts(kind, o, d, t), o)
    z = drawn["z"].to_numpy()
    low, high = np.maximum(by_count.low, special.ndtr(z)), np.maximum(by_count.high, special.ndtr(-z))
    chance = np.minimum(2 * np.minimum(low, high), 1.0)
    tried = drawn["q"].is_not_null().to_numpy()
    alarm = drawn["outlier"].cast(pl.String).is_in(OUTER).fill_null(value=False).to_numpy()
    return within(np.where(tried, chance, np.nan), alarm, BEYOND)


def within(chance: Floats, alarm: np.ndarray, threshold: float) -> Floats:
    """The chances, so that they are up to the threshold exactly where there is an alarm."""
    above = np.nextafter(threshold, 1.0)
    held: Floats = np.where(alarm, np.minimum(chance, threshold), np.maximum(chance, above))
    return np.where(np.isnan(chance), np.nan, held)


def weighed(outside: pl.Series, beyond: pl.Series) -> dict[str, Any]:
    """How many tests were looked at, how many alarms chance alone would raise, and which are told of.

    outside: the chances of latest values; beyond: those of units among their like; empty where there was no test. A test
    is told of when its chance is up to `told_up_to`: about a tenth of these (`q_threshold`) at most are expected to be
    false, over everything at once.
    """
    tests = pl.concat([_tests("outside", outside, OUTSIDE), _tests("funnel", beyond, BEYOND)])
    found = discovery.grid(tests)
    told = found.tests.filter(pl.col("q") <= discovery.RATE)["chance"].max()
    whole, *each = found.rules.to_dicts()
    del whole["rule"]
    return {
        "methods": {"spc": spc.METHOD_VERSION, "funnel": funnel.METHOD_VERSION, "false_discovery": "bh"},
        "q_threshold": discovery.RATE,
        **whole,
        "told_up_to": told,
        "rules": [{key: value for key, value in rule.items() if key != "false"} for rule in each],
    }


def _tests(rule: str, found: pl.Series, threshold: float) -> pl.DataFrame:
    """Tests by their number: names would take most of the memory."""
    number = pl.int_range(len(found), dtype=pl.UInt32, eager=True)
    return pl.DataFrame({"series": number}).with_columns(
        pl.lit(rule).cast(pl.Enum(["outside", "funnel"])).alias("rule"),
        found.alias("chance"),
        threshold=pl.lit(threshold),
    )
