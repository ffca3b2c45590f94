"""Months of papers, and what tells one paper from another: pure."""

from __future__ import annotations

import datetime as dt
import hashlib


def start_of(day: dt.date) -> dt.date:
    """The first day of a month."""
    return day.replace(day=1)


def end_of(day: dt.date) -> dt.date:
    """The first day after a month."""
    return (start_of(day) + dt.timedelta(days=32)).replace(day=1)


def month_read(text: str) -> dt.date | None:
    """2026-11 as its first day; None for what is no month."""
    try:
        return dt.date.fromisoformat(f"{text}-01") if len(text) == len("2026-11") else None
    except ValueError:
        return None


def months_to_write(today: dt.date) -> tuple[dt.date, dt.date]:
    """Months whose paper can be drafted: this one and the last, this one first."""
    return start_of(today), start_of(start_of(today) - dt.timedelta(days=1))


def fingerprint(text: str) -> str:
    """SHA-256 of a paper's content: tells whether two papers were made from the same."""
    return hashlib.sha256(text.encode()).hexdigest()
