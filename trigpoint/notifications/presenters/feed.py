"""A person's dates as a calendar program reads them (RFC 5545). The same dates give the same bytes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

from django.conf import settings
from icalendar import Calendar, Event, vDuration

from trigpoint.accounts.models import User
from trigpoint.notifications.rules import CalendarEntry, Due

FETCH_AGAIN = "PT6H"
ONE_DAY = dt.timedelta(days=1)


def calendar_of(
    person: User, *, dues: Iterable[Due], entries: Iterable[CalendarEntry], absolute: Callable[[str], str]
) -> bytes:
    """Whole-day events for what is due to a person at a desk and what stands in its calendar, with links and little more."""
    calendar = Calendar()
    calendar.add("prodid", "-//Trigpoint//Dates//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"{settings.SERVICE_NAME}: {person.commissioner}")
    calendar.add("refresh-interval", vDuration.from_ical(FETCH_AGAIN), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", FETCH_AGAIN)
    for entry in sorted([*map(_as_entry, dues), *entries], key=lambda entry: (entry.on, entry.uid)):
        calendar.add_component(_event(entry, absolute(entry.address)))
    return calendar.to_ical()


def _as_entry(due: Due) -> CalendarEntry:
    name = due.title if settings.TITLES_OUTSIDE else due.what
    uid = due.reference.replace(":", "-")
    return CalendarEntry(f"{uid}-due", f"{name} due", due.due_on, due.address, due.changed_at)


def _event(entry: CalendarEntry, address: str) -> Event:
    event = Event()
    changed = entry.changed_at.astimezone(dt.UTC).replace(microsecond=0)
    event.add("uid", f"{entry.uid}@trigpoint")
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("dtstart", entry.on)
    event.add("dtend", entry.on + ONE_DAY)
    event.add("summary", entry.title)
    event.add("description", address)  # some programs do not show the link
    event.add("url", address)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")  # the day stays free for meetings
    return event
