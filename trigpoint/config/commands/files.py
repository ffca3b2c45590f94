"""`trigpoint files`: what is seen to from time to time with evidence files, now."""

from __future__ import annotations

import argparse
import sys

from trigpoint.accounts.system import system_person
from trigpoint.files import keeping, queries, services

SAID = {
    "clean": "no virus found",
    "infected": "a virus found, content deleted",
    "unanswered": "no clear answer from the scanner; asked again later",
    "unscanned": "not scanned: no scanner is configured (CLAMD)",
}


def configure(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    command = subparsers.add_parser("files", help="scan evidence files, or sweep away what nobody refers to")
    command.add_argument(
        "deed", choices=sorted(DEEDS), help="; ".join(DEEDS[name][0] for name in sorted(DEEDS))
    )
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Do it and say what was done."""
    return DEEDS[arguments.deed][1]()


def scan() -> int:
    """Ask the scanner about every version of which nothing is known; 1 when it did not answer about all of them."""
    counted = services.scan_all(by=system_person())
    for state, number in sorted(counted.items()):
        print(f"{number:>6,}  {SAID[state]}")
    if not counted:
        print("Nothing waits to be scanned.")
    if "unanswered" in counted:
        print("The virus scanner did not answer about every file. See: trigpoint doctor", file=sys.stderr)
    return int("unanswered" in counted)


def sweep() -> int:
    """Remove content that nobody refers to and that is more than a day old."""
    print(f"{keeping.sweep(queries.content_to_keep()):,} files that nobody refers to were removed.")
    return 0


DEEDS = {
    "scan": ("scan: ask the virus scanner about what waits", scan),
    "sweep": ("sweep: remove content that nobody refers to", sweep),
}
