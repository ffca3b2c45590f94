"""The account of a file: every row read is accepted, rejected or ignored, and exactly one of the three."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from trigpoint.common.errors import InputRefused, Problem
from trigpoint.loads.contract import Reading


def settle(reading: Reading) -> Reading:
    """Put each row in one place: rejected before accepted before ignored.

    A row that a connector neither used nor explained is rejected by name, never lost.
    """
    rows = set(reading.raw["row"].to_list())
    rejected = _with_gathered(_one_a_row(reading.rejected, rows), reading.gathered)
    refused = [problem.row for problem in rejected]
    records = _without(reading.records, refused)
    ratings = None if reading.ratings is None else _without(reading.ratings, refused)
    used = _rows_of(records) | _rows_of(ratings) | set(reading.gathered).difference(refused)
    settled = used.union(refused)
    ignored = {row: why for row, why in reading.ignored.items() if row in rows and row not in settled}
    lost = rows.difference(settled, ignored)
    return replace(
        reading,
        records=records,
        ratings=ratings,
        ignored=ignored,
        rejected=(*rejected, *[_not_understood(row) for row in sorted(lost)]),
    )


def narrowed_to(reading: Reading, rows: set[int]) -> Reading:
    """Only the records that `rows` make or went into."""
    places = sorted({reading.gathered.get(row, row) for row in rows})
    chosen = pl.col("row").is_in(places)
    ratings = None if reading.ratings is None else reading.ratings.filter(chosen)
    return replace(reading, records=reading.records.filter(chosen), ratings=ratings)


def refuse_useless(reading: Reading) -> Reading:
    """Refuse a file without rows, or of which every row was rejected: nothing of it can be used."""
    if reading.read == 0:
        raise InputRefused(
            [Problem("no_rows", "The file has headings but no rows.", "Ask the publisher for the full file.")]
        )
    if reading.rejected and len(reading.rejected) + len(reading.ignored) == reading.read:
        first = Problem(
            "no_row_accepted",
            f"None of the {reading.read:,} rows could be accepted, so nothing was stored.",
            "See the reason given for each row, and check that this is the right file for this publication.",
        )
        raise InputRefused([first, *reading.rejected])
    return reading


def _one_a_row(problems: tuple[Problem, ...], rows: set[int]) -> tuple[Problem, ...]:
    """The first problem of each row. A problem of no row of the table speaks of the whole file."""
    of_the_file = [problem for problem in problems if problem.row not in rows]
    if of_the_file:
        raise InputRefused(of_the_file)
    first: dict[int | None, Problem] = {}
    for problem in problems:
        first.setdefault(problem.row, problem)
    return tuple(sorted(first.values(), key=lambda problem: problem.row or 0))


def _with_gathered(rejected: tuple[Problem, ...], gathered: dict[int, int]) -> tuple[Problem, ...]:
    """Rows that went into the record of a rejected row are rejected with it."""
    by_row = {problem.row: problem for problem in rejected}
    others = [
        replace(by_row[stands_at], row=row)
        for row, stands_at in gathered.items()
        if stands_at in by_row and row not in by_row
    ]
    return tuple(sorted((*rejected, *others), key=lambda problem: problem.row or 0))


def _without(frame: pl.DataFrame, rows: list[int | None]) -> pl.DataFrame:
    return frame.filter(~pl.col("row").is_in(rows)) if rows and frame.height else frame


def _rows_of(frame: pl.DataFrame | None) -> set[int]:
    return set() if frame is None or not frame.height else set(frame["row"].unique().to_list())


def _not_understood(row: int) -> Problem:
    return Problem(
        "row_not_understood",
        "Nothing in this row could be used and no rule says why.",
        "Tell whoever looks after this connector; the row is kept as published.",
        row=row,
    )
