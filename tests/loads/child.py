"""A process of its own that loads one file; arguments: the file, and where to stop ("", "store" or "kept").

Prints the counts of what was new and unchanged.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "trigpoint.config.settings"
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from tests.factories import loads as make  # noqa: E402
from trigpoint.accounts.models import User  # noqa: E402
from trigpoint.loads import keeping  # noqa: E402
from trigpoint.loads.contract import Stored  # noqa: E402
from trigpoint.loads.services import load_file  # noqa: E402


def main(path: Path, stop: str) -> None:
    """Load, or be killed on the way."""
    if stop == "prepare":
        prepare()
        return
    if stop == "kept":
        keeping.Waiting.keep = kept_then_killed
    store = {"store": stored_then_killed, "slow": stored_slowly}.get(stop, make.store_observations)
    report = load_file(connector=make.small_connector(store=store), path=path, by=User.objects.get())
    print(report.new, report.unchanged)


def prepare() -> None:
    """An empty database with two trusts and one analyst."""
    call_command("migrate", verbosity=0, interactive=False)
    make.organisations("RXX", "RYY")
    make.person()


def stored_then_killed(**parts: object) -> Stored:
    """As kill -9 in the middle of the transaction, after everything was written."""
    make.store_observations(**parts)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM indicators_observation")
        assert cursor.fetchone()[0] > 0
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("still alive")


def stored_slowly(**parts: object) -> Stored:
    """Long enough for somebody else to come with the same file."""
    time.sleep(1)
    return make.store_observations(**parts)


def kept_then_killed(waiting: keeping.Waiting) -> None:
    """As kill -9 after the file has its name and before the transaction commits."""
    waiting._copy.replace(waiting._place)
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
