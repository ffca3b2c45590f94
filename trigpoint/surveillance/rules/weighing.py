"""What all tests of a commissioner come to together, and what is said of one of them."""

from __future__ import annotations

from typing import Any

import polars as pl

from trigpoint.analysis import chances
from trigpoint.surveillance.rules.telling import CHANCE_CHARTED

# Share of stable charts that chance flags by runs and drifts alone: docs/methods/spc.md, "False alarms".
CHANCE_RUNS = CHANCE_CHARTED - chances.OUTSIDE

WATCHING = ("cusum", "ewma")  # how the rules of charts with two levels of alert begin

STANDS_OUT = "stands out"
MAY_BE_CHANCE = "may be chance"
BY_RUNS = "by a run of figures"
BY_WATCHING = "by its own alarm"
WORDS = {
    STANDS_OUT: "Stands out, allowing for all that was looked at",
    MAY_BE_CHANCE: "Chance may explain it, so much was looked at",
    BY_RUNS: "Found by a run of figures, which is not weighed against chance",
    BY_WATCHING: "Found by a chart with a chance of a false alarm of its own, which is not weighed with the others",
}


def with_runs(grid: dict[str, Any], standing: pl.DataFrame) -> dict[str, Any]:
    """The grid with how many charts are flagged by runs and drifts alone (`runs`), and how many chance would so flag.

    standing: columns chance, funnel_chance and variation, one row a series.
    """
    charted = standing.filter(pl.col("chance").is_not_null())
    flagged = charted.filter(
        pl.col("variation").is_in(["", "common"]).not_(), pl.col("chance") > chances.OUTSIDE
    )
    return {**grid, "runs": flagged.height, "expected_runs": charted.height * CHANCE_RUNS}


def weight(*, variation: str, rules: str, outlier: str, stands_out: bool) -> str:
    """Which of the words of `WORDS` hold of a series, or "" where nothing about it is unusual."""
    if stands_out:
        return STANDS_OUT
    if "outside" in rules.split(";") or outlier.endswith("998"):
        return MAY_BE_CHANCE
    if variation in ("", "common"):
        return ""
    return BY_WATCHING if rules.startswith(WATCHING) else BY_RUNS
