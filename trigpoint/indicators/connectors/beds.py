"""Beds available and occupied, monthly averages by trust (NHS England, UEC daily situation reports)."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from trigpoint.indicators.connectors._periods import last_day, month_in_name
from trigpoint.indicators.connectors._rows import Fault, Rows, percentage, why_null
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
SHEET = "all acute trusts"
INDICATORS = {"beds-ga-occupancy": "ga", "beds-critical-occupancy": "critical"}


def read(path: Path) -> Reading:
    """What a file says of beds; occupancy is worked out from beds, a unit without beds has none."""
    table = read_table(path, [TIDY, MONTH_SHEET], sheet=SHEET)
    rows = Rows(table)
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
        measures.append(
            percentage(indicator, pl.col(occupied), pl.col(available), why_null(available, occupied))
        )
    return rows.reading(measures)


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
        "Seen: one row a trust and month, as tidied by others from the workbooks. The sheet of one month "
        "(period in the file name) is built from its documented layout."
    ),
)
