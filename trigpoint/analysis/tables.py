"""Tables in and out of the analysis commands: CSV or Parquet by suffix, `-` for pipes.

Keys are text, and stay as they were written. Empty means missing. Numbers in CSV have 17
significant digits, so that the very same number is read back.
"""

import os
import sys
from collections.abc import Mapping
from io import BytesIO
from math import isnan
from pathlib import Path

import polars as pl

from trigpoint.analysis.problems import HEADING_ROWS, InputRefused, Problem

PIPE = "-"
PART = ".part"  # what a file is called until all of them are written
UNREADABLE = (OSError, pl.exceptions.PolarsError, UnicodeDecodeError)


def read(path: str, *, numbers: tuple[str, ...]) -> pl.DataFrame:
    """The table at `path`: the columns in `numbers` as numbers, all others as written.

    Dates of a Parquet file stay dates. Raises InputRefused.
    """
    try:
        table = _parquet(path) if _is_parquet(path) else _csv(path)
    except UNREADABLE as error:
        reason = str(error).splitlines()[0]
        problem = Problem(
            code="file-unreadable",
            message=f"The file cannot be read: {reason}",
            remedy="Give a CSV file in UTF-8 with a heading row, or a Parquet file.",
        )
        raise InputRefused([problem]) from None
    return _with_numbers(table, numbers)


def write(tables: Mapping[str, pl.DataFrame]) -> None:
    """Write each table to its path: all of them, or if one cannot be written none."""
    ready = {path: _written(path, table) for path, table in tables.items()}
    parts = {path: Path(f"{path}{PART}") for path in ready if not _is_stream(path)}
    try:
        for path, part in parts.items():
            part.write_bytes(ready[path])
        for path, part in parts.items():
            os.replace(part, path)
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)
    for path in ready.keys() - parts.keys():
        _pour(path, ready[path])


def _is_stream(path: str) -> bool:
    """Whether there is no file to put in its place: a pipe, or a device such as /dev/null."""
    return path == PIPE or (Path(path).exists() and not Path(path).is_file())


def _pour(path: str, content: bytes) -> None:
    if path != PIPE:
        Path(path).write_bytes(content)
        return
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def _is_parquet(path: str) -> bool:
    return Path(path).suffix.lower() == ".parquet"


def _parquet(path: str) -> pl.DataFrame:
    return pl.read_parquet(path)


def _csv(path: str) -> pl.DataFrame:
    source = sys.stdin.buffer.read() if path == PIPE else Path(path).read_bytes()
    # An empty key is a missing one too, so that no name is ever the empty text.
    return pl.read_csv(source, infer_schema=False, null_values="")


def _with_numbers(table: pl.DataFrame, numbers: tuple[str, ...]) -> pl.DataFrame:
    written = [name for name in numbers if name in table.columns and table.schema[name] == pl.String]
    trimmed = pl.col(written).str.strip_chars()
    parsed = table.with_columns(trimmed.cast(pl.Float64, strict=False))
    problems = [problem for name in written for problem in _not_numbers(table, parsed, name)]
    if problems:
        raise InputRefused(problems)
    return parsed


def _not_numbers(table: pl.DataFrame, parsed: pl.DataFrame, name: str) -> list[Problem]:
    given = table.select(name).with_row_index("at", offset=1 + HEADING_ROWS)
    odd = given.filter(
        pl.col(name).str.strip_chars().ne("") & ~parsed[name].is_finite().fill_null(value=False)
    )
    return [
        Problem(
            code="number-malformed",
            column=name,
            row=row,
            message=f"Row {row} has “{text}” as its {name}, which is not a number.",
            remedy="Write plain digits with a point, such as 1234.5, or leave it empty.",
        )
        for row, text in odd.iter_rows()
    ]


def _written(path: str, table: pl.DataFrame) -> bytes:
    buffer = BytesIO()
    if _is_parquet(path):
        in_text(table).write_parquet(buffer)
    else:
        written_out(in_text(table)).write_csv(buffer)
    return buffer.getvalue()


def in_text(table: pl.DataFrame) -> pl.DataFrame:
    """The table with words as plain text, and nothing where there is none."""
    words = [pl.String, pl.Enum, pl.Categorical]
    text = [name for name, kind in table.schema.items() if kind in words]
    return table.with_columns(pl.col(text).cast(pl.String).replace("", None))


def written_out(table: pl.DataFrame) -> pl.DataFrame:
    """The table with every number that is not whole by its kind as text of 17 significant digits."""
    return table.with_columns(_digits(table[name]) for name, kind in table.schema.items() if kind.is_float())


def _digits(numbers: pl.Series) -> pl.Series:
    """Each stretch of equal numbers is written once: a limit is the same for a whole phase."""
    stretches = numbers.rle().struct.unnest()
    text = [None if number is None or isnan(number) else f"{number:.17g}" for number in stretches["value"]]
    repeated = pl.select(pl.Series(numbers.name, text, pl.String).repeat_by(stretches["len"]))
    return repeated.to_series().explode() if numbers.len() else numbers.cast(pl.String)
