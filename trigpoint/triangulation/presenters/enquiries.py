"""Key lines of enquiry in words: the list, one, the sheet for the room, the table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from trigpoint.actions.queries import Known as Question
from trigpoint.common import clock
from trigpoint.frameworks.packs import Pack
from trigpoint.triangulation.models import EnquiryStep
from trigpoint.triangulation.queries.enquiries import Counts, Known
from trigpoint.triangulation.rules.enquiries import ANSWERED, OPEN, WITHDRAWN
from trigpoint.triangulation.rules.enquiring import Drafted

STATES = {OPEN: "Open", ANSWERED: "Answered", WITHDRAWN: "Withdrawn"}
QUESTION = "question-"  # begins the names of the boxes with the words of drafts
NOT_TOLD_NOW = "What gave rise to it when it was drafted is not told any more."
KINDS = {
    "concern": "Points to a concern",
    "contradiction": "Points the other way",
    "blind": "Where we are blind",
    "good": "Points to good practice",
}


@dataclass(frozen=True)
class Line:
    """One line of enquiry as lists show it."""

    address: str
    question: str
    because: str
    provider: str
    code: str
    is_training: bool
    theme: str
    state: str
    to: str
    answer: str
    answered: str
    concern: str
    concern_address: str
    is_open: bool


@dataclass(frozen=True)
class Room:
    """What is taken into one meeting with one provider."""

    provider: str
    code: str
    to: str
    lines: tuple[Line, ...]


def spoken(day: dt.date) -> str:
    """Tue 24 Nov 2026."""
    return f"{day:%a} {day.day} {day:%b %Y}"


def carried_words(known: Known) -> str:
    """Where it is taken; "" for nowhere yet."""
    if known.held_on is None:
        return ""
    return f"{known.where}, {spoken(known.held_on)}"


def line(known: Known, titles: Mapping[str, str]) -> Line:
    """One as lists show it."""
    each = known.enquiry
    told = known.answer if known.state == ANSWERED else None
    return Line(
        address=each.get_absolute_url(),
        question=known.question,
        because=each.because,
        provider=each.provider.name,
        code=each.provider.code,
        is_training=each.provider.is_training,
        theme=titles.get(each.theme, ""),
        state=STATES[known.state],
        to=carried_words(known),
        answer=told.text if told else "",
        answered=f"{told.by}, {spoken(told.at.astimezone(clock.LONDON).date())}" if told else "",
        concern=each.concern.number if each.concern else "",
        concern_address=each.concern.get_absolute_url() if each.concern else "",
        is_open=known.state == OPEN,
    )


def list_opening(told: Counts) -> str:
    """The answer at the top of the list."""
    if not told.total:
        return "Nothing has been asked yet."
    if not told.open:
        return f"No question is open; {counted(told.answered, 'has', 'have')} an answer."
    where = "every one of them has a meeting or visit to go to"
    if told.nowhere:
        where = f"{told.nowhere} of them {'has' if told.nowhere == 1 else 'have'} no meeting or visit to go to yet"
    many = "question is" if told.open == 1 else "questions are"
    return f"{told.open} {many} open, and {where}."


def counted(number: int, one: str, many: str) -> str:
    """1 has, 2 have."""
    return f"{number} {one if number == 1 else many}"


def sentence(known: Known, today: dt.date) -> str:
    """Where one stands, in one sentence."""
    if known.state == ANSWERED:
        return "It is answered."
    if known.state == WITHDRAWN:
        return "It was withdrawn: nobody asks it."
    if known.held_on and known.held_on >= today:
        return f"It is open, and is asked at: {carried_words(known)}."
    if known.held_on:
        return f"It was to be asked at {carried_words(known)}, and no answer stands here."
    if known.put_about:
        return "It is open, and was put to the provider."
    return "It is open, and nobody has said yet where it is asked."


def happened(steps: Sequence[EnquiryStep]) -> list[dict[str, str]]:
    """Everything that became of one, the newest first."""
    return [
        {
            "what": each.get_deed_display(),
            "text": each.question or each.text,
            "where": f"{each.where}, {spoken(each.held_on)}" if each.held_on else each.where,
            "by": str(each.by),
            "on": spoken(each.at.astimezone(clock.LONDON).date()),
        }
        for each in steps
    ]


def asked_in_register(question: Question | None) -> dict[str, Any] | None:
    """The question in the register: how it stands, and what its people answered there."""
    if question is None:
        return None
    answers = [
        {"text": each.text, "by": str(each.by), "on": spoken(each.at.astimezone(clock.LONDON).date())}
        for each in question.positions
    ]
    return {
        "address": question.action.get_absolute_url(),
        "ref": question.action.ref,
        "stands": question.state_words,
        "answers": answers,
    }


def rooms(lines: Iterable[Line]) -> list[Room]:
    """Open questions a provider and a meeting each, as they are taken into the room."""
    found: dict[tuple[str, str, str], list[Line]] = {}
    for each in lines:
        found.setdefault((each.provider, each.code, each.to), []).append(each)
    return [Room(*key, tuple(held)) for key, held in found.items()]


def rows(lines: Iterable[Line]) -> list[list[str]]:
    """The table to take away."""
    head = [
        "provider",
        "code",
        "theme",
        "question",
        "because",
        "state",
        "meeting_or_visit",
        "answer",
        "answered",
    ]
    return [
        [*head, "concern"],
        *(
            [
                each.provider,
                each.code,
                each.theme,
                each.question,
                each.because,
                each.state,
                each.to,
                each.answer,
                each.answered,
                each.concern,
            ]
            for each in lines
        ),
    ]


def keyed(drafts: Iterable[Drafted]) -> dict[str, Drafted]:
    """Drafts by template and stream: a name that stays when the evidence behind one is told anew in other words."""
    return {f"{each.code}.{each.stream}": each for each in drafts}


def sent_back(sent: Iterable[str], found: Mapping[str, Drafted], pack: Pack) -> dict[str, Drafted]:
    """Drafts that stood on the page and that nothing gives rise to now, by the names of the boxes that were sent."""
    templates = {each.code: each for each in pack.enquiries}
    streams = {each.code for each in pack.streams}
    gone = {}
    for name in sent:
        key = name.removeprefix(QUESTION)
        if key == name or key in found:
            continue
        code, _, stream = key.partition(".")
        template = templates.get(code)
        gone[key] = Drafted(
            text="",
            code=code if template else "",
            stream=stream if stream in streams else "",
            because=NOT_TOLD_NOW,
            when=template.when if template else "concern",
        )
    return gone


def drafting_opening(number: int, provider: str, theme: str) -> str:
    """The answer at the top of the drafts."""
    about = f"about {theme.lower()}" if theme else "over all themes"
    if not number:
        return f"What we know of {provider} {about} gives rise to no question. Ask one of your own."
    many = "question" if number == 1 else "questions"
    rise = "gives" if number else "give"
    return f"What we know of {provider} {about} {rise} rise to {number} {many}. Keep those that are worth asking, in your words."
