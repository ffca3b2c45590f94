"""What the areas above tell this one: what is due to whom, what stands in calendars, which kinds of news there are.

Registered in `config`, once. Sources give only what `person` may see at the desk they are given, and never what is restricted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from trigpoint.notifications.rules import CalendarEntry, Due, IsWorkingDay, NewsKind, is_weekday

DueSource = Callable[[Any, dt.date], Iterable[Due]]
CalendarSource = Callable[[Any, dt.date], Iterable[CalendarEntry]]

DUE = NewsKind("due", "Something of mine is due soon, due today or overdue", "Due")

_due_sources: dict[str, DueSource] = {}
_calendar_sources: dict[str, CalendarSource] = {}
_kinds: dict[str, NewsKind] = {DUE.name: DUE}
_is_working_day: IsWorkingDay = is_weekday


def register_due(name: str, source: DueSource) -> None:
    """Say who knows what is due: `source(person, today)`. The same name twice is a mistake in the wiring."""
    _add(_due_sources, name, source)


def register_calendar(name: str, source: CalendarSource) -> None:
    """Say who knows what stands in calendars: `source(person, since)`."""
    _add(_calendar_sources, name, source)


def register_kind(kind: NewsKind) -> None:
    """Make a kind of news known."""
    _add(_kinds, kind.name, kind)


def use_working_days(is_working_day: IsWorkingDay) -> None:
    """Say which days are working days. Until then Monday to Friday are."""
    global _is_working_day
    _is_working_day = is_working_day


def due_sources() -> tuple[DueSource, ...]:
    """Everybody who knows what is due."""
    return tuple(_due_sources.values())


def calendar_sources() -> tuple[CalendarSource, ...]:
    """Everybody who knows what stands in calendars."""
    return tuple(_calendar_sources.values())


def kinds() -> tuple[NewsKind, ...]:
    """All kinds of news, in the order in which they were registered."""
    return tuple(_kinds.values())


def kind(name: str) -> NewsKind:
    """One kind of news; KeyError when nobody registered it."""
    return _kinds[name]


def title_of(name: str) -> str:
    """What people choose a kind by; its name when nobody registers it any more."""
    return _kinds[name].title if name in _kinds else name


def short_title_of(name: str) -> str:
    """The word that stands beside a piece of news."""
    return _kinds[name].short if name in _kinds else name


def is_working_day(day: dt.date) -> bool:
    """Whether people work on that day."""
    return _is_working_day(day)


def _add(known: dict[str, Any], name: str, made: Any) -> None:
    if name in known:
        raise ValueError(f"{name!r} is registered twice.")
    known[name] = made
