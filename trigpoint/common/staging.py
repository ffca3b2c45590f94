"""Many rows into the database at once, on Django's own connection, with flat memory.

SQLite takes them by `executemany`, PostgreSQL by `COPY`. A second driver on the same SQLite file would
drop Django's lock, so nothing else ever opens it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import polars as pl
from django.db import connection

CHUNK = 50_000
LOOKED_AT = 1_000  # entries of each index, when SQLite looks
TURN = 7_401_163  # any fixed number: the key of the lock that makes loads take turns


def take_turn() -> None:
    """Wait until no other transaction is taking rows in; lasts until this transaction ends.

    On SQLite a transaction already begins by taking the one write lock.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])


def insert_frame(table: str, frame: pl.DataFrame) -> None:
    """Insert every row of `frame` into `table`, whose columns have the same names."""
    columns = ", ".join(f'"{name}"' for name in frame.columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _copy(cursor, f'COPY "{table}" ({columns}) FROM STDIN (FORMAT csv)', frame)
            return
        marks = ", ".join(["%s"] * frame.width)
        statement = f'INSERT INTO "{table}" ({columns}) VALUES ({marks})'
        for chunk in frame.with_columns(pl.col(pl.Date).cast(pl.String)).iter_slices(CHUNK):
            cursor.executemany(statement, chunk.rows())


@contextmanager
def temporary_table(name: str, columns: str) -> Iterator[str]:
    """A table that only this connection sees, gone at the end of the block. `columns` is SQL."""
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TABLE IF EXISTS "{name}"')
        cursor.execute(f'CREATE TEMPORARY TABLE "{name}" {columns}')
    yield name
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TABLE "{name}"')


def tell_planner() -> None:
    """Let the database look at its tables after many rows came in, in the same transaction.

    PostgreSQL's own look comes up to a minute after the commit, and SQLite never looks unasked; a query planned
    as if the tables were empty can take minutes. SQLite looks at the beginning of each index only, so it is quick.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA analysis_limit = {LOOKED_AT}")
        cursor.execute("ANALYZE")


def _copy(cursor: Any, statement: str, frame: pl.DataFrame) -> None:
    with cursor.copy(statement) as copy:
        for chunk in frame.iter_slices(CHUNK):
            copy.write(chunk.write_csv(include_header=False).encode())
