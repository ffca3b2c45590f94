"""One concern as its page shows it: for, against and blind side by side, and all that became of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from trigpoint.common.clock import LONDON
from trigpoint.frameworks.deadlines import Deadline
from trigpoint.triangulation.models import ConcernDeed, ConcernState, ConcernStep, Evidence, Held, Side
from trigpoint.triangulation.presenters.concern_words import (
    HELD_WORDS,
    KINDS,
    SIDE_WORDS,
    UNUSUAL,
    deed_words,
)
from trigpoint.triangulation.queries.concerns import levels_of, reasons_of
from trigpoint.triangulation.queries.concerns_case import Asking, Case, Linked
from trigpoint.triangulation.queries.concerns_known import Figure
from trigpoint.triangulation.queries.concerns_stood import REPLY, stood
from trigpoint.triangulation.queries.sides import Sides, as_it_stood, silence_words
from trigpoint.triangulation.queries.told_now import fact_of
from trigpoint.ui.words import day as full_day
from trigpoint.ui.words import due_words

MOST_NEW = 10


@dataclass(frozen=True)
class Line:
    """One thing that bears on it: what it says, where it comes from, and where it leads."""

    says: str
    origin: str
    address: str = ""
    link_id: str = ""
    why: str = ""


@dataclass(frozen=True)
class Reply:
    """What was put to the provider, by when, and what it answered."""

    question: str
    address: str
    asked: str
    stands: str
    is_overdue: bool
    is_awaited: bool
    answer: str
    why: Deadline | None


@dataclass(frozen=True)
class Decision:
    """What was decided, and what was known then, side by side with what has changed since."""

    anchor: str
    text: str
    where: str
    signed: str
    exit_criteria: str
    stood: list[tuple[str, list[dict[str, Any]]]]
    came: list[str]
    went: list[str]


@dataclass(frozen=True)
class Happened:
    """One step in words."""

    what: str
    text: str
    signed: str


@dataclass(frozen=True)
class FigureLine:
    """What a chart said then and says now."""

    title: str
    address: str
    then: str
    now: str


@dataclass(frozen=True)
class Around:
    """What the page shows beside the steps. streams: titles by code. theme: its title. addresses: of records of facts.

    new: evidence that was first heard after it was raised.
    """

    known: Sides
    linked: list[Linked]
    figures: list[Figure]
    streams: Mapping[str, str]
    theme: str
    addresses: Mapping[str, str]
    new: Sequence[Evidence] = ()


def sentence(case: Case) -> str:
    """The one sentence that matters today."""
    if case.state == ConcernState.MERGED:
        step = case.last(ConcernDeed.MERGED)
        return f"It is told with {step.other.number if step and step.other else 'another'}."
    if case.closing is not None:
        return _closed(case)
    lead = f"led by {case.lead}" if case.lead else "led by nobody"
    told = (
        f"{_level(case) or 'A'} concern about {case.concern.provider.name}, {lead}. {_reply_sentence(case)}"
    )
    if case.next_on:
        told += f" It is looked at next on {due_words(case.next_on, case.today)}."
    return told


def columns(around: Around) -> dict[str, list[Line]]:
    """What speaks for it, what against, what belongs to it, what is to be watched: what people linked first."""
    taken = {each.fact for each in around.linked}
    taken_records = {each.link.about for each in around.linked}
    found: dict[str, list[Line]] = {side: [] for side in (*Side.values, "watch")}
    for each in around.linked:
        line = _linked(each, around.streams)
        if line.says == each.link.says:
            line = replace(line, says=each.words)
        found[each.link.side].append(line)
    for facts, side in (
        (around.known.supports, "for"),
        (around.known.against, "against"),
        (around.known.watching, "watch"),
    ):
        new = (each for each in facts if fact_of(each) not in taken and each.record not in taken_records)
        said: dict[tuple[str, str], Line] = {}
        for each in new:  # what belongs to several themes is told once
            said.setdefault((each.stream, each.says), _fact(each, around))
        found[side] += said.values()
    return found


def new_lines(around: Around) -> list[Line]:
    """What speaks for it and was first heard after it was raised, the newest first."""
    return [_fact(each, around) for each in around.new[:MOST_NEW]]


def blind_lines(known: Sides) -> list[Line]:
    """Streams that are silent, each with what its silence means."""
    return [Line(each.title, silence_words(each)) for each in known.blind]


def replies(case: Case) -> list[Reply]:
    """What the provider was asked and answered, the latest first."""
    return [_reply(each) for each in reversed(case.askings)]


def other_replies(case: Case) -> list[Happened]:
    """Replies that came another way."""
    return [Happened("Came another way", step.text, _signed(step)) for step in reversed(case.replies)]


def decisions(case: Case, around: Around) -> list[Decision]:
    """Each with the evidence as it stood and what of it changed since; of one that kept less, as much as it kept."""
    full, less = stood(around.known, around.linked, case), as_it_stood(around.known)
    return [_decision(step, full if _is_full(step) else less, around.streams) for step in case.decisions]


def _is_full(step: ConcernStep) -> bool:
    return any(each["side"] == REPLY for each in step.evidence or [])


def happened(case: Case) -> list[Happened]:
    """Every step, the latest first."""
    return [_happened(step, case) for step in reversed(case.steps)]


def ended(linked: Iterable[Linked]) -> list[Line]:
    """What does not bear on it any more, with who said so and when."""
    return [
        Line(each.link.says, f"Taken off by {each.link.ended_by} on {full_day(_day(each.link.ended_at))}")
        for each in linked
    ]


def facts(case: Case, around: Around) -> list[tuple[str, str]]:
    """What it is about, on one line each."""
    concern = case.concern
    told = [
        ("Provider", concern.provider.name),
        ("Theme", around.theme),
        ("Service", concern.service),
        ("Place", concern.place),
        ("Level", _level(case)),
        ("Led by", str(case.lead or "")),
        ("Looked at next", due_words(case.next_on, case.today)),
        ("May be closed when", case.exit_criteria),
        ("Raised", f"by {concern.by} on {full_day(concern.raised_on)}"),
        ("Framework", case.pack.title),
    ]
    return [(label, words) for label, words in told if words]


def figure_lines(figures: Iterable[Figure]) -> list[FigureLine]:
    """Then against now."""
    return [
        FigureLine(each.title, each.address, _point(each, each.then), _point(each, each.now))
        for each in figures
    ]


def _closed(case: Case) -> str:
    closing = case.closing
    reason = reasons_of(case.pack).get(closing.reason, closing.reason).lower() if closing else ""
    told = f"Closed on {full_day(_day(closing.at))}: {reason}." if closing else ""
    if case.checking is not None and case.checking.held:
        told += (
            f" Looked at again on {full_day(_day(case.checking.at))}: {HELD_WORDS[Held(case.checking.held)]}."
        )
    if case.check_on:
        told += f" Whether it held is checked on {due_words(case.check_on, case.today)}."
    return told


def _reply_sentence(case: Case) -> str:
    awaited = case.awaited
    if awaited is not None:
        return f"The provider’s reply is due {due_words(awaited.due_on, case.today)}."
    if case.is_answered:
        return "The provider has replied."
    return "The provider has not been asked for its side yet."


def _level(case: Case) -> str:
    return levels_of(case.pack).get(case.level, case.level)


def _linked(each: Linked, streams: Mapping[str, str]) -> Line:
    link = each.link
    if each.evidence is not None:
        kind = f"{streams.get(each.evidence.stream, each.evidence.stream)}, known since {full_day(each.evidence.known_on)}"
    else:
        kind = KINDS.get(each.kind, each.kind.capitalize())
    origin = f"{kind}. Linked by {link.by} on {full_day(_day(link.at))}"
    return Line(link.says, origin, each.shown.address if each.shown else "", link.public_id, link.why)


def _fact(fact: Evidence, around: Around) -> Line:
    stream = around.streams.get(fact.stream, fact.stream)
    origin = f"{stream}, {fact.origin}, known since {full_day(fact.known_on)}"
    return Line(fact.says, origin, around.addresses.get(fact.record, ""))


def _reply(asking: Asking) -> Reply:
    due = due_words(asking.due_on, asking.today)
    stands = f"Due {due}" if asking.is_awaited else "Withdrawn"
    if asking.is_answered:
        stands = f"Answered on {full_day(asking.answered_on)}"
    elif asking.question is None:
        stands = "Not to be seen by you"
    return Reply(
        question=asking.question.action.text if asking.question else "",
        address=asking.question.action.get_absolute_url() if asking.question else "",
        asked=f"Asked by {asking.step.by} on {full_day(asking.asked_on)}",
        stands=stands,
        is_overdue=asking.is_overdue,
        is_awaited=asking.is_awaited,
        answer=asking.answer,
        why=asking.why if asking.is_awaited else None,
    )


def _decision(step: ConcernStep, now: list[dict[str, Any]], streams: Mapping[str, str]) -> Decision:
    stood = step.evidence or []
    grouped = [
        (words, [_stood(each, streams) for each in stood if each["side"] == side])
        for side, words in SIDE_WORDS.items()
    ]
    then, today = {_mark(each) for each in stood}, {_mark(each) for each in now}
    return Decision(
        anchor=step.public_id,
        text=step.text,
        where=step.where,
        signed=_signed(step),
        exit_criteria=step.exit_criteria,
        stood=[(words, lines) for words, lines in grouped if lines],
        came=[_changed(each, streams) for each in now if _mark(each) not in then],
        went=[_changed(each, streams) for each in stood if _mark(each) not in today],
    )


def _stood(each: dict[str, Any], streams: Mapping[str, str]) -> dict[str, Any]:
    known = dt.date.fromisoformat(each["known_on"]) if each["known_on"] else None
    return {
        **each,
        "stream": _source(each, streams),
        "known": full_day(known) if known else "",
    }


def _mark(each: dict[str, Any]) -> tuple[str, str, str]:
    """What makes a line the same at two times; of a silent stream not since when."""
    return (each["side"], each["stream"], "" if each["side"] in ("blind", "normal") else each["says"])


def _changed(each: dict[str, Any], streams: Mapping[str, str]) -> str:
    source = _source(each, streams)
    return f"{SIDE_WORDS[each['side']]}: {source}{'. ' if source else ''}{each['says']}"


def _source(each: dict[str, Any], streams: Mapping[str, str]) -> str:
    """The stream of a line, or what kind of record was linked."""
    return streams.get(each["stream"], each["stream"]) or KINDS.get(each["record"].partition(":")[0], "")


def _happened(step: ConcernStep, case: Case) -> Happened:
    words = deed_words(step.deed)
    if step.level:
        words += f": {levels_of(case.pack).get(step.level, step.level).lower()}"
    if step.lead:
        words += f", led by {step.lead}" if step.deed == ConcernDeed.RAISED else f": {step.lead}"
    if step.reason:
        words += f": {reasons_of(case.pack).get(step.reason, step.reason).lower()}"
    if step.held:
        words += f": {HELD_WORDS[Held(step.held)]}"
    if step.other:
        words += f": {step.other.number}"
    if step.where:
        words += f" by {step.where}"
    return Happened(words, step.text, _signed(step))


def _point(figure: Figure, point: dict[str, Any] | None) -> str:
    if point is None:
        return "No figure"
    how = UNUSUAL.get(point.get("meaning") or "", "nothing unusual")
    return f"{figure.show(point['value'])} to {point['period_end']:%B %Y}, {how}"


def _signed(step: ConcernStep) -> str:
    return f"{step.by}, {full_day(_day(step.at))}"


def _day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(LONDON).date()
