"""CSV files: what they are encoded in, what is not a CSV at all, and their rows as text."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import polars as pl

from trigpoint.loads.files.headings import OVERFLOW, ROW, ROWS_SEARCHED, Cells
from trigpoint.loads.files.refusals import refusal

LARGEST = 500_000_000  # bytes; the largest CSV the NHS publishes monthly for providers is about a tenth of it
LOOKED_AT = 400_000  # characters read to find the headings
DOWNLOAD_AGAIN = "Open the publication page and download the CSV itself, then load that."
DISGUISES = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a workbook or zip file"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"\x1f\x8b", "a compressed (gzip) file"),
    (b"\xff\xfe", "text in UTF-16"),
    (b"\xfe\xff", "text in UTF-16"),
)
PAGES = (b"<!doctype", b"<html", b"<?xml", b"<head", b"<script", b"<table")


def csv_text(path: Path) -> bytes:
    """The file's bytes as UTF-8 without mark, lines ending in LF; refused if it is not a CSV."""
    size = path.stat().st_size
    if size > LARGEST:
        raise refusal(
            "too_large",
            f"{path.name} is {size // 1_000_000} MB; the limit is {LARGEST // 1_000_000} MB.",
            "Split the file by period.",
            path,
        )
    content = path.read_bytes()
    if not content.strip(b"\xef\xbb\xbf \t\r\n,"):
        raise refusal(
            "empty_file", f"{path.name} is empty.", "Download the file again and check its size.", path
        )
    _refuse_disguise(content, path)
    content = _as_utf8(content.removeprefix(b"\xef\xbb\xbf"), path)
    if b"\r" in content and b"\n" not in content:
        return content.replace(b"\r", b"\n")  # the line ends of a classic Mac
    return content


def _refuse_disguise(content: bytes, path: Path) -> None:
    for start, kind in DISGUISES:
        if content.startswith(start):
            raise refusal(
                "not_a_csv",
                f"{path.name} is to be read as a CSV but is {kind}.",
                "Save it as 'CSV UTF-8', or give the workbook its own ending (.xlsx, .ods).",
                path,
            )
    if content.removeprefix(b"\xef\xbb\xbf")[:2000].lstrip().lower().startswith(PAGES):
        raise refusal(
            "not_a_csv", f"{path.name} is a web page saved as a CSV, not a table.", DOWNLOAD_AGAIN, path
        )
    at = content.find(b"\x00")
    if at >= 0:
        line = content.count(b"\n", 0, at) + 1
        raise refusal(
            "nul_bytes",
            f"{path.name} holds bytes that no text has (NUL), first in line {line}: it is damaged or binary.",
            DOWNLOAD_AGAIN,
            path,
            row=line,
        )


def _as_utf8(content: bytes, path: Path) -> bytes:
    """UTF-8 as it is; otherwise taken for windows-1252, which older Excel writes."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        try:
            return content.decode("cp1252").encode("utf-8")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            raise refusal(
                "encoding",
                f"Line {line} of {path.name} holds a character that is neither UTF-8 nor windows-1252.",
                "Open the file in a spreadsheet and save it as 'CSV UTF-8'.",
                path,
                row=line,
            ) from error
    return content


def first_rows(content: bytes) -> list[Cells]:
    """The rows in which headings are looked for."""
    start = content[:LOOKED_AT].decode("utf-8", errors="ignore")
    rows: list[Cells] = []
    try:
        for cells in csv.reader(io.StringIO(start, newline="")):
            rows.append(cells)
            if len(rows) == ROWS_SEARCHED:
                break
    except csv.Error:
        pass  # the full reading says where the text breaks
    return rows


def body(content: bytes, headings: list[str], heading_row: int, path: Path) -> pl.DataFrame:
    """Rows after `heading_row` (0: there is none) as text, with `row`, to the last that holds anything.

    A cell right of the last heading goes into the column OVERFLOW, which exists only where there is one.
    """
    names = [*headings, OVERFLOW]
    try:
        frame = pl.read_csv(
            io.BytesIO(content),
            has_header=False,
            schema=dict.fromkeys(names, pl.String),
            missing_columns="insert",
            extra_columns="ignore",
            truncate_ragged_lines=True,
            row_index_name=ROW,
            row_index_offset=1,
        )
    except (pl.exceptions.ComputeError, pl.exceptions.SchemaError) as error:
        raise _broken(content, path) from error
    return tidy(frame.with_columns(pl.col(ROW).cast(pl.Int64)).rechunk(), heading_row)


def tidy(frame: pl.DataFrame, heading_row: int) -> pl.DataFrame:
    """Only the rows below the headings; blank rows at the end and an empty OVERFLOW are dropped."""
    frame = frame.filter(pl.col(ROW) > heading_row)
    blank = blank_rows(frame)
    written = frame.get_column(ROW).is_in(blank.implode()).not_()
    last = frame.get_column(ROW).filter(written).max() or 0
    frame = frame.filter(pl.col(ROW) <= last)
    if OVERFLOW in frame.columns and not frame.select((pl.col(OVERFLOW).fill_null("") != "").any()).item():
        frame = frame.drop(OVERFLOW)
    return frame


def blank_rows(frame: pl.DataFrame) -> pl.Series:
    """The numbers of rows in which nothing but blanks is written."""
    texts = [name for name in frame.columns if name != ROW]
    blank = {name: pl.col(name).fill_null("").str.strip_chars() == "" for name in texts}
    # few rows are blank in their first cell, so only those are looked at whole
    few = frame.filter(blank[texts[0]])
    return few.filter(pl.all_horizontal(list(blank.values()))).get_column(ROW)


def _broken(content: bytes, path: Path) -> Exception:
    row = 0
    try:
        for _cells in csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True):
            row += 1
    except csv.Error:
        pass
    return refusal(
        "broken_quotes",
        f"Quotation marks do not pair in {path.name}, near row {row + 1}; the cells after it cannot be told apart.",
        DOWNLOAD_AGAIN,
        path,
        row=row + 1,
    )
