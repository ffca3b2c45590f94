"""`trigpoint run`: everything with one command. `make run` calls it."""

from __future__ import annotations

import argparse
import os

from trigpoint.config.supervisor import Plan, allow_host, free_port, supervise


def configure(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    command = subparsers.add_parser("run", help="prepare, then run web and worker until told to stop")
    command.add_argument("--host", default="127.0.0.1")
    command.add_argument("--port", type=int, default=8000, help="0 chooses a free one")
    command.add_argument("--users-json", default=os.environ.get("USERS_JSON"), metavar="F")
    command.add_argument(
        "--no-demo", action="store_true", help="an empty installation, not the demonstration"
    )
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Supervise until told to stop."""
    allow_host(arguments.host)
    os.environ["DEMONSTRATION"] = "no" if arguments.no_demo else "yes"
    prepare = ["--no-demo"] if arguments.no_demo else []
    if arguments.users_json:
        prepare += ["--users-json", arguments.users_json]
    if arguments.today:
        prepare += ["--today", arguments.today.isoformat()]
    return supervise(Plan(arguments.host, free_port(arguments.host, arguments.port), tuple(prepare)))
