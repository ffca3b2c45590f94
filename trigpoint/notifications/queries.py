"""Reading what people are told, what is due to them, and how they want to hear of it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Iterator
from copy import copy
from typing import Any

from trigpoint.accounts.models import Commissioner, Membership, User
from trigpoint.accounts.rules import reach
from trigpoint.notifications import registry
from trigpoint.notifications.models import CalendarKey, Notice, NoticeQuerySet, Preference, Sending
from trigpoint.notifications.rules import CalendarEntry, Due


def unread_count(user: Any) -> int:
    """How much news a person has not read: one query, none for somebody without a role."""
    return 0 if reach(user).is_nowhere else Notice.objects.visible_to(user).unread().count()


def news(user: Any, *, kind: str = "", is_all: bool = False) -> NoticeQuerySet:
    """A person's news, latest first: what they have not read, or all of it but what later news took the place of."""
    found = Notice.objects.visible_to(user).select_related("reading")
    found = found.exclude(reading__is_replaced=True) if is_all else found.unread()
    return found.filter(kind=kind) if kind else found


def fresh_news(person: User, *, since: dt.datetime | None, left_out: Collection[str]) -> NoticeQuerySet:
    """What a person has not read and no summary has told yet, without the kinds that they want to leave out."""
    found = Notice.objects.visible_to(person).unread().exclude(kind__in=left_out)
    return found.filter(at__gt=since) if since else found


def desks() -> Iterator[User]:
    """Every person who may come in, once for each commissioner with whom they hold a role."""
    held = Membership.objects.in_force().filter(user__is_active=True).select_related("user", "commissioner")
    seen = set()
    for membership in held.order_by("user", "commissioner"):
        place = (membership.user_id, membership.commissioner_id)
        if place not in seen:
            seen.add(place)
            yield at_desk(membership.user, membership.commissioner)


def desks_of(person: User) -> list[User]:
    """A person at each commissioner with whom they hold a role, beginning with the one they work for now."""
    held = (
        Membership.objects.in_force().filter(user=person, user__is_active=True).select_related("commissioner")
    )
    places = {membership.commissioner_id: membership.commissioner for membership in held}
    in_order = sorted(places.values(), key=lambda place: (place.pk != person.commissioner_id, place.pk))
    return [at_desk(person, place) for place in in_order]


def at_desk(person: User, commissioner: Commissioner) -> User:
    """The person as they are when they work for this commissioner. Not to be saved."""
    there = copy(person)
    there.commissioner = commissioner
    there.__dict__.pop("reach", None)
    return there


def dues(person: User, today: dt.date) -> list[Due]:
    """Everything that is due to a person at this desk, earliest first."""
    found = [due for source in registry.due_sources() for due in source(person, today)]
    return sorted(found, key=lambda due: (due.due_on, due.what, due.reference))


def calendar(person: User, since: dt.date) -> list[CalendarEntry]:
    """What stands in calendars for a person at this desk from a day on, in one fixed order."""
    found = [entry for source in registry.calendar_sources() for entry in source(person, since)]
    return sorted(found, key=lambda entry: (entry.on, entry.uid))


def reminders(person: User) -> NoticeQuerySet:
    """Reminders that a person at this desk has not read."""
    unread = Notice.objects.visible_to(person).unread()
    return unread.filter(kind=registry.DUE.name, once__isnull=False)


def told_already(person: User, keys: Collection[str]) -> set[str]:
    """Which of these were told to the person at this desk."""
    told = Notice.objects.filter(person=person, owner=person.commissioner, once__in=keys)
    return set(told.values_list("once", flat=True))


def preference_of(person: User) -> Preference:
    """How a person wants to be told: what they have chosen, or what stands for everybody."""
    return Preference.objects.filter(person=person).first() or Preference(person=person)


def last_sent(person: User) -> Sending | None:
    """The latest summary that went out to a person for this desk."""
    sent = Sending.objects.filter(person=person, owner=person.commissioner, state=Sending.State.SENT)
    return sent.order_by("-day", "-pk").first()


def unsent(day: dt.date) -> list[Sending]:
    """Summaries of a day that have not gone out."""
    waiting = (Sending.State.WAITING, Sending.State.FAILED, Sending.State.IN_HAND)
    found = Sending.objects.filter(day=day, state__in=waiting).order_by("pk")
    return list(found.select_related("person", "owner"))


def calendar_key(user: Any) -> CalendarKey | None:
    """The calendar address that a person has at this desk."""
    return CalendarKey.objects.visible_to(user).filter(ended_at=None).first()


def holder_of(secret: str) -> User | None:
    """Whose calendar address this is, at the desk it was made for; nobody when it ended or they may not come in any more."""
    key = CalendarKey.objects.filter(digest=digest_of(secret), ended_at=None, person__is_active=True)
    found = key.select_related("person", "owner").first()
    person = at_desk(found.person, found.owner) if found else None
    return None if person is None or reach(person).is_nowhere else person


def digest_of(secret: str) -> str:
    """What is kept of a secret: it has 256 bits by chance, so that it needs no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()
