"""Tables that leave the system as files."""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl


def csv_of(frame: pl.DataFrame) -> str:
    """The frame as CSV: ISO dates, empty for null, numbers with 17 significant digits."""
    exact = [
        pl.Series(name, [None if v is None else f"{v:.17g}" for v in frame[name]], pl.String)
        for name, dtype in frame.schema.items()
        if dtype.is_float()
    ]
    return frame.with_columns(exact).write_csv()


def write_table(frame: pl.DataFrame, target: str) -> None:
    """Write a frame to `target`: Parquet or CSV by its suffix; `-` is CSV on standard output."""
    if target == "-":
        sys.stdout.write(csv_of(frame))
    elif target.endswith(".parquet"):
        frame.write_parquet(target)
    else:
        Path(target).write_text(csv_of(frame), encoding="utf-8")
