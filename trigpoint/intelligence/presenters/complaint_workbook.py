"""The template for figures of complaints, as a workbook and as a table."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence

import xlsxwriter

from trigpoint.intelligence.queries.complaints_sheets import headings
from trigpoint.intelligence.rules.complaints_figures import quarter_before, quarter_words
from trigpoint.organisations.models import Organisation

HELP = (
    "One row for each provider and quarter; for a part of a provider fill in the service or the site.",
    "Leave a cell empty where no figure was sent: empty is not nought. Write 0 where there was none.",
    "A complaint counts once under each of its subjects, so that subjects may add up to more than the complaints.",
    "A row that differs from what is here becomes a new version; the old one stays in the history.",
)
WIDEST = 40


def template_rows(expected: Sequence[Organisation], today: dt.date) -> list[list[str]]:
    """Headings, and a row for each provider that is expected to send figures for the last whole quarter."""
    heads = headings()
    quarter = quarter_words(quarter_before(today))
    blank = [""] * (len(heads) - 2)
    return [heads, *([provider.code, quarter, *blank] for provider in expected)]


def template_workbook(rows: Sequence[Sequence[str]]) -> bytes:
    """The same as an Excel workbook, with a second sheet that says how it is filled in."""
    out = io.BytesIO()
    said = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, said) as book:
        sheet = book.add_worksheet("Figures")
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for place, heading in enumerate(rows[0]):
            sheet.set_column(place, place, min(WIDEST, max(12, len(heading) // 2)))
            sheet.write_string(0, place, heading, bold)
        for number, row in enumerate(rows[1:], start=1):
            for place, cell in enumerate(row):
                sheet.write_string(number, place, cell)
        sheet.freeze_panes(1, 2)
        helping = book.add_worksheet("How to fill it in")
        helping.set_column(0, 0, 100)
        for number, sentence in enumerate(HELP):
            helping.write_string(number, 0, sentence)
    return out.getvalue()
