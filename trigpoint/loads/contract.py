"""What a connector is: the one agreement between a published file and the areas that store what it says.

A connector is a module in the `connectors` folder of the area whose records it makes, with one public name,
``CONNECTOR``. It reads a file *as published* and stores nothing; `loads.services` does the rest.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from trigpoint.common.errors import Problem


@dataclass(frozen=True)
class Reading:
    """What a file says.

    raw: the table as published, every cell text, with a column `row` (as a spreadsheet counts, from 1).
    records: what the rows mean, one or more records a row, each with `row`; columns by kind of record.
    rejected: rows that could not be understood, each with its reason (at most one Problem a row counts).
    ignored: row -> why it was left out on purpose (a total, a blank line, another organisation type).
    gathered: row -> the row at which the record stands that it went into (the days of a month's mean).
    ratings: regulator's ratings that the same rows carry, where there are any.
    """

    raw: pl.DataFrame
    records: pl.DataFrame
    rejected: tuple[Problem, ...] = ()
    ignored: dict[int, str] = field(default_factory=dict)
    ratings: pl.DataFrame | None = None
    gathered: dict[int, int] = field(default_factory=dict)

    @property
    def read(self) -> int:
        """Data rows in the file, headings not counted."""
        return self.raw.height


@dataclass(frozen=True)
class Stored:
    """What storing a reading changed."""

    new: int
    superseded: int
    unchanged: int


@dataclass(frozen=True)
class Connector:
    """How one publication is read, checked and stored.

    read: path -> Reading; raises InputRefused when the file as a whole cannot be trusted.
    check: (Reading, today) -> Reading; moves rows that break a rule of the receiving area into `rejected`.
    store: (*, load, reading, by) -> Stored; runs inside the transaction of the load.
    keeps_file: whether the file is kept beside the database; false where the published file names people
    whom nobody here needs to know.
    is_open: whether the figures are published, so that every commissioner here may use them; false for own ones.
    """

    name: str
    title: str
    publisher: str
    publication_page: str
    licence: str
    seen_on_real_files: bool
    suffixes: tuple[str, ...]
    read: Callable[[Path], Reading]
    check: Callable[[Reading, dt.date], Reading]
    store: Callable[..., Stored]
    makes: str = "observations"
    keeps_file: bool = True
    is_open: bool = True
    notes: str = ""
