"""The command line. Analysis commands need no database and no settings; the others start Django first."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from trigpoint.analysis import commands as analysis
from trigpoint.common.errors import InputRefused


def parser() -> argparse.ArgumentParser:
    """All commands. Each sets `run`, a function of the parsed arguments that gives the exit code."""
    top = argparse.ArgumentParser(prog="trigpoint", description="Early warning of the quality of NHS care.")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    analysis.configure(commands)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. 0 done, 2 wrong usage, 3 input refused (each problem a JSON line on stderr)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trigpoint.config.settings")
    arguments = parser().parse_args(argv)
    try:
        return arguments.run(arguments)
    except InputRefused as refused:
        for problem in refused.problems:
            print(problem.as_json_line(), file=sys.stderr)
        return 3
