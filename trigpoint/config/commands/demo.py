"""`trigpoint demo`: the demonstration commissioner, built from published figures."""

from __future__ import annotations

import argparse

from trigpoint.config import demonstration


def configure(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    command = subparsers.add_parser("demo", help="load the demonstration; does nothing when it is there")
    command.add_argument("--users-json", metavar="F", help="write the demonstration's users there")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Build it."""
    demonstration.prepare(users_json=arguments.users_json)
    return 0
