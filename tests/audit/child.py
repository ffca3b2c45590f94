"""A process of its own that works on the audit of the installation that the environment names.

Arguments: what to do (prepare, write, seal, verify) and how often to write.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "trigpoint.config.settings"
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402

from tests.factories.accounts import UserFactory  # noqa: E402
from trigpoint.accounts.models import User  # noqa: E402
from trigpoint.audit.queries.verifying import verify  # noqa: E402
from trigpoint.audit.services import record, seal_waiting  # noqa: E402


def prepare(count: int) -> None:
    """An empty database and one person."""
    call_command("migrate", verbosity=0, interactive=False)
    UserFactory(username="amina")


def write(count: int) -> None:
    """So many events, each in a transaction of its own, with one in five rolled back."""
    by = User.objects.get()
    for n in range(count):
        with transaction.atomic():
            record(by, "loads.loaded", by, after={"n": n})
            transaction.set_rollback(n % 5 == 4)


def seal(count: int) -> None:
    """Seal until a file says that the writers are done."""
    while not (Path(settings.DATA_DIR) / "done").exists():
        seal_waiting()
    seal_waiting()


def look(count: int) -> None:
    """Check everything."""
    found = verify()
    print(
        json.dumps(
            {"events": found.events, "unsealed": found.unsealed, "faults": [f.means for f in found.faults]}
        )
    )


if __name__ == "__main__":
    {"prepare": prepare, "write": write, "seal": seal, "look": look}[sys.argv[1]](int(sys.argv[2]))
