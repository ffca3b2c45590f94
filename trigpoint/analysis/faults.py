"""Everything that is wrong with the points of a chart, fault by fault and row by row.

Slow and thorough; used only when something is known to be wrong.
"""

from collections.abc import Iterator

import polars as pl

from trigpoint.analysis import faults_of_kinds
from trigpoint.analysis.problems import HEADING_ROWS, Problem, column_problems
from trigpoint.analysis.rules import RUN
from trigpoint.analysis.series import MARKS, NUMBERS, OPTIONAL, REQUIRED, WORDS


def of_columns(points: pl.DataFrame) -> list[Problem]:
    """Columns that are missing, misspelt or of a wrong kind."""
    problems = column_problems(points.columns, required=REQUIRED, optional=OPTIONAL)
    for name in NUMBERS:
        if name not in points.columns:
            continue
        kind = points.schema[name]
        if not (kind.is_numeric() or kind in (pl.Boolean, pl.Null)):
            problems.append(
                Problem(
                    code="column-not-numeric",
                    column=name,
                    message=f"The column “{name}” does not hold numbers.",
                    remedy="Make every entry a number, or leave it empty.",
                )
            )
    return problems


def of_points(points: pl.DataFrame) -> list[Problem]:
    """Every fault in the rows, in the order of the rows."""
    rows = points.with_row_index("row", offset=1 + HEADING_ROWS)
    problems = [
        *_empty_keys(rows),
        *_twice(rows),
        *_not_finite(rows),
        *(problem for name in MARKS for problem in _marks(rows, name)),
        *_allowances(rows),
        *_unknown_words(rows),
        *_mixed_words(rows),
        *faults_of_kinds.of_rows(rows),
    ]
    return sorted(problems, key=lambda problem: problem.row or 0)


def _empty_keys(rows: pl.DataFrame) -> Iterator[Problem]:
    for name in ("series", "period"):
        for row in rows.filter(pl.col(name).is_null())["row"]:
            yield Problem(
                code="key-empty",
                column=name,
                row=row,
                message=f"Row {row} has no {name}.",
                remedy=f"Fill in the {name}, or take the row out.",
            )


def _twice(rows: pl.DataFrame) -> Iterator[Problem]:
    keyed = rows.drop_nulls(["series", "period"])
    again = keyed.filter(~pl.struct("series", "period").is_first_distinct())
    for row, name, period in again.select("row", "series", "period").iter_rows():
        yield Problem(
            code="period-twice",
            column="period",
            row=row,
            message=f"Row {row} gives series “{name}” a second value for {period}.",
            remedy="Keep one value for each series and period.",
        )


def _not_finite(rows: pl.DataFrame) -> Iterator[Problem]:
    for name in NUMBERS:
        if name not in rows.columns:
            continue
        infinite = pl.col(name).cast(pl.Float64).is_infinite()
        for row in rows.filter(infinite)["row"]:
            yield Problem(
                code="number-infinite",
                column=name,
                row=row,
                message=f"Row {row} has an infinite {name}.",
                remedy="Leave it empty if it is not known.",
            )


MARK_REMEDIES = {
    "rebase": "Put 1 on the first point of a new phase; leave the others empty.",
    "exclude": "Put 1 on a point that shall not count; leave the others empty.",
}


def _marks(rows: pl.DataFrame, name: str) -> Iterator[Problem]:
    if name not in rows.columns:
        return
    mark = pl.col(name).cast(pl.Float64)
    odd = rows.filter(mark.is_finite() & ~mark.is_in([0.0, 1.0]))
    for row in odd["row"]:
        yield Problem(
            code=f"{name}-unknown",
            column=name,
            row=row,
            message=f"Row {row} has a “{name}” that is neither 0 nor 1.",
            remedy=MARK_REMEDIES[name],
        )


def _allowances(rows: pl.DataFrame) -> Iterator[Problem]:
    """What would make more alarms instead of fewer."""
    for name, least in (("widening", 1), ("run", RUN)):
        if name not in rows.columns:
            continue
        for row in rows.filter(pl.col(name).cast(pl.Float64) < least)["row"]:
            yield Problem(
                code=f"{name}-too-small",
                column=name,
                row=row,
                message=f"Row {row} has a “{name}” below {least}.",
                remedy=f"Give {least} or more, as `seasons` does, or leave it empty.",
            )


def _unknown_words(rows: pl.DataFrame) -> Iterator[Problem]:
    for name, known in WORDS.items():
        if name not in rows.columns:
            continue
        word = pl.col(name).cast(pl.String)
        strange = rows.filter(word.is_not_null() & ~word.is_in(list(known)))
        for row, given in strange.select("row", name).iter_rows():
            yield Problem(
                code=f"{name}-unknown",
                column=name,
                row=row,
                message=f"Row {row} has “{given}” as its {name}.",
                remedy=f"Use one of {', '.join(known)}, or leave it empty.",
            )


def _mixed_words(rows: pl.DataFrame) -> Iterator[Problem]:
    for name, known in WORDS.items():
        if name not in rows.columns:
            continue
        word = pl.col(name).cast(pl.String)
        sound = rows.filter(word.is_in(list(known)))
        mixed = sound.filter(word != word.first().over("series"))
        firsts = mixed.group_by("series", maintain_order=True).first()
        for row, series in firsts.select("row", "series").iter_rows():
            yield Problem(
                code=f"{name}-mixed",
                column=name,
                row=row,
                message=f"Row {row} changes the {name} of series “{series}”.",
                remedy=f"Give a series one {name}, or make it two series.",
            )
