"""Dates and numbers as people say them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from trigpoint.common.clock import LONDON


def day(date: dt.date | None) -> str:
    """Tue 24 Nov 2026; of a moment, the day that it is in London then."""
    if isinstance(date, dt.datetime) and date.tzinfo:
        date = date.astimezone(LONDON).date()
    return f"{date:%a} {date.day} {date:%b %Y}" if date else ""


def month(date: dt.date | None) -> str:
    """November 2026."""
    return f"{date:%B %Y}" if date else ""


def period(start: dt.date | None, end: dt.date | None) -> str:
    """A month by its name, a day by its date, a longer period by both ends: Jan 2025 to Dec 2025."""
    if not start or not end:
        return ""
    if start == end:
        return day(start)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start:%b %Y}"
    return f"{start:%b %Y} to {end:%b %Y}"


def count(value: float | None) -> str:
    """12,345; a half patient stays a half."""
    if value is None:
        return "no figure"
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"


FILTERS: dict[str, Callable[..., Any]] = {"day": day, "month": month, "period": period, "count": count}


def due_words(due: dt.date | None, today: dt.date) -> str:
    """A day to come or gone by, as people say it.

    >>> due_words(dt.date(2026, 11, 24), dt.date(2026, 11, 22))
    'Tue 24 Nov 2026, in 2 days'
    >>> due_words(dt.date(2026, 11, 21), dt.date(2026, 11, 22))
    'Sat 21 Nov 2026, 1 day overdue'
    """
    if due is None:
        return ""
    left = (due - today).days
    if left == 0:
        return f"{day(due)}, today"
    number = f"{abs(left)} day{'s' if abs(left) != 1 else ''}"
    return f"{day(due)}, {f'in {number}' if left > 0 else f'{number} overdue'}"
