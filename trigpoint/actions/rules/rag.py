"""Red, amber, green, blue: what an action is on any day. Computed, never typed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from trigpoint.actions.rules.days import RoughDay

STATED = ("R", "A", "G", "B")
WORDS_OF_QUESTIONS = {
    "Not started": "No answer yet",
    "Under way": "No answer yet",
    "Completed": "Answered",
    "Completed late": "Answered late",
}


class Verdict(StrEnum):
    """What was decided about a deadline that somebody asked for."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"


class Outcome(StrEnum):
    """How an action ended other than by being done."""

    NONE = ""
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Due:
    """One deadline of an action. `set_on`: when it was asked for, None where that is not known.

    is_met: a question that stood answered at the end of the day, whatever was asked afterwards.
    """

    due_on: dt.date
    verdict: Verdict = Verdict.APPROVED
    set_on: dt.date | None = None
    decided_on: dt.date | None = None
    is_met: bool = False


@dataclass(frozen=True)
class Facts:
    """What the rules ask of an action. Deadlines stand in the order in which they were set."""

    deadlines: tuple[Due, ...] = ()
    is_started: bool = False
    completed: RoughDay | None = None
    outcome: Outcome = Outcome.NONE
    has_successor: bool = False
    has_lead: bool = True
    has_parts: bool = False
    stated: str = ""
    evidence_on: tuple[dt.date, ...] = ()
    is_question: bool = False


@dataclass(frozen=True)
class Rag:
    """The letter (empty: it has none), its word, and whether it was completed after its deadline."""

    letter: str
    word: str
    is_late: bool = False


def rag(facts: Facts, as_of: dt.date) -> Rag:
    """What an action is on a day.

    Green once completed; else red when the latest approved deadline has passed, started or not; else amber
    once started; else blue. What was superseded or withdrawn has no letter, nor has a heading whose parts
    have deadlines of their own.

    >>> rag(Facts(deadlines=(Due(dt.date(2014, 3, 31)),), is_started=True), dt.date(2014, 2, 25)).letter
    'A'
    """
    found = _rag(facts, as_of)
    return replace(found, word=WORDS_OF_QUESTIONS.get(found.word, found.word)) if facts.is_question else found


def _rag(facts: Facts, as_of: dt.date) -> Rag:
    if facts.outcome:
        return Rag("", facts.outcome.capitalize())
    due = due_on(facts, as_of)
    if facts.completed and facts.completed.first <= as_of:
        return _completed(facts.completed, due)
    if facts.has_parts and not due:
        return Rag("", "In parts")
    if due and as_of > due:
        return Rag("R", "Overdue")
    return Rag("A", "Under way") if facts.is_started else Rag("B", "Not started")


def _completed(completed: RoughDay, due: dt.date | None) -> Rag:
    is_late = bool(due and completed.last > due)
    return Rag("G", "Completed late" if is_late else "Completed", is_late)


def approved(facts: Facts, as_of: dt.date) -> tuple[Due, ...]:
    """The deadlines that had been approved by a day, in their order."""
    return tuple(
        due
        for due in facts.deadlines
        if due.verdict == Verdict.APPROVED and (due.decided_on is None or due.decided_on <= as_of)
    )


def due_on(facts: Facts, as_of: dt.date) -> dt.date | None:
    """The latest approved deadline; one that was only asked for does not count."""
    counted = approved(facts, as_of)
    return counted[-1].due_on if counted else None


def original(facts: Facts, as_of: dt.date) -> dt.date | None:
    """The first approved deadline, which stays in sight."""
    counted = approved(facts, as_of)
    return counted[0].due_on if counted else None


def extensions(facts: Facts, as_of: dt.date) -> int:
    """How often more time was given."""
    counted = approved(facts, as_of)
    return sum(1 for before, after in pairwise(counted) if after.due_on > before.due_on)


def moved_too_late(facts: Facts, as_of: dt.date) -> tuple[dt.date, ...]:
    """Deadlines that were moved only once they had come: each was missed. More time is to be asked for before.

    A question may be carried forward at the meeting itself, on the day on which the answer was due.
    """
    grace = dt.timedelta(days=1 if facts.is_question else 0)
    return tuple(
        before.due_on
        for before, after in pairwise(approved(facts, as_of))
        if after.set_on and after.set_on >= before.due_on + grace and not before.is_met
    )


def missed(facts: Facts, as_of: dt.date) -> tuple[dt.date, ...]:
    """Every deadline that was missed by a day, however often it was moved afterwards."""
    late = moved_too_late(facts, as_of)
    now = rag(facts, as_of)
    due = due_on(facts, as_of)
    return (*late, due) if due and (now.letter == "R" or now.is_late) else late


def days_late(facts: Facts, as_of: dt.date) -> int:
    """Calendar days between the deadline and its completion, or the day itself while it is not completed."""
    due, now = due_on(facts, as_of), rag(facts, as_of)
    if due is None or not (now.letter == "R" or now.is_late):
        return 0
    until = facts.completed.last if now.is_late and facts.completed else as_of
    return (until - due).days
