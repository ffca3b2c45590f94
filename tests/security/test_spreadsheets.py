"""A table that is taken away holds no formula: text that a spreadsheet would run is defused in every download."""

import csv
import io

import openpyxl
import pytest
from django.http import HttpResponse

from tests.security.planting import planted
from tests.security.walk import body, fault, undone, visitor

pytestmark = pytest.mark.django_db

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
FORMULAS = [f"{first}cmd|' /C calc'!A0" for first in RISKY]
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def cells_of(response):
    """Every cell of a CSV or workbook as text; formulas of a workbook begin with =."""
    if response.headers.get("Content-Type", "").startswith(WORKBOOK):
        book = openpyxl.load_workbook(io.BytesIO(body(response)))
        return [
            f"={cell.value}" if cell.data_type == "f" else f"'{cell.value}"
            for sheet in book
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        ]
    return [cell for row in csv.reader(io.StringIO(body(response).decode("utf-8-sig"))) for cell in row]


def is_table(response):
    """Whether it is a table to take away."""
    return response.headers.get("Content-Type", "").startswith(("text/csv", WORKBOOK))


def is_number(cell):
    """-12.5 is a figure, not a formula."""
    try:
        float(cell)
    except ValueError:
        return False
    return True


def formulas_in(response):
    """Cells that a spreadsheet would run."""
    return [cell for cell in cells_of(response) if cell.startswith(RISKY) and not is_number(cell)]


def test_no_download_holds_a_formula(everywhere, quality_lead):
    client = visitor(quality_lead)
    tables = [place for place in everywhere if is_table(undone(client.get, place.address))]
    wrong = []
    for formula in FORMULAS:
        planted(formula)
        for place in tables:
            response = undone(client.get, place.address)
            if response.status_code >= 500:
                wrong.append(f"{place.name}: {fault(response)}")
            else:
                wrong += [f"{place.name}: {cell!r}" for cell in formulas_in(response)[:2]]

    assert len(tables) > 4
    assert not wrong, "\n".join(wrong)


def test_a_formula_is_noticed():
    table = HttpResponse('name,value\nx,-1.5\n=1+1,2\n"\t=1",3\n', content_type="text/csv")

    assert formulas_in(table) == ["=1+1", "\t=1"]


def test_names_of_records_put_no_header_into_an_answer(everywhere, quality_lead):
    client = visitor(quality_lead)
    planted('x"\r\nSet-Cookie: stolen=1\r\n\r\n<x>')
    wrong = []
    for place in everywhere:
        response = undone(client.get, place.address)
        if response.status_code >= 500:
            wrong.append(f"{place.name}: {fault(response)}")
        if "stolen" in response.cookies or any(
            "\n" in value or "\r" in value for _, value in response.items()
        ):
            wrong.append(place.name)

    assert not wrong, "\n".join(wrong)
