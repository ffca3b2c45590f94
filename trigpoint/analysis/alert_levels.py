"""Two levels of alert, and what they say of each series; the same for every chart that has them."""

from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from trigpoint.analysis.problems import InputRefused, Problem
from trigpoint.analysis.rules import Flags, Signs
from trigpoint.analysis.spc import MEANINGS

STATES = pl.Enum(["no_data", "too_few", "ok"])
NO_DATA, TOO_FEW, OK = range(3)
LONGEST_HORIZON = 5_000
LEAST_CHANCE = 1e-4  # of a false alarm: rarer ones cannot be told apart from what no model knows

# meaning by improvement (down, neither, up) and heading (down, none, up), as on XmR charts
_MEANING = np.array([[1, 0, 2], [4, 0, 3], [2, 0, 1]], np.uint8)


class Alerts(NamedTuple):
    """How often a chart may give an alert although nothing has changed.

    `level_1` is the chance that it reaches the first level within any `horizon` steps, `level_2` the second.
    """

    horizon: int = 12
    level_1: float = 0.05
    level_2: float = 0.01

    def problems(self) -> list[Problem]:
        """What cannot be asked for."""
        found = []
        if not 1 <= self.horizon <= LONGEST_HORIZON:
            said = f"False alarms cannot be counted over {self.horizon} steps."
            found.append(Problem("horizon-impossible", said, f"Use 1 to {LONGEST_HORIZON} steps.", "horizon"))
        if not LEAST_CHANCE <= self.level_2 <= self.level_1 <= 0.5:
            said = f"False alarms of {self.level_1:g} and {self.level_2:g} make no two levels."
            remedy = f"Use chances from {LEAST_CHANCE:g} to 0.5, the second not above the first."
            found.append(Problem("alert-chance-impossible", said, remedy, "level_1"))
        return found


def refuse(problems: list[Problem]) -> None:
    """Raises InputRefused if there is anything to refuse."""
    if problems:
        raise InputRefused(problems)


def meanings(improvement: Signs, heading: Signs) -> pl.Series:
    """What a point says that heads up (1), down (-1) or nowhere (0)."""
    return pl.Series("meaning", _MEANING[improvement + 1, heading + 1]).cat.to(MEANINGS)


def heading(improvement: Signs, up: Signs, down: Signs) -> Signs:
    """Which way a point heads that has a level upwards and one downwards: the higher; of equals the concern."""
    upwards = np.where(improvement > 0, up > down, up >= down)
    return np.where(np.maximum(up, down) == 0, 0, np.where(upwards, 1, -1)).astype(np.int8)


def standing(points: pl.DataFrame, known: Flags, state: NDArray[np.int64]) -> pl.DataFrame:
    """One row a series: how many values, its state, its level now, since when, and the latest second level.

    `points` has series, period and level, in order; a point that is not `known` neither ends nor prolongs
    an alert. `state` has one entry a series.
    """
    told = points.select("series", "period", "level").with_columns(known=pl.Series(known))
    quiet = pl.col("known") & (pl.col("level") == 0)
    alert = pl.col("known") & (pl.col("level") > 0)
    after_quiet = quiet.cum_sum() == quiet.sum()
    summary = told.group_by("series", maintain_order=True).agg(
        n=pl.col("known").sum().cast(pl.Int64),
        level=pl.col("level").filter("known").last().fill_null(0),
        since=pl.col("period").filter(alert & after_quiet).first(),
        latest_alarm=pl.col("period").filter(pl.col("level") == 2).last(),
    )
    return summary.select(
        "series",
        "n",
        pl.Series("state", state.astype(np.uint8)).cat.to(STATES),
        "level",
        "since",
        "latest_alarm",
    )
