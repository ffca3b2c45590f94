"""The layout that the Organisation Data Service gives all its files: no headings, 24 or 27 columns."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import polars as pl

from trigpoint.common import clock
from trigpoint.loads.files import OVERFLOW, ROW, read_csv, refusal
from trigpoint.organisations.connectors._rows import RowRefused, compact_day, in_order
from trigpoint.organisations.rules.names import readable_address, readable_name

PUBLISHER = "NHS England, Organisation Data Service"
PAGE = "https://digital.nhs.uk/services/organisation-data-service/data-search-and-export/csv-downloads"
COLUMNS = (
    "Organisation Code",
    "Name",
    "National Grouping",
    "High Level Health Geography",
    "Address Line 1",
    "Address Line 2",
    "Address Line 3",
    "Address Line 4",
    "Address Line 5",
    "Postcode",
    "Open Date",
    "Close Date",
    "Status Code",
    "Organisation Sub-Type Code",
    "Commissioner",
    "Join Provider/Purchaser Date",
    "Left Provider/Purchaser Date",
    "Contact Telephone Number",
    "Null 1",
    "Null 2",
    "Null 3",
    "Amended Record Indicator",
    "Null 4",
    "Provider/Purchaser",
    "Null 5",
    "Prescribing Setting",
    "Null 6",
)
WIDTHS = (24, 27)


def read_ods(path: Path, *, codes: str, kind: str) -> pl.DataFrame:
    """The file under the column names of its specification. Raises InputRefused.

    codes: pattern of the codes that this file lists; a file in which fewer than nine in ten rows have one
    is another of the service's files. `kind` says what was expected ("NHS trusts (etr)").
    """
    raw = read_csv(path, has_headings=False)
    raw = raw.drop(OVERFLOW) if OVERFLOW in raw.columns else raw
    width = raw.width - 1
    if width not in WIDTHS:
        raise refusal(
            "header_moved",
            f"{path.name} has {width} columns. The file of {kind} has 24 or 27 columns and no headings.",
            "Download the file again from the publication page, and do not add or remove columns.",
            path,
        )
    raw = raw.rename({f"column {n}": name for n, name in enumerate(COLUMNS[:width], start=1)})
    code = pl.col(COLUMNS[0]).str.strip_chars().str.contains(f"^(?:{codes})$").fill_null(False)
    fitting = raw.select(code.mean()).item() if raw.height else 0
    if fitting < 0.9:
        first = raw[COLUMNS[0]].drop_nulls().head(3).to_list()
        raise refusal(
            "wrong_file",
            f"{path.name} is not the file of {kind}: its first column holds {', '.join(map(repr, first))}.",
            "Check which of the service's files this is, and load it through the connector of that name.",
            path,
            row=1,
            column=COLUMNS[0],
        )
    return raw


def day_of_file(raw: pl.DataFrame) -> dt.date | None:
    """The day for which the file speaks: the latest opening in it that has come. The file has no other date."""
    days = raw["Open Date"].str.strip_chars().str.to_date("%Y%m%d", strict=False)
    return days.filter(days <= clock.today()).max()


def common_fields(row: dict[str, Any]) -> dict[str, Any]:
    """What every file of the service says of an organisation."""
    name = (row["Name"] or "").strip()
    if not name:
        raise RowRefused("name_missing", "Name", "The name is empty.", "Ask the publisher for the name.")
    opened = compact_day(row["Open Date"], "Open Date")
    closed = compact_day(row["Close Date"], "Close Date")
    in_order(opened, closed, "Close Date")
    return {
        "row": row[ROW],
        "name": readable_name(name),
        "opened_on": opened,
        "closed_on": closed,
        "address": readable_address(*(row[f"Address Line {n}"] for n in range(1, 6)))[:400],
        "postcode": (row["Postcode"] or "").strip().upper(),
    }
