"""How long it takes to make the statuses of a commissioner anew when little has changed, against making all of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


def measure() -> list[dict[str, Any]]:
    """Three results; in a process of its own with a database of its own."""
    with tempfile.TemporaryDirectory(prefix="trigpoint-bench-") as folder:
        environment = {
            **os.environ,
            "DATA_DIR": folder,
            "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
            "SECRET_KEY": "bench",
            "PYTHONPATH": str(HERE.parent),
        }
        done = subprocess.run(
            [sys.executable, str(HERE / "refresh_timed.py")],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        raise RuntimeError(done.stderr)
    told = json.loads(done.stdout.splitlines()[-1])
    return [
        {
            "name": f"refresh, {name}",
            "ratio": round(seconds / told["everything"], 3),
            "unit": "times making everything anew",
            "bar": None,  # none was set: it is watched
            "beyond": None,
            "detail": f"{seconds:.1f} s against {told['everything']:.1f} s; {computed:,} of {told['series']:,} series worked out",
        }
        for name, seconds, computed in told["refreshes"]
    ]


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
