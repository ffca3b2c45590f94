"""`trigpoint audit`: seal what waits, check everything, accept a state that no longer fits what was written down."""

from __future__ import annotations

import argparse
import time

from trigpoint.audit import services
from trigpoint.audit.queries.verifying import Verdict, verify
from trigpoint.common.errors import DomainError

SHOWN = 20  # faults


def configure(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and what it can do."""
    command = subparsers.add_parser("audit", help="seal and check the record of who did what")
    deeds = command.add_subparsers(dest="deed", metavar="DEED", required=True)
    seal = deeds.add_parser("seal", help="seal what waits; the worker does it every few minutes")
    seal.set_defaults(run=run_seal)
    check = deeds.add_parser("verify", help="check every row, seal and head")
    check.set_defaults(run=run_verify)
    accept = deeds.add_parser(
        "accept", help="let the audit count as it stands, though heads that were written down tell of another"
    )
    accept.add_argument(
        "--why", required=True, metavar="TEXT", help="for example: the backup of 3 May was restored"
    )
    accept.set_defaults(run=run_accept)


def run_seal(arguments: argparse.Namespace) -> int:
    """Seal and say how much."""
    print(f"{services.seal_waiting():,} events were sealed.")
    return 0


def run_verify(arguments: argparse.Namespace) -> int:
    """Check and tell; 1 when something is wrong."""
    began = time.monotonic()
    found = verify()
    for line in told(found):
        print(line)
    print(f"Checked in {time.monotonic() - began:.0f} s.")
    return int(bool(found.faults))


def run_accept(arguments: argparse.Namespace) -> int:
    """Accept, with the reason on record."""
    if not arguments.why.strip():
        raise DomainError("Say why: whoever checks the audit next year needs to know.")
    number = services.accept(by=None, why=arguments.why.strip())
    services.seal_waiting()
    print(f"From seal {number} on the audit counts as it stands. That it was accepted stays on record.")
    return 0


def told(found: Verdict) -> list[str]:
    """A verdict as lines to read."""
    lines = [fault.means for fault in found.faults[:SHOWN]]
    if len(found.faults) > SHOWN:
        lines.append(f"And {len(found.faults) - SHOWN:,} more faults.")
    lines += [
        f"Accepted on {each.at:%d %B %Y} as it stood up to seal {each.number}: {each.why}"
        for each in found.accepted
    ]
    sound = "" if found.faults else "Sound: "
    lines.append(
        f"{sound}{found.events:,} events in {found.seals:,} seals, {found.unsealed:,} not sealed yet."
    )
    return lines
