"""One command that runs everything: prepares the installation, then keeps a web process and a worker alive."""

from __future__ import annotations

import json
import os
import queue
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from trigpoint.config.children import Child, end, launch
from trigpoint.config.start import SUPERVISED, CannotStart
from trigpoint.config.starting import STATE, Starting

WILDCARDS = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}


@dataclass(frozen=True)
class Plan:
    """What to run, and where. `prepare` holds further arguments of `trigpoint prepare`."""

    host: str
    port: int
    prepare: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        """Where a browser on this machine finds it."""
        host = WILDCARDS.get(self.host, self.host)
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"


def free_port(host: str, port: int) -> int:
    """`port` if it can be listened on, a free one for 0; otherwise an error that says what to do."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError as problem:
            raise CannotStart(
                f"Port {port} may be opened by the system only.", "Choose another: PORT=8000"
            ) from problem
        except OSError as problem:
            raise CannotStart(
                f"Cannot listen on {host} port {port}: {problem.strerror or problem}.",
                "If another program, or another Trigpoint, is using it, stop that one or choose another port: "
                "PORT=8001 (PORT=0 finds a free one).",
            ) from problem
        return int(probe.getsockname()[1])


def supervise(plan: Plan) -> int:
    """Run until told to stop. 0 when told to, 1 when something could not be kept running."""
    with tempfile.TemporaryDirectory(prefix="trigpoint-") as folder:
        return Supervisor(plan, Path(folder) / "starting.json").run()


@dataclass
class Supervisor:
    """The running of one plan."""

    plan: Plan
    state_file: Path
    state: Starting = field(default_factory=Starting)
    heard: queue.Queue[dict[str, str]] = field(default_factory=queue.Queue)
    stop: threading.Event = field(default_factory=threading.Event)
    preparing: subprocess.Popen[str] | None = None
    is_announced: bool = False
    code: int = 0

    def run(self) -> int:
        """Start all, look after all, end all."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_: self.stop.set())
        self.tell()
        host, port = self.plan.host, str(self.plan.port)
        self.children = [
            Child("web", ["serve", "--host", host, "--port", port], {STATE: str(self.state_file)})
        ]
        print(f"trigpoint: starting on {self.plan.address}", file=sys.stderr, flush=True)
        self.preparing = launch(["prepare", *self.plan.prepare], {SUPERVISED: "1"}, listen=True)
        listener = threading.Thread(target=self.listen, args=(self.preparing,), daemon=True)
        listener.start()
        while not self.stop.is_set():
            self.look(listener)
            self.stop.wait(0.1)
        running = [child.process for child in self.children if child.process is not None]
        end([*running, self.preparing])
        return self.code

    def listen(self, preparing: subprocess.Popen[str]) -> None:
        """Hear what the preparation says, one JSON object a line."""
        for line in preparing.stdout or ():
            try:
                self.heard.put(json.loads(line))
            except ValueError:
                print(line, end="", file=sys.stderr, flush=True)

    def look(self, listener: threading.Thread) -> None:
        """One round: pass on what was heard, keep the children alive, open and announce when the time has come."""
        finished = not listener.is_alive()
        while not self.heard.empty():
            self.hear(self.heard.get())
        if self.state.phase == "preparing" and finished and self.preparing is not None:
            self.finish_preparing(self.preparing.wait())
        for child in self.children:
            if not child.look():
                return self.give_up(child)
        if self.state.phase == "open" and not self.is_announced and self.is_ready():
            self.is_announced = True
            print(f"READY {self.plan.address}", flush=True)
        return None

    def hear(self, said: dict[str, str]) -> None:
        """A step begun, or the reason why it cannot go on."""
        if "step" in said:
            self.state.steps.append(said["step"])
            print(f"trigpoint: {said['step']}", file=sys.stderr, flush=True)
        else:
            self.state.problem, self.state.remedy = said["problem"], said["remedy"]
        self.tell()

    def finish_preparing(self, code: int) -> None:
        """Open the service and start the worker, or say why not."""
        if code == 0:
            self.state.phase = "open"
            self.children.append(Child("worker", ["worker"], {}))
            return self.tell()
        self.code, self.state.phase = 1, "failed"
        self.state.problem = self.state.problem or "The preparation ended in a way that was not foreseen."
        self.state.remedy = (
            self.state.remedy or "What it printed where Trigpoint was started says what went wrong."
        )
        print(
            f"\ntrigpoint: cannot start. {self.state.problem}\n{self.state.remedy}",
            file=sys.stderr,
            flush=True,
        )
        print(f"{self.plan.address} says the same. Press Ctrl-C to end.", file=sys.stderr, flush=True)
        return self.tell()

    def give_up(self, child: Child) -> None:
        """A process cannot be kept alive: end everything and say so."""
        print(
            f"trigpoint: the {child.name} process ended {len(child.deaths)} times within a minute, so everything is "
            "being stopped. What it printed above says why; `trigpoint doctor` looks for the usual causes.",
            file=sys.stderr,
            flush=True,
        )
        self.code = 1
        self.stop.set()

    def tell(self) -> None:
        """Let the web process know."""
        self.state.write(self.state_file)

    def is_ready(self) -> bool:
        """Whether /readyz answers 200."""
        address = f"{self.plan.address}/readyz"
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(address, timeout=10) as response:
                return bool(response.status == 200)
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
            return False


def allow_host(host: str) -> None:
    """An address that was asked for by name may be used by name, unless HOSTS says otherwise."""
    if host not in WILDCARDS:
        os.environ.setdefault("HOSTS", ",".join(dict.fromkeys(["localhost", "127.0.0.1", "[::1]", host])))
