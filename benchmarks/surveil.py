"""How long stage 1 takes, from observations in memory to what each series says, against the charts alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

BAR, BEYOND = None, None  # none was set: it is watched
HERE = Path(__file__).resolve().parent


def measure() -> list[dict[str, Any]]:
    """One result; in a process of its own, since the rules need Django's models."""
    with tempfile.TemporaryDirectory(prefix="trigpoint-bench-") as folder:
        environment = {
            **os.environ,
            "DATA_DIR": folder,
            "SECRET_KEY": "bench",
            "PYTHONPATH": str(HERE.parent),
        }
        done = subprocess.run(
            [sys.executable, str(HERE / "surveil_timed.py")],
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
            "name": f"stage 1: {told['series']:,} series x {told['months']} points",
            "ratio": round(told["tell"] / told["xmr"], 2),
            "unit": "times the XmR charts alone",
            "bar": BAR,
            "beyond": BEYOND,
            "detail": f"{told['tell']:.2f} s against {told['xmr']:.2f} s: gaps, targets, charts with and without "
            "the latest point, runs, funnels, and the points of each series as a list",
        }
    ]


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
