"""Reading CSV files: what is taken, what is refused, and how rows are counted."""

import time

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trigpoint.common.errors import InputRefused
from trigpoint.loads.files import OVERFLOW, Layout, heading_key, read_csv, read_table

LAYOUT = Layout("training table", {"code": ("Org Code",), "value": ("Value",)})


def written(tmp_path, content, name="file.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def refused_for(path, read=read_csv):
    with pytest.raises(InputRefused) as refused:
        read(path)
    problem = refused.value.problems[0]
    assert problem.file == path.name
    assert problem.remedy
    return problem


def test_rows_are_counted_as_a_spreadsheet_shows_them(tmp_path):
    path = written(tmp_path, "Title\n\nOrg Code,Value\nXAA,1\n\nXAB,2\n,\n\n")

    frame = read_csv(path, expect=["Org Code", "Value"])
    assert frame.rows() == [(4, "XAA", "1"), (5, None, None), (6, "XAB", "2")]


def test_quoted_line_breaks_and_commas_stay_in_their_cell(tmp_path):
    path = written(tmp_path, 'Org Code,Value\nXAA,"one\n\ntwo, three"\nXAB,2\n')

    assert read_csv(path)["Value"].to_list() == ["one\n\ntwo, three", "2"]
    assert read_csv(path)["row"].to_list() == [2, 3]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_kind(tmp_path, end):
    path = written(tmp_path, end.join(["Org Code,Value", "XAA,1", "XAB,2"]))

    assert read_csv(path).rows() == [(2, "XAA", "1"), (3, "XAB", "2")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_encodings(tmp_path, encoding):
    path = written(tmp_path, "Org Code,Value\nXAA,caf\u00e9 \u2013 \u00a31\n".encode(encoding))

    assert read_csv(path)["Value"].to_list() == ["caf\u00e9 \u2013 \u00a31"]


def test_repeated_and_empty_headings_are_told_apart(tmp_path):
    path = written(tmp_path, "Type 1,Type 1,,row,a\n1,2,3,4,5\n")

    assert read_csv(path).columns == ["row", "Type 1", "Type 1 #2", "column 3", "row #2", "a"]


def test_stray_commas_after_the_headings_are_no_columns(tmp_path):
    path = written(tmp_path, "Org Code,Value,,,\nXAA,1,,,\n")

    assert read_csv(path).columns == ["row", "Org Code", "Value"]


def test_cells_beyond_the_last_heading_are_kept_apart(tmp_path):
    path = written(tmp_path, "Org Code,Value\nXAA,1,9,8\nXAB,2\n")

    assert read_csv(path)[OVERFLOW].to_list() == ["9", None]


def test_file_without_headings(tmp_path):
    path = written(tmp_path, "A81001,SURGERY\nA81002,PRACTICE\n")

    frame = read_csv(path, has_headings=False)
    assert frame.rows(named=True)[0] == {"row": 1, "column 1": "A81001", "column 2": "SURGERY"}


def test_headings_match_whatever_their_case_blanks_and_hyphens():
    assert heading_key(" ORG_Code ") == heading_key("org  code") == heading_key("Org\u2013Code")
    assert heading_key("Total < 4 hours") != heading_key("Total > 4 hours")


def test_formulas_in_text_are_only_text(tmp_path):
    path = written(tmp_path, 'Org Code,Value\nXAA,"=HYPERLINK(""http://x"")"\n')

    assert read_csv(path)["Value"].to_list() == ['=HYPERLINK("http://x")']


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\r\n\r\n", b",,,\n,,,\n"])
def test_empty_file_is_refused(tmp_path, content):
    assert refused_for(written(tmp_path, content)).code == "empty_file"


@pytest.mark.parametrize(
    "content",
    [
        b"\n<!DOCTYPE html><html><body>Not found</body></html>",
        b"<html><table><tr><td>1</td></tr></table></html>",
        b"%PDF-1.7 ...",
        b"PK\x03\x04 ...",
        b"\xd0\xcf\x11\xe0 ...",
        b"\xff\xfeO\x00r\x00g\x00",
    ],
)
def test_something_else_saved_as_csv_is_refused(tmp_path, content):
    assert refused_for(written(tmp_path, content)).code == "not_a_csv"


def test_nul_bytes_are_refused_with_their_line(tmp_path):
    problem = refused_for(written(tmp_path, b"Org Code,Value\nXAA,1\nX\x00B,2\n"))

    assert (problem.code, problem.row) == ("nul_bytes", 3)


def test_text_that_is_neither_utf8_nor_windows_is_refused(tmp_path):
    assert refused_for(written(tmp_path, b"Org Code,Value\nXAA,\x81\n")).code == "encoding"


def test_quotation_marks_that_do_not_pair_are_refused(tmp_path):
    problem = refused_for(written(tmp_path, 'Org Code,Value\nXAA,1\nXAB,"2\nXAC,3\n'))

    assert problem.code == "broken_quotes"
    assert problem.row == 3


def test_missing_heading_names_expected_found_and_the_closest(tmp_path):
    path = written(tmp_path, "Published by\nOrg Code,Values,Other\nXAA,1,2\n")

    problem = refused_for(path, lambda p: read_table(p, [LAYOUT]))
    assert (problem.code, problem.row, problem.column) == ("header_moved", 2, "Value")
    assert "'Value' (the closest heading found is 'Values')" in problem.message
    assert "'Other'" in problem.message


def test_headings_without_rows_are_refused(tmp_path):
    path = written(tmp_path, "Org Code,Value\n\n")

    assert refused_for(path, lambda p: read_table(p, [LAYOUT])).code == "no_rows"


def test_two_hundred_thousand_rows_take_seconds(tmp_path):
    cells = ",".join(str(n) for n in range(20))
    path = written(tmp_path, "Org Code,Value," + cells + "\n" + f"XAA,12,{cells}\n" * 200_000)

    started = time.perf_counter()
    table = read_table(path, [LAYOUT])
    taken = time.perf_counter() - started
    assert table.raw.height == 200_000
    assert table.cells().columns == ["row", "code", "value"]
    assert taken < 20


TEXT = st.text(st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\ufeff"), max_size=8)


@given(st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=12))
def test_what_is_written_is_read(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("csv") / "file.csv"
    frame = pl.DataFrame([("XAA", *row, "end") for row in rows], orient="row", schema=["a", "b", "c", "d"])
    path.write_text(frame.write_csv(quote_style="always"), encoding="utf-8", newline="")

    read = read_csv(path)
    assert read.drop("row").equals(frame)
    assert read["row"].to_list() == list(range(2, len(rows) + 2))
