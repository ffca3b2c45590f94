"""The folder of results: written beside its place, and put there when all of it is done."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl

from trigpoint.analysis import tables
from trigpoint.analysis.surveil.telling import Told

POINTS, SUMMARY, FUNNEL, DISCOVERY = "points", "summary", "funnel", "discovery.json"
UNITS = "units"  # kept for the second pass only
OURS = {DISCOVERY, *(f"{name}.parquet" for name in (POINTS, SUMMARY, FUNNEL))}


class FolderTaken(Exception):
    """The folder holds other things than results, which would be lost."""


@contextmanager
def folder(place: Path) -> Iterator[Path]:
    """A folder to write in that takes the place of `place` at the end; nothing is changed when it fails.

    Raises FolderTaken.
    """
    if place.exists() and (not place.is_dir() or {each.name for each in place.iterdir()} - OURS):
        raise FolderTaken(f"{place} holds other things than results. Name a new or empty folder.")
    working, before = (place.with_name(f"{place.name}.{end}") for end in ("part", "before"))
    if before.exists() and not place.exists():
        os.rename(before, place)  # an earlier run was killed in the instant of changing places
    for left_over in (working, before):
        shutil.rmtree(left_over, ignore_errors=True)
    working.mkdir(parents=True)
    try:
        yield working
        if place.exists():
            os.rename(place, before)
        os.rename(working, place)
    finally:
        for left_over in (working, before):
            shutil.rmtree(left_over, ignore_errors=True)


def put(working: Path, part: str, told: Told) -> None:
    """Write what was told of a slice; parts are read in the order of their names."""
    for name, table in zip((POINTS, SUMMARY, UNITS), told, strict=True):
        if table.width:
            put_table(working, name, part, table)


def put_table(working: Path, name: str, part: str, table: pl.DataFrame) -> None:
    """Write one part of one table."""
    (working / name).mkdir(exist_ok=True)
    # Snappy: half the time of the usual compression, and every reader knows it.
    tables.in_text(table).write_parquet(working / name / f"part-{part}.parquet", compression="snappy")


def scan(working: Path, name: str) -> pl.LazyFrame | None:
    """All parts of a table, or nothing where there are none."""
    return pl.scan_parquet(working / name / "*.parquet") if (working / name).exists() else None


def finish(working: Path, discovered: dict[str, Any]) -> None:
    """Give the tables their names: a file where there is one part, else a folder of parts."""
    shutil.rmtree(working / UNITS, ignore_errors=True)
    for name in (POINTS, SUMMARY, FUNNEL):
        if not (working / name).exists():
            continue
        parts = sorted((working / name).iterdir())
        if len(parts) == 1:
            parts[0].rename(working / f"{name}.parquet")
            (working / name).rmdir()
        else:
            (working / name).rename(working / f"{name}.parquet")
    (working / DISCOVERY).write_text(json.dumps(discovered, indent=1) + "\n", encoding="utf-8")
