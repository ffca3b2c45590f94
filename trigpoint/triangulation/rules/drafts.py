"""What is asked for when a concern is raised, before it is checked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

LONGEST_TITLE = 150
SHORT_TITLE = 80


@dataclass(frozen=True)
class Link:
    """Something that bears on a concern. about: kind:public_id, evidence:public_id too. side: for, against or about.

    says: what it said when it was linked; left empty, what it says now is taken.
    """

    about: str
    side: str = "about"
    why: str = ""
    says: str = ""


@dataclass(frozen=True)
class ConcernDraft:
    """A new concern. provider and lead are records; the lead is whoever raises it where none is named.

    title: left empty, it is taken from the words. restriction: a class of restricted intelligence.
    """

    provider: Any
    title: str
    words: str
    theme: str = ""
    service: str = ""
    place: str = ""
    level: str = ""
    lead: Any = None
    restriction: str = ""
    links: tuple[Link, ...] = ()
    next_on: dt.date | None = None


def title_of(words: str) -> str:
    """The first sentence, shortened at a word where it is long.

    >>> title_of("Two patients fell. Nobody was told.")
    'Two patients fell'
    >>> len(title_of("word " * 40)) <= SHORT_TITLE
    True
    """
    first = " ".join(words.split()).split(". ")[0].rstrip(".")
    if len(first) <= SHORT_TITLE:
        return first
    return f"{first[: SHORT_TITLE - 1].rsplit(' ', 1)[0]}…"


def numbered(taken: list[str], *, year: int, prefix: str = "C") -> str:
    """The number after the highest that was given in a year.

    >>> numbered([], year=2026), numbered(["C-2026-009", "C-2025-014"], year=2026)
    ('C-2026-001', 'C-2026-010')
    """
    start = f"{prefix}-{year}-"
    used = [int(each.removeprefix(start)) for each in taken if each.startswith(start)]
    return f"{start}{max(used, default=0) + 1:03d}"
