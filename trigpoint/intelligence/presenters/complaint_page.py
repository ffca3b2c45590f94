"""One complaint as its page shows it, and as it is printed: in neither stands who complained."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from trigpoint.common import references
from trigpoint.common.clock import LONDON
from trigpoint.frameworks.deadlines import Deadline
from trigpoint.intelligence.models import ComplaintStep
from trigpoint.intelligence.presenters.complaint_words import about_words
from trigpoint.intelligence.queries.complaints_case import Case, PartKnown
from trigpoint.intelligence.rules.complaints import OURS, Deed, Outcome, State
from trigpoint.ui.words import day as full_day
from trigpoint.ui.words import due_words


@dataclass(frozen=True)
class ClockLine:
    """One clock: what is due, when, how it stands; `why` where a rule of the pack set the day."""

    what: str
    due: str
    stands: str
    is_overdue: bool
    why: Deadline | None


@dataclass(frozen=True)
class PartLine:
    """What one organisation has to answer."""

    public_id: str
    organisation: str
    asked: str
    asked_on: str
    stands: str
    is_overdue: bool
    is_awaited: bool
    answer: str
    chased: str
    question: str


@dataclass(frozen=True)
class Happened:
    """One step in words."""

    what: str
    text: str
    by: str
    on: str


@dataclass(frozen=True)
class Learnt:
    """What was learnt, and the action that followed, as far as the person may see it."""

    text: str
    on: str
    action: references.Shown | None


@dataclass(frozen=True)
class Shown:
    """The page."""

    number: str
    sentence: str
    state: str
    is_overdue: bool
    words: str
    wanted: str
    facts: list[tuple[str, str]]
    clocks: list[ClockLine]
    parts: list[PartLine]
    parts_sentence: str
    learnt: list[Learnt]
    happened: list[Happened]


def page_of(case: Case, *, titles: dict[str, str], user: Any) -> Shown:
    """Everything that the page says. titles: of the subjects, by code."""
    complaint = case.complaint
    return Shown(
        number=complaint.number,
        sentence=sentence(case),
        state=case.state.label,
        is_overdue=case.is_overdue,
        words=complaint.words,
        wanted=complaint.wanted,
        facts=_facts(case, titles),
        clocks=_clocks(case),
        parts=[_part(part) for part in case.parts],
        parts_sentence=_parts_sentence(case),
        learnt=_learnt(case, user),
        happened=[_happened(step) for step in reversed(case.steps)],
    )


def sentence(case: Case) -> str:
    """The one sentence that matters today."""
    complaint, today = case.complaint, case.today
    if case.state == State.RECEIVED:
        return f"It has to be acknowledged by {due_words(complaint.acknowledge_by, today)}."
    if case.waits_for_time and case.state in OURS:
        return "It came out of time: decide whether it is taken up, and say why."
    if case.state in OURS:
        waits = _names_awaited(case)
        also = f" The answer waits for {waits}." if waits else ""
        return f"It has to be answered by {due_words(complaint.reply_by, today)}.{also}"
    if case.state == State.PASSED:
        passed = case.last(Deed.PASSED)
        return f"{passed.party if passed else 'The provider'} answers it, since {full_day(passed.on if passed else None)}."
    if case.outcome and case.answer and case.state in (State.ANSWERED, State.CLOSED):
        return f"It was answered on {full_day(case.answer.on)}: {case.outcome.label.lower()}."
    last = next(step for step in reversed(case.steps) if step.state)
    return f"{case.state.label}, on {full_day(last.on)}."


def _facts(case: Case, titles: dict[str, str]) -> list[tuple[str, str]]:
    complaint = case.complaint
    led = case.last(Deed.LED)
    consent = case.last(Deed.CONSENT_ASKED, Deed.CONSENT_GIVEN, Deed.CONSENT_REFUSED)
    ombudsman = case.last(Deed.OMBUDSMAN_ASKED, Deed.OMBUDSMAN_DECIDED)
    told = [
        ("About", about_words(complaint, [each.name for each in complaint.providers.all()])),
        ("Service", complaint.service),
        ("Subjects", "; ".join(titles.get(code, code) for code in case.subjects)),
        ("Severity", complaint.get_severity_display()),
        ("Received", f"{full_day(complaint.received_on)}, {complaint.get_way_display().lower()}"),
        ("Happened, or came to be known", full_day(complaint.happened_on)),
        ("Made in time", _in_time(case)),
        ("For whom", complaint.get_authority_display()),
        ("Consent to share", f"{case.consent.label}{', ' + full_day(consent.on) if consent else ''}"),
        ("Who leads", f"{led.party or 'Ourselves'}: {led.text}" if led else ""),
        ("Found", case.outcome.label if case.outcome else ""),
        ("Ombudsman", _what(ombudsman) if ombudsman else ""),
        ("Handled by", str(complaint.handler)),
    ]
    return [(label, text) for label, text in told if text]


def _in_time(case: Case) -> str:
    if case.time_limit is None:
        return "Nobody said when it happened"
    limit = full_day(case.time_limit.due_on)
    taken_up = case.last(Deed.TAKEN_UP)
    if not case.complaint.is_out_of_time:
        return f"Yes, the limit was {limit}"
    return f"No, the limit was {limit}{'; taken up all the same: ' + taken_up.text if taken_up else ''}"


def _clocks(case: Case) -> list[ClockLine]:
    complaint, today = case.complaint, case.today
    done = case.acknowledged_on
    late = " – late" if case.is_acknowledgement_late else ""
    stands = f"Acknowledged on {full_day(done)}{late}" if done else due_words(complaint.acknowledge_by, today)
    is_waiting = done is None and case.state in OURS
    lines = [
        ClockLine(
            "Acknowledge it",
            full_day(complaint.acknowledge_by),
            stands,
            is_waiting and case.is_acknowledgement_late,
            case.acknowledgement,
        )
    ]
    agreed = case.last(Deed.PLANNED, Deed.DELAY, Deed.REOPENED)
    if agreed and agreed.until:
        said = "as agreed" if agreed.deed == Deed.PLANNED else "as explained"
        words = f"{said} on {full_day(agreed.on)}; {_answer_stands(case, agreed.until)}"
        lines.append(ClockLine("Answer it", full_day(agreed.until), words, case.is_reply_late, None))
    rule = "Answer it, or explain the delay"
    is_ruling = not (agreed and agreed.until)
    stands = (
        _answer_stands(case, case.longest.due_on)
        if is_ruling
        else "the longest it may take where nothing else is agreed"
    )
    lines.append(
        ClockLine(rule, full_day(case.longest.due_on), stands, is_ruling and case.is_reply_late, case.longest)
    )
    return lines


def _answer_stands(case: Case, due: dt.date) -> str:
    if case.answer:
        return f"answered on {full_day(case.answer.on)}{' – late' if case.answer.on > due else ''}"
    return due_words(due, case.today) if case.state in OURS else "no answer of ours is owed"


def _part(known: PartKnown) -> PartLine:
    part = known.part
    stands = f"Waited for since {full_day(part.asked_on)}, due {due_words(part.due_on, known.today)}"
    if known.is_given_up and known.ending:
        stands = f"Given up on {full_day(known.ending.on)}"
    elif known.is_answered:
        stands = f"Answered{' on ' + full_day(known.ending.on) if known.ending else ' in the register'}"
    chased = known.chased_on
    times = (
        f"Chased {'once' if len(chased) == 1 else f'{len(chased)} times'}, last on {full_day(chased[-1])}"
        if chased
        else ""
    )
    return PartLine(
        public_id=part.public_id,
        organisation=str(part.organisation),
        asked=part.asked,
        asked_on=full_day(part.asked_on),
        stands=stands,
        is_overdue=known.is_overdue,
        is_awaited=known.is_awaited,
        answer=known.answer,
        chased=times,
        question=known.question.action.get_absolute_url() if known.question else "",
    )


def _parts_sentence(case: Case) -> str:
    if not case.parts:
        return ""
    if not case.awaited:
        return "Every part is here or given up: nothing stands in the way of the answer."
    return f"The answer waits for {_names_awaited(case)}."


def _names_awaited(case: Case) -> str:
    told = [f"{each.part.organisation} (since {full_day(each.part.asked_on)})" for each in case.awaited]
    return ", ".join(told)


def _learnt(case: Case, user: Any) -> list[Learnt]:
    steps = [step for step in case.steps if step.deed == Deed.LEARNT]
    shown = references.show_all([step.about for step in steps if step.about], user=user)
    return [Learnt(step.text, full_day(step.on), shown.get(step.about)) for step in steps]


def _happened(step: ComplaintStep) -> Happened:
    written = full_day(step.at.astimezone(LONDON).date())
    day = full_day(step.on)
    on = day if day == written else f"{day} (written down on {written})"
    return Happened(_what(step), step.text, str(step.by), on)


def _what(step: ComplaintStep) -> str:
    """What happened, with what it led to."""
    words = step.get_deed_display()
    if step.outcome:
        words += f": {Outcome(step.outcome).label.lower()}"
    if step.deed in (Deed.PASSED, Deed.LED):
        words += f": {step.party or 'ourselves'}"
    if step.person:
        words += f" to {step.person}"
    if step.until:
        words += f"; to be answered by {full_day(step.until)}"
    return words
