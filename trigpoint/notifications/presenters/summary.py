"""The summary that goes out by e-mail. It leaves the system, so it says how much and by when, not what."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from trigpoint.accounts.models import User
from trigpoint.notifications import registry
from trigpoint.notifications.models import Cadence, Notice
from trigpoint.notifications.rules import Due, parted
from trigpoint.ui.words import day

MOST = 25  # dates that one message lists; the rest is counted


@dataclass(frozen=True)
class Letter:
    """A message as it goes out. stop: the address at which a person ends these."""

    to: str
    subject: str
    text: str
    html: str
    stop: str


@dataclass(frozen=True)
class DueLine:
    """One date: "Action 8.1, due Tue 24 Nov 2026 (tomorrow)" and where to see it."""

    words: str
    address: str


@dataclass(frozen=True)
class Part:
    """One list of dates under its heading."""

    heading: str
    lines: list[DueLine]
    more: int


def letter(
    *, person: User, cadence: str, dues: Iterable[Due], fresh: Sequence[Notice], today: dt.date
) -> Letter:
    """The summary for a person at a desk. Names of records are in it only where the installation allows that."""
    overdue, soon = parted(dues, today)
    parts = [_part("Overdue", overdue, today), _part("Due within a week", soon, today)]
    words = {
        "service": settings.SERVICE_NAME,
        "person": person,
        "desk": person.commissioner,
        "parts": [part for part in parts if part.lines],
        "fresh": _counted(fresh),
        "news": absolute(reverse("notifications:news")),
        "preferences": absolute(reverse("notifications:preferences")),
        "cadence": "once a week"
        if cadence == Cadence.WEEKLY
        else "on working days when there is something new",
        "names_stay": not settings.TITLES_OUTSIDE,
        "site": settings.SITE_ADDRESS,
    }
    return Letter(
        to=person.email,
        subject=_subject(len(overdue), len(soon), len(fresh)),
        text=render_to_string("notifications/summary_text.jinja", words),
        html=render_to_string("notifications/summary_html.jinja", words),
        stop=words["preferences"],
    )


def absolute(path: str) -> str:
    """An address that works in a message."""
    return settings.SITE_ADDRESS.rstrip("/") + path


def _part(heading: str, dues: Sequence[Due], today: dt.date) -> Part:
    lines = [DueLine(_due_words(due, today), absolute(due.address)) for due in dues[:MOST]]
    return Part(f"{heading} ({len(dues)})", lines, len(dues) - len(lines))


def _due_words(due: Due, today: dt.date) -> str:
    name = due.title if settings.TITLES_OUTSIDE else due.what
    return f"{name}, due {day(due.due_on)} ({_distance((due.due_on - today).days)})"


def _distance(days: int) -> str:
    known = {0: "today", 1: "tomorrow", -1: "yesterday"}
    return known.get(days) or (f"in {days} days" if days > 0 else f"{-days} days ago")


def _counted(fresh: Iterable[Notice]) -> list[str]:
    """2 × An action was given to me."""
    counted = Counter(registry.title_of(notice.kind) for notice in fresh)
    return [f"{title}: {number}" for title, number in sorted(counted.items())]


def _subject(overdue: int, soon: int, fresh: int) -> str:
    told = [
        f"{number} {words}"
        for number, words in ((overdue, "overdue"), (soon, "due within a week"), (fresh, "new"))
        if number
    ]
    return f"{settings.SERVICE_NAME}: {', '.join(told)}"
