"""One item on its page: the answer, the facts, what happened, what was asked and what its sender reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from trigpoint.actions.queries import Known
from trigpoint.actions.rules.states import ALIVE
from trigpoint.actions.rules.states import State as QuestionState
from trigpoint.common.clock import LONDON
from trigpoint.common.references import Shown
from trigpoint.intelligence.models import Item, ItemStep
from trigpoint.intelligence.presenters.inbox import Line, question_words, source_title
from trigpoint.intelligence.rules.states import Deed, State
from trigpoint.ui.words import day

SCORES = {1: "1, very good", 2: "2, good", 3: "3, neither", 4: "4, poor", 5: "5, very poor"}
TOLD_BY = {
    "gp": "GP",
    "nurse": "Nurse",
    "patient": "Patient",
    "carer": "Carer or relative",
    "staff": "Somebody who works there",
}


@dataclass(frozen=True)
class StepLine:
    """One step. other and about: what it names, where the reader may see it."""

    what: str
    text: str
    reply: str
    signed: str
    other: Item | None
    about: Shown | None


@dataclass(frozen=True)
class QuestionLine:
    """A question that was put to the provider because of it."""

    public_id: str
    text: str
    standing: str
    address: str
    answers: tuple[str, ...]
    is_answered: bool
    is_overdue: bool
    can_be_chased: bool


def sentence(item: Item, line: Line, steps: Sequence[ItemStep]) -> str:
    """Where it stands, as the first line of its page."""
    last = next((step for step in reversed(steps) if step.state), None)
    if line.is_waiting:
        return f"Nobody has looked at it yet. {line.clock}.".replace(" .", "")
    if last is None or not item.state:
        return "The model reads this and counts it; no person handles it."
    return f"{State(item.state).label} on {day(_on(last.at))} by {last.by}."


def facts(item: Item, line: Line, *, is_inside: bool) -> list[tuple[str, str]]:
    """What is known about it. People outside learn nothing of who told it."""
    told = [
        ("About", line.about),
        ("Service, site or ward", line.where),
        ("Kind of source", source_title(item.source)),
        ("Sent by", line.sender if is_inside or item.may_share_identity else ""),
        ("Told by", TOLD_BY.get(item.told_by, item.told_by.capitalize()) if is_inside else ""),
        ("Good or bad, as told", line.tone),
        ("Worry, as told", f"{line.worry} ({item.worry} of 5)" if line.worry else ""),
        ("Score", SCORES.get(item.score or 0, "")),
        ("Asked", item.question),
        ("Happened", day(item.happened_on)),
        ("Received", day(item.received_on)),
        ("Number where it comes from", item.ref if is_inside else ""),
        (
            "May be named",
            "Whoever told it agreed to be named" if item.may_share_identity and is_inside else "",
        ),
        ("Wants a reply", "Yes" if item.wants_reply and is_inside else ""),
        ("Written in by", str(item.by) if is_inside and not item.sent_for_id else ""),
    ]
    return [(label, text) for label, text in told if text]


def history(steps: Iterable[ItemStep], shown: Mapping[str, Shown]) -> list[StepLine]:
    """What happened, the latest first."""
    return [_step(step, shown) for step in reversed(list(steps))]


def questions(asked: Iterable[Known], today: dt.date) -> list[QuestionLine]:
    """What was asked, the latest first."""
    return [_question(each, today) for each in reversed(list(asked))]


def _step(step: ItemStep, shown: Mapping[str, Shown]) -> StepLine:
    what = Deed(step.deed).label
    if step.partner:
        what = f"{what}: {step.partner}"
    return StepLine(
        what=what,
        text=step.text,
        reply=step.reply,
        signed=f"{step.by}, {day(_on(step.at))}",
        other=step.other,
        about=shown.get(step.about),
    )


def _question(known: Known, today: dt.date) -> QuestionLine:
    is_overdue = bool(known.state in ALIVE and known.due_on and known.due_on < today)
    return QuestionLine(
        public_id=known.action.public_id,
        text=known.action.text,
        standing=question_words(known, today),
        address=known.action.get_absolute_url(),
        answers=tuple(each.text for each in known.evidence),
        is_answered=known.state == QuestionState.CLAIMED,
        is_overdue=is_overdue,
        can_be_chased=is_overdue and known.request is None,
    )


def _on(moment: dt.datetime) -> dt.date:
    return moment.astimezone(LONDON).date()
