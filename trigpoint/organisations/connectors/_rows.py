"""What the directory's connectors share: sorting rows into told, rejected and ignored, and reading days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from trigpoint.common.errors import Problem
from trigpoint.loads.contract import Reading
from trigpoint.loads.files import ROW
from trigpoint.organisations.rules.facts import Fact, frame

OGL = "Open Government Licence v3.0"
Row = Mapping[str, Any]


class RowRefused(Exception):
    """One row cannot be understood; carries the Problem without its place."""

    def __init__(self, code: str, column: str, message: str, remedy: str) -> None:
        self.code, self.column, self.message, self.remedy = code, column, message, remedy
        super().__init__(message)


class RowIgnored(Exception):
    """One row is left out on purpose; carries the reason."""


@dataclass
class Sorted:
    """Rows of one file on their way into a Reading."""

    raw: pl.DataFrame
    facts: list[Fact] = field(default_factory=list)
    rejected: list[Problem] = field(default_factory=list)
    ignored: dict[int, str] = field(default_factory=dict)

    def reject(self, row: Row, why: RowRefused) -> None:
        """Keep the row as published, with the reason."""
        content = ",".join("" if cell is None else str(cell) for name, cell in row.items() if name != ROW)
        self.rejected.append(
            Problem(why.code, why.message, why.remedy, row=row[ROW], column=why.column, content=content)
        )

    def reading(self, ratings: pl.DataFrame | None = None) -> Reading:
        """All of it."""
        return Reading(self.raw, frame(self.facts), tuple(self.rejected), self.ignored, ratings)


def sort_rows(raw: pl.DataFrame, rows: Iterable[Row], facts_of: Any) -> Sorted:
    """Ask `facts_of` for the facts of each row; what it raises decides where the row goes."""
    told = Sorted(raw)
    for row in rows:
        try:
            told.facts.extend(facts_of(row))
        except RowIgnored as why:
            told.ignored[row[ROW]] = str(why)
        except RowRefused as why:
            told.reject(row, why)
    return told


class Repeats:
    """Tells a code that occurs a second time in one file."""

    def __init__(self) -> None:
        self.seen: dict[str, tuple[int, tuple[Any, ...]]] = {}

    def check(self, code: str, row: Row, column: str) -> None:
        """The same row again is ignored; the same code with another content is refused."""
        content = tuple(cell for name, cell in row.items() if name != ROW)
        first, earlier = self.seen.setdefault(code, (row[ROW], content))
        if first == row[ROW]:
            return
        if earlier == content:
            raise RowIgnored(f"The same as row {first}.")
        raise RowRefused(
            "duplicate",
            column,
            f"{code} stands in row {first} already, with other details.",
            "Ask the publisher which row is right; the first was taken.",
        )


def compact_day(text: str | None, column: str) -> dt.date | None:
    """The day in 20211001; None where the cell is empty."""
    written = (text or "").strip()
    if not written:
        return None
    try:
        return dt.datetime.strptime(written, "%Y%m%d").date()
    except ValueError as error:
        raise RowRefused(
            "not_a_date",
            column,
            f"{column} is '{written}', which is not a date as this file writes them (20211001).",
            "Correct the date in the file, or ask the publisher.",
        ) from error


def in_order(opened: dt.date | None, closed: dt.date | None, column: str) -> None:
    """Refuse a row whose end comes before its beginning."""
    if opened and closed and closed < opened:
        raise RowRefused(
            "ends_before_it_begins",
            column,
            f"It ends on {closed:%d/%m/%Y}, before it begins on {opened:%d/%m/%Y}.",
            "Ask the publisher which of the two dates is right.",
        )


def unchecked(reading: Reading, today: dt.date) -> Reading:
    """No rule of the directory remains to be checked: reading the rows checked them all."""
    return reading


def code_of(text: str | None) -> str:
    """A code as the register writes it: no blanks, capitals."""
    return (text or "").strip().upper()
