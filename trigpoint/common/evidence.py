"""What areas can say about the quality of care, in one form, so that it can be lined up without knowing the areas.

An area offers a `Source`; `config` registers it, once. Whoever lines evidence up asks `sources()` and never the areas.
What is restricted, and what would show who told it, is never offered here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
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


@dataclass(frozen=True)
class Told:
    """Everything that a source has to say to one commissioner today.

    hidden: references of records that are restricted now. Whatever was told of them before, by a record or as an event, is
    taken away for good and not only from now on, since what may be seen is always as of today.
    """

    facts: list[Fact]
    covered: list[Covered]
    hidden: frozenset[str] = frozenset()


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
