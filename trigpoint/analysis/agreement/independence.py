"""How many streams speak independently of each other, and which of several agreements are the same evidence."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import NamedTuple


class Heard(NamedTuple):
    """That a stream tells of an event, known from a day on."""

    known_on: dt.date
    stream: str
    event: str


def number(heard: Iterable[Heard]) -> int:
    """How many streams can be given an event of their own: the largest matching of streams with events.

    >>> day = dt.date(2026, 3, 1)
    >>> number([Heard(day, "complaints", "fall"), Heard(day, "safety_incidents", "fall")])
    1
    """
    events: dict[str, list[str]] = {}
    for _, stream, event in sorted(heard):
        events.setdefault(stream, []).append(event)
    taken: dict[str, str] = {}
    return sum(_finds(stream, events, taken, set()) for stream in sorted(events))


def _finds(stream: str, events: Mapping[str, list[str]], taken: dict[str, str], tried: set[str]) -> bool:
    """Whether the stream can have an event, others giving way to a second one of theirs."""
    for event in events[stream]:
        if event in tried:
            continue
        tried.add(event)
        if event not in taken or _finds(taken[event], events, taken, tried):
            taken[event] = stream
            return True
    return False


def first_day(heard: Iterable[Heard], needed: int) -> dt.date | None:
    """The first day on which what was known was enough; None if it never was."""
    rows = sorted(heard)
    for day in sorted({each.known_on for each in rows}):
        if number(each for each in rows if each.known_on <= day) >= needed:
            return day
    return None


def fold(supports: Mapping[str, frozenset[str]]) -> dict[str, list[str]]:
    """Themes of one provider that stay, each with those whose support is within its own.

    Most support first, then by code.

    >>> fold({"waiting": frozenset("abc"), "discharge": frozenset("ab"), "food": frozenset("ad")})
    {'waiting': ['discharge'], 'food': []}
    """
    kept: dict[str, list[str]] = {}
    for theme in sorted(supports, key=lambda theme: (-len(supports[theme]), theme)):
        within = next((other for other in kept if supports[theme] <= supports[other]), None)
        if within is None:
            kept[theme] = []
        else:
            kept[within].append(theme)
    return {theme: sorted(also) for theme, also in kept.items()}
