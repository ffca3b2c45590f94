"""What pages say about people, roles and who can see what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver

from trigpoint.accounts.access import Door, door_of
from trigpoint.accounts.models import Membership
from trigpoint.accounts.rules import Role, RoleBook


@dataclass(frozen=True)
class Page:
    """One page of the service: what it is for, and the door in front of it."""

    area: str
    what: str
    address: str
    door: Door

    @property
    def deed(self) -> str:
        """The deed that opens it; empty when none is needed."""
        return self.door.deeds[0] if self.door.deeds else ""


def pages_behind_doors(patterns: Iterable[Any], prefix: str = "/", area: str = "") -> Iterator[Page]:
    """Every page of the service in the order of its addresses, read from the views themselves."""
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from pages_behind_doors(pattern.url_patterns, path, pattern.app_name or area)
        elif isinstance(pattern, URLPattern) and (door := door_of(pattern.callback)) is not None:
            what = (pattern.callback.__doc__ or pattern.name or "").strip().split("\n")[0]
            yield Page(area=area, what=what, address=path, door=door)


def roles_that_may(book: RoleBook, page: Page) -> list[Role]:
    """The roles that open a page; every role where none is asked for."""
    wanted = set(page.door.deeds)
    return [role for role in book.roles.values() if not wanted or wanted & role.deeds]


def said_of(membership: Membership, book: RoleBook) -> str:
    """A role as its holder reads it: "Provider, speaking for RMC"."""
    role = book.roles.get(membership.role)
    title = role.title if role else f"{membership.role} (a role that grants nothing any more)"
    return title if role and role.is_staff else f"{title}, speaking for {membership.organisation}"
