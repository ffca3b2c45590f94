"""`trigpoint vault`: look after what is sealed."""

from __future__ import annotations

import argparse

from trigpoint.accounts.system import system_person
from trigpoint.vault import services


def configure(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    command = subparsers.add_parser("vault", help="change the key of what is sealed; erase what has run out")
    command.add_argument(
        "deed",
        choices=("rotate", "erase-expired"),
        help="rotate: seal everything anew with the first key of VAULT_KEYS; erase-expired: erase references whose last day is over",
    )
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Do it, and say how many."""
    if arguments.deed == "rotate":
        print(f"{services.rotate(by=system_person())} sealed anew with the newest key.")
    else:
        print(f"{services.erase_expired(by=system_person())} erased.")
    return 0
