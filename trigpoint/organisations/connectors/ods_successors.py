"""Who took over from whom: the Organisation Data Service's successors as a table of old code, new code and date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import polars as pl

from trigpoint.common.errors import Problem
from trigpoint.loads.contract import Connector, Reading
from trigpoint.loads.files import ROW, Layout, read_table
from trigpoint.organisations.connectors._ods import PAGE, PUBLISHER
from trigpoint.organisations.connectors._rows import (
    OGL,
    Row,
    RowIgnored,
    RowRefused,
    code_of,
    compact_day,
    sort_rows,
)
from trigpoint.organisations.queries import known_codes
from trigpoint.organisations.rules.facts import SUCCESSION, Fact
from trigpoint.organisations.services import store_directory

LAYOUTS = (
    Layout(
        "successor organisations",
        {"old": ("old_code",), "new": ("new_code",), "date": ("date",)},
    ),
    Layout(
        "trust mergers",
        {"old": ("trust_code_old",), "new": ("trust_code_new",), "date": ("from_date",)},
    ),
)


def read(path: Path) -> Reading:
    """One succession a row. Splits and mergers have several."""
    table = read_table(path, LAYOUTS)
    seen: dict[tuple[str, str, str], int] = {}

    def facts(row: Row) -> Iterator[Fact]:
        old, new = code_of(row["old"]), code_of(row["new"])
        if not old or not new:
            raise RowRefused(
                "code_missing", "old" if not old else "new", "A code is missing.", "Ask the publisher for it."
            )
        if old == new:
            raise RowRefused("own_successor", "new", f"{old} succeeds itself.", "Ask the publisher.")
        day = _day(row["date"])
        first = seen.setdefault((old, new, str(day)), row[ROW])
        if first != row[ROW]:
            raise RowIgnored(f"The same as row {first}.")
        yield Fact(row=row[ROW], fact=SUCCESSION, code=old, other=new, from_on=day)

    return sort_rows(table.raw, table.cells().iter_rows(named=True), facts).reading()


def _day(text: str | None) -> dt.date:
    try:
        return dt.date.fromisoformat(text or "")
    except ValueError:
        day = compact_day(text, "date")
        if day is None:
            raise RowRefused(
                "date_missing", "date", "The date is empty.", "Ask the publisher for the date."
            ) from None
        return day


def check(reading: Reading, today: dt.date) -> Reading:
    """The table covers every kind of code: rows about strangers are ignored, half-known ones rejected."""
    known = list(known_codes())
    records = reading.records.with_columns(
        has_old=pl.col("code").is_in(known), has_new=pl.col("other").is_in(known)
    )
    strangers = records.filter(~pl.col("has_old") & ~pl.col("has_new"))
    half = records.filter(pl.col("has_old") != pl.col("has_new"))
    future = records.filter(pl.col("has_old") & pl.col("has_new") & (pl.col("from_on") > today))
    ignored = dict.fromkeys(strangers[ROW], "Neither code is in the directory.")
    rejected = [*map(_half_known, half.iter_rows(named=True)), *map(_future, future.iter_rows(named=True))]
    left_out = [*ignored, *(problem.row for problem in rejected)]
    return replace(
        reading,
        records=reading.records.filter(~pl.col(ROW).is_in(left_out)),
        rejected=(*reading.rejected, *rejected),
        ignored=reading.ignored | ignored,
    )


def _half_known(row: Row) -> Problem:
    unknown = row["other"] if row["has_old"] else row["code"]
    return Problem(
        "organisation_unknown",
        f"{unknown} is not in the directory, so {row['code']} to {row['other']} cannot be shown.",
        "Load the file that lists this organisation first, if it matters.",
        row=row[ROW],
        content=f"{row['code']},{row['other']},{row['from_on']}",
    )


def _future(row: Row) -> Problem:
    return Problem(
        "period_future",
        f"The date {row['from_on']} has not come yet.",
        "Load the file again once it has, or correct the date.",
        row=row[ROW],
        column="date",
        content=f"{row['code']},{row['other']},{row['from_on']}",
    )


CONNECTOR = Connector(
    name="ods-successors",
    title="Successor organisations (ODS)",
    publisher=PUBLISHER,
    publication_page=PAGE,
    licence=OGL,
    seen_on_real_files=True,
    suffixes=(".csv",),
    read=read,
    check=check,
    store=store_directory,
    makes="organisations",
    notes="Reads old_code, new_code, date and the layout of trust mergers. Rows of which neither code is known are "
    "ignored; rows of which one is known are rejected, because half a succession misleads.",
)
