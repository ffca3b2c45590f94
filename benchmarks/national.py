"""Stage 1 of a whole country by `trigpoint surveil`: seconds and the most memory, and whether memory stays flat.

1.1 million series of 36 months, 40 million points: SPC, funnels, false-discovery control, all results written. The same on
Spark with a smaller share (`BENCH_SPARK_SERIES`, 0: not at all), compared value by value with what the local engine gave.
Making the figures takes a minute or two; `BENCH_NATIONAL_DIR=folder` keeps them.
"""

from __future__ import annotations

import importlib.util
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.national_made import MONTHS, make

WHOLE, QUARTER = 1_100_000, 275_000
SPARK = int(os.environ.get("BENCH_SPARK_SERIES", "110000"))
BARS = {"seconds": (120.0, 60.0), "GiB": (8.0, 4.0)}
GIB = 2**20  # of the KiB that the system counts in


def measure() -> list[dict[str, Any]]:
    """Seconds and memory of the whole, how much more memory it takes than its quarter, and Spark beside it."""
    with tempfile.TemporaryDirectory(prefix="trigpoint-bench-") as spare:
        kept = Path(os.environ.get("BENCH_NATIONAL_DIR") or spare)
        small, large = (run(made(kept, number), Path(spare) / f"{number}") for number in (QUARTER, WHOLE))
        name = f"national stage 1: {WHOLE:,} series x {MONTHS} points"
        detail = f"{WHOLE / large[0]:,.0f} series a second; a quarter of it {small[0]:.1f} s"
        found = [
            _result(name, large[0], "seconds", detail),
            _result(
                name, large[1], "GiB", f"a quarter of it {small[1]:.2f} GiB: {large[1] / small[1]:.2f} times"
            ),
        ]
        return found + (_spark(kept, Path(spare)) if SPARK else [])


def _result(name: str, value: float, unit: str, detail: str) -> dict[str, Any]:
    bar, beyond = BARS[unit]
    return {
        "name": name,
        "value": round(value, 2),
        "unit": unit,
        "bar": bar,
        "beyond": beyond,
        "detail": detail,
    }


def made(kept: Path, number: int) -> Path:
    """The folder of figures, made when it is not there."""
    folder = kept / f"national-{number}"
    if not folder.exists():
        make(folder, number)
    return folder


def run(given: Path, out: Path, engine: str = "local") -> tuple[float, float]:
    """Seconds, and the most memory in GiB, of one run of the command in a process of its own."""
    words = [
        sys.executable,
        "-m",
        "trigpoint",
        "surveil",
        "--engine",
        engine,
        "--in",
        str(given),
        "--out",
        str(out),
    ]
    began = time.perf_counter()
    process = os.posix_spawn(sys.executable, words, os.environ)
    _, code, used = os.wait4(process, 0)
    if code:
        raise RuntimeError(f"{' '.join(words)} ended with {os.waitstatus_to_exitcode(code)}")
    return time.perf_counter() - began, used.ru_maxrss / GIB


def _spark(kept: Path, spare: Path) -> list[dict[str, Any]]:
    name = f"national stage 1 on Spark, one machine: {SPARK:,} series x {MONTHS} points"
    result = {"name": name, "unit": "times the local engine", "bar": None, "beyond": None}
    if importlib.util.find_spec("pyspark") is None:
        return [{**result, "value": None, "detail": "skipped: pyspark is not installed"}]
    given = made(kept, SPARK)
    local, _ = run(given, spare / "local")
    spark, _ = run(given, spare / "spark", engine="spark")
    alike = same(spare / "local", spare / "spark")
    said = "equal results" if alike else "RESULTS DIFFER"
    return [
        {**result, "ratio": round(spark / local, 2), "detail": f"{spark:.1f} s against {local:.1f} s; {said}"}
    ]


def same(one: Path, other: Path) -> bool:
    """Whether both folders hold the same values."""
    tables = ("points", "summary", "funnel")
    alike = all(
        pl.read_parquet(one / f"{name}.parquet").equals(pl.read_parquet(other / f"{name}.parquet"))
        for name in tables
    )
    return alike and (one / "discovery.json").read_bytes() == (other / "discovery.json").read_bytes()
