"""The list of complaints: its first sentence, its rows, and the same rows as a table to take away, without words and identity."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from trigpoint.intelligence.models import Complaint
from trigpoint.intelligence.presenters.complaint_words import VERBS, about_words, many
from trigpoint.intelligence.queries.complaints_listed import (
    DONE,
    EVERYTHING,
    MINE,
    OPEN,
    OVERDUE,
    WAITING_FOR_OTHERS,
    Counts,
)
from trigpoint.intelligence.rules.complaints import OURS, State, next_deed
from trigpoint.ui.words import due_words

TITLES = {
    OPEN: "Not answered yet",
    OVERDUE: "Overdue",
    MINE: "Mine",
    WAITING_FOR_OTHERS: "Waiting for others",
    DONE: "Done",
    EVERYTHING: "All",
}
HEADINGS = (
    "Number", "Received on", "About", "Service", "Subjects", "Severity", "Stands at", "Acknowledge by", "Acknowledged",
    "Answer due", "Overdue", "Handler",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One complaint in the list."""

    number: str
    address: str
    received: dt.date
    about: str
    words: str
    subjects: str
    severity: str
    state: str
    due: str
    is_overdue: bool
    handler: str
    next_verb: str


def opening(counts: Counts) -> str:
    """The one sentence that matters."""
    if not counts.total:
        return "No complaint has been written in yet."
    overdue = (
        f"{counts.overdue} of them {'is' if counts.overdue == 1 else 'are'} overdue"
        if counts.overdue
        else "none is overdue"
    )
    waits = "waits" if counts.open == 1 else "wait"
    if not counts.open:
        return "Every complaint is answered."
    return f"{many(counts.open, 'complaint').capitalize()} {waits} for an answer; {overdue}. You handle {counts.mine or 'none'}."


def rows(found: Iterable[Complaint], *, titles: dict[str, str], today: dt.date) -> list[Row]:
    """The lines of the list. titles: of the subjects, by code."""
    return [_row(each, titles, today) for each in found]


def table(found: Iterable[Complaint], *, titles: dict[str, str], today: dt.date) -> list[tuple[object, ...]]:
    """The same to take away: no words, nobody's name but who handles it."""
    return [HEADINGS, *(_line(each, titles, today) for each in found)]


def _row(each: Complaint, titles: dict[str, str], today: dt.date) -> Row:
    due, verb = _due(each), _next(each, today)
    is_overdue = bool(due and due < today)
    return Row(
        number=each.number,
        address=each.get_absolute_url(),
        received=each.received_on,
        about=_about(each),
        words=each.words if len(each.words) <= 120 else f"{each.words[:117]}…",
        subjects=_subjects(each, titles),
        severity=each.get_severity_display(),
        state=State(each.state).label,
        due=due_words(due, today),
        is_overdue=is_overdue,
        handler=str(each.handler),
        next_verb=verb,
    )


def _line(each: Complaint, titles: dict[str, str], today: dt.date) -> tuple[object, ...]:
    due = _due(each)
    return (
        each.number,
        each.received_on,
        _about(each),
        each.service,
        _subjects(each, titles),
        each.get_severity_display(),
        State(each.state).label,
        each.acknowledge_by,
        "yes" if each.is_acknowledged else "no",
        each.reply_by,
        "yes" if due and due < today else "no",
        str(each.handler),
    )


def _due(each: Complaint) -> dt.date | None:
    """The next day that has to be kept; None where no answer of ours is owed."""
    if each.state not in OURS:
        return None
    return each.reply_by if each.is_acknowledged else each.acknowledge_by


def _next(each: Complaint, today: dt.date) -> str:
    is_late = bool(each.reply_by and each.reply_by < today)
    waits = each.is_out_of_time and not each.is_taken_up
    deed = next_deed(each.state, is_out_of_time=waits, is_late=is_late)
    return VERBS.get(deed, "") if deed else ""


def _about(each: Complaint) -> str:
    return about_words(each, [provider.name for provider in each.providers.all()])


def _subjects(each: Complaint, titles: dict[str, str]) -> str:
    return "; ".join(titles.get(subject.code, subject.code) for subject in each.subjects.all())
