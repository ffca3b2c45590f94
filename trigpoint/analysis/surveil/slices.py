"""Reading points a slice of whole series at a time, so that memory stays flat however many there are."""

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import polars as pl

from trigpoint.analysis import faults, series, tables
from trigpoint.analysis.problems import HEADING_ROWS, InputRefused, Problem

SLICE_ROWS = 1_000_000
OF_FUNNELS = ("group", "kind")
AT = "row in its file"  # which row of the input a point came from, counted as a spreadsheet does
FILE = "number of its file"
SAMPLE = 1_000  # names of series a slice, by which unsorted files are parted


class OutOfOrder(ValueError):
    """The rows of a series do not stand together, or series do not rise."""


class Source(NamedTuple):
    """Parquet files that together hold the points, and their columns that count."""

    files: tuple[Path, ...]
    schema: dict[str, pl.DataType]

    @property
    def has_funnels(self) -> bool:
        """Whether units are to be compared."""
        return "group" in self.schema


def source(given: str, *, spare: Path) -> Source:
    """The files of a CSV file, a Parquet file or a folder of Parquet parts. A CSV is copied into the folder `spare`.

    Raises InputRefused where it cannot be read or lacks columns.
    """
    path = Path(given)
    if path.is_dir():
        files = tuple(sorted(path.rglob("*.parquet")))
    elif path.suffix.lower() == ".parquet":
        files = (path,)
    else:
        copied = spare / "given.parquet"
        tables.read(given, numbers=series.NUMBERS).write_parquet(copied)
        files = (copied,)
    try:
        schemas = [dict(pl.read_parquet_schema(file)) for file in files]
    except tables.UNREADABLE as error:
        raise InputRefused([_unreadable(str(error).splitlines()[0])]) from None
    if not schemas:
        raise InputRefused([_unreadable("there is no Parquet file in the folder")])
    _refuse_columns(schemas)
    known = {*series.REQUIRED, *series.OPTIONAL, *OF_FUNNELS}
    return Source(files, {name: kind for name, kind in schemas[0].items() if name in known})


def _unreadable(reason: str) -> Problem:
    return Problem(
        code="file-unreadable",
        message=f"The file cannot be read: {reason}",
        remedy="Give a CSV file in UTF-8 with a heading row, a Parquet file, or a folder of Parquet files.",
    )


def _refuse_columns(schemas: list[dict[str, pl.DataType]]) -> None:
    problems = faults.of_columns(pl.DataFrame(schema=schemas[0]))
    if any(name in schemas[0] for name in OF_FUNNELS):
        problems += [
            Problem(
                code="column-missing",
                column=name,
                message=f"Units are to be compared, but there is no column “{name}”.",
                remedy="Give group, kind, numerator and denominator, or neither group nor kind.",
            )
            for name in (*OF_FUNNELS, *series.COUNTS)
            if name not in schemas[0]
        ]
    if any(schema != schemas[0] for schema in schemas):
        said = "The files of the folder have different columns, or columns of different kinds."
        problems.append(Problem("files-differ", said, "Write all of them in the same way."))
    if problems:
        raise InputRefused(problems)


def rows_of(given: Source, *, rows: int = SLICE_ROWS) -> Iterator[pl.DataFrame]:
    """The points in the order of the files, so many rows at a time, with the place of each in its file.

    Raises InputRefused where a file turns out to be damaged or a series has no name.
    """
    for number, file in enumerate(given.files):
        whole = pl.scan_parquet(file, glob=False).select(list(given.schema))
        height = _collected(whole.select(pl.len())).item()
        for start in range(0, max(height, 1), rows):
            part = _collected(whole.slice(start, rows))
            yield as_numbers(part if AT in given.schema else _placed(part, number, start))


def _collected(scan: pl.LazyFrame) -> pl.DataFrame:
    try:
        return scan.collect()
    except tables.UNREADABLE as error:
        raise InputRefused([_unreadable(str(error).splitlines()[0])]) from None


