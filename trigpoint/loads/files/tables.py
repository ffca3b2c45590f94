"""One table from a CSV file or a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from trigpoint.loads.files import text, workbook
from trigpoint.loads.files.headings import (
    Cells,
    Layout,
    Table,
    distinct_headings,
    find_headings,
    first_full_row,
)
from trigpoint.loads.files.refusals import refusal


def read_csv(path: Path, *, expect: Sequence[str] = (), has_headings: bool = True) -> pl.DataFrame:
    """A CSV file as text with `row`.

    expect: headings that must be there; title rows above them are skipped. Without them the first row with
    two filled cells holds the headings. has_headings=False: the columns are called "column 1", "column 2"...
    Raises InputRefused.
    """
    content = text.csv_text(path)
    rows = text.first_rows(content)
    if not has_headings:
        width = max(len(cells) for cells in rows)
        return text.body(content, [f"column {n}" for n in range(1, width + 1)], 0, path)
    index = _heading_index(rows, expect, path)
    return text.body(content, distinct_headings(_trimmed(rows[index])), index + 1, path)


def read_workbook(path: Path, *, sheet: str | None = None, expect: Sequence[str] = ()) -> pl.DataFrame:
    """One sheet of an xlsx, xlsm, xls or ods as text with `row`; without `sheet`, the only or first one.

    Formulas are never worked out: the value the workbook was saved with is taken. Raises InputRefused.
    """
    rows, frame = workbook.sheet_rows(path, sheet)
    index = _heading_index(rows, expect, path)
    return workbook.with_headings(frame, distinct_headings(_trimmed(rows[index])), index + 1)


def read_table(path: Path, layouts: Sequence[Layout], *, sheet: str | None = None) -> Table:
    """The file at `path` in whichever of `layouts` its headings have. Raises InputRefused.

    sheet: the sheet to read if it is a workbook.
    """
    if path.suffix.lower() in workbook.SUFFIXES:
        rows, frame = workbook.sheet_rows(path, sheet)
        index, layout, columns = find_headings(rows, layouts, path)
        raw = workbook.with_headings(frame, distinct_headings(_trimmed(rows[index])), index + 1)
    else:
        content = text.csv_text(path)
        rows = text.first_rows(content)
        index, layout, columns = find_headings(rows, layouts, path)
        raw = text.body(content, distinct_headings(_trimmed(rows[index])), index + 1, path)
    if raw.is_empty():
        raise refusal(
            "no_rows",
            f"{path.name} has headings in row {index + 1} and nothing below them.",
            "Download the file again; if the publisher has put nothing in it, there is nothing to load.",
            path,
        )
    return Table(path, raw, layout, columns)


def _heading_index(rows: Sequence[Cells], expect: Sequence[str], path: Path) -> int:
    if not expect:
        return first_full_row(rows, path)
    layout = Layout("the expected table", {heading: (heading,) for heading in expect})
    return find_headings(rows, [layout], path)[0]


def _trimmed(cells: Cells) -> list[str | None]:
    """The heading cells up to the last that holds something: stray commas after it are no columns."""
    kept = list(cells)
    while kept and not (kept[-1] or "").strip():
        kept.pop()
    return kept
