"""How long 200,000 comments take: in by a file, read by the model, counted, and shown.

A data directory of its own. The comments are those of BENCH_COMMENTS (a CSV with a column `text`), repeated with a further
sentence each so that none is like another; without it the made-up ones of `themes`. BENCH_COMMENTS_NUMBER (200,000) come
in; BENCH_COMMENTS_READ (20,000) of them are read by the model, and what it read is copied to the others. The pages are
timed by turns with an empty page of the same frame, as in `pages`, with everything in, and while the model reads.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.pages import BAR, BEYOND, HERE, QUERIES


def measure() -> list[dict[str, Any]]:
    """Speeds, then each page as a ratio and by its queries."""
    with tempfile.TemporaryDirectory(prefix="trigpoint-bench-") as folder:
        told = in_own_process(Path(os.environ.get("BENCH_COMMENTS_DIR") or folder))
    speeds = [
        {
            "name": f"comments: {name}",
            "value": value,
            "unit": unit,
            "bar": None,
            "beyond": None,
            "detail": told["scale"],
        }
        for name, value, unit in told["speeds"]
    ]
    return speeds + [result for page in told["pages"] for result in _results(page, told)]


def in_own_process(folder: Path) -> dict[str, Any]:
    """What `comments_timed` says of a folder."""
    environment = {
        **os.environ,
        "DATA_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
        "SECRET_KEY": "bench",
        "HOSTS": "testserver",
        "SECOND_FACTOR": "offered",
        "STATIC_STORAGE": "django.contrib.staticfiles.storage.StaticFilesStorage",
        "PYTHONPATH": str(HERE.parent),
    }
    done = subprocess.run(
        [sys.executable, str(HERE / "comments_timed.py")],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def _results(page: dict[str, Any], told: dict[str, Any]) -> list[dict[str, Any]]:
    ratio = round(page["seconds"] / page["empty"], 2)
    milliseconds = f"{page['seconds'] * 1000:.1f} ms against {page['empty'] * 1000:.1f} ms; {told['scale']}"
    return [
        {
            "name": f"comments, page: {page['name']}",
            "ratio": ratio,
            "unit": "times an empty page",
            "bar": BAR,
            "beyond": BEYOND,
            "detail": milliseconds,
        },
        {
            "name": f"comments, page: {page['name']}, queries",
            "value": page["queries"],
            "unit": "queries",
            "bar": QUERIES,
            "beyond": None,
            "detail": "",
        },
    ]


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
