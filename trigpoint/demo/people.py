"""The people of the demonstration. Nobody here is real."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from trigpoint.accounts.models import Commissioner, Role, User
from trigpoint.accounts.queries import PEOPLE_FILE
from trigpoint.accounts.services import create_commissioner, create_user
from trigpoint.common.errors import DomainError

OURS = ("QOP", "NHS Greater Manchester Integrated Care Board")
NEIGHBOUR = ("QYG", "NHS Cheshire and Merseyside Integrated Care Board")


@dataclass(frozen=True)
class Person:
    """Somebody to sign in as, and what to try in that role."""

    username: str
    name: str
    role: str
    commissioner: tuple[str, str]
    what_to_try: str


PEOPLE = (
    Person(
        "quality.lead",
        "Amina Hussain",
        Role.QUALITY_LEAD,
        OURS,
        "Open Early warning, follow what is new to its chart and source row, then take a brief into a meeting.",
    ),
    Person(
        "analyst",
        "Tom Reilly",
        Role.ANALYST,
        OURS,
        "Load a published file, see what was left out and why, begin a new phase on a chart.",
    ),
    Person(
        "chair",
        "David Okafor",
        Role.CHAIR,
        OURS,
        "Read the early-warning page in a minute; nothing can be changed in this role.",
    ),
    Person(
        "administrator", "Priya Nair", Role.ADMINISTRATOR, OURS, "Look after loads and see who may do what."
    ),
    Person(
        "neighbour",
        "Megan Price",
        Role.QUALITY_LEAD,
        NEIGHBOUR,
        "See the same open figures, and nothing that Greater Manchester wrote.",
    ),
)


class DemonstrationMissing(DomainError):
    """The demonstration's people are not there."""


class _Setup:
    """In whose name the first people are made: nobody is there yet."""

    username = "demonstration"
    commissioner = None


def ensure_people(*, by: User | None) -> list[dict[str, Any]]:
    """Commissioners and people of the demonstration, made where missing, with their passwords."""
    actor: Any = by or _Setup()
    passwords = _passwords()
    for person in PEOPLE:
        if not User.objects.filter(username=person.username).exists():
            create_user(
                username=person.username,
                password=passwords[person.username],
                commissioner=_commissioner(person.commissioner, actor),
                role=person.role,
                full_name=person.name,
                by=actor,
            )
    people = [
        {
            "role": str(person.role),
            "username": person.username,
            "password": passwords[person.username],
            "organisation": person.commissioner[0],
            "what_to_try": person.what_to_try,
            "name": person.name,
        }
        for person in PEOPLE
    ]
    _keep(people)
    return people


def administrator() -> User:
    """The demonstration's administrator, in whose name files are loaded."""
    return _person("administrator")


def quality_lead() -> User:
    """The demonstration's quality lead."""
    return _person("quality.lead")


def _person(username: str) -> User:
    found = User.objects.filter(username=username).first()
    if found is None:
        raise DemonstrationMissing("The demonstration's people are missing. Run: trigpoint demo")
    return found


def _commissioner(code_and_name: tuple[str, str], actor: Any) -> Commissioner:
    code, name = code_and_name
    found = Commissioner.objects.filter(code=code).first()
    return found or create_commissioner(code=code, name=name, by=actor)


def _passwords() -> dict[str, str]:
    """One password a person, made once for this installation."""
    kept = Path(settings.DATA_DIR) / PEOPLE_FILE
    if kept.exists():
        return {
            person["username"]: person["password"] for person in json.loads(kept.read_text(encoding="utf-8"))
        }
    return {person.username: f"trig-{secrets.token_hex(5)}" for person in PEOPLE}


def _keep(people: list[dict[str, Any]]) -> None:
    """Keep the people beside the data, for the owner of the files only."""
    kept = Path(settings.DATA_DIR) / PEOPLE_FILE
    kept.touch(mode=0o600)
    kept.write_text(json.dumps(people, indent=1), encoding="utf-8")
