"""What counting a request against its limit costs: the same request with limits and without, on SQLite and PostgreSQL.

A signed-in person asks through Django's test client, in one process, warm, by turns with counting and without it. The
request is the cheapest that is counted: a search on a page with nothing on it. The figure is the ratio of the medians.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.loads import database_of_our_own

BAR, BEYOND = 1.5, 1.1
TURNS = int(os.environ.get("BENCH_TURNS", "300"))
HERE = Path(__file__).resolve().parent
KINDS = {
    "counted": "a search on an empty page, which is counted",
    "uncounted": "an empty page, for which no limit is found",
    "guessed": "a link opened, counted only where it is refused",
}


def measure() -> list[dict[str, Any]]:
    """A result a database and kind: SQLite always, PostgreSQL when TEST_POSTGRES_URL is set."""
    with tempfile.TemporaryDirectory(prefix="trigpoint-bench-") as folder:
        told = {"SQLite": _in_own_process(f"sqlite:///{folder}/bench.sqlite3", Path(folder) / "sqlite")}
        if os.environ.get("TEST_POSTGRES_URL"):
            with database_of_our_own(os.environ["TEST_POSTGRES_URL"]) as url:
                told["PostgreSQL"] = _in_own_process(url, Path(folder) / "postgresql")
    return [_result(name, kind, found) for name, found in told.items() for kind in KINDS]


def _in_own_process(url: str, folder: Path) -> dict[str, dict[str, float]]:
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "DATA_DIR": str(folder),
        "SECRET_KEY": "bench",
        "HOSTS": "testserver",
        "SECOND_FACTOR": "offered",
        "STATIC_STORAGE": "django.contrib.staticfiles.storage.StaticFilesStorage",
        "PYTHONPATH": str(HERE.parent),
    }
    runner = [sys.executable, str(HERE / "limits_timed.py"), str(TURNS)]
    done = subprocess.run(runner, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def _result(database: str, kind: str, told: dict[str, dict[str, float]]) -> dict[str, Any]:
    found = told[kind]
    return {
        "name": f"limits, {database}: {KINDS[kind]}",
        "ratio": round(found["with"] / found["without"], 2),
        "unit": "times the same request without limits",
        "bar": BAR,
        "beyond": BEYOND,
        "detail": f"{found['with'] * 1000:.2f} ms against {found['without'] * 1000:.2f} ms, median of {TURNS}; "
        f"{found['queries']} more queries; the count alone {told['statement']['seconds'] * 1000:.2f} ms",
    }


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
