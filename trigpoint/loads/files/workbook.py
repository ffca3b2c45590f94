"""Workbooks (xlsx, xlsm, xls, ods): checked before they are unpacked, read without working anything out."""

from __future__ import annotations

from pathlib import Path

import fastexcel
import polars as pl

from trigpoint.loads.files.archive import check_archive, check_sheet
from trigpoint.loads.files.headings import OVERFLOW, ROW, ROWS_SEARCHED, Cells, heading_key
from trigpoint.loads.files.refusals import refusal
from trigpoint.loads.files.text import tidy

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods")
OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SAVE_AGAIN = "Download the workbook again, or open it in a spreadsheet and save the sheet as 'CSV UTF-8'."


def sheet_rows(path: Path, sheet: str | None) -> tuple[list[Cells], pl.DataFrame]:
    """The first rows of a sheet, and all of it as text with `row`; columns "column 1", "column 2"..."""
    _check_container(path)
    try:
        book = fastexcel.read_excel(path)
        name = _sheet_named(book.sheet_names, sheet, path)
        if path.suffix.lower() != ".xls":
            check_sheet(path, name)
        loaded = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
    except fastexcel.FastExcelError as error:
        raise refusal(
            "damaged_workbook", f"{path.name} cannot be read as a workbook: it is damaged.", SAVE_AGAIN, path
        ) from error
    frame = loaded.to_polars()
    if frame.is_empty():
        raise refusal("empty_file", f"The sheet '{name}' of {path.name} is empty.", SAVE_AGAIN, path)
    frame = frame.rename({old: f"column {n}" for n, old in enumerate(frame.columns, start=1)})
    frame = frame.with_row_index(ROW, offset=1).with_columns(pl.col(ROW).cast(pl.Int64))
    return list(frame.head(ROWS_SEARCHED).drop(ROW).iter_rows()), frame


def with_headings(frame: pl.DataFrame, headings: list[str], heading_row: int) -> pl.DataFrame:
    """The rows below the headings, under their headings; cells right of the last one in OVERFLOW."""
    within = {f"column {n}": heading for n, heading in enumerate(headings, start=1)}
    beyond = [name for name in frame.columns if name != ROW and name not in within]
    frame = frame.with_columns(
        pl.coalesce([pl.lit(None, pl.String), *[pl.col(name) for name in beyond]]).alias(OVERFLOW)
    )
    named = [pl.col(old).alias(new) for old, new in within.items()]
    return tidy(frame.select(ROW, *named, OVERFLOW), heading_row)


def _check_container(path: Path) -> None:
    """Refuse what is no workbook, and one that would unpack to more than a workbook should."""
    with path.open("rb") as file:
        start = file.read(8)
    if not start:
        raise refusal(
            "empty_file", f"{path.name} is empty.", "Download the file again and check its size.", path
        )
    is_old = start == OLD_EXCEL
    if is_old and path.suffix.lower() != ".xls":
        raise refusal(
            "protected_workbook",
            f"{path.name} is protected by a password, or is an old .xls under a new name.",
            "Save it again without a password, or give it the ending .xls.",
            path,
        )
    if is_old:
        return
    if not start.startswith(b"PK"):
        raise refusal(
            "not_a_workbook",
            f"{path.name} is not a workbook; it may be a web page or a CSV.",
            SAVE_AGAIN,
            path,
        )
    check_archive(path)


def _sheet_named(names: list[str], wanted: str | None, path: Path) -> str:
    if wanted is None:
        return names[0]
    for name in names:
        if heading_key(name) == heading_key(wanted):
            return name
    raise refusal(
        "sheet_missing",
        f"{path.name} has no sheet '{wanted}'. Its sheets are: {', '.join(names)}.",
        "Check that this is the right workbook of the publication.",
        path,
    )
