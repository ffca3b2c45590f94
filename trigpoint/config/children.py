"""The processes that a supervisor looks after: started, listened to, started again, and ended with all theirs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from trigpoint.config.start import PARENT

PATIENCE = 5  # deaths within FORGOTTEN_AFTER seconds before giving up
FORGOTTEN_AFTER = 60.0
GRACE = 10.0


def launch(
    command: Sequence[str], environment: dict[str, str], *, listen: bool = False
) -> subprocess.Popen[str]:
    """Start `trigpoint COMMAND...` in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "trigpoint", *command],
        env={**os.environ, **environment, PARENT: str(os.getpid()), "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if listen else None,
        text=True,
        start_new_session=True,
    )


def signal_group(process: subprocess.Popen[str], number: int) -> None:
    """Send a signal to a process and everything it started; gone already is fine."""
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return


@dataclass
class Child:
    """A process that should always run."""

    name: str
    command: Sequence[str]
    environment: dict[str, str]
    process: subprocess.Popen[str] | None = None
    deaths: list[float] = field(default_factory=list)
    start_at: float = 0.0

    def look(self) -> bool:
        """Start it if it should be started; false when it died so often that it is hopeless."""
        if self.process is not None and self.process.poll() is not None:
            self.bury(self.process)
        if len(self.deaths) >= PATIENCE:
            return False
        if self.process is None and time.monotonic() >= self.start_at:
            self.process = launch(self.command, self.environment)
        return True

    def bury(self, process: subprocess.Popen[str]) -> None:
        """Note a death, sweep up what it left, and wait a little longer each time."""
        signal_group(process, signal.SIGKILL)
        now = time.monotonic()
        self.deaths = [at for at in self.deaths if now - at < FORGOTTEN_AFTER] + [now]
        delay = 2.0 ** (len(self.deaths) - 1)
        self.start_at = now + delay
        self.process = None
        code = process.returncode
        how = f"was ended by signal {-code}" if code < 0 else f"ended with code {code}"
        again = f"; starting it again in {delay:.0f} s" if len(self.deaths) < PATIENCE else ""
        print(f"trigpoint: the {self.name} process {how}{again}.", file=sys.stderr, flush=True)


def end(processes: Sequence[subprocess.Popen[str]]) -> None:
    """Ask all to finish, wait a little, then end whatever is left of them and of what they started."""
    for process in processes:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
    last = time.monotonic() + GRACE
    for process in processes:
        try:
            process.wait(max(0.0, last - time.monotonic()))
        except subprocess.TimeoutExpired:
            signal_group(process, signal.SIGKILL)
            process.wait()
        signal_group(process, signal.SIGKILL)
