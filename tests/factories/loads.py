"""Loads for tests: people, organisations, and a small connector of our own."""

from __future__ import annotations

import csv
import datetime as dt
from functools import partial
from pathlib import Path

import polars as pl

from tests.factories.accounts import give
from trigpoint.accounts.models import Commissioner, User
from trigpoint.common.errors import InputRefused, Problem
from trigpoint.indicators.rules import SCHEMA, screen
from trigpoint.indicators.services import store_observations
from trigpoint.loads.contract import Connector, Reading
from trigpoint.loads.models import Load
from trigpoint.organisations.models import Kind, Organisation

UNITS = {"wait": "%", "beds": "count"}
HEADINGS = ["indicator", "organisation", "month", "value", "numerator", "denominator"]


def commissioner(code: str = "QOP", name: str = "NHS Greater Manchester") -> Commissioner:
    """A commissioner, the same one each time for the same code."""
    return Commissioner.objects.get_or_create(code=code, defaults={"name": name})[0]


def person(username: str = "amina", *, code: str = "QOP", role: str = "analyst") -> User:
    """Somebody who works for the commissioner `code`."""
    return give(User.objects.create_user(username, commissioner=commissioner(code)), role)


def organisations(*codes: str, code: str = "QOP") -> list[Organisation]:
    """Trusts with these codes in the directory."""
    owner = commissioner(code)
    return [
        Organisation.objects.create(
            code=each, name=f"Trust {each} (fictional)", kind=Kind.TRUST, owner=owner, is_open=True
        )
        for each in codes
    ]


def load(by: User, **fields: object) -> Load:
    """A load with nothing in it."""
    said: dict[str, object] = {
        "connector": "small",
        "file_name": "small.csv",
        "sha256": f"{Load.objects.count():064x}",
        "size": 1,
        "publisher": "A publisher",
        "licence": "Open Government Licence v3.0",
        "owner": by.commissioner,
        "is_open": True,
        "loaded_by": by,
        "rows_read": 0,
        "rows_accepted": 0,
        "rows_rejected": 0,
        "rows_ignored": 0,
    }
    return Load.objects.create(**{**said, **fields})


def records(*rows: dict[str, object]) -> pl.DataFrame:
    """Records of the contract from dicts that name only what matters; `month` is the first of a month."""
    whole = [_record(place, dict(row)) for place, row in enumerate(rows, start=2)]
    return pl.DataFrame(whole, schema=SCHEMA, orient="row")


def reading(*rows: dict[str, object], **parts: object) -> Reading:
    """A reading whose raw table has one row for each row number of the records."""
    made = records(*rows)
    raw = made.select("row", pl.col("organisation"), pl.col("value").cast(pl.String)).unique(
        "row", maintain_order=True
    )
    return Reading(raw=raw, records=made, **parts)


def small_connector(**changes: object) -> Connector:
    """A connector for files with the columns of `HEADINGS`; rows whose organisation is "Total" are ignored."""
    parts: dict[str, object] = {
        "name": "small",
        "title": "A small publication",
        "publisher": "A publisher",
        "publication_page": "https://example.org/publication",
        "licence": "Open Government Licence v3.0",
        "seen_on_real_files": False,
        "suffixes": (".csv",),
        "read": read_small,
        "check": check_small,
        "store": store_observations,
    }
    return Connector(**{**parts, **changes})


def read_small(path: Path) -> Reading:
    """Read what `small_file` writes."""
    with path.open(newline="", encoding="utf-8") as file:
        lines = list(csv.reader(file))
    if not lines or lines[0] != HEADINGS:
        found = ", ".join(lines[0]) if lines else "an empty file"
        raise InputRefused(
            [
                Problem(
                    "heading_moved",
                    f"Expected {', '.join(HEADINGS)}; found {found}.",
                    "Load the right file.",
                    row=1,
                )
            ]
        )
    raw = pl.DataFrame(
        [(number, *line) for number, line in enumerate(lines[1:], start=2)],
        schema={"row": pl.Int64, **dict.fromkeys(HEADINGS, pl.String)},
        orient="row",
    )
    figures = [pl.col(name).replace("", None).cast(pl.Float64) for name in HEADINGS[3:]]
    month = pl.col("month").str.to_date("%Y-%m-%d")
    meant = raw.filter(pl.col("organisation") != "Total").select(
        "row",
        "indicator",
        "organisation",
        month.alias("period_start"),
        month.dt.month_end().alias("period_end"),
        *figures,
    )
    totals = raw.filter(pl.col("organisation") == "Total")["row"].to_list()
    return Reading(raw=raw, records=meant, ignored=dict.fromkeys(totals, "Total of all organisations"))


def check_small(reading: Reading, today: dt.date) -> Reading:
    """As `check_observations`, with our two indicators in place of the library."""
    codes = set(Organisation.objects.values_list("code", flat=True))
    return screen(reading, organisations=codes, units=UNITS, today=today)


def small_file(folder: Path, *rows: tuple[object, ...], name: str = "small.csv") -> Path:
    """A file as the small connector reads it; a row is indicator, organisation, month, value[, n, d]."""
    path = folder / name
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        writer.writerows([*row, *[""] * (6 - len(row))] for row in rows)
    return path


def _record(place: int, row: dict[str, object]) -> dict[str, object]:
    start = row.pop("month", dt.date(2025, 1, 1))
    end = pl.Series([start]).dt.month_end().item()
    said = {
        "row": place,
        "indicator": "wait",
        "organisation": "RXX",
        "period_start": start,
        "period_end": end,
    }
    return {**dict.fromkeys(SCHEMA), "band": "", "note": "", **said, **row}


month = partial(dt.date, day=1)
