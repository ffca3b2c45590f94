"""Looking for events. Whatever is asked, the newest come first and only a page of them is read.

Each search goes along one index that has its events in this order already, or by the numbers of a few events. What it must
not go along is asked for so that no index answers (`beside`): a planner that knows too little of a long history takes the
wrong index and reads all of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import F, Max, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Concat
from django.db.models.lookups import In

from trigpoint.audit.models import Event
from trigpoint.audit.queries.wording import FEW, with_words

CHUNK = 1_000
END_OF_TIME = dt.datetime(9999, 12, 30, tzinfo=dt.UTC)
A_MOMENT = dt.timedelta(microseconds=1)


@dataclass(frozen=True)
class Wanted:
    """What is looked for; what is left out narrows nothing. Moments are a half-open stretch of time.

    actors: any of these usernames. of_nobody: instead of one's own, events that belong to no commissioner.
    """

    actors: tuple[str, ...] = ()
    name: str = ""
    kind: str = ""
    target: str = ""
    begins: dt.datetime | None = None
    ends: dt.datetime | None = None
    words: str = ""
    of_nobody: bool = False

    @property
    def tells_what_is_hidden(self) -> bool:
        """Whether finding an event would tell something of a record beside that something happened."""
        return bool(self.name or self.target or self.words)


@dataclass(frozen=True)
class Found:
    """Events, to be read from any place on, newest first. ends: none of that moment and later.

    A reading always has one end, which is where the database begins: with none SQLite may sort all there are, with two it
    may begin at the wrong one, and what else tells of moments or numbers must not look as if it narrowed much.
    """

    events: QuerySet[Event]
    ends: dt.datetime = END_OF_TIME

    def from_newest(self) -> QuerySet[Event]:
        """From the newest on."""
        return self.events.filter(at__lt=self.ends).order_by("-at", "-id")

    def older(self, than: Event) -> QuerySet[Event]:
        """What stands below an event."""
        moment = Coalesce(F("at"), F("at"))  # no index has it
        end = min(self.ends, than.at + A_MOMENT)
        found = self.events.alias(moment=moment).filter(at__lt=end)
        return found.exclude(moment=than.at, id__gte=than.pk).order_by("-at", "-id")

    def newer(self, than: Event) -> QuerySet[Event]:
        """What stands above an event, the nearest first."""
        found = self.events.alias(moment=Coalesce(F("at"), F("at"))).filter(at__gte=than.at, at__lt=self.ends)
        return found.exclude(moment=than.at, id__lte=than.pk).order_by("at", "id")

    def count(self) -> int:
        """How many there are. It grows with the history: for files, never for pages."""
        return self.from_newest().order_by().count()

    def in_turn(self, *, through: int) -> Iterator[Sequence[Event]]:
        """All of them, a thousand at a time, with flat memory; none with a number above `through`."""
        some = list(self.from_newest()[:CHUNK])
        while some:
            yield [event for event in some if event.pk <= through]
            some = list(self.older(some[-1])[:CHUNK])


def wanted_by(user: Any, wanted: Wanted) -> Found:
    """Events of the commissioner of `user` that fit."""
    owner = "" if wanted.of_nobody else Event.owner_seen_by(user)
    if owner is None:
        return Found(Event.objects.none())
    found = Event.objects.filter(at__gte=wanted.begins) if wanted.begins else Event.objects.all()
    is_led = bool(wanted.target)
    if wanted.target:
        found = found.filter(target=wanted.target)
    if wanted.words:
        found, is_few = with_words(found, wanted.words)
        is_led = is_led or is_few
    if wanted.actors:
        found, is_few = _by(found, owner, wanted.actors, is_led=is_led)
        is_led = is_led or is_few
    found = found.filter(beside("owner", owner) if is_led else Q(owner=owner))
    if wanted.name:
        found = found.filter(beside("name", wanted.name) if is_led else Q(name=wanted.name))
    if wanted.kind:
        found = found.filter(beside("kind", wanted.kind) if is_led or wanted.name else Q(kind=wanted.kind))
    return Found(found, wanted.ends or END_OF_TIME)


def about(references: Sequence[str]) -> Found:
    """Everything that happened to some records. Who may know is for the caller to say."""
    return Found(Event.objects.filter(target__in=references))


def beside(field: str, *values: str) -> In:
    """That a field is one of some values, looked at in each row: no index is used for it."""
    return In(Concat(F(field), Value("")), values)


def _by(
    found: QuerySet[Event], owner: str, actors: Sequence[str], *, is_led: bool
) -> tuple[QuerySet[Event], bool]:
    """Those that one of some people did; and whether that goes by numbers.

    No index has the events of several people in one order. Where they are few, their numbers say which they are; where
    they are many, a page of them is soon found from the last one on.
    """
    if is_led:
        return found.filter(beside("actor", *actors)), False
    last = _last_of_each(owner, actors)
    if len(last) <= 1:
        return found.filter(actor=next(iter(last), actors[0])), False
    theirs = Event.objects.filter(owner=owner, actor__in=last)
    numbers = list(theirs.order_by().values_list("pk", flat=True)[: FEW + 1])
    if len(numbers) <= FEW:
        return found.filter(pk__in=numbers), True
    newest = Event.objects.filter(pk__in=last.values()).aggregate(at=Max("at"))["at"]
    return found.filter(beside("actor", *last), at__lte=newest), False


def _last_of_each(owner: str, actors: Sequence[str]) -> dict[str, int]:
    """The number of the latest event of each of some people who did anything, asked for at once."""
    people = ", ".join(["(%s)"] * len(actors))
    latest = "SELECT id FROM audit_event WHERE owner = %s AND actor = column1 AND at <= %s ORDER BY at DESC, id DESC LIMIT 1"
    with connection.cursor() as cursor:
        asked = [owner, connection.ops.adapt_datetimefield_value(END_OF_TIME), *actors]
        cursor.execute(f"SELECT column1, ({latest}) FROM (VALUES {people}) AS people", asked)
        return {actor: number for actor, number in cursor.fetchall() if number is not None}
