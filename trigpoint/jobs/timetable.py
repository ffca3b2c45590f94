"""Background work that nobody asks for: what runs every few minutes or once a day.

Each entry has slots. A worker asks for the latest slot of each entry, under a key that names the slot, so that several
workers ask for it once. Slots that went by while no worker ran are not made up for: the latest stands for them all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django_tasks_db.models import DBTaskResult

from trigpoint.accounts.system import system_person
from trigpoint.common import clock
from trigpoint.jobs.asking import ask, dotted_name
from trigpoint.jobs.models import Job

KEPT = dt.timedelta(days=30)


@dataclass(frozen=True)
class Slot:
    """One moment at which an entry is to run, and the words that name it in a key."""

    at: dt.datetime
    name: str


@dataclass(frozen=True)
class Every:
    """Again and again after so many minutes, counted in UTC, so that a change of the clock neither doubles nor skips one."""

    minutes: int

    def latest(self, now: dt.datetime) -> Slot:
        """The last slot that has begun."""
        seconds = self.minutes * 60
        at = dt.datetime.fromtimestamp(now.timestamp() // seconds * seconds, tz=dt.UTC)
        return Slot(at, f"{at:%Y-%m-%dT%H:%MZ}")


@dataclass(frozen=True)
class Daily:
    """Once each day at a time in England. A time that the clock leaves out runs an hour later, one that it repeats runs the first time."""

    at: dt.time

    def latest(self, now: dt.datetime) -> Slot:
        """The last slot that has begun."""
        today = now.astimezone(clock.LONDON).date()
        day = today if self._on(today) <= now else today - dt.timedelta(days=1)
        return Slot(self._on(day), day.isoformat())

    def _on(self, day: dt.date) -> dt.datetime:
        return dt.datetime.combine(day, self.at, tzinfo=clock.LONDON).astimezone(dt.UTC)


@dataclass(frozen=True)
class Entry:
    """One line of the timetable: a function at the top of a module, without arguments, and when it runs."""

    name: str
    task: Callable[[], object]
    when: Every | Daily


_entries: dict[str, Entry] = {}


def register(entry: Entry) -> None:
    """Put an entry into the timetable. The same name twice is a mistake in the wiring."""
    if entry.name in _entries or ":" in entry.name:
        raise ValueError(f"The timetable has {entry.name!r} already, or the name has a colon.")
    _entries[entry.name] = entry


def entries() -> tuple[Entry, ...]:
    """The whole timetable."""
    return tuple(_entries.values())


def ask_for_due() -> list[Job]:
    """Ask for the latest slot of every entry, unless it was asked for, or an earlier slot still waits or runs.

    What failed is not tried again before its next slot. Costs one query when there is nothing to ask for.
    """
    now = clock.now()
    due = {
        f"{entry.name}:{slot.name}": (entry, slot) for entry in entries() for slot in [entry.when.latest(now)]
    }
    in_hand = Q(slot_at__isnull=False, finished_at=None)
    known = Job.objects.filter(in_hand | Q(key__in=due)).values_list("key", "finished_at")
    held = {key for key, _ in known} | {_entry_of(key) for key, finished in known if finished is None}
    asked = [_ask(key, entry, slot) for key, (entry, slot) in due.items() if not {key, entry.name} & held]
    return [job for job, is_sent in asked if is_sent]


def forget_old_slots() -> None:
    """Slots that ended long ago are of no use to anybody: a task of the timetable itself."""
    old = Job.objects.filter(slot_at__lt=clock.now() - KEPT, finished_at__isnull=False)
    with transaction.atomic():
        DBTaskResult.objects.filter(pk__in=list(old.values_list("message", flat=True))).delete()
        old.delete()


def _entry_of(key: str) -> str:
    return key.partition(":")[0]


@transaction.atomic
def _ask(key: str, entry: Entry, slot: Slot) -> tuple[Job, bool]:
    return ask(key, task=dotted_name(entry.task), asked_by=system_person(), slot_at=slot.at)
