"""What goes into a CUSUM: counts beside what was expected, or cases beside their chance; checked, in order."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import polars as pl

from trigpoint.analysis import faults, series
from trigpoint.analysis.limits import Phases
from trigpoint.analysis.problems import HEADING_ROWS, InputRefused, Problem, column_problems
from trigpoint.analysis.rules import Flags, Floats, Signs

KEYS = ("series", "period")
NUMBERS = ("usual", "chance")  # that may stand beside the two of a kind


class Kind(NamedTuple):
    """The two columns of numbers that a chart is made of, and what may be beside them."""

    happened: str
    foreseen: str
    optional: tuple[str, ...]
    most: float  # that may have happened, and been foreseen, in one row
    is_whole: bool = True  # events come whole

    def numbers(self) -> tuple[str, str]:
        """The columns that are shown beside the chart."""
        return self.happened, self.foreseen


COUNTS = Kind("observed", "expected", ("improvement", "usual"), float("inf"))
CASES = Kind("outcome", "chance", ("improvement",), 1.0)


class Events(NamedTuple):
    """The rows by series and period. Arrays have one entry a row; missing is NaN."""

    kind: Kind
    rows: pl.DataFrame
    happened: Floats
    foreseen: Floats
    known: Flags  # neither is missing
    improvement: Signs
    series: Phases

    def names(self) -> pl.DataFrame:
        """The series, one row each."""
        return self.rows.select("series")[self.series.starts]


def in_order(frame: pl.DataFrame, kind: Kind) -> Events:
    """Raises InputRefused, with every fault found, for what cannot be charted."""
    numbers = [kind.happened, kind.foreseen, *(name for name in kind.optional if name in NUMBERS)]
    problems = column_problems(
        frame.columns, required=(*KEYS, kind.happened, kind.foreseen), optional=kind.optional
    )
    problems = problems or list(_not_numeric(frame, numbers)) or _faults(frame, kind)
    if problems:
        raise InputRefused(problems)
    rows = frame.select(name for name in (*KEYS, *numbers, "improvement") if name in frame.columns)
    if rows.is_empty():
        rows = rows.select(*KEYS, *numbers[:2])
    rows, first = series.in_order(rows.with_columns(value=kind.happened))
    block = series.arrays(rows, first)
    foreseen = rows[kind.foreseen].cast(pl.Float64).to_numpy()
    known = ~np.isnan(block.value) & ~np.isnan(foreseen)
    return Events(kind, rows, block.value, foreseen, known, block.improvement, series.stretches(first))


def _not_numeric(frame: pl.DataFrame, names: list[str]) -> Iterator[Problem]:
    for name in names:
        if name not in frame.columns:
            continue
        kind = frame.schema[name]
        if not (kind.is_numeric() or kind in (pl.Boolean, pl.Null)):
            said = f"The column “{name}” does not hold numbers."
            yield Problem("column-not-numeric", said, "Make every entry a number, or leave it empty.", name)


def _faults(frame: pl.DataFrame, kind: Kind) -> list[Problem]:
    """Every fault in the rows, in the order of the rows."""
    happened, foreseen = (pl.col(name).cast(pl.Float64) for name in (kind.happened, kind.foreseen))
    rows = frame.with_row_index("row", offset=1 + HEADING_ROWS)
    too_much = foreseen > kind.most
    impossible = ((happened > 0) & (foreseen == 0)) | ((happened == 0) & (foreseen == 1) & (kind.most == 1))
    problems = [
        *faults.of_points(frame.select(name for name in (*KEYS, "improvement") if name in frame.columns)),
        *_where(rows, happened.is_infinite(), kind.happened, "number-infinite"),
        *_where(rows, foreseen.is_infinite(), kind.foreseen, "number-infinite"),
        *_where(rows, happened < 0, kind.happened, "number-negative"),
        *_where(rows, foreseen < 0, kind.foreseen, "number-negative"),
        *_where(
            rows,
            happened.is_finite() & (happened != happened.floor()) & kind.is_whole,
            kind.happened,
            "count-not-whole",
        ),
        *_where(rows, happened.is_finite() & (happened > kind.most), kind.happened, "outcome-not-one"),
        *_where(rows, foreseen.is_finite() & too_much, kind.foreseen, "chance-above-one"),
        *_where(rows, impossible, kind.happened, "event-impossible"),
        *(_usual(rows) if "usual" in kind.optional and "usual" in frame.columns else ()),
    ]
    return sorted(problems, key=lambda problem: problem.row or 0)


_SAID = {
    "number-infinite": ("has an infinite {column}", "Leave it empty if it is not known."),
    "number-negative": (
        "has a negative {column}",
        "Counts and chances start at 0; leave it empty if not known.",
    ),
    "count-not-whole": ("has a part of an event as its {column}", "Give whole events, not rates."),
    "outcome-not-one": ("has an outcome other than 0 and 1", "Give a row for each case: 1 if it happened."),
    "chance-above-one": ("has a chance above 1", "Give chances as shares, such as 0.02 for 2 %."),
    "event-impossible": (
        "has an {column} that its own expectation rules out",
        "Mend the expectation: what was not possible cannot be watched for.",
    ),
    "usual-not-positive": (
        "has a usual count that is not above 0",
        "Give events a period, or leave it empty.",
    ),
    "usual-mixed": ("changes the usual count of its series", "Give a series one, or make it two series."),
}


def _usual(rows: pl.DataFrame) -> Iterator[Problem]:
    usual = pl.col("usual").cast(pl.Float64).fill_nan(None)
    yield from _where(rows, usual.is_infinite(), "usual", "number-infinite")
    yield from _where(rows, usual <= 0, "usual", "usual-not-positive")
    mixed = rows.filter(usual.is_not_null() & (usual != usual.drop_nulls().first().over("series")))
    yield from _where(
        mixed.group_by("series", maintain_order=True).first(), pl.lit(value=True), "usual", "usual-mixed"
    )


def _where(rows: pl.DataFrame, fault: pl.Expr, column: str, code: str) -> Iterator[Problem]:
    said, remedy = _SAID[code]
    for row in rows.filter(fault)["row"]:
        yield Problem(code, f"Row {row} {said.format(column=column)}.", remedy, column, row)
