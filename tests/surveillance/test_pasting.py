"""Periods and values as people paste them."""

import datetime as dt

import pytest

from trigpoint.surveillance.rules.pasting import day_of, read

APRIL = dt.date(2026, 4, 1)


@pytest.mark.parametrize(
    "text",
    [
        "Apr 2026",
        "April 2026",
        "apr-26",
        "Apr'26",
        "2026-04",
        "2026/4",
        "2026-04-01",
        "01/04/2026",
        "04/2026",
    ],
)
def test_months_as_spreadsheets_write_them(text):
    assert day_of(text) == APRIL


@pytest.mark.parametrize("text", ["", "76.5", "Aprl 2026 x", "13/2026", "2026", "Smarch 2026"])
def test_what_is_no_month(text):
    assert day_of(text) is None


@pytest.mark.parametrize(
    ("text", "month"), [("Q1 2026/27", (2026, 4)), ("Q4 2026/27", (2027, 1)), ("q3 2026-2027", (2026, 10))]
)
def test_quarters_of_the_financial_year(text, month):
    assert day_of(text) == dt.date(*month, 1)


@pytest.mark.parametrize("between", ["\t", ";", "; ", ", ", " ", "   "])
def test_columns_however_they_are_parted(between):
    told = read(f"Month{between}Plan\nMay 2026{between}77%\n\nApr 2026{between}76.5\n", 1)

    assert told.faults == ()
    assert told.values == ((APRIL, 76.5), (dt.date(2026, 5, 1), 77.0))


def test_thousands():
    assert read("Apr 2026\t1,234.5", 1).values == ((APRIL, 1234.5),)


def test_every_fault_names_its_line_and_what_to_do():
    told = read("Apr 2026\t76\nJunk 2026\t77\nMay 2026\tmany\nApr 2026\t78\nJun 2026\n", 1)

    assert told.faults == (
        "Line 2: “Junk 2026” is not a month. Write it as Apr 2026, 2026-04 or 01/04/2026.",
        "Line 3: “many” is not a number. Write it as 76.5.",
        "Line 4: Apr 2026 is given in line 1 already. Keep one of them.",
        "Line 5: “Jun 2026” holds one column. Give the period, then the value, such as Apr 2026, a tab, 76.5.",
    )


def test_a_quarter_begins_with_its_first_month():
    assert read("May 2026\t5", 3).faults == (
        "Line 1: May 2026 is not the first month of a quarter. Give that month.",
    )
    assert read("Q1 2026/27\t5", 3).values == ((APRIL, 5.0),)


def test_too_many_lines():
    assert "Paste at most 120" in read("Apr 2026\t1\n" * 121, 1).faults[0]


@pytest.mark.parametrize("period", ["Apr 0000", "Q4 9999/00", "0000-04", "04/9999", "Apr 1900"])
def test_a_year_that_cannot_be_is_told_by_its_line(period):
    assert day_of(period) is None
    assert read(f"{period}\t5", 1).faults == (
        f"Line 1: “{period}” is not in a year from 1901 to 2199. Put the year right.",
    )


def test_years_begin_with_the_month_of_the_figures():
    assert read("Apr 2026\t5", 12, 4).values == ((APRIL, 5.0),)
    assert read("Apr 2026\t5", 12, 1).faults == (
        "Line 1: Apr 2026 is not the first month of a year: these begin in January. Give that month.",
    )
