"""How long pages take at the size of a commissioner's system, against a page with nothing on it.

A data directory of its own is filled as `pages_made.py` says; then each page is asked for by a signed-in person
through Django's test client, in one process, warm, by turns with the empty page of the same frame (header,
navigation, footer). The figure is the ratio of the medians. The queries of each page are counted as well.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

BAR, BEYOND = 4.0, 2.0
QUERIES = 30
HERE = Path(__file__).resolve().parent


def measure() -> list[dict[str, Any]]:
    """Two results a page: its time as a ratio, and its queries. BENCH_PAGES_DIR keeps and reuses the data."""
    kept = os.environ.get("BENCH_PAGES_DIR")
    if kept:
        told = _in_own_process(Path(kept))
    else:
        with tempfile.TemporaryDirectory(prefix="trigpoint-bench-") as folder:
            told = _in_own_process(Path(folder))
    return [result for page in told["pages"] for result in _results(page, told)]


def _in_own_process(folder: Path) -> dict[str, Any]:
    environment = {
        **os.environ,
        "DATA_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
        "SECRET_KEY": "bench",
        "HOSTS": "testserver",
        "SECOND_FACTOR": "offered",  # else every page first asks for one to be set up
        "STATIC_STORAGE": "django.contrib.staticfiles.storage.StaticFilesStorage",
        "PYTHONPATH": str(HERE.parent),
    }
    done = subprocess.run(
        [sys.executable, str(HERE / "pages_timed.py")],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def _results(page: dict[str, Any], told: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "name": f"page: {page['name']}",
            "ratio": round(page["seconds"] / page["empty"], 2),
            "unit": "times an empty page",
            "bar": BAR,
            "beyond": BEYOND,
            "detail": f"{page['seconds'] * 1000:.1f} ms against {page['empty'] * 1000:.1f} ms, "
            f"{page['bytes'] // 1024:,} KiB; {told['scale']}",
        },
        {
            "name": f"page: {page['name']}, queries",
            "value": page["queries"],
            "unit": "queries",
            "bar": QUERIES,
            "beyond": None,
            "detail": f"the empty page asks {told['empty_queries']}",
        },
    ]


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
