"""What a person may read of the audit, and the records and people that it speaks of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from trigpoint.accounts.models import Commissioner, User
from trigpoint.accounts.queries import people_here
from trigpoint.accounts.rules import may, reach
from trigpoint.audit.models import Event, Sort
from trigpoint.audit.queries.searching import about, newer, older
from trigpoint.common import references
from trigpoint.common.clock import LONDON
from trigpoint.common.references import Shown

PAGE = 50
NAMESAKES = 30  # people that a part of a name may mean


@dataclass(frozen=True)
class Surroundings:
    """What is needed to tell events to a person: records they may see, names of people, names of bodies."""

    records: dict[str, Shown]
    known_kinds: frozenset[str]
    names: dict[str, str] = field(default_factory=dict)
    bodies: dict[str, str] = field(default_factory=dict)

    def hides(self, event: Event) -> bool:
        """Whether an event is about a record that the person may not see.

        Of kinds that nobody can open (a role, a piece of background work) only what was restricted is hidden.
        """
        if not event.target or event.target in self.records:
            return False
        return event.is_restricted or event.target.partition(":")[0] in self.known_kinds


@dataclass(frozen=True)
class Page:
    """A page of events, newest first, what is needed to tell them, and whether there are any beyond its ends."""

    events: Sequence[Event]
    around: Surroundings
    has_newer: bool
    has_older: bool


@dataclass(frozen=True)
class Place:
    """Where a page begins: at the newest, or below an event, or above it."""

    event: Event | None = None
    is_above: bool = False


def page_of(events: QuerySet[Event], place: Place, *, user: User, is_strict: bool = False) -> Page:
    """Fifty events from a place on; they are never all counted. `is_strict` leaves out what would be hidden."""
    if place.event is None:
        ordered = events
    else:
        ordered = newer(events, place.event) if place.is_above else older(events, place.event)
    found, around = _first(ordered, user=user, is_strict=is_strict, is_upwards=place.is_above)
    shown, is_more = found[:PAGE], len(found) > PAGE
    if place.is_above:
        return Page(shown[::-1], around, has_newer=is_more, has_older=True)
    return Page(shown, around, has_newer=place.event is not None, has_older=is_more)


def _first(
    ordered: QuerySet[Event], *, user: User, is_strict: bool, is_upwards: bool
) -> tuple[list[Event], Surroundings]:
    """One more than a page holds, without those that are hidden where it is strict."""
    found: list[Event] = []
    some = list(ordered[: PAGE + 1])
    while True:
        around = surroundings([*found, *some], user=user)
        found += [event for event in some if not (is_strict and around.hides(event))]
        if len(found) > PAGE or len(some) <= PAGE:
            return found, around
        beyond = newer(ordered, some[-1]) if is_upwards else older(ordered, some[-1])
        some = list(beyond[: PAGE + 1])


def mark(public_id: str) -> Event | None:
    """The event that an address names as the end of a page; it tells nothing but its place in the order."""
    return Event.objects.filter(public_id=public_id).first()


def surroundings(events: Iterable[Event], *, user: User) -> Surroundings:
    """What belongs to some events, asked for once each."""
    events = list(events)
    people = User.objects.filter(username__in={event.actor for event in events if event.actor})
    bodies = Commissioner.objects.filter(code__in={event.owner for event in events if event.owner})
    return Surroundings(
        records=references.show_all({event.target for event in events if event.target}, user=user),
        known_kinds=frozenset(references.kinds()),
        names={person.username: str(person) for person in people},
        bodies={body.code: body.name for body in bodies},
    )


def meant(text: str, *, user: User) -> tuple[str, ...]:
    """Usernames that a typed name may mean: itself, and people here who are called like that."""
    called = people_here(of=user, words=text).values_list("username", flat=True)[:NAMESAKES]
    return (text, *(name for name in called if name != text))


def record_to_show(kind: str, public_id: str, *, user: User) -> Any | None:
    """A record that `user` may see; a restricted one when they opened it lately, and that they look again is noted."""
    reference = f"{kind}:{public_id}"
    found = references.find(reference, user=user)
    return found if found is not None else references.find_opened(reference, user=user)


def told_about(record: Any, *, user: User) -> QuerySet[Event]:
    """What happened to a record. Who read it or took it away is told to those who may search the audit, of their own."""
    told = Q(kind=Sort.CHANGE)
    if may(user, "audit.read"):
        told |= Q(owner=user.commissioner.code)
    return about(references.past_of(record, user=user)).filter(told)


def tells_all_to(user: User, event: Event) -> bool:
    """Whether somebody reads who did it and why: the commissioner's own people, and whoever did it."""
    is_ours = reach(user).is_staff and user.commissioner.code == event.owner
    return is_ours or (event.actor != "" and event.actor == user.username)


def midnight(day: dt.date) -> dt.datetime:
    """When a day begins in England."""
    return dt.datetime.combine(day, dt.time(), tzinfo=LONDON)


def midnight_after(day: dt.date) -> dt.datetime:
    """When a day ends in England: it may have had 23 or 25 hours."""
    return midnight(day + dt.timedelta(days=1))
