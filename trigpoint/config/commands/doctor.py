"""`trigpoint doctor`: looks for what is wrong with an installation, says what it means and how to mend it."""

from __future__ import annotations

import argparse
import importlib
import json
from dataclasses import asdict

from trigpoint.config.finding import Finding
from trigpoint.config.start import CannotStart, start_django

SIGNS = {"ok": "ok  ", "warn": "warn", "fail": "FAIL"}


def configure(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    command = subparsers.add_parser("doctor", help="look for what is wrong, and say how to mend it")
    command.add_argument("--deploy", action="store_true", help="also what a public installation needs")
    command.add_argument("--json", action="store_true", help="for programs")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print every check; 1 when one fails."""
    findings = examine(deploy=arguments.deploy)
    if arguments.json:
        print(json.dumps([asdict(finding) for finding in findings], indent=1))
    else:
        for finding in findings:
            print(f"{SIGNS[finding.state]}  {finding.name}: {finding.means}")
            if finding.state != "ok":
                print(f"      To mend it: {finding.mend}")
    return int(any(finding.state == "fail" for finding in findings))


def examine(*, deploy: bool) -> list[Finding]:
    """All checks, or only the reason why none can be made."""
    try:
        start_django()
    except CannotStart as problem:
        return [Finding("settings", "fail", problem.problem, problem.remedy)]
    # Only now: it reads models.
    return importlib.import_module("trigpoint.config.checkup").findings(deploy=deploy)
