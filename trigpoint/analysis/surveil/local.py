"""The engine that is always there: this machine, a slice after the other."""

import shutil
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polars as pl

from trigpoint.analysis.problems import InputRefused, Problem
from trigpoint.analysis.surveil import results, slices
from trigpoint.analysis.surveil.telling import tell


def chart(given: slices.Source, working: Path, *, rows: int = slices.SLICE_ROWS) -> None:
    """Write the charts of all series into `working`. Raises InputRefused with every fault found."""
    try:
        _chart(given, working, rows)
    except slices.OutOfOrder:
        for written in (results.POINTS, results.SUMMARY, results.UNITS):
            shutil.rmtree(working / written, ignore_errors=True)
        spare = working / "sorted"
        spare.mkdir()
        _chart(slices.in_order(given, spare=spare, rows=rows), working, rows)
        shutil.rmtree(spare)


def _chart(given: slices.Source, working: Path, rows: int) -> None:
    problems: list[Problem] = []
    for number, points in enumerate(ahead(slices.whole_series(slices.rows_of(given, rows=rows), rows=rows))):
        try:
            told = tell(points)
        except InputRefused as refusal:
            problems += refusal.problems
            continue
        if not problems:
            results.put(working, f"{number:05}", told)
    if problems:
        raise InputRefused(problems)


def ahead(frames: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """The same frames, the next one being read while one is worked on."""
    waiting = iter(frames)
    with ThreadPoolExecutor(1) as reader:
        coming = reader.submit(next, waiting, None)
        while (frame := coming.result()) is not None:
            coming = reader.submit(next, waiting, None)
            yield frame
