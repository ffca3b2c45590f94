"""Tables that leave the system as files."""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

from trigpoint.analysis.tables import written_out


def csv_of(frame: pl.DataFrame) -> str:
    """The frame as CSV: ISO dates, empty for null, numbers with 17 significant digits."""
    return written_out(frame).write_csv()


def write_table(frame: pl.DataFrame, target: str) -> None:
    """Write a frame to `target`: Parquet or CSV by its suffix; `-` is CSV on standard output."""
    if target == "-":
        sys.stdout.write(csv_of(frame))
    elif target.endswith(".parquet"):
        frame.write_parquet(target)
    else:
        Path(target).write_text(csv_of(frame), encoding="utf-8")
