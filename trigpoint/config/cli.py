"""The command line. Analysis commands need no database and no settings; those that do say so below."""

from __future__ import annotations

import argparse
import datetime as dt
import importlib
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from trigpoint.audit.context import Whence, coming_from
from trigpoint.common import clock
from trigpoint.common.errors import DomainError, InputRefused
from trigpoint.config.start import CannotStart, start_django


@dataclass(frozen=True)
class Group:
    """A module with `configure(subparsers)`, imported only when one of its commands is asked for.

    Where `django` is true the module may import models, for Django is started before it is imported.
    """

    module: str
    commands: tuple[str, ...]
    django: bool


GROUPS = (
    Group("trigpoint.config.commands.run", ("run",), django=False),
    Group("trigpoint.config.commands.serve", ("serve",), django=False),
    Group("trigpoint.config.commands.worker", ("worker",), django=True),
    Group("trigpoint.config.commands.prepare", ("prepare",), django=False),
    Group("trigpoint.config.commands.demo", ("demo",), django=True),
    Group("trigpoint.config.commands.load", ("load", "connectors", "export"), django=True),
    Group("trigpoint.config.commands.backtest", ("backtest",), django=True),
    Group("trigpoint.config.commands.surveil", ("surveil",), django=False),
    Group("trigpoint.config.commands.doctor", ("doctor",), django=False),
    Group("trigpoint.config.commands.files", ("files",), django=True),
    Group("trigpoint.config.commands.people", ("people",), django=True),
    Group("trigpoint.config.commands.vault", ("vault",), django=True),
    Group("trigpoint.config.commands.audit", ("audit",), django=True),
    Group("trigpoint.config.commands.backup", ("backup", "restore"), django=True),
)
ANALYSIS = Group("trigpoint.analysis.commands", (), django=False)  # every other command


def parser(words: Sequence[str] = ()) -> argparse.ArgumentParser:
    """The commands that `words` may mean. Each sets `run`, a function of the arguments that gives the exit code."""
    top = argparse.ArgumentParser(prog="trigpoint", description="Early warning of the quality of NHS care.")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for group in meant(words):
        if group.django:
            start_django()
        importlib.import_module(group.module).configure(commands)
        for command in group.commands:
            add_today(commands.choices[command])
    return top


def meant(words: Sequence[str]) -> tuple[Group, ...]:
    """The group of the command, or all of them when help is wanted."""
    name = next((word for word in words if not word.startswith("-")), None)
    if name is None:
        return (*GROUPS, ANALYSIS)
    return tuple(group for group in GROUPS if name in group.commands) or (ANALYSIS,)


def add_today(command: argparse.ArgumentParser) -> None:
    """Every command can be run as if it were another day."""
    if not any(action.dest == "today" for action in command._actions):
        command.add_argument(
            "--today", type=dt.date.fromisoformat, metavar="D", help="act as if it were this day"
        )


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. 0 done, 2 wrong usage, 3 input refused (each problem a JSON line on stderr)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trigpoint.config.settings")
    words = sys.argv[1:] if argv is None else list(argv)
    try:
        arguments = parser(words).parse_args(words)
        if getattr(arguments, "today", None):
            clock.replay(arguments.today)
        with coming_from(Whence(place=f"trigpoint {arguments.command}")):
            return arguments.run(arguments)
    except InputRefused as refused:
        for problem in refused.problems:
            print(problem.as_json_line(), file=sys.stderr)
        return 3
    except (CannotStart, DomainError) as problem:
        print(problem, file=sys.stderr)
        return 1
