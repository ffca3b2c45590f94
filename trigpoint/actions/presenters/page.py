"""One action as its page shows it: the answer first, then dates, positions, evidence and what happened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from trigpoint.accounts.rules import reach
from trigpoint.actions.models import Deadline
from trigpoint.actions.presenters.history import Happening, happenings, noted
from trigpoint.actions.presenters.listing import leads_in_words, shortened
from trigpoint.actions.presenters.words import due_words, late_words, moved_words
from trigpoint.actions.queries import Known
from trigpoint.actions.rules.rag import missed
from trigpoint.actions.rules.states import State
from trigpoint.frameworks.errors import PackUnknown
from trigpoint.frameworks.queries import pack_named
from trigpoint.ui.words import day as full_day

TITLE = 120


@dataclass(frozen=True)
class DeadlineLine:
    """One deadline: its day, what became of it, and why."""

    due: str
    standing: str
    why: tuple[str, ...]


@dataclass(frozen=True)
class PositionLine:
    """What somebody said, and the letter by the rule on that day."""

    text: str
    by: str
    on: str
    letter: str
    word: str
    stated: str
    is_internal: bool


@dataclass(frozen=True)
class EvidenceLine:
    """What shows that it is done."""

    text: str
    by: str
    dated: str


@dataclass(frozen=True)
class PartLine:
    """A part of the action, on one line."""

    name: str
    address: str
    text: str
    letter: str
    word: str
    leads: str
    due: str


@dataclass(frozen=True)
class ActionPage:
    """Everything the page says but its forms."""

    name: str
    plan: str
    title: str
    text: str
    sentence: str
    letter: str
    word: str
    late: str
    contradictions: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    due: str
    moved: str
    missed: str
    deadlines: tuple[DeadlineLine, ...]
    positions: tuple[PositionLine, ...]
    evidence: tuple[EvidenceLine, ...]
    parts: tuple[PartLine, ...]
    parts_sentence: str
    happened: tuple[Happening, ...]
    is_question: bool = False


def page_of(known: Known, *, parts: Sequence[Known], user: Any) -> ActionPage:
    """What the page of an action says to a person."""
    action = known.action
    is_inside = reach(user).is_staff
    return ActionPage(
        name=action.name,
        plan=action.plan if is_inside else "",
        title=shortened(action.text, TITLE),
        text=action.text if len(action.text) > TITLE else "",
        sentence=sentence(known),
        letter=known.rag.letter,
        word=known.rag.word,
        late=late_words(known),
        contradictions=tuple(f"{each.code}: {each.message}" for each in known.contradictions),
        facts=tuple(_facts(known, is_inside=is_inside)),
        due=due_words(known),
        moved=moved_words(known),
        missed=_missed(known),
        deadlines=tuple(_deadline(each, known) for each in known.deadlines),
        positions=tuple(_positions(known)),
        evidence=tuple(
            EvidenceLine(each.text, f"{each.by}, {full_day(each.on)}", full_day(each.dated_on))
            for each in known.evidence
        ),
        parts=tuple(part_line(each) for each in parts),
        parts_sentence=parts_sentence(parts),
        happened=tuple(happenings(known)),
        is_question=known.is_question,
    )


def sentence(known: Known) -> str:
    """The answer: how it stands, by when, and with whom."""
    state, due = known.state, due_words(known)
    last = next(step for step in reversed(known.steps) if step.state)
    done = f"{'answered' if known.is_question else 'done'} {_done_on(known)}" if known.claim else ""
    told = {
        State.CLAIMED: _answered(known)
        if known.is_question
        else f"{_claimed(known)} It waits to be verified.",
        State.VERIFIED: f"Verified by {last.by} on {full_day(last.on)}: {done}.",
        State.CLOSED: f"Closed on {full_day(last.on)}: {done}.",
        State.SUPERSEDED: f"Superseded on {full_day(last.on)}{_by_which(known)}.",
        State.WITHDRAWN: f"Withdrawn by {last.by} on {full_day(last.on)}.",
    }
    if state in told:
        return told[state]
    if known.has_parts and known.due_on is None:
        return "This is done in parts, each with its own deadline."
    if known.rag.letter == "R":
        return f"Overdue: it was due {due}. {_led(known)}"
    begin = _begin(known)
    return f"{begin}: due {due}. {_led(known)}" if due else f"{begin}, without a deadline. {_led(known)}"


def _begin(known: Known) -> str:
    if known.state == State.PROPOSED:
        return "Proposed, and not agreed yet"
    if known.is_question:
        return "It waits for an answer"
    return "Agreed, and not started yet" if known.state == State.AGREED else "Under way"


def _led(known: Known) -> str:
    """Amina Hussain leads it, with SF."""
    first, comma, others = leads_in_words(known).partition(", with ")
    verb = "answers" if known.is_question else "leads"
    return f"{first or 'Nobody'} {verb} it{comma}{others}."


def _claimed(known: Known) -> str:
    claim = known.claim
    if claim is None:
        return ""
    return f"Claimed done by {claim.by} on {full_day(claim.on)}: done {_done_on(known)}{_late(known)}."


def _answered(known: Known) -> str:
    """Answered on Fri 20 Nov 2026, written down by Amina Hussain. It can be closed, or asked again."""
    by = f", written down by {known.claim.by}" if known.claim else ""
    return f"Answered {_done_on(known)}{_late(known)}{by}. It can be closed, or asked again."


def _late(known: Known) -> str:
    return f", {late_words(known)}" if known.rag.is_late else ""


def _done_on(known: Known) -> str:
    happened = known.claim.happened if known.claim else None
    if happened is None:
        return ""
    return f"in {happened}" if happened.precision == "month" else f"on {happened}"


def _by_which(known: Known) -> str:
    return f" by {known.superseded_by.name}" if known.superseded_by else ", but nothing says by which action"


def _facts(known: Known, *, is_inside: bool) -> Iterator[tuple[str, str]]:
    action = known.action
    is_question = known.is_question
    yield "Where it stands", known.state_words
    yield "Answer from" if is_question else "Lead", leads_in_words(known) or "Nobody"
    if known.due_on:
        yield "Due", due_words(known)
    if known.started:
        yield "Started", str(known.started)
    if known.claim:
        yield "Answered" if is_question else "Done", str(known.claim.happened)
    if action.provider:
        seen = "sees it and can answer" if known.is_sent else "does not see it"
        yield "Provider", f"{action.provider.name}, which {seen}" if is_inside else action.provider.name
    if is_inside and action.owner_group:
        yield "Monitored by", action.owner_group
    if is_inside and action.pack:
        yield "Rules in force when it was raised", _pack_title(action.pack)
    yield "Asked" if is_question else "Raised", f"{full_day(action.raised_on)} by {action.by}"


def _pack_title(name: str) -> str:
    try:
        return pack_named(name).title
    except PackUnknown:
        return name


def _missed(known: Known) -> str:
    """Which deadlines were missed, also those that were moved afterwards."""
    days = [full_day(day) for day in missed(known.facts, known.day)]
    if not days:
        return ""
    return f"Missed: the deadline{'s' if len(days) != 1 else ''} of {' and '.join(days)}."


def _deadline(each: Deadline, known: Known) -> DeadlineLine:
    decision = getattr(each, "decision", None)
    is_set = decision is not None and decision.by_id == each.by_id
    begin = "Set" if is_set else "Asked for"
    if is_set and known.is_question and each.reason:
        begin = "Carried forward"
    when = f" on {full_day(each.set_on)}" if each.set_on else ""
    why = [f"{begin} by {each.by}{when}{noted(each)}."]
    if each.reason:
        why.append(each.reason)
    if decision is None or decision.on > known.day:
        return DeadlineLine(full_day(each.due_on), "waits for a decision", tuple(why))
    if not is_set:
        word = "Approved" if decision.is_approved else "Refused"
        said = f": {decision.why}" if decision.why else "."
        why.append(f"{word} by {decision.by} on {full_day(decision.on)}{said}")
    if not decision.is_approved:
        return DeadlineLine(full_day(each.due_on), "refused", tuple(why))
    is_latest = known.due_on == each.due_on
    return DeadlineLine(full_day(each.due_on), "counts now" if is_latest else "was moved", tuple(why))


def _positions(known: Known) -> Iterator[PositionLine]:
    """What was said, the latest first, each with the letter that the rule gave on that day."""
    for each in reversed(known.positions):
        then = known.as_at(each.on).rag
        yield PositionLine(
            text=each.text,
            by=str(each.by),
            on=f"{full_day(each.on)}{noted(each)}",
            letter=then.letter,
            word=then.word,
            stated=each.stated,
            is_internal=each.is_internal,
        )


def part_line(known: Known) -> PartLine:
    """A part on one line."""
    return PartLine(
        name=known.action.name,
        address=known.action.get_absolute_url(),
        text=shortened(known.action.text, 100),
        letter=known.rag.letter,
        word=known.rag.word,
        leads=leads_in_words(known),
        due=due_words(known) or "No deadline",
    )


def parts_sentence(parts: Sequence[Known]) -> str:
    """How many parts are how far; they are counted, never added up to one letter."""
    if not parts:
        return ""
    words: dict[str, int] = {}
    for each in parts:
        words[each.rag.word.lower()] = words.get(each.rag.word.lower(), 0) + 1
    told = ", ".join(f"{number} {word}" for word, number in words.items())
    return f"{len(parts)} part{'s' if len(parts) != 1 else ''}: {told}."
