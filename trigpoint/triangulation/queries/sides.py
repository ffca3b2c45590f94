"""What speaks for a concern about a theme at a provider, what against it, and where nobody can see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from trigpoint.accounts.models import User
from trigpoint.organisations.models import Organisation
from trigpoint.triangulation.models import Evidence
from trigpoint.triangulation.queries.grid import (
    CONCERN,
    GOOD,
    NO_DATA,
    PUBLISHED,
    SPEAKING,
    STALE,
    WATCH,
    Cell,
    Grid,
    Only,
    grid,
    independent,
)


@dataclass(frozen=True)
class Silence:
    """A stream that could tell and does not speak of anything unusual. last_known: when anything of it was known last."""

    stream: str
    title: str
    state: str
    last_known: dt.date | None


@dataclass(frozen=True)
class Sides:
    """Facts for, against and to be watched, the newest first; streams that are blind, see nothing unusual, or that nothing feeds."""

    day: dt.date
    supports: tuple[Evidence, ...]
    against: tuple[Evidence, ...]
    watching: tuple[Evidence, ...]
    blind: tuple[Silence, ...]
    normal: tuple[Silence, ...]
    not_connected: tuple[Silence, ...]

    @property
    def streams_for(self) -> tuple[str, ...]:
        """Codes of the streams that support it."""
        return tuple(sorted({each.stream for each in self.supports}))

    @property
    def independent_for(self) -> int:
        """How many of them speak of an event of their own."""
        return independent((each.stream, each.event) for each in self.supports)


def sides(
    *,
    user: User,
    provider: Organisation,
    theme: str,
    day: dt.date,
    vintage: str = PUBLISHED,
    only: Only | None = None,
) -> Sides:
    """What is known on `day` of a theme at a provider, or of all themes where `theme` is empty.

    only: narrows it further, to a service or place; its theme gives way to `theme`.
    """
    narrowed = only or Only()
    within = Only(theme=theme, stream=narrowed.stream, service=narrowed.service, place=narrowed.place)
    return sides_of(grid(user=user, providers=[provider], day=day, vintage=vintage, only=within), provider.pk)


def sides_of(seen: Grid, provider: int) -> Sides:
    """The sides of one provider of a grid that is there already, over all of its themes."""
    by_stream = {
        stream.code: [seen.cell(provider, theme.code, stream.code) for theme in seen.themes]
        for stream in seen.streams
    }
    cells = [cell for held in by_stream.values() for cell in held]
    silences = [_silence(stream.code, stream.title, by_stream[stream.code]) for stream in seen.shown]
    told = [each for each in silences if each is not None]
    return Sides(
        day=seen.day,
        supports=_facts(cells, CONCERN),
        against=_facts(cells, GOOD),
        watching=_facts(cells, WATCH),
        blind=tuple(each for each in told if each.state in (STALE, NO_DATA)),
        normal=tuple(each for each in told if each.state not in (STALE, NO_DATA)),
        not_connected=tuple(Silence(each.code, each.title, "not_connected", None) for each in seen.silent),
    )


def as_it_stood(stood: Sides) -> list[dict[str, Any]]:
    """The sides in full, to be kept with a decision and read when all of it has changed."""
    spoken = (("for", stood.supports), ("against", stood.against), ("watch", stood.watching))
    silent = (("blind", stood.blind), ("normal", stood.normal))
    return [
        {
            "side": side,
            "stream": each.stream,
            "says": each.says,
            "origin": each.origin,
            "known_on": each.known_on.isoformat(),
            "record": each.record,
            "event": each.event,
            "evidence": f"evidence:{each.public_id}",
        }
        for side, facts in spoken
        for each in facts
    ] + [
        {
            "side": side,
            "stream": each.stream,
            "says": silence_words(each),
            "origin": "",
            "known_on": each.last_known.isoformat() if each.last_known else "",
            "record": "",
            "event": "",
            "evidence": "",
        }
        for side, found in silent
        for each in found
    ]


def silence_words(silence: Silence) -> str:
    """What a stream that tells of nothing unusual means, in one sentence."""
    if silence.state == NO_DATA:
        return "Nothing is known: this stream has told nothing of it."
    if silence.state == STALE and silence.last_known:
        return f"Nothing is known since {silence.last_known:%-d %B %Y}."
    return f"Looked at and nothing unusual, last on {silence.last_known:%-d %B %Y}."


def _facts(cells: Iterable[Cell], state: str) -> tuple[Evidence, ...]:
    """Facts of a state, once each though they belong to several themes, the newest first."""
    found = {each.pk: each for cell in cells for each in cell.facts if each.state == state}
    return tuple(sorted(found.values(), key=lambda each: (each.known_on, each.pk), reverse=True))


def _silence(stream: str, title: str, cells: list[Cell]) -> Silence | None:
    """A stream that tells of nothing unusual: None where it tells of something, or cannot tell."""
    if any(cell.state in SPEAKING[:3] for cell in cells):
        return None
    telling = [cell for cell in cells if cell.can_tell]
    if not telling:
        return None
    states = {cell.state for cell in telling}
    state = next((each for each in ("normal", STALE) if each in states), NO_DATA)
    return Silence(stream, title, state, max((c.last_known for c in telling if c.last_known), default=None))
