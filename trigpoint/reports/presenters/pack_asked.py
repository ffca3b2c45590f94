"""What went to a provider and what it answered, apart from what nobody has asked it yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from trigpoint.actions.queries import Known as Question
from trigpoint.actions.rules.states import ASKED, COMPLETED
from trigpoint.common.clock import LONDON
from trigpoint.triangulation.models import EnquiryState
from trigpoint.triangulation.queries.concerns_case import Asking, Case
from trigpoint.triangulation.queries.enquiries import Known as Enquiry
from trigpoint.ui.words import day

NOT_AWAITED = "No answer is waited for any more."


@dataclass(frozen=True)
class Answered:
    """What we asked and what they answered; of what we mean to ask, when."""

    title: str
    answer: str
    address: str


def sides_asked(cases: Iterable[Case]) -> list[Answered]:
    """What a provider was asked as its right of reply, concern by concern, with what it replied."""
    told = []
    for case in cases:
        number, address = case.concern.number, case.concern.get_absolute_url()
        for each in case.askings:
            asked = each.question.action.text if each.question else "it was asked for its side."
            told.append(Answered(f"{number}: {asked}", _asking_words(each), address))
        for step in case.replies:
            on = step.at.astimezone(LONDON).date()
            title = f"{number}: its side, which came another way."
            told.append(Answered(title, f"“{step.text}” ({day(on)})", address))
    return told


def enquiries_told(
    found: Iterable[Enquiry], questions: Mapping[str, Question], *, since: dt.date, today: dt.date
) -> tuple[list[Answered], list[Answered]]:
    """Key lines of enquiry that went to the provider, and those that are still to be asked.

    since: answers from before this day are not told again.
    """
    went: list[Answered] = []
    to_ask: list[Answered] = []
    for each in found:
        on = each.answer.at.astimezone(LONDON).date() if each.answer else None
        if each.state == EnquiryState.ANSWERED and (on is None or on < since):
            continue
        words = _went_words(each, questions, on, today)
        line = Answered(
            each.question, words or _to_ask_words(each, on, today), each.enquiry.get_absolute_url()
        )
        (went if words else to_ask).append(line)
    return went, to_ask


def _asking_words(asking: Asking) -> str:
    if asking.answer:
        on = asking.answered_on
        return f"“{asking.answer}” ({day(on)})" if on else f"“{asking.answer}”"
    asked = f"Asked on {day(asking.asked_on)}"
    if asking.question is not None and not asking.is_awaited:
        return f"{asked}. {NOT_AWAITED}"
    due = f", due {day(asking.due_on)}{' (overdue)' if asking.is_overdue else ''}" if asking.due_on else ""
    return f"{asked}{due}; no answer yet."


def _went_words(each: Enquiry, questions: Mapping[str, Question], on: dt.date | None, today: dt.date) -> str:
    """What became of a question that went to the provider; "" for one that did not go yet."""
    if each.answer and on and each.state == EnquiryState.ANSWERED:
        return f"{each.answer.text} ({day(on)})"
    if each.put_about:
        return _put_words(questions.get(each.put_about), today)
    is_held = each.held_on is not None and each.held_on <= today and (on is None or on < each.held_on)
    if each.held_on and is_held:
        return f"Taken to {each.where}, {day(each.held_on)}; no answer is written down yet."
    return ""


def _put_words(question: Question | None, today: dt.date) -> str:
    if question is None:
        return "Put to the provider."
    if question.state in COMPLETED:
        said = (
            question.evidence[-1].text if question.evidence else question.claim.text if question.claim else ""
        )
        return f"“{said}”" if said else "Answered."
    if question.state not in ASKED:
        return NOT_AWAITED
    late = " (overdue)" if question.due_on and question.due_on < today else ""
    due = f", due {day(question.due_on)}{late}" if question.due_on else ""
    return f"Put to the provider{due}; no answer yet."


def _to_ask_words(each: Enquiry, on: dt.date | None, today: dt.date) -> str:
    when = (
        f"At {each.where}, {day(each.held_on)}."
        if each.held_on and each.held_on > today
        else "Not asked yet."
    )
    if each.answer is None or on is None:
        return when
    return f"{when} To be asked again: the answer was “{each.answer.text}” ({day(on)})."
