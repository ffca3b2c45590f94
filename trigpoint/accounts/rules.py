"""What roles grant, and how far a person's roles reach. Which role grants what is data of the framework pack."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from trigpoint.common.errors import NotAllowed


@dataclass(frozen=True)
class Role:
    """A role: what people of it may do, and which restricted classes it is named for.

    `is_staff`: works for the commissioner, so that the commissioner's records are theirs to see.
    """

    name: str
    title: str
    is_staff: bool
    what: str
    deeds: frozenset[str]
    classes: frozenset[str]


@dataclass(frozen=True)
class RoleBook:
    """Every role, what each deed means in words, and the restricted classes."""

    roles: Mapping[str, Role]
    deeds: Mapping[str, str]
    classes: Mapping[str, str]


@dataclass(frozen=True)
class Reach:
    """How far a person reaches with the commissioner they work for now.

    organisations: ODS codes of the organisations that they speak for as outsiders.
    """

    commissioner_id: int | None
    roles: frozenset[str]
    is_staff: bool
    organisations: frozenset[str]
    deeds: frozenset[str]
    classes: frozenset[str]

    @property
    def is_nowhere(self) -> bool:
        """Whether no role counts: signed in, but nothing to see."""
        return not self.roles


REFUSED = "Your role does not allow this. Ask your administrator if you need it."
NOWHERE = Reach(None, frozenset(), False, frozenset(), frozenset(), frozenset())
_book: Callable[[], RoleBook] | None = None


def use_roles(source: Callable[[], RoleBook]) -> None:
    """Say where roles come from; called once by the wiring."""
    global _book
    _book = source


def role_book() -> RoleBook:
    """The roles in force."""
    if _book is None:
        raise NotAllowed("No roles are known. They are wired in trigpoint/config/registration.py.")
    return _book()


def reach_of(commissioner_id: int, held: Iterable[tuple[str, str]]) -> Reach:
    """The reach of somebody who holds these (role, organisation) with a commissioner. Unknown roles grant nothing."""
    book = role_book().roles
    known = [(book[role], organisation) for role, organisation in held if role in book]
    return Reach(
        commissioner_id=commissioner_id,
        roles=frozenset(role.name for role, _ in known),
        is_staff=any(role.is_staff for role, _ in known),
        organisations=frozenset(code for role, code in known if not role.is_staff),
        deeds=frozenset().union(*(role.deeds for role, _ in known)),
        classes=frozenset().union(*(role.classes for role, _ in known)),
    )


def reach(user: Any) -> Reach:
    """The reach of a person; nowhere for somebody who is not signed in."""
    return getattr(user, "reach", NOWHERE)


def may(user: Any, deed: str) -> bool:
    """Whether one of the person's roles grants `deed`."""
    return deed in reach(user).deeds


def require(user: Any, deed: str) -> None:
    """Refuse with a plain sentence unless `user` may do `deed`."""
    if not may(user, deed):
        raise NotAllowed(REFUSED)
