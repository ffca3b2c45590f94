"""The shape in which every connector of the directory says what it read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any

import polars as pl

ORGANISATION = "organisation"
BELONGING = "belonging"
SUCCESSION = "succession"

# How near a publisher stands to the register of the organisation in question.
REGISTER = 2  # keeps the code itself, or lists the organisation under its present name
MENTION = 1  # speaks of it in passing: fills gaps and never renames


@dataclass(frozen=True)
class Fact:
    """One thing that one row says.

    organisation: `code` and what is said of it.
    belonging: `code` stands under `other` in `hierarchy` from `from_on` to `to_on`.
    as_at: the day for which the file speaks, where it says so (null: the day of its publication).
    succession: `other` took over from `code` on `from_on`.
    `code` and `other` may be an ODS code, a CQC id or an ONS code.
    """

    row: int
    fact: str
    code: str
    authority: int = REGISTER
    name: str = ""
    kind: str = ""
    opened_on: dt.date | None = None
    closed_on: dt.date | None = None
    address: str = ""
    postcode: str = ""
    cqc_id: str = ""
    ons_code: str = ""
    beds: int | None = None
    detail: str = ""
    brand: str = ""
    status: str = ""
    hierarchy: str = ""
    other: str = ""
    from_on: dt.date | None = None
    to_on: dt.date | None = None
    as_at: dt.date | None = None


_TYPES: dict[str, Any] = {
    "int": pl.Int64,
    "str": pl.String,
    "int | None": pl.Int64,
    "dt.date | None": pl.Date,
}
SCHEMA: dict[str, Any] = {field.name: _TYPES[str(field.type)] for field in fields(Fact)}
_cells = attrgetter(*SCHEMA)
RATINGS_SCHEMA: dict[str, Any] = {
    "row": pl.Int64,
    "organisation": pl.String,
    "domain": pl.String,
    "service": pl.String,
    "rating": pl.String,
    "reported_on": pl.Date,
    "is_current": pl.Boolean,
    "framework": pl.String,
}


def frame(facts: Iterable[Fact]) -> pl.DataFrame:
    """Facts as the records of a Reading: one row a fact, columns as in Fact.

    period_start and period_end are the day for which the file speaks; the load takes them as its period.
    """
    told = pl.DataFrame([_cells(fact) for fact in facts], schema=SCHEMA, orient="row")
    return told.with_columns(period_start="as_at", period_end="as_at")


def facts_in(records: pl.DataFrame, kind: str) -> list[Fact]:
    """The facts of one kind, in the order of the file."""
    return [
        Fact(**row) for row in records.filter(pl.col("fact") == kind).select(*SCHEMA).iter_rows(named=True)
    ]
