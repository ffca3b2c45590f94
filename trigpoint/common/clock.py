"""The one clock. Nothing else asks the system for the time, so that any day can be replayed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
_replayed: ContextVar[dt.datetime | None] = ContextVar("replayed", default=None)


def now() -> dt.datetime:
    """The moment now, in UTC, or the moment being replayed."""
    return _replayed.get() or dt.datetime.now(dt.UTC)


def machine_now() -> dt.datetime:
    """The machine's own time, never replayed: for leases and heartbeats, not for anything a person reads."""
    return dt.datetime.now(dt.UTC)


def today() -> dt.date:
    """The date in England."""
    return now().astimezone(LONDON).date()


def replay(day: dt.date) -> None:
    """From here on, behave as if it were noon in England on `day` (the `--today` option)."""
    _replayed.set(_noon(day))


@contextmanager
def replaying(when: dt.date | dt.datetime) -> Iterator[None]:
    """Within the block, behave as if it were `when`: a moment with its time zone, or noon in England on a day."""
    token = _replayed.set(when.astimezone(dt.UTC) if isinstance(when, dt.datetime) else _noon(when))
    try:
        yield
    finally:
        _replayed.reset(token)


def _noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), tzinfo=LONDON).astimezone(dt.UTC)
