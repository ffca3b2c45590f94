"""What is inside a workbook's zip file, looked at in a stream before anything takes it into memory."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from trigpoint.loads.files.opendocument import table_sizes
from trigpoint.loads.files.refusals import refusal

LARGEST_EXPANDED = 600_000_000  # bytes of all parts together
LARGEST_RATIO = 250  # XML of a sheet shrinks 10 to 60 times
RATIO_COUNTS_FROM = 20_000_000  # bytes; below that a high ratio does no harm
MOST_CELLS = 40_000_000  # of the rectangle from the first to the last cell, which a reader holds whole
CHUNK = 1 << 20
SAVE_AGAIN = "Download the workbook again, or open it in a spreadsheet and save the sheet as 'CSV UTF-8'."

FORMULA = re.compile(
    rb"<(?:\w+:)?c\b[^>]*?\br=\"([A-Z]{1,3})(\d+)\"[^>]*>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
LAST_CELL = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br=\"([A-Z]{1,3})(\d+)\"")
ROW_END = b"row>"


def check_archive(path: Path) -> None:
    """Refuse a zip file that is cut short, damaged, or would expand beyond all measure."""
    try:
        with zipfile.ZipFile(path) as archive:
            _refuse_bomb(archive, path)
            for part in archive.infolist():
                if part.filename == "content.xml":  # an ods is read whole as soon as it is opened
                    for rows, columns in table_sizes(_pieces(archive, part)):
                        _refuse_rectangle(rows, columns, "content", path)
                    continue
                for _piece in _pieces(archive, part):
                    pass
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise refusal(
            "truncated_workbook",
            f"{path.name} is cut short or damaged: its zip container cannot be read.",
            SAVE_AGAIN,
            path,
        ) from error


def _refuse_bomb(archive: zipfile.ZipFile, path: Path) -> None:
    """By the sizes the zip states; reading checks them, since a part that is larger breaks its checksum."""
    parts = archive.infolist()
    total = sum(part.file_size for part in parts)
    swollen = [
        part
        for part in parts
        if part.file_size > RATIO_COUNTS_FROM and part.file_size > LARGEST_RATIO * max(part.compress_size, 1)
    ]
    if total > LARGEST_EXPANDED or swollen:
        raise refusal(
            "expands_too_far",
            f"{path.name} would unpack to {total // 1_000_000} MB from {path.stat().st_size // 1000} kB; "
            "no published workbook does. It was not unpacked.",
            "Do not open it. Download the file again from the publication page.",
            path,
        )


def _pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(part) as stream:
        while piece := stream.read(CHUNK):
            yield piece


def check_sheet(path: Path, sheet: str) -> None:
    """Refuse a sheet whose cells span a monstrous rectangle, or hold formulas without a saved value."""
    try:
        with zipfile.ZipFile(path) as archive:
            if "xl/workbook.xml" in archive.namelist():
                for part in _parts_of(archive, sheet):
                    _check_xlsx(archive, part, sheet, path)
    except (zipfile.BadZipFile, ElementTree.ParseError) as error:
        raise refusal(
            "damaged_workbook", f"{path.name} cannot be read as a workbook: {error}.", SAVE_AGAIN, path
        ) from error


def _parts_of(archive: zipfile.ZipFile, sheet: str) -> list[zipfile.ZipInfo]:
    """The part of an xlsx that holds the sheet of that name; all sheets if that cannot be told."""
    names = archive.namelist()
    links = "xl/_rels/workbook.xml.rels"
    targets = (
        {node.get("Id"): node.get("Target", "") for node in _xml(archive, links).iter()}
        if links in names
        else {}
    )
    for node in _xml(archive, "xl/workbook.xml").iter():
        if node.tag.endswith("}sheet") and node.get("name") == sheet:
            identity = next((value for key, value in node.items() if key.endswith("}id")), None)
            target = targets.get(identity, "")
            name = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if name in names:
                return [archive.getinfo(name)]
    return [part for part in archive.infolist() if part.filename.startswith("xl/worksheets/")]


def _xml(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    content = archive.read(name)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise zipfile.BadZipFile("it declares entities, which no workbook does")
    return ElementTree.fromstring(content)


def _check_xlsx(archive: zipfile.ZipFile, part: zipfile.ZipInfo, sheet: str, path: Path) -> None:
    last_row = last_column = 0
    for block in _row_blocks(archive, part):
        for letters, number in LAST_CELL.findall(block):
            last_row = max(last_row, int(number))
            last_column = max(last_column, _column_number(letters))
        formula = FORMULA.search(block) if b"f" in block else None
        if formula:
            cell = (formula.group(1) + formula.group(2)).decode()
            raise refusal(
                "formula_cell",
                f"Cell {cell} of sheet '{sheet}' in {path.name} holds a formula without a saved value; "
                "formulas are never worked out here.",
                "Open the workbook in a spreadsheet, save it, and load it again; or save the sheet as CSV.",
                path,
                row=int(formula.group(2)),
                column=formula.group(1).decode(),
            )
        _refuse_rectangle(last_row, last_column, sheet, path)


def _row_blocks(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The sheet's XML in pieces that end where a row ends."""
    rest = b""
    for piece in _pieces(archive, part):
        rest += piece
        end = rest.rfind(ROW_END) + len(ROW_END)
        if end >= len(ROW_END):
            yield rest[:end]
            rest = rest[end:]
    yield rest


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _refuse_rectangle(rows: int, columns: int, sheet: str, path: Path) -> None:
    if rows * columns > MOST_CELLS:
        raise refusal(
            "expands_too_far",
            f"The sheet '{sheet}' of {path.name} spans {rows} rows and {columns} columns; "
            "no published table is that large.",
            "Delete stray cells far from the table, or save the sheet as 'CSV UTF-8'.",
            path,
        )
