"""What happened to an action, the latest first: steps, deadlines and who led."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from trigpoint.actions.models import Lead, Step
from trigpoint.actions.queries import Known
from trigpoint.actions.rules.states import Deed, deed_words
from trigpoint.common.clock import LONDON
from trigpoint.ui.words import day as full_day


@dataclass(frozen=True)
class Happening:
    """One thing that happened, with who and when."""

    what: str
    text: str
    by: str
    on: str


def happenings(known: Known) -> Iterator[Happening]:
    """Everything that happened, the latest first: steps, deadlines and who led."""
    told = [*_deadline_events(known), *_lead_events(known), *_steps(known)]
    in_order = sorted(told, key=lambda each: each[0])
    yield from (happening for _, happening in reversed(in_order))


Told = tuple[tuple[dt.date, dt.datetime], Happening]


def _steps(known: Known) -> Iterator[Told]:
    for step in known.steps:
        yield (step.on, step.at), Happening(_what(step, known), step.text, str(step.by), _when(step))


def _what(step: Step, known: Known) -> str:
    words = deed_words(step.deed, is_question=known.is_question)
    if step.deed == Deed.SUPERSEDED and step.superseded_by:
        return f"{words} by {step.superseded_by.name}"
    return f"{words}: {step.happened}" if step.happened else words


def _deadline_events(known: Known) -> Iterator[Told]:
    for place, each in enumerate(known.deadlines):
        decision = getattr(each, "decision", None)
        is_set = decision is not None and decision.by_id == each.by_id
        what = "Deadline set" if is_set else "More time asked for"
        if is_set and known.is_question and place:
            what = "Carried forward" if each.reason else "New deadline"
        yield (
            (each.on, each.at),
            Happening(f"{what}: {full_day(each.due_on)}", each.reason, str(each.by), _when(each)),
        )
        if decision is not None and not is_set and decision.on <= known.day:
            word = "approved" if decision.is_approved else "refused"
            said = f"More time {word}: {full_day(each.due_on)}"
            yield (
                (decision.on, decision.at),
                Happening(said, decision.why, str(decision.by), full_day(decision.on)),
            )


def _lead_events(known: Known) -> Iterator[Told]:
    by_turn: dict[int, list[Lead]] = {}
    for lead in (*known.earlier_leads, *known.leads):
        by_turn.setdefault(lead.turn, []).append(lead)
    for turn, leads in by_turn.items():
        if turn == 1:
            continue
        names = ", ".join(str(lead) for lead in leads)
        first = leads[0]
        yield (first.on, first.at), Happening(f"Lead changed: {names}", "", str(first.by), _when(first))


def _when(row: Any) -> str:
    return f"{full_day(row.on)}{noted(row)}"


def noted(row: Any) -> str:
    """When it was written down, where that was another day."""
    written = row.at.astimezone(LONDON).date()
    return "" if written == row.on else f", written down on {full_day(written)}"
