"""Dates and lateness of actions as people say them."""

from __future__ import annotations

import datetime as dt

from trigpoint.actions.queries import Known
from trigpoint.actions.rules.rag import days_late, extensions, original
from trigpoint.frameworks.calendar import working_days_between
from trigpoint.frameworks.errors import CalendarMissing
from trigpoint.ui.words import day as full_day

TIMES = {1: "once", 2: "twice"}


def short_day(day: dt.date, today: dt.date) -> str:
    """Tue 24 Nov, with the year where it is another one."""
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day:%a} {day.day} {day:%b}{year}"


def due_words(known: Known) -> str:
    """Tue 24 Nov, in 2 days; "" without a deadline; without the distance once it is done or given up."""
    due, today = known.due_on, known.day
    if due is None:
        return ""
    if late := late_words(known):
        return f"{short_day(due, today)}, {late}"
    if known.rag.letter not in ("A", "B"):
        return short_day(due, today)
    days = (due - today).days
    distance = ("today", "tomorrow")[days] if days < 2 else f"in {days} days"
    return f"{short_day(due, today)}, {distance}"


def late_words(known: Known) -> str:
    """5 days late (3 working days); "" for what is not late."""
    days = days_late(known.facts, known.day)
    if not days:
        return ""
    said = f"{_days(days)} late"
    working = _working_days_late(known, days)
    return said if working is None else f"{said} ({working} working day{'s' if working != 1 else ''})"


def moved_words(known: Known) -> str:
    """Moved twice, first due Tue 31 Dec 2013; "" for a deadline that stands as it was set."""
    count, first = extensions(known.facts, known.day), original(known.facts, known.day)
    if not count or first is None:
        return ""
    return f"Moved {TIMES.get(count, f'{count} times')}, first due {full_day(first)}"


def _working_days_late(known: Known, days: int) -> int | None:
    """Working days since the deadline, or None where the calendar of that year is not known."""
    if known.due_on is None:
        return None
    try:
        return working_days_between(known.due_on, known.due_on + dt.timedelta(days=days))
    except CalendarMissing:
        return None


def _days(number: int) -> str:
    return f"{number} day{'s' if number != 1 else ''}"
