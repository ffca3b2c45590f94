"""Where something that was told stands, in the words of its sender: no note, no name, none of what was told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse

from trigpoint.common.clock import LONDON
from trigpoint.common.errors import DomainError
from trigpoint.frameworks.queries import deadline
from trigpoint.intelligence.models import Item, ItemStep
from trigpoint.intelligence.queries.sender import Followed
from trigpoint.intelligence.rules.states import FINISHED, OPEN, Deed, State
from trigpoint.intelligence.rules.themes import titles
from trigpoint.ui.words import day as full_day

LOOKED_AT = "Somebody looked at it"
# Each step that concerns the sender, as they read it. All others are work inside the house.
STAGES = {
    Deed.RECEIVED: "We received it",
    Deed.TAKEN_UP: "A person took it up",
    Deed.ACKNOWLEDGED: "Somebody read that a person may be at risk",
    Deed.TRIAGED: LOOKED_AT,
    Deed.NO_ACTION: LOOKED_AT,
    Deed.LINKED: LOOKED_AT,
    Deed.MARKED: LOOKED_AT,
    Deed.ASKED: "We put a question to the provider",
    Deed.PASSED: "We passed it on to an organisation that can act on it",
    Deed.MERGED: "We look at it together with others that say the same",
    Deed.CLOSED: "We closed it",
    Deed.REOPENED: "We took it up again",
}
STANDS = {
    "": "We have it. It is read and counted together with others; nobody answers it on its own.",
    State.RECEIVED: "We have it. Nobody has looked at it yet.",
    State.TRIAGED: "Somebody has looked at it and works on it.",
    State.NO_ACTION: "Somebody has looked at it. Nothing more needs to be done for now.",
    State.LINKED: "Somebody has looked at it and put it beside what else is known.",
    State.ASKED: "We have asked the provider and wait for the answer.",
    State.CASE: "Somebody has looked at it and is looking into it further.",
    State.PASSED: "We have passed it on to an organisation that can act on it.",
    State.MERGED: "We look at it together with others that say the same.",
    State.CLOSED: "It is closed.",
}
SHORT = {
    "": "Counted with others",
    State.RECEIVED: "Received",
    State.ASKED: "Provider asked",
    State.PASSED: "Passed on",
    State.MERGED: "With others",
    State.CLOSED: "Answered",
}
TONES = {"good": "Good", "bad": "Bad"}
ANSWERED = "It is closed. What we answered stands below."
SHORTEST_EXCERPT = 120


@dataclass(frozen=True)
class Stage:
    """Something that happened to it, and on which day."""

    what: str
    on: str


@dataclass(frozen=True)
class Reply:
    """What we answered."""

    text: str
    on: str


@dataclass(frozen=True)
class FollowPage:
    """All that a sender's private page says."""

    sentence: str
    received: str
    about: str
    by_when: str
    stages: list[Stage]
    replies: list[Reply]
    with_others: str
    is_open: bool


@dataclass(frozen=True)
class ToldLine:
    """One line of what a practice told."""

    on: str
    about: str
    words: str
    state: str
    tone: str
    address: str
    is_answered: bool


@dataclass(frozen=True)
class AnsweredTheme:
    """What was answered on one theme: each reply with the provider and the day."""

    title: str
    replies: list[tuple[str, Reply]]


def follow_page(known: Followed) -> FollowPage:
    """What the sender reads. Of a restricted item nothing that says whom it is about."""
    item = known.item
    replies = [_reply(step) for step in (*known.steps, *known.with_others) if _is_reply(step)]
    is_open = known.state in OPEN or known.state_of_others in OPEN
    return FollowPage(
        sentence=ANSWERED if known.state == State.CLOSED and replies else STANDS[known.state],
        received=full_day(item.received_on),
        about=item.provider.name if item.provider and not item.restriction else "",
        by_when=_by_when(item) if known.state == State.RECEIVED else "",
        stages=list(_stages(known.steps)),
        replies=replies,
        with_others=STANDS[State(known.state_of_others)] if known.state_of_others else "",
        is_open=is_open,
    )


def told_lines(items: Iterable[Item]) -> list[ToldLine]:
    """What a practice told, as its own people read it."""
    return [
        ToldLine(
            on=full_day(item.received_on),
            about=item.about,
            words=_shortened(item.words),
            state=SHORT.get(item.state or "", "In hand"),
            tone=TONES.get(item.tone, ""),
            address=reverse("intelligence:follow", args=[item.sender_token]),
            is_answered=item.state in FINISHED,
        )
        for item in items
    ]


def answered_by_theme(steps: Iterable[ItemStep]) -> list[AnsweredTheme]:
    """Replies by theme, the theme with most first; each reply once, under the likeliest theme of what it answers."""
    found: dict[str, list[tuple[str, Reply]]] = {}
    for step in steps:
        themes = list(step.item.themes.all())
        title = titles().get(themes[0].theme, "") if themes else ""
        provider = step.item.provider.name if step.item.provider else "Not of one provider"
        found.setdefault(title or "Not coded by theme", []).append((provider, _reply(step)))
    ordered = sorted(found.items(), key=lambda each: (-len(each[1]), each[0]))
    return [AnsweredTheme(title, sorted(replies, key=lambda each: each[0])) for title, replies in ordered]


def _stages(steps: Iterable[ItemStep]) -> Iterator[Stage]:
    """What concerns the sender; that somebody looked at it is told once."""
    told: set[str] = set()
    for step in steps:
        what = STAGES.get(Deed(step.deed), "")
        if what and not (what == LOOKED_AT and what in told):
            told.add(what)
            yield Stage(what, full_day(_day(step)))


def _is_reply(step: ItemStep) -> bool:
    return step.deed == Deed.CLOSED and bool(step.reply)


def _reply(step: ItemStep) -> Reply:
    return Reply(step.reply, full_day(_day(step)))


def _day(step: ItemStep) -> dt.date:
    return step.at.astimezone(LONDON).date()


def _by_when(item: Item) -> str:
    """By which day somebody looks at it, as the pack says."""
    try:
        return full_day(deadline("soft_intelligence_triage", item.received_on).due_on)
    except DomainError:
        return ""


def _shortened(words: str) -> str:
    return words if len(words) <= SHORTEST_EXCERPT else words[: SHORTEST_EXCERPT - 1].rstrip() + "…"
