"""What pages say about people, roles and who can see what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver

from trigpoint.accounts.access import Door, door_of
from trigpoint.accounts.models import Membership
from trigpoint.accounts.rules import RoleBook
from trigpoint.ui.vocabulary import term


@dataclass(frozen=True)
class Page:
    """One page of the service: what it is for, and the door in front of it."""

    area: str
    what: str
    address: str
    door: Door


def pages_behind_doors(patterns: Iterable[Any], prefix: str = "/", area: str = "") -> Iterator[Page]:
    """Every page of the service in the order of its addresses, read from the views themselves."""
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from pages_behind_doors(pattern.url_patterns, path, pattern.app_name or area)
        elif isinstance(pattern, URLPattern) and (door := door_of(pattern.callback)) is not None:
            what = (pattern.callback.__doc__ or pattern.name or "").strip().split("\n")[0]
            yield Page(area=area, what=what, address=path, door=door)


@dataclass(frozen=True)
class Opened:
    """What a deed is in words, who may do it, and the pages it opens."""

    words: str
    who: str
    pages: tuple[Page, ...]

    @property
    def counted(self) -> str:
        """How many pages: "1 page", "4 pages"."""
        return "1 page" if len(self.pages) == 1 else f"{len(self.pages)} pages"


def opened_by_deeds(book: RoleBook, pages: Iterable[Page]) -> list[Opened]:
    """Every deed of the role book with its roles and pages, then what needs no deed."""
    known = list(pages)
    shown = [
        Opened(words, who_may(book, deed), tuple(page for page in known if deed in page.door.deeds))
        for deed, words in book.deeds.items()
    ]
    free = [page for page in known if not page.door.deeds]
    shown.append(
        Opened(
            "Look after your own account",
            "Anybody who is signed in",
            tuple(page for page in free if not page.door.is_public),
        )
    )
    shown.append(
        Opened(
            "Sign in, and read this page", "Everybody", tuple(page for page in free if page.door.is_public)
        )
    )
    return shown


def who_may(book: RoleBook, deed: str) -> str:
    """The roles that may do a deed, in few words where it is all of a sort."""
    roles = [role for role in book.roles.values() if deed in role.deeds]
    staff = [role for role in book.roles.values() if role.is_staff]
    outside = [role.title for role in roles if not role.is_staff]
    if len(roles) == len(book.roles):
        return "Every role"
    if all(role in roles for role in staff):
        return ", ".join([f"Every role of the {term('commissioner')}", *outside])
    return ", ".join(role.title for role in roles) or "Nobody"


def said_of(membership: Membership, book: RoleBook) -> str:
    """A role as its holder reads it: "Provider, speaking for RMC"."""
    role = book.roles.get(membership.role)
    title = role.title if role else f"{membership.role} (a role that grants nothing any more)"
    return title if role and role.is_staff else f"{title}, speaking for {membership.organisation}"
