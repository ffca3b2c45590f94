"""In whose name a command works, on a database that may be new."""

from __future__ import annotations

import sys

from django.core.management import call_command
from django.db import connection

from trigpoint.accounts.models import Commissioner, User
from trigpoint.accounts.services import grant_role_at_set_up
from trigpoint.accounts.system import system_person
from trigpoint.config.env import env


def wrong_usage(message: str) -> int:
    """Say what was wrong with the command; the exit code."""
    print(message, file=sys.stderr)
    return 2


def migrate_when_new() -> None:
    """An empty database is set up without being asked; one that is in use is left to `make run`."""
    if not connection.introspection.table_names():
        call_command("migrate", verbosity=0, interactive=False)


def who(name: str | None) -> User | None:
    """The person of that name, or the system itself, who works for the first commissioner."""
    if name is not None:
        return User.objects.filter(username=name, is_active=True, commissioner__isnull=False).first()
    person = system_person()
    if person.commissioner is None:
        grant_role_at_set_up(person=person, role="analyst", commissioner=_commissioner(), by="system")
    return person


def _commissioner() -> Commissioner:
    first = Commissioner.objects.order_by("pk").first()
    return first or Commissioner.objects.create(
        code=env("COMMISSIONER_CODE", "QOP"),
        name=env("COMMISSIONER_NAME", "NHS Greater Manchester Integrated Care Board"),
    )
