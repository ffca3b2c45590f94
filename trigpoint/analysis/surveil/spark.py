"""The engine for more than one machine: Spark parts the series by name, and its workers chart them as `local` does.

Workers write their parts themselves, so the folder of results must be on a disk that all of them share, and each needs
this package. A part counts only when Spark says that its task is done, so work that is tried twice is not told twice.
"""

import importlib
import importlib.util
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import polars as pl

from trigpoint.analysis import series
from trigpoint.analysis.problems import InputRefused
from trigpoint.analysis.surveil import local, results, slices
from trigpoint.analysis.surveil.telling import tell

DONE = "shard int, number int, part string, refused boolean"
SETTINGS = {
    "spark.app.name": "trigpoint surveil",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "100000",
}
# Only where the machine's own Spark settings say nothing.
DEFAULTS = {"spark.master": "local[*]", "spark.driver.memory": "3g"}
ALONE = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
}  # one machine asks no name service


class NoSpark(Exception):
    """Spark cannot be used here: why, and what to do."""


def chart(given: slices.Source, working: Path, *, rows: int = slices.SLICE_ROWS) -> None:
    """Write the charts of all series into `working`. Raises NoSpark, and InputRefused with every fault found."""
    session = _session(working)
    try:
        points = _read(session, given)
        shards = max(1, -(-points.count() // rows))
        parted = points.repartitionByRange(shards, "series").sortWithinPartitions("series", "period")
        done = parted.mapInArrow(partial(_work, str(working.absolute()), rows), DONE).collect()
    finally:
        session.stop()
    if any(part.refused for part in done):
        local.chart(given, working, rows=rows)  # tells every fault with its row, which Spark does not know
        raise AssertionError("What one engine refuses the other one must.")
    _keep(working, {part.part: f"{part.shard:05}-{part.number:05}" for part in done})


def _session(working: Path) -> Any:
    if importlib.util.find_spec("pyspark") is None or importlib.util.find_spec("pyarrow") is None:
        raise NoSpark(
            "PySpark is not installed. Install it, pip install --no-build-isolation --require-hashes "
            "-r requirements/spark.txt, or use --engine local."
        )
    if java() is None:
        raise NoSpark(
            "There is no Java on this machine, and Spark needs it (17 or 21). Install it (Debian 12: apt install "
            "openjdk-17-jre-headless) or set JAVA_HOME, or use --engine local."
        )
    for name in ("PYSPARK_PYTHON", "PYSPARK_DRIVER_PYTHON"):
        os.environ.setdefault(name, sys.executable)
    configuration = importlib.import_module("pyspark").SparkConf()
    configuration.setAll(list(SETTINGS.items()))
    configuration.setIfMissing("spark.local.dir", str(working / "spark"))
    for name, value in DEFAULTS.items():
        configuration.setIfMissing(name, value)
    if configuration.get("spark.master").startswith("local"):
        os.environ.setdefault("SPARK_LOCAL_IP", ALONE["spark.driver.host"])
        for name, value in ALONE.items():
            configuration.setIfMissing(name, value)
    return (
        importlib.import_module("pyspark.sql").SparkSession.builder.config(conf=configuration).getOrCreate()
    )


def java() -> str | None:
    """The Java that Spark would take."""
    home = os.environ.get("JAVA_HOME")
    return shutil.which("java", path=f"{home}/bin") if home else shutil.which("java")


def _read(session: Any, given: slices.Source) -> Any:
    """The columns that count, numbers all of one kind."""
    read = session.read.parquet(*(str(file.absolute()) for file in given.files))
    return read.select(
        *(read[name].cast("double") if name in series.NUMBERS else read[name] for name in given.schema)
    )


def _work(working: str, rows: int, batches: Iterable[Any]) -> Iterator[Any]:
    """One shard, in a worker of Spark: write the charts of its series, yield what was written."""
    arrow = importlib.import_module("pyarrow")
    shard = importlib.import_module("pyspark").TaskContext.get().partitionId()
    frames = (slices.unplaced(pl.DataFrame(arrow.Table.from_batches([batch]))) for batch in batches)
    for number, points in enumerate(slices.whole_series(frames, rows=rows)):
        part, refused = uuid4().hex, False
        try:
            results.put(Path(working), part, tell(points))
        except InputRefused:
            refused = True
        told = {"shard": [shard], "number": [number], "part": [part], "refused": [refused]}
        kinds = zip(told, (arrow.int32(), arrow.int32(), arrow.string(), arrow.bool_()), strict=True)
        yield arrow.RecordBatch.from_pydict(told, schema=arrow.schema(list(kinds)))


def _keep(working: Path, names: dict[str, str]) -> None:
    """Name the parts in the order of their series; take away what was begun and given up."""
    shutil.rmtree(working / "spark", ignore_errors=True)
    for table in (results.POINTS, results.SUMMARY, results.UNITS):
        for path in sorted((working / table).glob("part-*")):
            part = path.stem.removeprefix("part-")
            if part in names:
                path.rename(path.with_name(f"part-{names[part]}.parquet"))
            else:
                path.unlink()
