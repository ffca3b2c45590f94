"""Beds available and occupied, monthly averages by trust (NHS England, UEC daily situation reports)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl

from trigpoint.indicators.connectors._periods import last_day, month_in_name
from trigpoint.indicators.connectors._rows import Fault, Measure, Rows, percentage, why_null
from trigpoint.indicators.queries import check_observations
from trigpoint.indicators.services import store_observations
from trigpoint.loads.contract import Connector, Reading
from trigpoint.loads.files import Layout, read_table

NAMES = {"name": ("nhs_trust22_name", "Trust Name", "Org Name", "Name")}
TIDY = Layout(
    "one row a trust and month",
    {
        "code": ("nhs_trust22_code", "Org Code", "Code"),
        "period": ("date", "Period", "month"),
        "ga_available": ("general_acute_beds_available", "G&A beds available"),
        "ga_occupied": ("general_acute_beds_occupied", "G&A beds occupied"),
        "critical_available": ("adult_critical_care_beds_available", "Adult critical care beds available"),
        "critical_occupied": ("adult_critical_care_beds_occupied", "Adult critical care beds occupied"),
    },
    NAMES,
)
MONTH_SHEET = Layout(
    "sheet 'all acute trusts' of one month",
    {name: spellings for name, spellings in TIDY.columns.items() if name != "period"},
    NAMES,
)
LONG = Layout(
    "one row a trust and measure",
    {
        "period": ("Period",),
        "level": ("Level",),
        "code": ("Org Code",),
        "metric": ("Metric",),
        "value": ("Value",),
    },
    {"type": ("Type",), "name": ("Org Name",)},
)
METRICS = {
    "g&a beds available": "ga_available",
    "g&a beds occupied": "ga_occupied",
    "adult critical care beds available": "critical_available",
    "adult critical care beds occupied": "critical_occupied",
}
KEY = ["organisation", "period_start"]
SHEET = "all acute trusts"
INDICATORS = {"beds-ga-occupancy": "ga", "beds-critical-occupancy": "critical"}


def read(path: Path) -> Reading:
    """What a file says of beds; occupancy is worked out from beds, a unit without beds has none."""
    table = read_table(path, [LONG, TIDY, MONTH_SHEET], sheet=SHEET)
    rows = Rows(table)
    if table.layout is LONG:
        return _long(rows)
    rows.ignore_totals(*[name for name in ("code", "name") if name in table.columns])
    rows.organisations("code")
    if table.layout is TIDY:
        rows.months("period")
    else:
        start = month_in_name(path)
        rows.left = rows.left.with_columns(
            pl.lit(start, pl.Date).alias("period_start"), pl.lit(last_day(start), pl.Date).alias("period_end")
        )
    measures = []
    for indicator, kind in INDICATORS.items():
        available, occupied = f"{kind}_available", f"{kind}_occupied"
        rows.numbers(available, occupied)
        fault = Fault(
            "numerator_over_denominator",
            f"More beds occupied ({{{occupied}}}) than available ({{{available}}}).",
            occupied,
        )
        rows.reject(pl.col(occupied) > pl.col(available), fault)
        why_not = why_null(available, occupied)
        measures.append(percentage(indicator, pl.col(occupied), pl.col(available), why_not))
    return rows.reading(measures)


def _long(rows: Rows) -> Reading:
    """Beds available and occupied stand in rows of their own; the record stands at the row of the occupied."""
    rows.ignore(
        pl.col("level").str.to_lowercase() != "provider", "a region, a system or England, not a trust"
    )
    rows.ignore_totals("code")
    measure = pl.col("metric").str.to_lowercase().replace_strict(METRICS, default=None)
    rows.left = rows.left.with_columns(measure.alias("measure"))
    rows.ignore(pl.col("measure").is_null(), "another measure")
    is_all = pl.col("type").str.to_lowercase().str.contains("^all type").fill_null(False)
    rows.ignore(
        ~is_all & is_all.any().over("code", "period", "measure"), "one type, inside the figure for all"
    )
    rows.organisations("code")
    rows.months("period")
    rows.numbers("value")
    repeated = Fault(
        "duplicate", "{organisation} has more than one row of '{metric}' in the month.", "metric"
    )
    rows.reject(pl.struct(*KEY, "measure").is_duplicated(), repeated)
    return rows.reading([_joined(rows, indicator, kind) for indicator, kind in INDICATORS.items()])


def _joined(rows: Rows, indicator: str, kind: str) -> Measure:
    """Give each row of beds occupied the beds available beside it."""
    available = f"{kind}_available"
    beside = rows.left.filter(pl.col("measure") == available).select(*KEY, pl.col("value").alias(available))
    rows.left = rows.left.join(beside, on=KEY, how="left", maintain_order="left")
    is_occupied = pl.col("measure") == f"{kind}_occupied"
    fault = Fault(
        "numerator_over_denominator",
        f"More beds occupied ({{value}}) than available ({{{available}}}).",
        "value",
    )
    rows.reject(is_occupied & (pl.col("value") > pl.col(available)), fault)
    rows.reject(
        is_occupied & pl.col(available).is_null() & pl.col("value").is_not_null(),
        Fault(
            "half_a_figure", "There is no row of beds available for {organisation} in the month.", "metric"
        ),
    )
    has_occupied = pl.struct(KEY).is_in(
        rows.left.filter(is_occupied).select(pl.struct(KEY)).to_series().implode()
    )
    rows.ignore(
        (pl.col("measure") == available) & has_occupied, "beds available, shown with the row of beds occupied"
    )
    measure = percentage(indicator, pl.col("value"), pl.col(available), why_null("value"))
    return replace(measure, when=is_occupied & measure.when)


CONNECTOR = Connector(
    name="beds",
    title="General and acute and critical care beds, monthly, by trust",
    publisher="NHS England",
    publication_page=(
        "https://www.england.nhs.uk/statistics/statistical-work-areas/bed-availability-and-occupancy/"
        "critical-care-and-general-acute-beds-urgent-and-emergency-care-daily-situation-reports/"
    ),
    licence="Open Government Licence v3.0",
    seen_on_real_files=True,
    suffixes=(".csv", ".xlsx"),
    read=read,
    check=check_observations,
    store=store_observations,
    notes=(
        "Seen: one row a trust and month, as tidied by others from the workbooks. The workbook of one month "
        "(period in the file name) and the long CSV since April 2024 are built from their documented layouts."
    ),
)
