"""What a person may read of the audit, and the records and people that it speaks of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Max, Q, QuerySet

from trigpoint.accounts.models import Commissioner, User
from trigpoint.accounts.queries import people_here
from trigpoint.accounts.rules import may, reach
from trigpoint.audit.models import Event, Sort
from trigpoint.audit.queries.searching import Found, Wanted, about, wanted_by
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


NEWEST = Place()


def matching(wanted: Wanted, *, user: User, record: Shown | None) -> Found:
    """Events that fit; `record` is the one asked for, as `user` may see it.

    What would tell something of a record that they may not see finds nothing of it.
    """
    found = wanted_by(user, wanted)
    if wanted.target and record is None:
        return replace(found, events=found.events.none())
    return (
        replace(found, events=found.events.exclude(is_restricted=True))
        if wanted.tells_what_is_hidden
        else found
    )


def page_of(found: Found, place: Place, *, user: User, is_strict: bool = False) -> Page:
    """Fifty events from a place on; they are never all counted. `is_strict` leaves out what would be hidden."""
    fit, around = _first(found, place, user=user, is_strict=is_strict)
    shown, is_more = fit[:PAGE], len(fit) > PAGE
    if place.is_above:
        return Page(shown[::-1], around, has_newer=is_more, has_older=True)
    return Page(shown, around, has_newer=place.event is not None, has_older=is_more)


def _first(found: Found, place: Place, *, user: User, is_strict: bool) -> tuple[list[Event], Surroundings]:
    """One more than a page holds, without those that are hidden where it is strict."""
    fit: list[Event] = []
    while True:
        some = list(_from(found, place)[: PAGE + 1])
        around = surroundings([*fit, *some], user=user)
        fit += [event for event in some if not (is_strict and around.hides(event))]
        if len(fit) > PAGE or len(some) <= PAGE:
            return fit, around
        place = replace(place, event=some[-1])


def _from(found: Found, place: Place) -> QuerySet[Event]:
    if place.event is None:
        return found.from_newest()
    return found.newer(place.event) if place.is_above else found.older(place.event)


def shown_in_turn(
    found: Found, *, through: int, user: User, is_strict: bool
) -> Iterator[tuple[list[Event], Surroundings]]:
    """All events that fit, up to a number, many at a time; where it is strict without those that are hidden."""
    for some in found.in_turn(through=through):
        around = surroundings(some, user=user)
        yield [event for event in some if not (is_strict and around.hides(event))], around


def count_of(found: Found, *, user: User, is_strict: bool) -> int:
    """How many rows the file will have. Where it is strict, counted without those that are hidden: the number is told."""
    if not is_strict:
        return found.count()
    newest = Event.objects.aggregate(newest=Max("pk"))["newest"] or 0
    return sum(len(shown) for shown, _ in shown_in_turn(found, through=newest, user=user, is_strict=True))


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


def told_about(record: Any, *, user: User) -> Found:
    """What happened to a record. Who read it or took it away is told to those who may search the audit, of their own."""
    told = Q(kind=Sort.CHANGE)
    if may(user, "audit.read"):
        told |= Q(owner=user.commissioner.code)
    found = about(references.past_of(record, user=user))
    return replace(found, events=found.events.filter(told))


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
