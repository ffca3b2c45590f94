"""The people of the demonstration. Nobody here is real."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from trigpoint.accounts.models import Commissioner, User
from trigpoint.accounts.queries import PEOPLE_FILE
from trigpoint.accounts.services import create_commissioner, create_user, grant_role_at_set_up
from trigpoint.common import clock
from trigpoint.common.errors import DomainError

WORKED_HERE = dt.timedelta(days=365)  # so long they have had their roles
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
    organisation: str = ""


PEOPLE = (
    Person(
        "quality.lead",
        "Amina Hussain",
        "quality_lead",
        OURS,
        "Open Early warning and follow what is new to its chart and source row; open Soft intelligence, triage what came in, "
        "look at Themes over time and at who is silent, and say what became of it.",
    ),
    Person(
        "quality.manager",
        "Grace Mensah",
        "quality_manager",
        OURS,
        "Open Actions, see what is overdue, verify what a provider says is done.",
    ),
    Person(
        "analyst",
        "Tom Reilly",
        "analyst",
        OURS,
        "Load a published file, see what was left out and why, begin a new phase on a chart.",
    ),
    Person(
        "chair",
        "David Okafor",
        "clinical_chair",
        OURS,
        "Read the early-warning page in a minute; approve or refuse more time for an action.",
    ),
    Person(
        "safeguarding.lead",
        "Ruth Adeyemi",
        "safeguarding_lead",
        OURS,
        "Open Restricted, give a reason, and read what only your role may see.",
    ),
    Person(
        "executive",
        "Helen Marsh",
        "executive",
        OURS,
        "Read briefs, approve more time, share an action with another commissioner.",
    ),
    Person("auditor", "Samuel Byrne", "auditor", OURS, "Search who did what, and take the list away."),
    Person(
        "administrator",
        "Priya Nair",
        "administrator",
        OURS,
        "Invite a person, give and end a role, see who can see what.",
    ),
    Person(
        "gp",
        "Aisha Rahman",
        "gp_practice",
        OURS,
        "On a phone: tell in under a minute what you see of the training trust, good or bad; then follow what became of it.",
        organisation="TRAINING-GP1",
    ),
    Person(
        "provider",
        "Nadia Farouk",
        "provider",
        OURS,
        "Answer what the commissioner asked of the training trust, with evidence.",
        organisation="TRAINING-1",
    ),
    Person(
        "partner",
        "Owen Clarke",
        "partner",
        OURS,
        "See the one action that is shared with Healthwatch, and nothing else.",
        organisation="HW-TRAINING",
    ),
    Person(
        "neighbour",
        "Megan Price",
        "quality_lead",
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
    with clock.replaying(clock.today() - WORKED_HERE):
        for person in PEOPLE:
            if not User.objects.filter(username=person.username).exists():
                _make(person, passwords[person.username], actor)
    people = [
        {
            "role": person.role,
            "username": person.username,
            "password": passwords[person.username],
            "organisation": person.organisation or person.commissioner[0],
            "what_to_try": person.what_to_try,
            "name": person.name,
        }
        for person in PEOPLE
    ]
    _keep(people)
    return people


def _make(person: Person, password: str, actor: Any) -> None:
    made = create_user(username=person.username, password=password, full_name=person.name, by=actor)
    grant_role_at_set_up(
        person=made,
        role=person.role,
        commissioner=_commissioner(person.commissioner, actor),
        organisation=person.organisation,
        by=actor,
    )


def administrator() -> User:
    """The demonstration's administrator, in whose name files are loaded."""
    return person_named("administrator")


def quality_lead() -> User:
    """The demonstration's quality lead."""
    return person_named("quality.lead")


def person_named(username: str) -> User:
    """Somebody of the demonstration."""
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
        told = json.loads(kept.read_text(encoding="utf-8"))
        return {**_fresh(), **{person["username"]: person["password"] for person in told}}
    return _fresh()


def _fresh() -> dict[str, str]:
    return {person.username: f"trig-{secrets.token_hex(5)}" for person in PEOPLE}


def _keep(people: list[dict[str, Any]]) -> None:
    """Keep the people beside the data, for the owner of the files only."""
    kept = Path(settings.DATA_DIR) / PEOPLE_FILE
    kept.touch(mode=0o600)
    kept.write_text(json.dumps(people, indent=1), encoding="utf-8")
