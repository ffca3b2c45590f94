"""People and their roles as an administrator reads them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from trigpoint.accounts.models import Membership, User
from trigpoint.accounts.presenters.roles import said_of
from trigpoint.accounts.rules import RoleBook


@dataclass(frozen=True)
class PersonLine:
    """One person in the list."""

    public_id: str
    name: str
    username: str
    roles: tuple[str, ...]
    last_here: dt.datetime | None
    is_open: bool


@dataclass(frozen=True)
class RoleHeld:
    """One role that a person holds or held."""

    public_id: str
    said: str
    since: dt.date
    ended: dt.date | None


def person_lines(people: Iterable[User], held: Iterable[Membership], book: RoleBook) -> list[PersonLine]:
    """The list of people with the roles they hold today."""
    roles: dict[int, list[str]] = {}
    for each in held:
        roles.setdefault(each.user_id, []).append(said_of(each, book))
    return [
        PersonLine(
            public_id=person.public_id,
            name=str(person),
            username=person.username,
            roles=tuple(roles.get(person.pk, ())),
            last_here=person.last_login,
            is_open=person.is_active,
        )
        for person in people
    ]


def roles_held(held: Iterable[Membership], book: RoleBook) -> list[RoleHeld]:
    """Every role of one person, the present ones first."""
    shown = [RoleHeld(each.public_id, said_of(each, book), each.begins_on, each.ends_on) for each in held]
    return sorted(shown, key=lambda each: (each.ended is not None, each.said))


def people_answer(total: int, shown: int) -> str:
    """The list's answer in one sentence."""
    people = "1 person holds" if total == 1 else f"{total} people hold"
    return f"{people} a role here." if shown == total else f"{people} a role here; {shown} shown."
