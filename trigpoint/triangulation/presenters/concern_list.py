"""The list of concerns: its first sentence, its rows, and the same rows as a table to take away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from trigpoint.triangulation.models import ConcernState
from trigpoint.triangulation.presenters.concern_words import TONES
from trigpoint.triangulation.queries.concerns import (
    DONE,
    EVERYTHING,
    LATE,
    MINE,
    OPEN,
    REPLY,
    Counts,
)
from trigpoint.ui.words import due_words

TITLES = {
    OPEN: "Open",
    MINE: "I lead",
    LATE: "To look at now",
    REPLY: "Reply overdue",
    DONE: "Closed",
    EVERYTHING: "All",
}
HEADINGS = (
    "Number",
    "Raised on",
    "Provider",
    "Concern",
    "Theme",
    "Level",
    "Stands at",
    "Led by",
    "Next on",
    "Reply overdue",
)


@dataclass(frozen=True)
class Names:
    """What codes and keys are called. late: keys of concerns of which the provider's reply is overdue."""

    themes: Mapping[str, str]
    levels: Mapping[str, str]
    people: Mapping[int, str]
    late: Collection[int]


@dataclass(frozen=True)
class Row:
    """One concern in the list."""

    number: str
    address: str
    title: str
    provider: str
    is_training: bool
    theme: str
    level: str
    tone: str
    state: str
    lead: str
    due: str
    is_late: bool
    is_reply_late: bool
    next_verb: str


def opening(counts: Counts) -> str:
    """The one sentence that matters."""
    if not counts.total:
        return "No concern has been raised yet."
    if not counts.open:
        return f"No concern is open{_late(counts, 'closed one', 'closed ones')}."
    is_are = "is" if counts.open == 1 else "are"
    what = "concern" if counts.open == 1 else "concerns"
    highest = f", {counts.highest} of them high" if counts.highest else ""
    return f"{counts.open} {what} {is_are} open{highest}; you lead {counts.mine or 'none'}{_late(counts, 'concern', 'concerns')}."


def rows(found: Iterable[Any], *, names: Names, today: dt.date) -> list[Row]:
    """The lines of the list."""
    return [_row(each, names, today) for each in found]


def table(found: Iterable[Any], *, names: Names) -> list[tuple[object, ...]]:
    """The same to take away."""
    return [HEADINGS, *(_line(each, names) for each in found)]


def _late(counts: Counts, one: str, many: str) -> str:
    if not counts.late:
        return ""
    what, waits = (one, "waits") if counts.late == 1 else (many, "wait")
    return f". {counts.late} {what} {waits} to be looked at now"


def _row(each: Any, names: Names, today: dt.date) -> Row:
    due = _next_on(each)
    is_late = bool(due and (due < today or (each.state == ConcernState.CLOSED and due <= today)))
    return Row(
        number=each.number,
        address=each.get_absolute_url(),
        title=each.title,
        provider=each.provider.name,
        is_training=each.provider.is_training,
        theme=names.themes.get(each.theme, each.theme),
        level=names.levels.get(each.level, each.level),
        tone=TONES.get(each.level, "none"),
        state=ConcernState(each.state).label,
        lead=names.people.get(each.lead_id, ""),
        due=due_words(due, today),
        is_late=is_late,
        is_reply_late=each.pk in names.late,
        next_verb=_verb(each, is_late, each.pk in names.late),
    )


def _line(each: Any, names: Names) -> tuple[object, ...]:
    return (
        each.number,
        each.raised_on,
        each.provider.name,
        each.title,
        names.themes.get(each.theme, each.theme),
        names.levels.get(each.level, each.level),
        ConcernState(each.state).label,
        names.people.get(each.lead_id, ""),
        _next_on(each),
        "yes" if each.pk in names.late else "no",
    )


def _next_on(each: Any) -> dt.date | None:
    if each.state == ConcernState.CLOSED:
        return each.check_on
    return each.next_on if each.state == ConcernState.OPEN else None


def _verb(each: Any, is_late: bool, is_reply_late: bool) -> str:
    if each.state == ConcernState.CLOSED:
        return "Check" if is_late else ""
    if each.state != ConcernState.OPEN:
        return ""
    return "Ask again" if is_reply_late else "Look"
