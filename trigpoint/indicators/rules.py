"""Which rows of a published file may become observations. Pure: frames in, a reading out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl

from trigpoint.common.errors import Problem
from trigpoint.loads.contract import Reading

FIGURES = ("value", "numerator", "denominator")
KEY = ["indicator", "organisation", "period_start", "period_end"]
SCHEMA = {
    "row": pl.Int64,
    "indicator": pl.String,
    "organisation": pl.String,
    "period_start": pl.Date,
    "period_end": pl.Date,
    "value": pl.Float64,
    "numerator": pl.Float64,
    "denominator": pl.Float64,
    "band": pl.String,
    "note": pl.String,
}


@dataclass(frozen=True)
class Fault:
    """One way for a record to be wrong. `message` may name columns of the records in braces."""

    code: str
    column: str
    message: str
    remedy: str
    is_met: pl.Expr


def screen(reading: Reading, *, organisations: set[str], units: Mapping[str, str], today: dt.date) -> Reading:
    """Move rows that cannot be true, or that the directory does not know, from records to rejected.

    A row goes as a whole even if only one of its records is wrong; the first fault found is the one told.
    organisations: codes in the directory. units: unit by code of indicator, for those with a definition.
    """
    already = {problem.row for problem in reading.rejected}
    records = typed(reading.records).filter(~pl.col("row").is_in(list(already)))
    faults = _faults(organisations, units, today)
    found = _first_faults(records, faults)
    sound = records.join(found, on="row", how="anti")
    repeated = _repeated(sound)
    problems = [*_problems(found, faults, reading.raw), *_repetitions(repeated, reading.raw)]
    bad = [problem.row for problem in problems]
    return replace(
        reading,
        records=sound.filter(~pl.col("row").is_in(bad)),
        rejected=(*reading.rejected, *sorted(problems, key=lambda problem: problem.row or 0)),
    )


def typed(records: pl.DataFrame) -> pl.DataFrame:
    """Records with every column of the contract, in its type and order; an absent text is empty."""
    missing = [
        pl.lit(None, dtype).alias(name) for name, dtype in SCHEMA.items() if name not in records.columns
    ]
    return (
        records.with_columns(missing)
        .select(pl.col(name).cast(dtype) for name, dtype in SCHEMA.items())
        .with_columns(pl.col("band", "note").fill_null(""))
    )


def contents(raw: pl.DataFrame, rows: list[int]) -> dict[int, str]:
    """Each of `rows` as published: its cells joined by bars."""
    cells = [pl.col(name).cast(pl.String).fill_null("") for name in raw.columns if name != "row"]
    wanted = raw.filter(pl.col("row").is_in(rows))
    joined = wanted.select(
        pl.col("row").cast(pl.Int64), pl.concat_str(cells, separator=" | ").alias("content")
    )
    return dict(joined.iter_rows())


def _faults(organisations: set[str], units: Mapping[str, str], today: dt.date) -> list[Fault]:
    proportions = [code for code, unit in units.items() if unit == "%"]
    is_proportion = pl.col("indicator").is_in(proportions)
    return [
        Fault(
            "indicator_unknown",
            "indicator",
            "There is no definition of the indicator {indicator}.",
            "Add its definition to definitions/indicators, or load with a newer version of this connector.",
            ~pl.col("indicator").is_in(list(units)).fill_null(value=False),
        ),
        Fault(
            "organisation_unknown",
            "organisation",
            "The code {organisation} is not in the directory of organisations.",
            "Check the code against the ODS; if it is right, load a newer ODS file first.",
            ~pl.col("organisation").is_in(list(organisations)).fill_null(value=False),
        ),
        *_period_faults(today),
        *[_not_a_number(name) for name in FIGURES],
        *[_negative(name) for name in FIGURES],
        Fault(
            "numerator_over_denominator",
            "numerator",
            "The part, {numerator}, is larger than the whole, {denominator}.",
            "Ask the publisher which figure is right; the two may have changed places.",
            is_proportion & (pl.col("numerator") > pl.col("denominator")),
        ),
        Fault(
            "percentage_out_of_range",
            "value",
            "The percentage {value} is not between 0 and 100.",
            "Ask the publisher for the right figure.",
            is_proportion & ~pl.col("value").is_between(0, 100),
        ),
    ]


def _period_faults(today: dt.date) -> list[Fault]:
    return [
        Fault(
            "period_missing",
            "period_start",
            "The row does not say which period it is about.",
            "Ask the publisher for the period, or correct it in the file.",
            pl.col("period_start").is_null() | pl.col("period_end").is_null(),
        ),
        Fault(
            "period_backwards",
            "period_end",
            "The period ends on {period_end}, before it starts on {period_start}.",
            "Correct the dates in the file.",
            pl.col("period_end") < pl.col("period_start"),
        ),
        Fault(
            "period_future",
            "period_end",
            f"The period ends on {{period_end}}, which is after today ({today}).",
            "Check the year in the file. Plans, forecasts and months that are not over do not belong here.",
            pl.col("period_end") > today,
        ),
    ]


def _not_a_number(name: str) -> Fault:
    return Fault(
        "not_a_number",
        name,
        f"The {name} is not a finite number.",
        "Ask the publisher for the figure; leave the cell empty if there is none.",
        ~pl.col(name).is_finite(),
    )


def _negative(name: str) -> Fault:
    return Fault(
        "negative",
        name,
        f"The {name} is {{{name}}}, below zero.",
        "Ask the publisher for the right figure: none of these indicators can be negative.",
        pl.col(name) < 0,
    )


def _first_faults(records: pl.DataFrame, faults: list[Fault]) -> pl.DataFrame:
    """The records that are wrong, one a row of the file, with `fault`, the place of the first in `faults`."""
    flags = [
        pl.when(fault.is_met.fill_null(value=False)).then(pl.lit(place, pl.Int16))
        for place, fault in enumerate(faults)
    ]
    judged = records.with_columns(pl.coalesce(flags).alias("fault")).filter(pl.col("fault").is_not_null())
    return judged.sort("row", "fault").unique("row", keep="first", maintain_order=True)


def _repeated(records: pl.DataFrame) -> pl.DataFrame:
    """Records whose indicator, organisation and period an earlier row (`first`) or the same row has already."""
    if not records.select(pl.struct(KEY).is_duplicated().any()).item():
        return records.clear().with_columns(pl.lit(0).alias("first"))
    ordered = records.sort("row", maintain_order=True)
    first = ordered.with_columns(
        pl.col("row").first().over(KEY).alias("first"), pl.int_range(pl.len()).over(KEY).alias("before")
    )
    return first.filter(pl.col("before") > 0).unique("row", keep="first", maintain_order=True)


def _problems(found: pl.DataFrame, faults: list[Fault], raw: pl.DataFrame) -> list[Problem]:
    published = contents(raw, found["row"].to_list())
    return [
        Problem(
            code=fault.code,
            message=fault.message.format(**{name: _said(value) for name, value in record.items()}),
            remedy=fault.remedy,
            row=record["row"],
            column=fault.column,
            content=published.get(record["row"], ""),
        )
        for record in found.iter_rows(named=True)
        for fault in (faults[record["fault"]],)
    ]


def _repetitions(repeated: pl.DataFrame, raw: pl.DataFrame) -> list[Problem]:
    published = contents(raw, repeated["row"].to_list())
    return [
        Problem(
            code="duplicate",
            message=f"{record['indicator']} of {record['organisation']} for the period from "
            f"{record['period_start']} is already given by row {record['first']}.",
            remedy="Keep one of the two rows: the first was taken, this one was not.",
            row=record["row"],
            column="organisation",
            content=published.get(record["row"], ""),
        )
        for record in repeated.iter_rows(named=True)
    ]


def _said(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value
