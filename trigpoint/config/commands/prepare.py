"""`trigpoint prepare`: everything before the service can open. `trigpoint run` calls it at every start."""

from __future__ import annotations

import argparse
import importlib

from trigpoint.common.errors import DomainError
from trigpoint.config.start import CannotStart, end_with_parent, start_django, tell


def configure(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    command = subparsers.add_parser("prepare", help="migrate, gather static files, load the demonstration")
    command.add_argument(
        "--no-demo", action="store_true", help="an empty installation, not the demonstration"
    )
    command.add_argument("--users-json", metavar="F", help="write the demonstration's users there")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Prepare, telling each step; 1 when one cannot be done, with the reason."""
    end_with_parent()
    try:
        start_django()
        # Only now, for it reads models: that these cannot start is among what is told here.
        preparation = importlib.import_module("trigpoint.config.preparation")
        preparation.prepare(demo=not arguments.no_demo, users_json=arguments.users_json)
    except CannotStart as problem:
        tell(problem=problem.problem, remedy=problem.remedy)
        return 1
    except DomainError as problem:
        tell(problem=str(problem), remedy="Mend that, then start again; what was done stays done.")
        return 1
    return 0
