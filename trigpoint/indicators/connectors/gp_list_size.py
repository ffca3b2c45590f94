"""Patients registered at GP practices (NHS Business Services Authority to 2016, NHS Digital since)."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import polars as pl

from trigpoint.indicators.connectors._periods import last_day
from trigpoint.indicators.connectors._rows import Measure, Rows, why_null
from trigpoint.indicators.queries import check_observations
from trigpoint.indicators.services import store_observations
from trigpoint.loads.contract import Connector, Reading
from trigpoint.loads.files import Layout, read_table, refusal

AGES = ("0-4", "5-14", "15-24", "25-34", "35-44", "45-54", "55-64", "65-74", "75+")
BANDS = {f"{sex} {age}": (f"{sex} {age}",) for sex in ("Male", "Female") for age in AGES}
QUARTERLY = Layout(
    "quarterly list sizes by age",
    {"code": ("Practice Code",), "name": ("Practice Name",), **BANDS},
)
MONTHLY = Layout(
    "registered patients, all practices",
    {
        "date": ("EXTRACT_DATE",),
        "type": ("TYPE", "ORG_TYPE"),
        "code": ("CODE", "ORG_CODE"),
        "sex": ("SEX",),
        "age": ("AGE", "AGE_GROUP_5"),
        "patients": ("NUMBER_OF_PATIENTS",),
    },
)
QUARTER_IN_NAME = re.compile(r"(?<!\d)(20\d\d)[-_ ](01|04|07|10)[-_ ](03|06|09|12)(?!\d)")


def read(path: Path) -> Reading:
    """How many patients each practice has."""
    table = read_table(path, [QUARTERLY, MONTHLY])
    rows = Rows(table)
    figure = _quarterly(rows, path) if table.layout is QUARTERLY else _monthly(rows)
    return rows.reading([figure])


def _quarterly(rows: Rows, path: Path) -> Measure:
    start, end = _quarter(path)
    rows.ignore_totals("code", "name")
    rows.organisations("code")
    rows.numbers(*BANDS)
    rows.left = rows.left.with_columns(
        pl.sum_horizontal(list(BANDS), ignore_nulls=False).alias("patients"),
        pl.lit(start, pl.Date).alias("period_start"),
        pl.lit(end, pl.Date).alias("period_end"),
    )
    rows.ignore(pl.col("patients") == 0, "nobody is registered here: a clinic or a closed practice")
    return Measure("gp-list-size", pl.col("patients"), why_not=why_null(*BANDS))


def _quarter(path: Path) -> tuple[dt.date, dt.date]:
    """The quarter in the file's name, as in Patient_List_Size_2013_04-06."""
    found = QUARTER_IN_NAME.search(path.stem)
    if found:
        year, first, last = (int(part) for part in found.groups())
        if last == first + 2:
            return dt.date(year, first, 1), last_day(dt.date(year, last, 1))
    raise refusal(
        "period_missing",
        f"This layout gives its quarter only in the file name, and '{path.name}' names none.",
        "Name the file as published, for example 'Patient_List_Size_2013_04-06.csv'.",
        path,
    )


def _monthly(rows: Rows) -> Measure:
    rows.ignore(pl.col("type").str.to_uppercase() != "GP", "a commissioner or network, not a practice")
    rows.ignore(
        (pl.col("sex").str.to_uppercase() != "ALL") | (pl.col("age").str.to_uppercase() != "ALL"),
        "one age or sex, inside the figure for all",
    )
    rows.organisations("code")
    rows.days("date", "day")
    rows.numbers("patients")
    rows.left = rows.left.with_columns(
        pl.col("day").dt.month_start().alias("period_start"), pl.col("day").dt.month_end().alias("period_end")
    )
    return Measure("gp-list-size", pl.col("patients"), why_not=why_null("patients"))


CONNECTOR = Connector(
    name="gp-list-size",
    title="Patients registered at GP practices",
    publisher="NHS England (NHS Digital); to 2016 NHS Business Services Authority",
    publication_page="https://digital.nhs.uk/data-and-information/publications/statistical/patients-registered-at-a-gp-practice",
    licence="Open Government Licence v3.0",
    seen_on_real_files=True,
    suffixes=(".csv", ".xlsx"),
    read=read,
    check=check_observations,
    store=store_observations,
    notes="The quarterly layout by age gives its quarter only in the file name; rows without patients are clinics.",
)
