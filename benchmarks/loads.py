"""How long a million rows of a published CSV take to load, against bare reading and bulk insert.

Bare: Polars reads the same file and every row goes by `executemany` (SQLite) or `COPY` (PostgreSQL) into a
table with the columns, keys and indexes of the table of observations; nothing is checked, compared or
kept. Both run in one process on the same machine, one after the other, on fresh databases.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

BAR, BEYOND = 5.0, 3.0
ROWS = int(os.environ.get("BENCH_ROWS", "1000000"))
HERE = Path(__file__).resolve().parent
KINDS = {
    "first": "the first load",
    "unchanged": "the same figures in another file",
    "revised": "one figure in ten revised",
}


def measure() -> list[dict[str, Any]]:
    """One result a database: SQLite always, PostgreSQL when TEST_POSTGRES_URL is set."""
    with tempfile.TemporaryDirectory(prefix="trigpoint-bench-") as folder:
        told = {"SQLite": _in_own_process(f"sqlite:///{folder}/bench.sqlite3", Path(folder) / "sqlite")}
        if os.environ.get("TEST_POSTGRES_URL"):
            with database_of_our_own(os.environ["TEST_POSTGRES_URL"]) as url:
                told["PostgreSQL"] = _in_own_process(url, Path(folder) / "postgresql")
    return [_result(name, kind, seconds) for name, seconds in told.items() for kind in KINDS]


@contextmanager
def database_of_our_own(url: str) -> Iterator[str]:
    """A new database on the same server, so that nothing that is there is touched."""
    name = f"trigpoint_bench_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield urlsplit(url)._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _in_own_process(url: str, folder: Path) -> dict[str, float]:
    environment = {**os.environ, "DATABASE_URL": url, "DATA_DIR": str(folder), "SECRET_KEY": "bench"}
    environment["PYTHONPATH"] = str(HERE.parent)
    runner = HERE / "loads_timed.py"
    done = subprocess.run(
        [sys.executable, str(runner), str(ROWS)], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def _result(database: str, kind: str, told: dict[str, float]) -> dict[str, Any]:
    return {
        "name": f"load {ROWS:,} rows, {database}: {KINDS[kind]}",
        "ratio": round(told[kind] / told["bare"], 2),
        "unit": "times bare read and bulk insert",
        "bar": BAR,
        "beyond": BEYOND,
        "detail": f"{told[kind]:.1f} s against {told['bare']:.1f} s with the same keys and indexes "
        f"({told['plain']:.1f} s into a table without any); peak memory {told['peak_mib']:.0f} MiB",
    }


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
