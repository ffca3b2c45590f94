"""Reading workbooks: without working anything out, and without being blown up."""

import datetime as dt
import zipfile

import pytest
from openpyxl import Workbook

from trigpoint.common.errors import InputRefused
from trigpoint.loads.files import Layout, read_table, read_workbook

LAYOUT = Layout("training table", {"code": ("Org Code",), "value": ("Value",)})
SHEET_XML = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)


@pytest.fixture
def book(tmp_path):
    """A workbook with title rows, a table and a second sheet."""
    made = Workbook()
    sheet = made.active
    sheet.title = "Provider Level Data"
    sheet["A1"] = "Training (fictional)"
    for row in (["Org Code", "Value", "On"], ["XAA", 0.125, dt.date(2025, 4, 30)], ["XAB", "*", None]):
        sheet.append(row)
    made.create_sheet("Notes")["A1"] = "nothing"
    path = tmp_path / "April-2025.xlsx"
    made.save(path)
    return path


def with_sheet(book, xml):
    """The same workbook with the first sheet's XML replaced, as a hand or a program may write it."""
    with zipfile.ZipFile(book) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = SHEET_XML.format(xml).encode()
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    return book


def refused_for(path, **how):
    with pytest.raises(InputRefused) as refused:
        read_workbook(path, **how)
    problem = refused.value.problems[0]
    assert problem.file == path.name
    assert problem.remedy
    return problem


def text(reference, words):
    return f'<c r="{reference}" t="inlineStr"><is><t>{words}</t></is></c>'


def test_rows_are_counted_as_the_sheet_shows_them(book):
    frame = read_workbook(book, sheet="provider level data", expect=["Org Code", "Value"])

    assert frame.rows() == [(3, "XAA", "0.125", "2025-04-30 00:00:00"), (4, "XAB", "*", None)]


def test_layout_is_found_in_a_workbook_as_in_a_csv(book):
    table = read_table(book, [LAYOUT], sheet="Provider Level Data")

    assert table.cells().rows() == [(3, "XAA", "0.125"), (4, "XAB", "*")]


def test_wrong_sheet_is_refused_and_the_sheets_are_named(book):
    problem = refused_for(book, sheet="Trusts")

    assert problem.code == "sheet_missing"
    assert "Provider Level Data, Notes" in problem.message


def test_truncated_workbook_is_refused(book):
    book.write_bytes(book.read_bytes()[:-400])

    assert refused_for(book).code == "truncated_workbook"


def test_damaged_workbook_is_refused(book):
    content = bytearray(book.read_bytes())
    content[60:90] = b"\x00" * 30
    book.write_bytes(bytes(content))

    assert refused_for(book).code == "truncated_workbook"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"<html>not found</html>", "not_a_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "protected_workbook"),
        (b"PK\x03\x04rest", "truncated_workbook"),
    ],
)
def test_what_is_no_workbook_is_refused(tmp_path, content, code):
    path = tmp_path / "file.xlsx"
    path.write_bytes(content)

    assert refused_for(path).code == code


def test_zip_without_a_workbook_in_it_is_refused(tmp_path):
    path = tmp_path / "file.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "nothing")

    assert refused_for(path).code == "damaged_workbook"


def test_zip_bomb_is_refused_before_it_is_unpacked(book):
    with (
        zipfile.ZipFile(book, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/bomb.xml", "w") as part,
    ):
        for _ in range(60):
            part.write(b"0" * (1 << 20))

    problem = refused_for(book)
    assert problem.code == "expands_too_far"
    assert book.stat().st_size < 200_000


def test_cell_at_the_far_corner_is_refused(book):
    path = with_sheet(
        book,
        f'<row r="1">{text("A1", "Org Code")}</row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    )

    assert refused_for(path).code == "expands_too_far"


def test_formula_without_a_saved_value_is_refused(book):
    rows = f'<row r="1">{text("A1", "Org Code")}{text("B1", "Value")}</row>'
    rows += f'<row r="2">{text("A2", "XAA")}<c r="B2"><f>1+1</f></c></row>'

    problem = refused_for(with_sheet(book, rows))
    assert (problem.code, problem.row, problem.column) == ("formula_cell", 2, "B")


def test_formula_with_a_saved_value_gives_that_value(book):
    rows = f'<row r="1">{text("A1", "Org Code")}{text("B1", "Value")}</row>'
    rows += f'<row r="2">{text("A2", "XAA")}<c r="B2"><f>1+1</f><v>7</v></c></row>'

    assert read_workbook(with_sheet(book, rows))["Value"].to_list() == ["7"]


def test_entities_are_refused(book):
    with zipfile.ZipFile(book) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    parts["xl/workbook.xml"] = b'<!DOCTYPE x [<!ENTITY a "b">]>' + parts["xl/workbook.xml"]
    with zipfile.ZipFile(book, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)

    assert refused_for(book).code == "damaged_workbook"


def test_empty_sheet_is_refused(tmp_path):
    path = tmp_path / "empty.xlsx"
    Workbook().save(path)

    assert refused_for(path).code == "empty_file"


def open_document(path, rows):
    """The least that is an ods file with one table."""
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="Locations">{rows}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return path


def ods_row(*cells, repeated=1, cell_repeated=1):
    inside = "".join(
        f'<table:table-cell office:value-type="string" table:number-columns-repeated="{cell_repeated}">'
        f"<text:p>{cell}</text:p></table:table-cell>"
        for cell in cells
    )
    return f'<table:table-row table:number-rows-repeated="{repeated}">{inside}</table:table-row>'


PADDING = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'


def test_open_document_with_a_million_blank_rows_below(tmp_path):
    path = open_document(
        tmp_path / "ratings.ods", ods_row("Org Code", "Value") + ods_row("XAA", "1") + PADDING
    )

    assert read_workbook(path, sheet="Locations").rows() == [(2, "XAA", "1")]


def test_open_document_that_repeats_a_filled_row_beyond_measure_is_refused(tmp_path):
    rows = ods_row("Org Code", "Value") + ods_row("x", repeated=1_000_000, cell_repeated=16_000)

    assert refused_for(open_document(tmp_path / "bomb.ods", rows)).code == "expands_too_far"
