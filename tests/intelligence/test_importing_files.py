"""Files of comments whose columns people name: read, masked, accounted for row by row."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from trigpoint.intelligence.rules.mapping import Columns, Told, day_of, guess, reading

TODAY = dt.date(2026, 11, 22)
DIRECTORY = {"rmc": "RMC", "bolton nhs foundation trust": "RMC", "the surgery": "?"}


def read(*rows, columns=None, told=None, headings=("Comment", "Date", "Trust", "Score")):
    table = pl.DataFrame(
        [(number, *row) for number, row in enumerate(rows, start=2)],
        schema={"row": pl.Int64, **dict.fromkeys(headings, pl.String)},
        orient="row",
    )
    return reading(
        table,
        columns or guess(headings),
        told=told or Told(source="fft"),
        directory=DIRECTORY,
        today=TODAY,
    )


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-31", dt.date(2026, 3, 31)),
        ("2026-03-31 09:15:00", dt.date(2026, 3, 31)),
        ("31/03/2026", dt.date(2026, 3, 31)),
        ("3/4/26", dt.date(2026, 4, 3)),
        ("31 March 2026", dt.date(2026, 3, 31)),
        ("31-Mar-2026", dt.date(2026, 3, 31)),
        ("31/03/2026 14:05", dt.date(2026, 3, 31)),
        ("March 2026", dt.date(2026, 3, 1)),
        ("2026-03", dt.date(2026, 3, 1)),
        ("46112", dt.date(2026, 3, 31)),
        ("2026-13-01", None),
        ("last week", None),
        ("", None),
    ],
)
def test_day_of_a_cell(text, day):
    assert day_of(text) == day


def test_columns_are_guessed_from_headings():
    columns = guess(
        [
            "Respondent ID",
            "Visit date",
            "Trust",
            "Ward",
            "Q1 What was good?",
            "Q2 What could be better?",
            "FFT score",
        ]
    )

    assert columns.words == ("Q1 What was good?", "Q2 What could be better?")
    assert columns.others == {
        "happened_on": "Visit date",
        "provider": "Trust",
        "place": "Ward",
        "score": "FFT score",
        "sender": "Respondent ID",
    }


def test_each_heading_means_one_thing():
    columns = guess(["Comment", "Date", "Response"])

    assert columns.words == ("Comment",)
    assert columns.others == {"happened_on": "Date", "score": "Response"}


def test_every_row_is_accepted_rejected_or_ignored():
    read_now = read(
        ("The nurses were kind.", "31/03/2026", "RMC", "1"),
        ("", "31/03/2026", "RMC", ""),
        ("Parking was awful.", "31/03/2026", "The Surgery", "5"),
        ("Waited long.", "31/02/2026", "RMC", "5"),
        ("Waited long.", "31/03/2027", "RMC", "5"),
        ("Waited long.", "", "RMC", "5"),
        ("Waited long.", "31/03/2026", "Nowhere", "5"),
        ("Waited long.", "31/03/2026", "", "5"),
        ("Waited long.", "31/03/2026", "RMC", "9"),
        ("Lovely.", "31/03/2026", "Bolton NHS Foundation Trust", "Very good"),
    )  # fmt: skip

    assert read_now.records["row"].to_list() == [2, 11]
    assert read_now.records["score"].to_list() == [1, 1]
    assert list(read_now.ignored) == [3]
    assert [(each.row, each.code, each.column) for each in read_now.rejected] == [
        (4, "provider_ambiguous", "Trust"),
        (5, "day_unreadable", "Date"),
        (6, "day_ahead", "Date"),
        (7, "day_missing", "Date"),
        (8, "provider_unknown", "Trust"),
        (9, "provider_missing", "Trust"),
        (10, "score_unknown", "Score"),
    ]
    assert not any(each.content for each in read_now.rejected)
    assert all(each.remedy for each in read_now.rejected)


def test_one_provider_and_one_date_stand_for_all_rows_without():
    read_now = read(
        ("Kind.", "", "", ""),
        told=Told(source="survey", provider="RMC", happened_on=dt.date(2026, 5, 4)),
    )  # fmt: skip

    assert read_now.records.select("provider", "happened_on", "source").rows() == [
        ("RMC", dt.date(2026, 5, 4), "survey")
    ]


def test_several_columns_of_words_make_several_items_each_asked_by_its_heading():
    headings = ("What was good?", "What could be better?", "Date", "Trust")
    columns = Columns(words=headings[:2], others={"happened_on": "Date", "provider": "Trust"})

    read_now = read(
        ("Staff", "Parking", "2026-05-04", "RMC"),
        ("Food", " ", "2026-05-04", "RMC"),
        columns=columns,
        headings=headings,
    )

    assert read_now.records.select("row", "question", "words").rows() == [
        (2, "What was good?", "Staff"),
        (2, "What could be better?", "Parking"),
        (3, "What was good?", "Food"),
    ]


def test_what_could_tell_who_somebody_is_goes_before_anything_is_stored():
    headings = ("Comment", "Date", "Trust", "Ward", "Ref")
    read_now = read(
        ("Mrs Okafor on 0161 496 0000 was kind", "2026-05-04", "RMC", "Dr Patel's clinic", "943 476 5919"),
        headings=headings,
    )  # fmt: skip

    assert read_now.records.select("words", "place", "ref").rows() == [
        ("[name] on [phone number] was kind", "[name]'s clinic", "")
    ]
    assert read_now.records.select("masked_name", "masked_phone", "masked_nhs_number").rows() == [(2, 1, 1)]
