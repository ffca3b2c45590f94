"""What is wrong with the points of charts of counts: parts that are missing, impossible, or make another value."""

from collections.abc import Iterator

import polars as pl

from trigpoint.analysis import kinds
from trigpoint.analysis.problems import Problem
from trigpoint.analysis.series import COUNTS, OTHERS, ROUNDING

NEEDS = [word for word, kind in OTHERS.items() if kind in kinds.OF_COUNTS]
SHARES = [word for word, kind in OTHERS.items() if kind in ("p", "pp")]
AT_LEAST_NOTHING = ("c", "g", "t")


def of_rows(rows: pl.DataFrame) -> Iterator[Problem]:
    """Every fault; `rows` have a column `row`."""
    if "chart" not in rows.columns:
        return
    word = pl.col("chart").cast(pl.String)
    charted = rows.with_columns(word.drop_nulls().first().over("series").alias("chart"))
    known = charted.filter(pl.col("value").is_not_null() & pl.col("value").is_not_nan())
    yield from _below_nothing(known.filter(pl.col("chart").is_in(AT_LEAST_NOTHING)))
    counted = known.filter(pl.col("chart").is_in(NEEDS))
    if counted.is_empty():
        return
    absent = [name for name in COUNTS if name not in rows.columns]
    if absent:
        yield from (_absent(name, counted["chart"][0]) for name in absent)
        return
    yield from _of_counts(counted)


def _absent(name: str, chart: str) -> Problem:
    return Problem(
        code="counts-missing",
        column=name,
        message=f"A chart of the kind “{chart}” needs a column “{name}”, and there is none.",
        remedy=f"Add the column “{name}”, or use the kind “xmr”.",
    )


def _below_nothing(rows: pl.DataFrame) -> Iterator[Problem]:
    for row in rows.filter(pl.col("value") < 0)["row"]:
        yield Problem(
            code="value-negative",
            column="value",
            row=row,
            message=f"Row {row} has a value below 0, which a count or a time cannot be.",
            remedy="Mend the value, or use the kind “xmr”.",
        )


def _of_counts(rows: pl.DataFrame) -> Iterator[Problem]:
    numerator, denominator = (pl.col(name) for name in COUNTS)
    some = rows.filter(denominator > 0)
    missing = numerator.is_null() | numerator.is_nan() | (numerator < 0)
    for row in some.filter(missing)["row"]:
        yield Problem(
            code="numerator-missing",
            column="numerator",
            row=row,
            message=f"Row {row} has a value and a denominator, but no numerator of 0 or more.",
            remedy="Fill in the numerator, or leave the value empty.",
        )
    beyond = pl.col("chart").is_in(SHARES) & (numerator > denominator)
    for row in some.filter(beyond)["row"]:
        yield Problem(
            code="numerator-beyond",
            column="numerator",
            row=row,
            message=f"Row {row} counts more than there are: the numerator is above the denominator.",
            remedy="Mend the numbers, or use the kind “u” for events that can happen more than once.",
        )
    yield from _disagreeing(some.filter(~missing & ~beyond))


def _disagreeing(rows: pl.DataFrame) -> Iterator[Problem]:
    share = pl.col("numerator") / pl.col("denominator")
    times = pl.when(share > 0, pl.col("value") > 0).then(pl.col("value") / share)
    power = times.median().over("series").log(10).round().fill_null(0.0)
    scaled = rows.with_columns(scale=10.0**power).with_columns(made=share * pl.col("scale"))
    allowed = ROUNDING[1.0] * pl.col("scale") + 0.02 * pl.col("value").abs()
    apart = scaled.filter((pl.col("value") - pl.col("made")).abs() > allowed)
    for row, value, made in apart.select("row", "value", "made").iter_rows():
        yield Problem(
            code="counts-disagree",
            column="value",
            row=row,
            message=f"Row {row} has the value {value:g}, but its numerator and denominator make {made:g}.",
            remedy="Mend whichever is wrong, or leave the value empty.",
        )
