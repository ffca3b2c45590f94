"""Cancer waiting times, 62-day combined standard, by provider (NHS England)."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from trigpoint.indicators.connectors._rows import Fault, Rows, percentage, why_null
from trigpoint.indicators.queries import check_observations
from trigpoint.indicators.services import store_observations
from trigpoint.loads.contract import Connector, Reading
from trigpoint.loads.files import Layout, read_table

TRUST_MONTH = Layout(
    "62-day standard by trust and month",
    {
        "metric": ("metric",),
        "period": ("period_month", "period_date", "period"),
        "code": ("org_code",),
        "total": ("total_patients", "total"),
        "within": ("within_62d", "within"),
        "after": ("breached_62d", "after"),
    },
)
COMBINED = Layout(
    "monthly combined CSV",
    {
        "period": ("Period",),
        "basis": ("Basis",),
        "code": ("Org_Code",),
        "standard": ("Standard_or_Item", "Standard"),
        "cancer": ("Cancer_Type",),
        "route": ("Referral_Route_or_Stage", "Referral_Route"),
        "modality": ("Treatment_Modality",),
        "total": ("Total",),
        "within": ("Within",),
        "after": ("After",),
    },
)
OTHER_CUTS = (
    ("basis", ["provider"], "counted by commissioner, not by provider"),
    ("standard", ["62d", "62-day combined", "62d combined"], "another standard than 62 days"),
    ("cancer", ["all cancers", "all"], "one type of cancer, inside the figure for all"),
    ("route", ["all routes", "all"], "one route, inside the figure for all"),
    ("modality", ["all modalities", "all"], "one treatment, inside the figure for all"),
)


def read(path: Path) -> Reading:
    """What a file says of the 62-day standard; halves are pathways that two providers share."""
    table = read_table(path, [COMBINED, TRUST_MONTH])
    rows = Rows(table)
    if table.layout is COMBINED:
        for column, wanted, reason in OTHER_CUTS:
            rows.ignore(~pl.col(column).str.to_lowercase().is_in(wanted), reason)
    else:
        is_62d = pl.col("metric").str.to_lowercase().str.contains("^62d_combined$|^62d$")
        rows.ignore(~is_62d, "another standard than 62 days")
    rows.ignore_totals("code")
    rows.organisations("code")
    rows.months("period")
    rows.numbers("total", "within", "after")
    rows.reject(
        (pl.col("within") + pl.col("after") - pl.col("total")).abs() > 0.01,
        Fault(
            "does_not_add_up",
            "Within ({within}) and after ({after}) 62 days do not add up to the total ({total}).",
            "total",
        ),
    )
    figure = percentage("cancer-62d", pl.col("within"), pl.col("total"), why_null("total", "within"))
    return rows.reading([figure])


CONNECTOR = Connector(
    name="cancer-62d",
    title="Cancer waiting times, 62-day combined standard, monthly, by provider",
    publisher="NHS England",
    publication_page="https://www.england.nhs.uk/statistics/statistical-work-areas/cancer-waiting-times/",
    licence="Open Government Licence v3.0",
    seen_on_real_files=True,
    suffixes=(".csv", ".xlsx"),
    read=read,
    check=check_observations,
    store=store_observations,
    notes=(
        "Two layouts: one row a trust and month (seen on a real file), and NHS England's monthly combined CSV, "
        "built from its documented columns and not yet seen whole. Half patients are real."
    ),
)
