"""`trigpoint serve`: the web process alone, for installations that supervise their processes themselves."""

from __future__ import annotations

import argparse

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from trigpoint.config.start import end_with_parent
from trigpoint.config.supervisor import allow_host


def configure(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    command = subparsers.add_parser("serve", help="answer web requests")
    command.add_argument("--host", default="127.0.0.1")
    command.add_argument("--port", type=int, default=8000)
    command.add_argument("--processes", type=int, default=1)
    command.add_argument("--threads", type=int, default=4, help="requests answered at once by each process")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Serve until told to stop."""
    allow_host(arguments.host)
    end_with_parent()
    Granian(
        "trigpoint.config.wsgi:application",
        address=arguments.host,
        port=arguments.port,
        interface=Interfaces.WSGI,
        workers=arguments.processes,
        blocking_threads=arguments.threads,
        respawn_failed_workers=True,
        websockets=False,
        log_level=LogLevels.warning,
    ).serve()
    return 0
