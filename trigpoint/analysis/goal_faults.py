"""Everything that is wrong with a frame of targets, fault by fault and row by row."""

from collections.abc import Iterator

import polars as pl

from trigpoint.analysis.problems import HEADING_ROWS, Problem, column_problems

KINDS = ("standard", "trajectory", "ceiling", "reduction")
DATES = ("from", "to", "by")
NUMBERS = ("value", "baseline", "percent")
COLUMNS = ("series", "kind", "from", "to", "value", "baseline", "percent", "by", "between")
BETWEEN = ("step", "linear")
NEEDS = {
    "series": KINDS,
    "value": ("standard", "trajectory", "ceiling"),
    "from": ("trajectory", "ceiling"),
    "to": ("ceiling",),
    "baseline": ("reduction",),
    "percent": ("reduction",),
    "by": ("reduction",),
}


def of_columns(targets: pl.DataFrame) -> list[Problem]:
    """Columns that are missing, misspelt or of a wrong kind."""
    problems = column_problems(targets.columns, required=COLUMNS[:2], optional=COLUMNS[2:])
    for name in NUMBERS:
        if name in targets.columns and not (
            targets.schema[name].is_numeric() or targets.schema[name] == pl.Null
        ):
            problems.append(
                Problem(
                    code="column-not-numeric",
                    column=name,
                    message=f"The column “{name}” does not hold numbers.",
                    remedy="Make every entry a number, or leave it empty.",
                )
            )
    return problems


def of_rows(rows: pl.DataFrame) -> list[Problem]:
    """Every fault in the rows, in their order. `course` holds the place of each."""
    rows = rows.with_columns(row=pl.col("course").cast(pl.Int64) + 1 + HEADING_ROWS)
    problems = [*_kinds(rows), *_needs(rows), *_numbers(rows), *_times(rows), *_together(rows)]
    return sorted(problems, key=lambda problem: problem.row or 0)


def _kinds(rows: pl.DataFrame) -> Iterator[Problem]:
    for column, known in (("kind", KINDS), ("between", BETWEEN)):
        odd = ~pl.col(column).is_in(known)
        fault = odd.fill_null(value=True) if column == "kind" else odd
        for row, given in rows.filter(fault).select("row", column).iter_rows():
            yield Problem(
                code=f"{column}-unknown",
                column=column,
                row=row,
                message=f"Row {row} has “{given or ''}” as its {column}.",
                remedy=f"Use one of {', '.join(known)}.",
            )


def _needs(rows: pl.DataFrame) -> Iterator[Problem]:
    for column, kinds in NEEDS.items():
        lacking = rows.filter(pl.col("kind").is_in(kinds) & pl.col(column).is_null())
        for row, kind in lacking.select("row", "kind").iter_rows():
            yield Problem(
                code="target-incomplete",
                column=column,
                row=row,
                message=f"Row {row}, a {kind}, has no {column}.",
                remedy="Fill it in, or take the row out.",
            )


def _numbers(rows: pl.DataFrame) -> Iterator[Problem]:
    faults = [
        (name, ~pl.col(name).is_finite(), "that is no finite number", "Give a number.") for name in NUMBERS
    ]
    faults += [
        (
            "percent",
            pl.col("percent").is_finite() & (pl.col("percent") > 100),
            "above 100",
            "Nothing can be reduced by more than 100 %.",
        ),
        ("value", (pl.col("kind") == "ceiling") & (pl.col("value") < 0), "below 0", "A ceiling is a count."),
    ]
    for column, fault, what, remedy in faults:
        for row in rows.filter(fault)["row"]:
            yield Problem("number-impossible", f"Row {row} has a {column} {what}.", remedy, column, row)


def _times(rows: pl.DataFrame) -> Iterator[Problem]:
    until = (pl.col("from") > pl.col("to")).fill_null(value=False)
    early = (pl.col("from") >= pl.col("by")).fill_null(value=False)
    late = (pl.col("by") > pl.col("to")).fill_null(value=False)
    faults = [
        ("to", until, "ends before it begins", "Put the dates right."),
        ("by", early, "is due before it begins", "Put the dates right."),
        ("by", late, "is due after it ends", "Put the dates right."),
    ]
    for column, fault, what, remedy in faults:
        for row in rows.filter(fault)["row"]:
            yield Problem("dates-impossible", f"Row {row} {what}.", remedy, column, row)


def _together(rows: pl.DataFrame) -> Iterator[Problem]:
    """Rows of one series that contradict each other."""
    whole = rows.filter(
        (pl.col("kind") != "ceiling") | pl.col("by").is_null() | (pl.col("by") == pl.col("to"))
    )
    ranged = whole.filter(pl.col("kind").is_in(["standard", "ceiling"])).sort(
        "series", "kind", pl.col("from"), nulls_last=False, maintain_order=True
    )
    before = pl.col("to").shift().over("series", "kind")
    second = pl.int_range(pl.len()).over("series", "kind") > 0
    overlap = second & (before.is_null() | pl.col("from").is_null() | (before >= pl.col("from")))
    yield from _contradicts(ranged.filter(overlap), "from", "overlaps another of its kind")

    trajectory = pl.col("kind") == "trajectory"
    again = trajectory & ~pl.struct("series", "from", "kind").is_first_distinct()
    yield from _contradicts(rows.filter(again), "from", "gives a second value for one day")
    manner = pl.col("between").fill_null("step")
    mixed = trajectory & (manner != manner.first().over("series", "kind"))
    yield from _contradicts(rows.filter(mixed), "between", "changes how the trajectory runs")

    year = ("series", "from", "to")
    steps = rows.filter((pl.col("kind") == "ceiling") & pl.col("by").is_not_null())
    lost = steps.join(whole.filter(kind="ceiling"), on=year, how="anti", nulls_equal=True)
    yield from _contradicts(lost, "by", "is a step towards no ceiling")
    yield from _contradicts(steps.filter(~pl.struct(*year, "by").is_first_distinct()), "by", "repeats a step")


def _contradicts(rows: pl.DataFrame, column: str, what: str) -> Iterator[Problem]:
    for row in rows["row"]:
        yield Problem(
            "target-contradicted", f"Row {row} {what}.", "Keep one of them, or change its dates.", column, row
        )
