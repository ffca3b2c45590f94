"""`trigpoint worker`: the process that does background work."""

from __future__ import annotations

import argparse

from trigpoint.config.start import end_with_parent
from trigpoint.jobs.worker import work


def configure(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    command = subparsers.add_parser("worker", help="do background work")
    command.add_argument("--until-empty", action="store_true", help="end when nothing waits any more")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Work until told to stop."""
    end_with_parent()
    work(until_empty=arguments.until_empty)
    return 0
