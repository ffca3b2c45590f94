"""Tables that people take away."""

import csv
import datetime as dt
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from trigpoint.ui.downloads import NUMBER, RISKY, csv_response, csv_stream


def test_csv_is_utf_8_and_plain():
    response = csv_response("who.csv", [("name",), ("Zoë",)])

    assert response.content.decode() == "name\nZoë\n"
    assert response["Content-Disposition"] == 'attachment; filename="who.csv"'


def test_csv_never_hands_a_formula_to_a_spreadsheet():
    response = csv_response("x.csv", [("=HYPERLINK(1)", "+1", "@a", -1.5, "a=b", None)])

    assert response.content.decode() == "'=HYPERLINK(1),'+1,'@a,-1.5,a=b,\n"


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        " =1+1",
        "\u00a0=1+1",
        "\ufeff=1+1",
        "＝1+1",
        "－1+cmd|' /C calc'!A0",
        "\t=1",
        "\n=1",
        "-2+3",
        "+44=1",
        "@SUM(A1)",
    ],
)
def test_csv_defuses_every_way_to_begin_a_formula(cell):
    [[read]] = csv.reader(io.StringIO(csv_response("x.csv", [(cell,)]).content.decode(), newline=""))

    assert read == f"'{cell}"


def test_csv_keeps_a_cell_in_one_row_whatever_it_holds():
    text = csv_response("x.csv", [("a\r=1+1", "b\r\n=2", "c")]).content.decode()

    assert list(csv.reader(io.StringIO(text, newline=""))) == [["a\n=1+1", "b\n=2", "c"]]
    assert "\r" not in text


def test_csv_defuses_what_is_no_text_but_reads_as_some():
    class Named:
        def __str__(self):
            return "=1+1"

    assert csv_response("x.csv", [(Named(),)]).content.decode() == "'=1+1\n"


def test_csv_leaves_numbers_and_dates_alone():
    row = ("-1.5", "3", "-12%", "-1,234.5", Decimal("-2.50"), -3, True, dt.date(2026, 11, 22))

    assert (
        csv_response("x.csv", [row]).content.decode() == '-1.5,3,-12%,"-1,234.5",-2.50,-3,True,2026-11-22\n'
    )


@given(some.text(max_size=20))
def test_no_text_comes_out_as_a_formula(cell):
    text = csv_response("x.csv", [(cell, "x")]).content.decode()
    [[read, _]] = csv.reader(io.StringIO(text, newline=""))

    assert NUMBER.fullmatch(read) or not read.strip().startswith(RISKY)


def test_a_stream_says_the_same_as_a_file():
    rows = [("name", "number")] + [(f"=row {n}", n) for n in range(20_000)]

    streamed = list(csv_stream("x.csv", rows).streaming_content)

    assert b"".join(streamed) == csv_response("x.csv", rows).content
    assert len(streamed) > 3
