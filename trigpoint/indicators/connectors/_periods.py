"""Months and days as publishers write them."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from pathlib import Path

import polars as pl

from trigpoint.loads.files import refusal

MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
NAMED = re.compile(
    r"(?<![a-z])(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)[\W_]*((?:19|20)\d\d|\d\d(?!\d))",
    re.IGNORECASE,
)
YEAR_FIRST = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_ /.]?(0[1-9]|1[0-2])(?!\d)")
ISO_DAY = re.compile(r"^((?:19|20)\d\d)-(\d\d)-(\d\d)(?:[ T]00:00(?::00(?:\.0+)?)?)?$")
BRITISH_DAY = re.compile(r"^(\d{1,2})/(\d{1,2})/((?:19|20)\d\d)(?: 00:00(?::00)?)?$")
SAS_DAY = re.compile(r"^(\d{1,2})[- ]?([A-Za-z]{3})[- ]?((?:19|20)\d\d)$")


def last_day(first: dt.date) -> dt.date:
    """The last day of the month of `first`."""
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def day_of(text: str) -> dt.date | None:
    """The day written as 2024-04-30, 30/04/2024 or 30APR2024; None if it is none of these."""
    text = text.strip()
    if found := ISO_DAY.match(text):
        year, month, day = (int(part) for part in found.groups())
    elif found := BRITISH_DAY.match(text):
        day, month, year = (int(part) for part in found.groups())
    elif found := SAS_DAY.match(text):
        day, year = int(found.group(1)), int(found.group(3))
        month = MONTHS.get(found.group(2).lower(), 0)
    else:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def month_of(text: str) -> dt.date | None:
    """The first day of the month a text names (MSitAE-APRIL-2024, April 2022, 2024-02, 30/04/2024)."""
    day = day_of(text)
    if day:
        return day.replace(day=1)
    months = months_in(text)
    return months[0] if months else None


def months_in(text: str) -> list[dt.date]:
    """Every month that a text names, in the order of naming; a name counts before a number."""
    named = [(year, MONTHS[name[:3].lower()]) for name, year in NAMED.findall(text)]
    if not named:
        named = YEAR_FIRST.findall(text)
    return [dt.date(int(year) + (2000 if len(str(year)) == 2 else 0), int(month), 1) for year, month in named]


def month_in_name(path: Path) -> dt.date:
    """The month in the name of a file that says it nowhere else. Raises InputRefused."""
    months = sorted(set(months_in(path.stem)))
    if len(months) == 1:
        return months[0]
    found = "no month" if not months else f"{len(months)} different months"
    raise refusal(
        "period_missing",
        f"This layout gives its month only in the file name, and '{path.name}' names {found}.",
        "Give the file its published name, or one that says the month once, as in 'April-2025-AE.csv'.",
        path,
    )


def with_month(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    """Adds period_start and period_end from the month that `column` names; null where it names none."""
    texts = frame.get_column(column).unique().drop_nulls().to_list()
    starts = [month_of(text) for text in texts]
    known = pl.DataFrame(
        {
            column: pl.Series(texts, dtype=pl.String),
            "period_start": pl.Series(starts, dtype=pl.Date),
        }
    ).with_columns(pl.col("period_start").dt.month_end().alias("period_end"))
    return frame.join(known, on=column, how="left", maintain_order="left")


def with_day(frame: pl.DataFrame, column: str, name: str) -> pl.DataFrame:
    """Adds the Date column `name` from the day that `column` holds; null where it holds none."""
    texts = frame.get_column(column).unique().drop_nulls().to_list()
    days = pl.DataFrame(
        {
            column: pl.Series(texts, dtype=pl.String),
            name: pl.Series([day_of(text) for text in texts], dtype=pl.Date),
        }
    )
    return frame.join(days, on=column, how="left", maintain_order="left")
