"""Sickness absence rates of NHS staff, monthly, by organisation (NHS England)."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from trigpoint.indicators.connectors._rows import Fault, Rows, percentage, why_null
from trigpoint.indicators.queries import check_observations
from trigpoint.indicators.services import store_observations
from trigpoint.loads.contract import Connector, Reading
from trigpoint.loads.files import Layout, read_table

LAYOUT = Layout(
    "sickness absence rates CSV",
    {
        "date": ("DATE",),
        "code": ("ORG_CODE",),
        "kind": ("ORG_TYPE", "CLUSTER_GROUP"),
        "lost": ("FTE_DAYS_LOST",),
        "available": ("FTE_DAYS_AVAILABLE",),
    },
    {"rate": ("SICKNESS_ABSENCE_RATE_PERCENT", "SICKNESS_ABSENCE_RATE"), "name": ("ORG_NAME",)},
)
NOT_PROVIDERS = [
    "integrated care board",
    "commissioning support unit",
    "clinical commissioning group",
    "others",
    "special health authorities and other statutory bodies",
]


def read(path: Path) -> Reading:
    """What a monthly file says of staff off sick, for organisations that give care."""
    table = read_table(path, [LAYOUT])
    rows = Rows(table)
    rows.ignore_totals("code", "name")
    rows.ignore(
        pl.col("kind").str.to_lowercase().is_in(NOT_PROVIDERS),
        "a commissioner or support body, not a provider of care",
    )
    rows.organisations("code")
    rows.days("date", "period_end")
    rows.left = rows.left.with_columns(
        pl.col("period_end").dt.month_start().alias("period_start"),
        pl.col("period_end").dt.month_end().alias("period_end"),
    )
    rows.numbers("lost", "available", "rate")
    rows.reject(
        ((100 * pl.col("lost") / pl.col("available")) - pl.col("rate")).abs() > 0.051,
        Fault(
            "does_not_add_up",
            "The published rate ({rate}%) is not that of the days lost ({lost}) and available ({available}).",
            "rate",
        ),
    )
    figure = percentage(
        "sickness-absence", pl.col("lost"), pl.col("available"), why_null("lost", "available")
    )
    return rows.reading([figure])


CONNECTOR = Connector(
    name="sickness-absence",
    title="NHS sickness absence rates, monthly, by organisation",
    publisher="NHS England",
    publication_page="https://digital.nhs.uk/data-and-information/publications/statistical/nhs-sickness-absence-rates",
    licence="Open Government Licence v3.0",
    seen_on_real_files=True,
    suffixes=(".csv", ".xlsx"),
    read=read,
    check=check_observations,
    store=store_observations,
    notes="Full-time-equivalent days lost of those available. Commissioners and support units are left out.",
)
