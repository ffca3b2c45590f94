"""The audit at the end of commands: sealing where no worker may be running, and saying that a backup was restored."""

from __future__ import annotations

import sys

from django.db import OperationalError

from trigpoint.audit.services import AnchorsNotWritten, accept, seal_waiting
from trigpoint.config.readiness import unapplied


def seal_what_was_done() -> None:
    """Seal what the command recorded. When that cannot be done now, a worker or the next command does it."""
    try:
        seal_waiting()
    except (AnchorsNotWritten, OperationalError) as problem:
        print(f"The audit of this could not be sealed yet: {problem}", file=sys.stderr)


def accept_restoration(why: str) -> None:
    """After a backup the end of the audit is missing that was written down since: on purpose, and that is on record."""
    if unapplied():
        print(
            "The backup is of an older version. Run trigpoint prepare --no-demo, then "
            f"trigpoint audit accept --why '{why}'",
            file=sys.stderr,
        )
        return
    try:
        accept(by=None, why=why)
    except AnchorsNotWritten as problem:
        print(
            f"That a backup was restored could not be written beside the audit's heads: {problem}",
            file=sys.stderr,
        )
        return
    seal_what_was_done()
