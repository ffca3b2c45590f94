"""Periods of series as months: which month of the year, how long a period, and gaps."""

from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from trigpoint.analysis.limits import Phases
from trigpoint.analysis.problems import HEADING_ROWS, InputRefused, Problem
from trigpoint.analysis.rules import Flags

Whole = NDArray[np.int64]

MONTHS = 12
OF_A_YEAR = (1, 3)  # months in a period that has seasons: months and quarters


class Calendar(NamedTuple):
    """When the points of some whole series are. `length` has one entry a series."""

    month: Whole  # months since the year 0, one entry a point
    length: Whole  # months in a period: the least distance of two; 0 if not known

    def seasons(self) -> Whole:
        """How many seasons a year has for each series: 12, 4, or 0 if its periods have none."""
        return np.select([self.length == step for step in OF_A_YEAR], [MONTHS // step for step in OF_A_YEAR])


def calendar(periods: pl.Series, series: Phases) -> Calendar:
    """The calendar of points that stand in order, one series after the other."""
    month = months(periods)
    gap = np.empty(month.size, np.int64)
    gap[1:] = month[1:] - month[:-1]
    far = np.iinfo(np.int64).max
    gap[series.starts] = far
    least = np.minimum.reduceat(gap, series.starts)
    return Calendar(month, np.where(least == far, 0, least))


def months(periods: pl.Series) -> Whole:
    """Each period as a number of months. Periods are dates, or ISO text such as 2026-04."""
    day = dates(periods)
    number = day.dt.year().cast(pl.Int64) * MONTHS + day.dt.month().cast(pl.Int64) - 1
    return number.to_numpy()


def dates(periods: pl.Series) -> pl.Series:
    """Periods as dates; a month is its first day. Raises InputRefused."""
    if periods.dtype == pl.Date:
        return periods
    if isinstance(periods.dtype, pl.Datetime):
        return periods.dt.date()
    text = periods.cast(pl.String)
    whole = pl.when(text.str.len_bytes() == len("2026-04")).then(text + "-01").otherwise(text)
    day = pl.select(whole).to_series().str.to_date("%Y-%m-%d", strict=False)
    refuse_no_dates(text, odd=(day.is_null() & text.is_not_null()).to_numpy())
    return day


def refuse_no_dates(periods: pl.Series, *, odd: Flags) -> None:
    """Raises InputRefused for every period that is `odd`."""
    if not odd.any():
        return
    column = periods.name or "period"
    raise InputRefused(
        Problem(
            code="period-malformed",
            column=column,
            row=int(row) + 1 + HEADING_ROWS,
            message=f"Row {int(row) + 1 + HEADING_ROWS} has “{periods[int(row)]}” as its {column}.",
            remedy="Write it as a date, such as 2026-04-01, or as a month, such as 2026-04.",
        )
        for row in np.flatnonzero(odd)
    )
