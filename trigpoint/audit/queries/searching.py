"""Looking for events. Whatever is asked, the newest come first and only a page of them is read."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL

from trigpoint.audit.models import Event

MOST_WORDS = 10
CHUNK = 1_000
# As the indexes of migrations 0003 and 0004 have it. Every run of letters and digits is a word.
PUNCTUATION = "!\"#$%&''()*+,-./:;<=>?@[\\]^_`{|}~‘’“”–—…"
VECTOR = f"to_tsvector('simple', translate(why, '{PUNCTUATION}', '{' ' * len(PUNCTUATION)}'))"


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


def wanted_by(user: Any, wanted: Wanted) -> QuerySet[Event]:
    """Events of the commissioner of `user` that fit, newest first."""
    found = Event.objects.filter(owner="") if wanted.of_nobody else Event.visible_to(user)
    if wanted.actors:
        found = found.filter(actor__in=wanted.actors)
    if wanted.name:
        found = found.filter(name=wanted.name)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.target:
        found = found.filter(target=wanted.target)
    if wanted.begins:
        found = found.filter(at__gte=wanted.begins)
    if wanted.ends:
        found = found.filter(at__lt=wanted.ends)
    if wanted.words:
        found = with_words(found, wanted.words)
    return found.order_by("-at", "-id")


def about(references: Sequence[str]) -> QuerySet[Event]:
    """Everything that happened to some records, newest first. Who may know is for the caller to say."""
    return Event.objects.filter(target__in=references).order_by("-at", "-id")


def older(events: QuerySet[Event], than: Event) -> QuerySet[Event]:
    """Those of the events that stand below one of them."""
    return events.filter(Q(at__lt=than.at) | Q(at=than.at, id__lt=than.pk), at__lte=than.at)


def newer(events: QuerySet[Event], than: Event) -> QuerySet[Event]:
    """Those of the events that stand above one of them, the nearest first."""
    above = events.filter(Q(at__gt=than.at) | Q(at=than.at, id__gt=than.pk), at__gte=than.at)
    return above.order_by("at", "id")


def in_turn(events: QuerySet[Event], *, through: int) -> Iterator[Sequence[Event]]:
    """All of the events, a thousand at a time, with flat memory; none with a number above `through`."""
    within = events.filter(id__lte=through)
    some = list(within[:CHUNK])
    while some:
        yield some
        some = list(older(within, some[-1])[:CHUNK])


def with_words(events: QuerySet[Event], text: str) -> QuerySet[Event]:
    """Those whose reason has a word that begins with each of the words of `text`."""
    words = re.findall(r"[^\W_]+", text.lower())[:MOST_WORDS]
    if not words:
        return events
    if connection.vendor == "sqlite":
        looked_for = " ".join(f'"{word}"*' for word in words)
        within = '"audit_event"."id" IN (SELECT rowid FROM audit_words WHERE audit_words MATCH %s)'
    else:
        looked_for = " & ".join(f"{word}:*" for word in words)
        within = f"(why <> '' AND {VECTOR.replace('%', '%%')} @@ to_tsquery('simple', %s))"
    return events.filter(RawSQL(within, [looked_for], output_field=BooleanField()))
