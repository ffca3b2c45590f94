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
# There are no headings, so what stands in a column tells whether it is the right one.
OPENED = "Open Date"
FITTING = 0.9  # of the rows
DATED = 0.5  # of the rows: a wrong date is a fault of its row, no dates are a fault of the file


def read_ods(path: Path, *, codes: str, kind: str) -> pl.DataFrame:
    """The file under the column names of its specification. Raises InputRefused.

    codes: pattern of the codes that this file lists; a file in which fewer than nine in ten rows have one
    is another of the service's files, and one without opening dates in their column has its columns moved.
    `kind` says what was expected ("NHS trusts (etr)").
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
    if _fitting(raw, COLUMNS[0], codes) < FITTING:
        raise refusal(
            "wrong_file",
            f"{path.name} is not the file of {kind}: its first column holds {_first(raw, COLUMNS[0])}.",
            "Check which of the service's files this is, and load it through the connector of that name.",
            path,
            row=1,
            column=COLUMNS[0],
        )
    if _fitting(raw, OPENED, r"\d{8}") < DATED:
        raise refusal(
            "header_moved",
            f"Column {COLUMNS.index(OPENED) + 1} of {path.name} should hold the {OPENED}, a day such as "
            f"20240401; it holds {_first(raw, OPENED)}.",
            "Download the file again from the publication page, and do not move, add or remove columns.",
            path,
            row=1,
            column=OPENED,
        )
    return raw


def _fitting(raw: pl.DataFrame, column: str, pattern: str) -> float:
    """The share of rows in which the column holds what it should."""
    fits = raw[column].str.strip_chars().str.contains(f"^(?:{pattern})$").fill_null(False)
    return fits.mean() or 0.0


def _first(raw: pl.DataFrame, column: str) -> str:
    """What the column holds in the first rows that have anything there."""
    found = raw[column].str.strip_chars().replace("", None).drop_nulls().head(3).to_list()
    return ", ".join(map(repr, found)) or "nothing"


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
