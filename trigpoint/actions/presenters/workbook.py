"""A table as an Excel workbook: dates as dates, text as text, no formula."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Sequence

import xlsxwriter

ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
WIDEST = 60


def as_workbook(table: Sequence[Sequence[object]], *, title: str) -> bytes:
    """The table, its first line as headings that stay in sight."""
    out = io.BytesIO()
    said = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, said) as book:
        sheet = book.add_worksheet(title[:31])
        formats = {
            "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
            "text": book.add_format({"text_wrap": True, "valign": "top"}),
            "date": book.add_format({"num_format": "d mmm yyyy", "valign": "top", "align": "left"}),
        }
        for place, heading in enumerate(table[0]):
            longest = max(len(str(line[place] or "")) for line in table)
            sheet.set_column(place, place, min(WIDEST, max(10, longest + 2)))
            sheet.write_string(0, place, str(heading), formats["head"])
        for row, line in enumerate(table[1:], start=1):
            for place, cell in enumerate(line):
                _write(sheet, row, place, cell, formats)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(1, len(table) - 1), len(table[0]) - 1)
    return out.getvalue()


def _write(sheet: xlsxwriter.worksheet.Worksheet, row: int, place: int, cell: object, formats: dict) -> None:
    if isinstance(cell, str) and ISO.fullmatch(cell):
        sheet.write_datetime(row, place, dt.datetime.fromisoformat(cell), formats["date"])
    elif isinstance(cell, int | float) and not isinstance(cell, bool):
        sheet.write_number(row, place, cell, formats["text"])
    elif cell not in (None, ""):
        sheet.write_string(row, place, str(cell)[:32_767], formats["text"])
