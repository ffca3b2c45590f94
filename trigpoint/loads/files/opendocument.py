"""How large the tables of an OpenDocument sheet are once its repeats are written out."""

from __future__ import annotations

import re
from collections.abc import Iterator

ROW_END = b"</table:table-row>"
ROW = re.compile(rb"<table:table-row\b([^>]*?)(/?)>")
CELL = re.compile(rb"<table:(?:covered-)?table-cell\b([^>]*?)(/?)>")
REPEATED = re.compile(rb"number-(?:rows|columns)-repeated=\"(\d{1,12})\"")
NEW_TABLE = b"<table:table "


def table_sizes(pieces: Iterator[bytes]) -> Iterator[tuple[int, int]]:
    """Rows and columns up to the last filled cell, told anew as they grow; blank rows at the end do not count."""
    rows = columns = 0
    for block in _row_blocks(pieces):
        if NEW_TABLE in block:
            rows = columns = 0
            block = block[block.rfind(NEW_TABLE) :]
        for found in ROW.finditer(block):
            rows += _repeats(found.group(1))
            width = 0 if found.group(2) else _filled_width(block[found.end() :])
            if width:
                columns = max(columns, width)
                yield rows, columns


def _filled_width(row: bytes) -> int:
    """Cells of a row up to the last that holds something."""
    width = last = 0
    for cell in CELL.finditer(row):
        width += _repeats(cell.group(1))
        if not cell.group(2) or b"office:value" in cell.group(1):
            last = width
    return last


def _repeats(attributes: bytes) -> int:
    found = REPEATED.search(attributes)
    return int(found.group(1)) if found else 1


def _row_blocks(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The document in blocks of which each ends where a row with cells ends."""
    rest = b""
    for piece in pieces:
        *blocks, rest = (rest + piece).split(ROW_END)
        yield from blocks
    yield rest
