"""How quick the audit stays with a million events: searching, sealing, checking, two writers at once; on both databases.

Each database is made twice, with 10,000 and with a million events (`audit_made.py`), and each search of the pages is asked
of both by turns. The figure is the ratio of the medians: near 1 where a page does not grow with the history. Sealing and
checking are told as rows a second, by processes of their own (`audit_timed.py`).
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
from statistics import median
from typing import Any
from urllib.parse import urlsplit

import psycopg

from setup.postgresql import NoServer, server

BAR, BEYOND = 3.0, 1.5
FEW, MANY = 10_000, int(os.environ.get("BENCH_ROWS", "1000000"))
TURNS, WRITES = 7, 1_000
HERE = Path(__file__).resolve().parent


def measure() -> list[dict[str, Any]]:
    """SQLite always; PostgreSQL where there is a server or one can be started."""
    with tempfile.TemporaryDirectory(prefix="trigpoint-bench-") as folder:
        results = _measured(
            "SQLite", Path(folder) / "sqlite", lambda rows: f"sqlite:///{folder}/{rows}.sqlite3"
        )
        try:
            with server() as url, _databases(url) as address:
                results += _measured("PostgreSQL", Path(folder) / "postgresql", address)
        except NoServer as problem:
            print(f"audit: not measured on PostgreSQL: {problem}", file=sys.stderr)
    return results


class Child:
    """A process with one database, which does what it is asked and tells how long that took."""

    def __init__(self, url: str, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        environment = {
            **os.environ, "DATABASE_URL": url, "DATA_DIR": str(folder), "SECRET_KEY": "bench", "HOSTS": "testserver",
            "STATIC_STORAGE": "django.contrib.staticfiles.storage.StaticFilesStorage", "PYTHONPATH": str(HERE.parent),
            "DEBUG": "no", "SECOND_FACTOR": "offered",
        }  # fmt: skip
        environment.pop("AUDIT_ANCHORS", None)
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "audit_timed.py")],
            env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def ask(self, deed: str, value: Any = None) -> dict[str, Any]:
        """Ask for one thing and wait for it."""
        self.tell(deed, value)
        return self.hear()

    def tell(self, deed: str, value: Any) -> None:
        """Ask and do not wait."""
        self.process.stdin.write(json.dumps({deed: value}) + "\n")
        self.process.stdin.flush()

    def hear(self) -> dict[str, Any]:
        """What came of it."""
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("The process that measures the audit ended; see above.")
        return json.loads(line)

    def end(self) -> None:
        """Let it go."""
        self.process.stdin.close()
        self.process.wait(60)


def _measured(database: str, folder: Path, address: Any) -> list[dict[str, Any]]:
    few, many, other = (Child(address(rows), folder / str(rows)) for rows in (FEW, MANY, MANY))
    try:
        few.ask("make", FEW)
        names = many.ask("make", MANY)["searches"]
        results = [_search(database, name, few, many) for name in names]
        results.append(_search(database, "the whole page of the newest", few, many, deed="whole_page"))
        return [*results, *_kept(database, many, other)]
    finally:
        for child in (few, many, other):
            child.end()


def _search(database: str, name: str, few: Child, many: Child, deed: str = "search") -> dict[str, Any]:
    """One search of both, by turns; the first turn of each warms."""
    taken: tuple[list[float], list[float]] = ([], [])
    for turn in range(TURNS + 1):
        for child, seconds in zip((few, many), taken, strict=True):
            told = child.ask(deed, name)
            seconds += [told["seconds"]] if turn else []
    short, long = map(median, taken)
    found = f"{told['found']} found" if "found" in told else f"{told['queries']} queries"
    return {
        "name": f"audit, {database}: {name}",
        "ratio": round(long / short, 2),
        "unit": f"times the same with {FEW:,} events",
        "bar": BAR,
        "beyond": BEYOND,
        "detail": f"{long * 1000:.1f} ms with {MANY:,} events, {short * 1000:.1f} ms with {FEW:,}; {found}",
    }


def _kept(database: str, many: Child, other: Child) -> list[dict[str, Any]]:
    """The file, sealing, two writers at once, checking."""
    file, sealed = many.ask("download"), other.ask("seal")
    for writer in (many, other):
        writer.tell("write", WRITES)
    stayed = [writer.hear() for writer in (many, other)]
    late, checked = other.ask("seal"), other.ask("verify")
    wrote = sum(each["stayed"] for each in stayed)
    lost = (
        abs(wrote - late["sealed"])
        + abs(sealed["sealed"] + wrote - checked["events"])
        + len(checked["faults"])
    )
    each = f"{WRITES:,} events each, one in five rolled back"
    return [
        _rate(database, "rows of the file a second", file["rows"], file["seconds"], f"{file['rows']:,} rows"),
        _rate(
            database, "sealed a second", sealed["sealed"], sealed["seconds"],
            f"{sealed['sealed']:,} events in {sealed['seals']:,} seals, {sealed['peak_mib']:.0f} MiB at most",
        ),
        _rate(
            database, "checked a second", checked["events"], checked["seconds"],
            f"{checked['events']:,} events in {checked['seconds']:.0f} s, {checked['peak_mib']:.0f} MiB at most",
        ),
        _rate(
            database, "recorded a second by two at once", wrote, max(told["seconds"] for told in stayed),
            f"{each}, among {MANY:,}",
        ),
        {
            "name": f"audit, {database}: two writers at once",
            "value": lost, "unit": "events lost or faults found", "bar": 0, "beyond": None,
            "detail": f"{each}; {wrote:,} stayed, {late['sealed']:,} were sealed, faults: {checked['faults'] or 'none'}",
        },
    ]  # fmt: skip


def _rate(database: str, name: str, rows: int, seconds: float, detail: str) -> dict[str, Any]:
    return {
        "name": f"audit, {database}: {name}",
        "value": round(rows / seconds),
        "unit": "events a second (more is better)",
        "bar": None,
        "beyond": None,
        "detail": detail,
    }


@contextmanager
def _databases(url: str) -> Iterator[Any]:
    """New databases on the server, so that nothing that is there is touched; gives the address of each."""
    names = {rows: f"trigpoint_bench_{os.getpid()}_{rows}" for rows in (FEW, MANY)}
    with psycopg.connect(url, autocommit=True) as connection:
        try:
            for name in names.values():
                connection.execute(f"CREATE DATABASE {name}")
            yield lambda rows: urlsplit(url)._replace(path=f"/{names[rows]}").geturl()
        finally:
            for name in names.values():
                connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
