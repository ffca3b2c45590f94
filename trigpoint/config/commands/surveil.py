"""`trigpoint surveil`: stage 1, of every commissioner in the database or of a file."""

from __future__ import annotations

import argparse
import importlib
import sys
import time

from trigpoint.analysis.surveil import command
from trigpoint.config.start import start_django

WRONG_USAGE = 2


def configure(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "surveil", help="look at every series anew, of every commissioner here or of a file"
    )
    parser.add_argument("--engine", choices=sorted(command.ENGINES), default="local")
    parser.add_argument(
        "--in", dest="source", metavar="F", help="CSV, Parquet or a folder of Parquet; needs no database"
    )
    parser.add_argument("--out", metavar="DIR", help="where the results of a file go")
    parser.add_argument(
        "--all", action="store_true", help="work out every series of the database again, changed or not"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Make everything anew, or the results of a file."""
    if bool(arguments.source) != bool(arguments.out):
        return wrong("--in and --out go together.")
    if arguments.source and arguments.all:
        return wrong("--all is for the database; a file is always worked out whole.")
    if arguments.source:
        return command.surveil(arguments.source, arguments.out, arguments.engine)
    if arguments.engine != "local":
        return wrong(
            "Spark works on files: give --in and --out. The database is worked out by --engine local."
        )
    return of_the_database(whole=arguments.all)


def of_the_database(*, whole: bool) -> int:
    """Make the statuses of every commissioner anew and say what was done."""
    start_django()
    # Only now: they read models.
    commissioners = importlib.import_module("trigpoint.accounts.models").Commissioner.objects.order_by("name")
    person = importlib.import_module("trigpoint.accounts.system").system_person()
    services = importlib.import_module("trigpoint.surveillance.services")
    for owner in commissioners:
        began = time.monotonic()
        done = services.refresh(owner=owner, by=person, whole=whole)
        services.compare_peers(owner=owner, by=person)
        print(
            f"{owner.name}: {done.series:,} series, {done.computed:,} of them worked out anew; {done.charted:,} charted, "
            f"{done.compared:,} compared; {time.monotonic() - began:.1f} s."
        )
    if not commissioners:
        print("There is no commissioner yet.")
    importlib.import_module("trigpoint.config.sealing").seal_what_was_done()
    return 0


def wrong(message: str) -> int:
    """The sentence, and the code for wrong usage."""
    print(message, file=sys.stderr)
    return WRONG_USAGE
