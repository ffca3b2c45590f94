"""A real installation in a folder of its own, run as a person runs it."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests import migrated

ROOT = Path(__file__).resolve().parents[2]
NOT_INHERITED = {
    "DJANGO_SETTINGS_MODULE",
    "DATABASE_URL",
    "DATA_DIR",
    "HOSTS",
    "DEMONSTRATION",
    "SECRET_KEY",
}


def environment(data_dir: Path, **more: str) -> dict[str, str]:
    """What a person's shell would hand over."""
    inherited = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
    return {**inherited, "DATA_DIR": str(data_dir), **more}


def prepare(data_dir: Path) -> None:
    """An installation that is ready and empty, in a folder of its own."""
    migrated.put_into(data_dir)
    done = trigpoint(data_dir, "prepare", "--no-demo")
    assert done.returncode == 0, done.stderr


def trigpoint(data_dir: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "trigpoint", *words],
        cwd=ROOT,
        env=environment(data_dir, **more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@dataclass
class Running:
    """A started `trigpoint` command with its output in a file."""

    process: subprocess.Popen[str]
    log: Path
    seen: set[int] = field(default_factory=set)

    @property
    def printed(self) -> str:
        """All it printed so far."""
        return self.log.read_text(encoding="utf-8")

    @property
    def address(self) -> str:
        """Where it listens."""
        found = re.search(r"starting on (http://\S+)", self.printed)
        return found.group(1) if found else ""

    def wait_for(self, holds: Callable[[], object], seconds: float = 60) -> None:
        """Wait until something holds; the output is shown when it never does."""
        last = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < last, self.printed
            self.seen |= set(children_of(self.process.pid))
            time.sleep(0.1)

    def end(self, number: int = signal.SIGTERM) -> int:
        """Send a signal and wait for the end."""
        self.seen |= set(children_of(self.process.pid))
        self.process.send_signal(number)
        return self.process.wait(timeout=30)


@contextlib.contextmanager
def running(data_dir: Path, log: Path, *words: str, **more: str) -> Iterator[Running]:
    """Within the block a command runs; afterwards it does not, whatever happened."""
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "trigpoint", *words],
            cwd=ROOT,
            env=environment(data_dir, **more),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
        )
    try:
        yield Running(process, log)
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(timeout=30)


def fetch(address: str) -> tuple[int, str]:
    """Status and body; 0 when nobody answers."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(address, timeout=10) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as answered:
        with answered:
            return answered.code, answered.read().decode()
    except OSError:
        return 0, ""


def children_of(pid: int) -> list[int]:
    """Processes below one, all the way down."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # gone since it was listed
            parents[int(stat.parent.name)] = int(
                stat.read_text(encoding="utf-8").rpartition(")")[2].split()[1]
            )
    below, waiting = [], [pid]
    while waiting:
        found = [child for child, parent in parents.items() if parent == waiting[0]]
        waiting = waiting[1:] + found
        below += found
    return below


def is_alive(pid: int) -> bool:
    """Whether a process is there and not only waiting to be counted."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def command_of(pid: int) -> str:
    """How a process was called."""
    line = Path(f"/proc/{pid}/cmdline")
    return line.read_bytes().replace(b"\0", b" ").decode() if line.exists() else ""
