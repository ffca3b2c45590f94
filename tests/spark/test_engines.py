"""Spark comes to the same as this machine, to the last bit, and refuses the same."""

import json
from pathlib import Path

import polars as pl
import pytest

from tests.analysis.many_series import mixed
from trigpoint.analysis.surveil import spark
from trigpoint.analysis.surveil.command import surveil

pytest.importorskip("pyspark", reason="pyspark is not installed: see requirements/spark.txt")
if spark.java() is None:
    pytest.skip("there is no Java on this machine", allow_module_level=True)

# Spark leaves sockets to its own end to close.
pytestmark = pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)
ROWS = 1_500  # so that there are several shards, each of several slices


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_spark_says_the_same_to_the_last_bit():
    shuffled = mixed().sample(fraction=1, shuffle=True, seed=5)
    Path("parts").mkdir()
    for number, part in enumerate(shuffled.iter_slices(2_000)):
        part.write_parquet(f"parts/{number}.parquet")
    assert surveil("parts", "here", "local", rows=ROWS) == 0

    assert surveil("parts", "there", "spark", rows=ROWS) == 0

    for table in ("points", "summary", "funnel"):
        here, there = (pl.read_parquet(f"{place}/{table}.parquet") for place in ("here", "there"))
        assert there.schema == here.schema
        assert there.equals(here)
        assert [column.to_arrow().buffers()[1] for column in _floats(there)] == [
            column.to_arrow().buffers()[1] for column in _floats(here)
        ]
    assert Path("there/discovery.json").read_bytes() == Path("here/discovery.json").read_bytes()
    assert len(list(Path("there/points.parquet").iterdir())) > 1
    assert {path.name for path in Path("there").iterdir()} == {path.name for path in Path("here").iterdir()}


def test_spark_refuses_the_same_in_the_same_words(capsys):
    odd = pl.when(pl.int_range(pl.len()).is_in([70, 3_000])).then(pl.lit("sideways")).otherwise("improvement")
    mixed().with_columns(improvement=odd).write_parquet("in.parquet")
    assert surveil("in.parquet", "here", "local", rows=ROWS) == 3
    said = _problems(capsys)

    assert surveil("in.parquet", "there", "spark", rows=ROWS) == 3

    assert _problems(capsys) == said
    assert {("improvement-unknown", 72), ("improvement-unknown", 3_002)} <= {
        (each["code"], each["row"]) for each in said
    }
    assert not Path("there").exists()


def _floats(table):
    """Columns of numbers, missing ones as NaN, in one piece."""
    numbers = [name for name, kind in table.schema.items() if kind == pl.Float64]
    return [table[name].fill_null(float("nan")).rechunk() for name in numbers]


def _problems(capsys):
    """Faults told as lines of JSON; Spark's own words are none."""
    return [json.loads(line) for line in capsys.readouterr().err.splitlines() if line.startswith("{")]
