"""Patients who no longer meet the criteria to reside: daily counts made into a month's mean (NHS England)."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from trigpoint.indicators.connectors._rows import Fault, Measure, Rows
from trigpoint.indicators.queries import check_observations
from trigpoint.indicators.services import store_observations
from trigpoint.loads.contract import Connector, Reading
from trigpoint.loads.files import ROW, Layout, read_table

FEWEST_DAYS = 20  # with fewer, the mean says more about which days were returned than about the month
DAILY = Layout(
    "one row a trust and day",
    {
        "code": ("nhs_trust22_code", "Org Code"),
        "date": ("date",),
        "patients": ("do_not_meet_criteria_to_reside", "Patients who do not meet the criteria to reside"),
    },
)
LONG = Layout(
    "monthly data CSV",
    {
        "code": ("Org Code",),
        "date": ("Period", "Date"),
        "metric": ("Metric",),
        "patients": ("Value",),
    },
)
METRIC = r"^(number of )?patients (who|that) (do not|no longer) meet (the )?criteria to reside"
FEW = 10  # patients; a nought among days above that, or in a month of noughts, is taken for no return
KEY = ["organisation", "period_start"]


def read(path: Path) -> Reading:
    """The mean of the days returned, for each trust and month; it stands at the month's first such row.

    The numerator is the sum over the days, the denominator the number of days returned.
    """
    table = read_table(path, [LONG, DAILY])
    rows = Rows(table)
    if table.layout is LONG:
        rows.ignore(
            ~pl.col("metric").str.to_lowercase().str.contains(METRIC).fill_null(False), "another measure"
        )
    rows.ignore(pl.col("code").is_null() & pl.col("patients").is_null(), "neither a trust nor a figure")
    rows.ignore_totals("code")
    rows.organisations("code")
    rows.days("date", "day")
    rows.numbers("patients")
    rows.left = rows.left.with_columns(
        pl.col("day").dt.month_start().alias("period_start"), pl.col("day").dt.month_end().alias("period_end")
    )
    rows.reject(
        pl.struct("organisation", "day").is_duplicated(),
        Fault("duplicate", "{organisation} has more than one row for {day}.", "date"),
    )
    _gather(rows)
    return rows.reading([_mean()])


def _gather(rows: Rows) -> None:
    """Keep one row a trust and month, with the sum and number of its days; the others went into it.

    A hospital that has a hundred such patients on one day and none on the next did not return that day.
    """
    days = rows.left.with_columns(
        pl.col("patients").filter(pl.col("patients") > 0).median().over(KEY).alias("usual")
    ).with_columns(
        pl.when((pl.col("patients") == 0) & (pl.col("usual").fill_null(FEW) >= FEW))
        .then(None)
        .otherwise(pl.col("patients"))
        .alias("patients")
    )
    months = days.group_by(KEY).agg(
        pl.col("patients").sum().alias("sum"),
        pl.col("patients").is_not_null().sum().alias("days"),
        # the row shown is the first with a figure, or the first of the month if there is none
        pl.coalesce(pl.col(ROW).filter(pl.col("patients").is_not_null()).min(), pl.col(ROW).min()).alias(
            "shown"
        ),
    )
    rows.left = days.join(months, on=KEY, how="left", maintain_order="left")
    silent = (pl.col(ROW) != pl.col("shown")) & pl.col("patients").is_null()
    rows.ignore(silent, "no figure that day; the month's mean leaves the day out")
    rows.gather("shown")


def _mean() -> Measure:
    length = pl.col("period_end").dt.day()
    returned = pl.format("returned on {} of {} days", pl.col("days"), length)
    return Measure(
        "criteria-to-reside",
        pl.col("sum") / pl.col("days"),
        pl.col("sum"),
        pl.col("days"),
        why_not=pl.when(pl.col("days") < FEWEST_DAYS).then(returned).otherwise(pl.lit("")),
        note=pl.when(pl.col("days") < length).then(returned).otherwise(pl.lit("")),
    )


CONNECTOR = Connector(
    name="criteria-to-reside",
    title="Patients who do not meet the criteria to reside, daily, by trust",
    publisher="NHS England",
    publication_page=(
        "https://www.england.nhs.uk/statistics/statistical-work-areas/discharge-delays/"
        "acute-discharge-situation-report/"
    ),
    licence="Open Government Licence v3.0",
    seen_on_real_files=True,
    suffixes=(".csv", ".xlsx"),
    read=read,
    check=check_observations,
    store=store_observations,
    notes=(
        f"Daily counts become a month's mean; under {FEWEST_DAYS} days returned there is none. "
        "A nought among larger days is taken for no return. Each month stands at "
        "its first row; the other days are accepted with it. The monthly data CSV is built from its "
        "documented columns and not yet seen whole."
    ),
)
