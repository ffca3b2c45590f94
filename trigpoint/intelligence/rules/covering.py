"""What a cover says before it is a record, and where it leaves a gap: pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from trigpoint.intelligence.rules.climbing import is_on_duty


@dataclass(frozen=True)
class TurnTerms:
    """One turn: everybody of a role, or the person with this public id, and their hours."""

    role: str
    person: str
    hours: str


@dataclass(frozen=True)
class CoverTerms:
    """A cover as it is typed in."""

    turns: tuple[TurnTerms, ...]
    numbers: tuple[tuple[str, str], ...]
    begins: dt.time
    ends: dt.time


def gaps(hours: Iterable[str]) -> list[str]:
    """When nobody is on duty, in words."""
    known = list(hours)
    times = ((True, "in working hours"), (False, "outside working hours"))
    return [words for is_working, words in times if not any(is_on_duty(each, is_working) for each in known)]
