"""What areas can say about the quality of care, in one form, so that it can be lined up without knowing the areas.

An area offers a `Source`; `config` registers it, once. Whoever lines evidence up asks `sources()` and never the areas.
What is restricted, and what would show who told it, is never offered here.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

CONCERN, WATCH, GOOD = "concern", "watch", "good"
STATES = (CONCERN, WATCH, GOOD)


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One thing that is unusual, or that somebody said, about one provider.

    key: unique within its source and the same at each telling, such as "series:12:concern:2026-03-01".
    provider: key of the organisation's row. service, place: as the area names them; "" where it is of the whole.
    about: what it is about, kind:code, such as indicator:rtt-18week, comment_theme:discharge, complaint_subject:waiting,
    key_question:safe; the themes of a pack say what each belongs to. stream: code of a stream of the pack.
    state: concern, watch or good. says: one plain sentence with figure, period and size, without personal data.
    origin: where it was published or who may be asked, in words. record: kind:public_id of the record to open, or "".
    event: what happened, where the same thing can reach us twice, by two ways; the key where it cannot.
    happened_on: first day it is about. known_on: the first day anybody could know it (published, received).
    last_on: the latest day on which what is known still says so; of something that goes on, when the newest figures came.
    door: code of a trigger that needs no second stream, or "".
    worded: how it read before `says` could be known, made by `worded_before`; "" where it never read otherwise.
    """

    key: str
    provider: int
    about: str
    stream: str
    state: str
    says: str
    origin: str
    happened_on: dt.date
    known_on: dt.date
    last_on: dt.date
    service: str = ""
    place: str = ""
    record: str = ""
    event: str = ""
    door: str = ""
    worded: str = ""


def worded_before(told: Iterable[tuple[dt.date, dt.date, str]]) -> str:
    """How a fact read earlier: each wording with the last day on which it was the newest, and its own latest day; in order."""
    return json.dumps([(until.isoformat(), last_on.isoformat(), says) for until, last_on, says in told])


def read_on(worded: str, day: dt.date) -> tuple[dt.date, str] | None:
    """The latest day and the sentence of a fact as they could be known on `day`; None where they are those of the fact.

    >>> read_on(worded_before([(dt.date(2026, 11, 13), dt.date(2026, 10, 14), "80 in Sep")]), dt.date(2026, 11, 1))
    (datetime.date(2026, 10, 14), '80 in Sep')
    """
    for until, last_on, says in json.loads(worded or "[]"):
        if day <= dt.date.fromisoformat(until):
            return dt.date.fromisoformat(last_on), says
    return None


@dataclass(frozen=True, kw_only=True)
class Covered:
    """Where an area looks: one thing about one provider, of which something is known from one day to another.

    first_known, last_known: days on which the oldest and the newest of it could be known. Without this nothing
    unusual cannot be told from no data. tries: how many chances of a false alarm it has, such as figures charted.
    """

    key: str
    provider: int
    about: str
    stream: str
    first_known: dt.date
    last_known: dt.date
    service: str = ""
    place: str = ""
    record: str = ""
    tries: int = 1


@dataclass(frozen=True, kw_only=True)
class Counted:
    """A record that was restricted at a moment and that facts of several records may have counted until then.

    on: the day on which it counted, about one thing of a provider.
    """

    record: str
    provider: int
    about: str
    on: dt.date
    until: dt.datetime


@dataclass(frozen=True)
class Told:
    """Everything that a source has to say to one commissioner today.

    hidden: references of records that are restricted now. Whatever was told of them before, by a record or as an event, is
    taken away for good and not only from now on, since what may be seen is always as of today. counted: those of them that
    facts of several records may have counted; such facts are taken away too.
    """

    facts: list[Fact]
    covered: list[Covered]
    hidden: frozenset[str] = frozenset()
    counted: tuple[Counted, ...] = ()


@dataclass(frozen=True)
class Source:
    """What an area offers. streams: codes of the streams that it can feed. tell: asked with the commissioner and a day."""

    name: str
    title: str
    streams: tuple[str, ...]
    tell: Callable[[Any, dt.date], Told]


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Make a source known. Registering the same name twice is a mistake in the wiring."""
    if source.name in _sources:
        raise ValueError(f"The source of evidence {source.name!r} is registered twice.")
    _sources[source.name] = source


def sources() -> tuple[Source, ...]:
    """Every source, in the order of registration."""
    return tuple(_sources.values())


def connected() -> frozenset[str]:
    """Codes of the streams that some source feeds."""
    return frozenset(stream for source in _sources.values() for stream in source.streams)
