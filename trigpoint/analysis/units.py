"""Units of a funnel as it wants them: added up, in order, checked, as plain arrays."""

from collections.abc import Iterator
from typing import NamedTuple

import polars as pl

from trigpoint.analysis.limits import Phases
from trigpoint.analysis.problems import (
    HEADING_ROWS,
    InputRefused,
    Problem,
    column_problems,
)
from trigpoint.analysis.rules import Floats
from trigpoint.analysis.series import stretches

KEYS = ("group", "unit")
COUNTS = ("numerator", "denominator")


class Units(NamedTuple):
    """One entry a unit, the groups one after the other."""

    keys: pl.DataFrame
    o: Floats
    d: Floats
    groups: Phases


def added_up(units: pl.DataFrame, kind: str) -> Units:
    """Units by group and name; several rows of a unit are added up.

    Raises InputRefused, with every fault, if one of them cannot be put in a funnel.
    """
    problems = column_problems(units.columns, required=KEYS + COUNTS)
    problems = problems or list(_kinds(units)) or _faults(units, kind)
    if problems:
        raise InputRefused(problems)
    total = units.group_by(KEYS).agg(pl.col(name).cast(pl.Float64).sum() for name in COUNTS).sort(KEYS)
    group = total["group"]
    first = (group != group.shift()).fill_null(value=True).to_numpy()
    o, d = (total[name].to_numpy() for name in COUNTS)
    return Units(total.select(KEYS), o, d, stretches(first))


def _kinds(units: pl.DataFrame) -> Iterator[Problem]:
    for name in COUNTS:
        if not units.schema[name].is_numeric():
            yield Problem(
                code="column-not-numeric",
                column=name,
                message=f"The column “{name}” does not hold numbers.",
                remedy="Make every entry a number.",
            )


def _faults(units: pl.DataFrame, kind: str) -> list[Problem]:
    o, d = (pl.col(name).cast(pl.Float64) for name in COUNTS)
    rows = units.with_row_index("row", offset=1 + HEADING_ROWS)
    return [
        *_where(rows, pl.col("group").is_null(), "group", "key-empty"),
        *_where(rows, pl.col("unit").is_null(), "unit", "key-empty"),
        *_where(rows, _not_a_count(o), "numerator", "number-missing"),
        *_where(rows, _not_a_count(d), "denominator", "number-missing"),
        *_where(rows, o < 0, "numerator", "numerator-negative"),
        *_where(rows, d <= 0, "denominator", "denominator-not-positive"),
        *(_where(rows, o > d, "numerator", "numerator-too-large") if kind == "PR" else ()),
    ]


def _not_a_count(column: pl.Expr) -> pl.Expr:
    return column.is_null() | ~column.is_finite()


_SAID = {
    "key-empty": ("has no {column}", "Fill it in, or take the row out."),
    "number-missing": (
        "has no {column} that is a finite number",
        "Fill it in, or take the row out: a funnel has no place for what is not known.",
    ),
    "numerator-negative": ("has a negative numerator", "Counts start at 0."),
    "denominator-not-positive": (
        "has a denominator that is not above 0",
        "Leave out units that had nobody at risk.",
    ),
    "numerator-too-large": (
        "has a numerator above its denominator",
        "A proportion cannot be above 1; for a ratio of counts use RC.",
    ),
}


def _where(rows: pl.DataFrame, fault: pl.Expr, column: str, code: str) -> Iterator[Problem]:
    said, remedy = _SAID[code]
    for row in rows.filter(fault)["row"]:
        message = f"Row {row} {said.format(column=column)}."
        yield Problem(code, message, remedy, column, row)
