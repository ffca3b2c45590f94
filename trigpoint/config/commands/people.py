"""`trigpoint people`: the first administrator of a commissioner, and help where no administrator can help."""

from __future__ import annotations

import argparse

from django.conf import settings
from django.urls import reverse

from trigpoint.accounts import services
from trigpoint.accounts.models import Commissioner
from trigpoint.accounts.queries import person_called
from trigpoint.accounts.system import system_person
from trigpoint.common.errors import DomainError


def configure(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    command = subparsers.add_parser("people", help="invite the first administrator; help one who is shut out")
    deeds = command.add_subparsers(metavar="DEED", required=True)

    invite = deeds.add_parser("invite-administrator", help="make the link by which an administrator comes in")
    invite.add_argument("email", metavar="EMAIL")
    invite.add_argument("--code", help="ODS code of the commissioner (the one there is, if there is one)")
    invite.add_argument("--name", help="its name, if it is new")
    invite.set_defaults(run=run_invite)

    remove = deeds.add_parser("remove-second-step", help="for somebody who lost their device")
    remove.add_argument("username", metavar="USERNAME")
    remove.add_argument("--why", required=True, help="how you made sure that it is they who ask; it is kept")
    remove.set_defaults(run=run_remove)


def run_invite(arguments: argparse.Namespace) -> int:
    """Print the link, for the person alone."""
    owner = _commissioner(arguments.code, arguments.name)
    made = services.invite_administrator(email=arguments.email, commissioner=owner, by=system_person())
    site = settings.SITE_ADDRESS or "http://localhost:8000"
    print(f"{site.rstrip('/')}{reverse('accounts:invitation', args=[made.token])}")
    return 0


def run_remove(arguments: argparse.Namespace) -> int:
    """Say what they do next."""
    person = person_called(arguments.username)
    if person is None:
        raise DomainError(f"There is nobody with the username {arguments.username}.")
    services.remove_second_steps(person=person, why=arguments.why, by=system_person())
    print(f"{person} signs in with the password alone once more, and is asked to set up a new second step.")
    return 0


def _commissioner(code: str | None, name: str | None) -> Commissioner:
    known = Commissioner.objects.filter(code=code) if code else Commissioner.objects.all()
    if found := list(known[:2]):
        if len(found) > 1:
            raise DomainError("There are several commissioners. Say which one with --code.")
        return found[0]
    if not code or not name:
        raise DomainError("There is no such commissioner yet. Say which one it is with --code and --name.")
    return services.create_commissioner(code=code, name=name, by=system_person())
