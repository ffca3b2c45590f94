"""`make test`: the whole suite on SQLite, what touches the database on PostgreSQL, the browser journeys, and Spark.

Runs all four even when one fails, and says at the end which did. What cannot be run is said plainly; where
CI=true nothing may be left out. Arguments name parts to run alone: sqlite, postgresql, journeys, spark.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

from browser import NoBrowser, chromium
from postgresql import NoServer, server
from spark_engine import NoSpark, ready

ROOT = Path(__file__).resolve().parent.parent
JOURNEYS = ROOT / "tests" / "journeys"
SPARK = ROOT / "tests" / "spark"
# Two at a time; who has nothing left to do takes over from the other, so that neighbours share what was set up for them.
SIDE_BY_SIDE = ("-n", "2", "--dist", "worksteal")
# These need no database, or make installations of their own on SQLite.
NO_DATABASE = (
    "tests/analysis",
    "tests/architecture",
    "tests/setup",
    "tests/audit/test_command.py",
    "tests/audit/test_sqlite.py",
    "tests/config/test_running.py",
    "tests/config/test_backup.py",
    "tests/jobs/test_killed_worker.py",
)
# What these try depends on views, pages, forms and replayed figures and not on the database: they are asked once, on
# SQLite. What sends a database odd words, numbers and patterns is asked of both.
ASKED_ONCE = (
    "tests/access/test_table.py",
    "tests/frameworks/test_pack_faults.py",
    "tests/surveillance/test_backtest_command.py",
    "tests/surveillance/test_replaying.py",
    *(
        f"tests/security/test_{name}.py"
        for name in (
            "bombs",
            "counting",
            "headers",
            "leading_away",
            "mass_assignment",
            "paths",
            "script",
            "secrets",
            "spreadsheets",
            "tokens_and_methods",
        )
    ),
)


def main(parts):
    """Run the parts; 0 when all passed."""
    known = {"sqlite": on_sqlite, "postgresql": on_postgresql, "journeys": in_browser, "spark": on_spark}
    results = {}
    for name in parts or known:
        started = time.monotonic()
        print(f"\n== tests: {name} ==", flush=True)
        try:
            code = known[name]()
        except (NoServer, NoBrowser, NoSpark) as problem:
            print(f"NOT RUN: {problem}", flush=True)
            code = 1 if os.environ.get("CI") == "true" else None
        results[name] = code
        print(f"== {name}: {time.monotonic() - started:.0f} s ==", flush=True)
    print("\n" + "\n".join(f"{name:12} {told(code)}" for name, code in results.items()), flush=True)
    return 1 if any(results.values()) else 0


def told(code):
    """What became of a part."""
    return {None: "NOT RUN, see above", 0: "passed"}.get(code, "FAILED")


def on_sqlite():
    """Everything but the journeys, Spark and the few tests that start from PostgreSQL themselves."""
    return pytest(
        *(*SIDE_BY_SIDE, "-m", "not postgresql", f"--ignore={JOURNEYS}", f"--ignore={SPARK}"),
        environment={"DATABASE_URL": None},
    )


def on_postgresql():
    """Everything that the database can make a difference to."""
    with server() as address:
        ignored = [f"--ignore={ROOT / folder}" for folder in (*NO_DATABASE, *ASKED_ONCE)]
        return pytest(
            *SIDE_BY_SIDE,
            f"--ignore={JOURNEYS}",
            f"--ignore={SPARK}",
            *ignored,
            environment={"DATABASE_URL": address, "TEST_POSTGRES_URL": address},
        )


def in_browser():
    """The journeys, each side with a server and a browser of its own."""
    if not JOURNEYS.exists():
        raise NoBrowser("There is no folder tests/journeys.")
    return pytest(*SIDE_BY_SIDE, JOURNEYS, environment={"DATABASE_URL": None, "CHROMIUM": chromium()})


def on_spark():
    """What runs on Spark comes to the same as here; last, since it is fetched only for this."""
    ready()
    return pytest(SPARK, environment={"DATABASE_URL": None})


def pytest(*arguments, environment):
    """One run of pytest; None takes a variable out of the environment."""
    merged = {name: value for name, value in {**os.environ, **environment}.items() if value is not None}
    command = [sys.executable, "-m", "pytest", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, env=merged, stdin=subprocess.DEVNULL, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