def _placed(part: pl.DataFrame, file: int, start: int) -> pl.DataFrame:
    first = start + 1 + HEADING_ROWS
    placed = part.with_columns(
        pl.int_range(first, first + part.height, dtype=pl.Int64).alias(AT), pl.lit(file, pl.Int32).alias(FILE)
    )
    if part["series"].null_count():
        raise InputRefused(located(faults.of_points(placed), placed))
    return placed


def unplaced(part: pl.DataFrame) -> pl.DataFrame:
    """Points of which nobody knows where they stood."""
    return as_numbers(part).with_columns(pl.lit(0, pl.Int64).alias(AT), pl.lit(0, pl.Int32).alias(FILE))


def as_numbers(points: pl.DataFrame) -> pl.DataFrame:
    """The columns of numbers all of one kind, whichever kind the file has them in."""
    numbers = [name for name in series.NUMBERS if name in points.columns]
    return points.with_columns(pl.col(numbers).cast(pl.Float64))


def located(problems: Iterable[Problem], points: pl.DataFrame) -> list[Problem]:
    """Problems of `points` with the rows that they have in their files."""
    found = []
    for problem in problems:
        if problem.row is not None:
            row = points[AT][problem.row - 1 - HEADING_ROWS]
            message = problem.message.replace(f"Row {problem.row} ", f"Row {row} ", 1)
            problem = replace(problem, row=row, message=message)
        found.append(problem)
    return found


def whole_series(parts: Iterable[pl.DataFrame], *, rows: int = SLICE_ROWS) -> Iterator[pl.DataFrame]:
    """The same points cut where a series ends, at least `rows` at a time but for the last.

    Raises OutOfOrder when a series would be cut.
    """
    held: list[pl.DataFrame] = []
    for part in parts:
        held.append(part)
        if sum(each.height for each in held) < rows:
            continue
        joined = _joined(held)
        done = joined["series"].search_sorted(joined["series"][-1], side="left")
        held = [joined.slice(done)]
        if done:
            yield joined.slice(0, done)
    if held:
        yield _joined(held)


def _joined(held: list[pl.DataFrame]) -> pl.DataFrame:
    joined = pl.concat(held, how="vertical_relaxed")
    if not joined["series"].is_sorted():
        raise OutOfOrder
    return joined


def in_order(given: Source, *, spare: Path, rows: int = SLICE_ROWS) -> Source:
    """Copies of the files in which series rise: parted by name in the folder `spare`, then sorted a part at a time."""
    cuts = _cuts(given, rows)
    for number, part in enumerate(rows_of(given, rows=rows)):
        place = cuts.search_sorted(part["series"], side="right")
        for (bucket,), some in part.with_columns(bucket=place).partition_by("bucket", as_dict=True).items():
            folder = spare / f"{bucket:06}"
            folder.mkdir(parents=True, exist_ok=True)
            some.drop("bucket").write_parquet(folder / f"{number:06}.parquet")
    files = []
    for folder in sorted(spare.iterdir()):
        whole = pl.concat([pl.read_parquet(part) for part in sorted(folder.iterdir())])
        shutil.rmtree(folder)
        files.append(folder.with_suffix(".parquet"))
        whole.sort("series", maintain_order=True).write_parquet(files[-1])
    return Source(tuple(files), {**given.schema, AT: pl.Int64(), FILE: pl.Int32()})


def _cuts(given: Source, rows: int) -> pl.Series:
    """Names that part the series so that about half a slice of rows belongs to each part."""
    names, height = [], 0
    for part in rows_of(given, rows=rows):
        names.append(part["series"].gather_every(max(1, part.height // SAMPLE)))
        height += part.height
    every = pl.concat(names).sort()
    parts = max(1, 2 * height // rows)
    return every.gather([len(every) * number // parts for number in range(1, parts)]).unique().sort()
