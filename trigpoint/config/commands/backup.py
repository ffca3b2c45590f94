"""`trigpoint backup` and `trigpoint restore`."""

from __future__ import annotations

import argparse
from pathlib import Path

from trigpoint.config import backups


def configure(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands."""
    backup = subparsers.add_parser("backup", help="copy the database and the kept files to a new folder")
    backup.add_argument("--to", type=Path, required=True, metavar="DIR")
    backup.set_defaults(run=run_backup)
    restore = subparsers.add_parser("restore", help="put a backup in place of this installation")
    restore.add_argument("--from", dest="source", type=Path, required=True, metavar="DIR")
    restore.add_argument("--check", action="store_true", help="only see whether the backup is whole")
    restore.add_argument("--force", action="store_true", help="overwrite an installation that holds anything")
    restore.set_defaults(run=run_restore)


def run_backup(arguments: argparse.Namespace) -> int:
    """Make a backup and see that it is whole."""
    count = backups.make(arguments.to)
    print(
        f"{count} files in {arguments.to}. It holds everything, secrets too: keep it where only you can read it."
    )
    return 0


def run_restore(arguments: argparse.Namespace) -> int:
    """Check a backup, or put it in place."""
    if arguments.check:
        faults = backups.faults(arguments.source)
        print("\n".join(faults) or "The backup is whole.")
        return int(bool(faults))
    backups.restore(arguments.source, force=arguments.force)
    print("Restored. Start it with: make run")
    return 0
