"""The inbox in words: one line an item, the answer on top, and the table to take away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from trigpoint.actions.queries import Known
from trigpoint.actions.rules.states import State as QuestionState
from trigpoint.common import clock
from trigpoint.common.errors import DomainError
from trigpoint.frameworks.deadlines import Deadline
from trigpoint.frameworks.queries import pack_on
from trigpoint.intelligence.models import Item
from trigpoint.intelligence.queries.inbox import (
    CLOSED,
    EVERYTHING,
    LATE,
    OPENED,
    WAIT,
    Chosen,
    Counts,
    look_by,
)
from trigpoint.intelligence.rules.states import FINISHED, WAITING, State
from trigpoint.intelligence.rules.themes import titles
from trigpoint.intelligence.rules.triage_words import WORRIES
from trigpoint.ui.words import day

SHOWN_WORDS = 320
TITLES = {
    WAIT: "Waiting for a first look",
    LATE: "Overdue",
    OPENED: "Open",
    CLOSED: "Closed",
    EVERYTHING: "All",
}


@dataclass(frozen=True)
class Line:
    """One item as lists and triage show it. `clock` says by when it is looked at, where it waits."""

    item: Item
    words: str
    is_shortened: bool
    about: str
    where: str
    source: str
    sender: str
    worry: str
    tone: str
    came: str
    state: str
    is_waiting: bool
    clock: str
    is_late: bool
    deadline: Deadline | None
    themes: tuple[str, ...]
    question: str
    address: str


def lines(
    items: Iterable[Item], *, today: dt.date, asked: Mapping[int, Sequence[Known]] | None = None
) -> list[Line]:
    """Items in words. asked: the questions that were put because of them."""
    return [line(each, today=today, asked=(asked or {}).get(each.pk, ())) for each in items]


def line(item: Item, *, today: dt.date, asked: Sequence[Known] = (), is_whole: bool = False) -> Line:
    """One item in words, with all of what was told where `is_whole`."""
    state = getattr(item, "state", None) or ""
    is_waiting = state in WAITING
    due = look_by(item.received_on)
    is_long = len(item.words) > SHOWN_WORDS and not is_whole
    return Line(
        item=item,
        words=f"{item.words[:SHOWN_WORDS].rsplit(' ', 1)[0]}…" if is_long else item.words,
        is_shortened=is_long,
        about=item.about,
        where=", ".join(part for part in (item.service, item.place) if part),
        source=source_title(item.source),
        sender=item.sent_for.name if item.sent_for else "",
        worry=WORRIES.get(item.worry or 0, ""),
        tone=item.get_tone_display() if item.tone else "",
        came=came(item.received_on, today),
        state=State(state).label if state else "Read by the model, and counted",
        is_waiting=is_waiting,
        clock=clock_words(due, today) if is_waiting and due else "",
        is_late=bool(is_waiting and due and due.due_on < today),
        deadline=due if is_waiting else None,
        themes=tuple(theme_title(each.theme) for each in item.themes.all()),
        question=question_words(asked[-1], today) if asked and state not in FINISHED else "",
        address=item.get_absolute_url(),
    )


def source_title(code: str) -> str:
    """What the framework packs call a kind of source."""
    return source_titles().get(code, code)


def source_titles() -> dict[str, str]:
    """Title by code, of the kinds of source that are listened to today."""
    try:
        return {each.code: each.title for each in pack_on(clock.today()).listening}
    except DomainError:
        return {}


def theme_title(code: str) -> str:
    """What the framework calls a theme."""
    return titles().get(code, code)


def came(received_on: dt.date, today: dt.date) -> str:
    """How long ago it came."""
    days = (today - received_on).days
    ago = "today" if days <= 0 else "yesterday" if days == 1 else f"{days} days ago"
    return f"{day(received_on)}, {ago}" if days > 1 else ago.capitalize()


def clock_words(due: Deadline, today: dt.date) -> str:
    """Look at it by Tue 24 Nov 2026, in 2 days."""
    left = (due.due_on - today).days
    if left < 0:
        return f"Overdue since {day(due.due_on)}, by {'1 day' if left == -1 else f'{-left} days'}"
    when = "today" if left == 0 else "tomorrow" if left == 1 else f"in {left} days"
    return f"Look at it by {day(due.due_on)}, {when}"


def question_words(known: Known, today: dt.date) -> str:
    """How a question that was put to the provider stands."""
    if known.state == QuestionState.CLAIMED:
        return "The provider has answered"
    if known.state == QuestionState.CLOSED:
        return "Answered, and the question is closed"
    if known.due_on and known.due_on < today:
        return f"The answer is overdue since {day(known.due_on)}"
    return f"An answer is due by {day(known.due_on)}" if known.due_on else "It waits for an answer"


def opening(counts: Counts, *, chosen: Chosen, number: int) -> str:
    """The answer of the page."""
    if chosen.is_narrowed or chosen.show != WAIT:
        things = "1 piece" if number == 1 else f"{number or 'No'} pieces"
        kind = "" if chosen.show == EVERYTHING else f" {TITLES[chosen.show].lower()}"
        return f"{things}{kind}{', as the filters have it' if chosen.is_narrowed else ''}."
    if not counts.waiting:
        still = f" {counts.open} {'is' if counts.open == 1 else 'are'} open." if counts.open else ""
        return f"Nothing waits for a first look.{still}"
    waits = "1 piece waits" if counts.waiting == 1 else f"{counts.waiting} pieces wait"
    late = f", {counts.overdue} of them overdue" if counts.overdue else ", none overdue"
    risk = f" {_at_risk(counts.at_risk)}" if counts.at_risk else ""
    return f"{waits} for a first look{late}.{risk}"


def _at_risk(number: int) -> str:
    return f"In {number} somebody may be at risk now: read {'it' if number == 1 else 'them'} first."


def csv_rows(told: Iterable[Line]) -> Iterable[Sequence[Any]]:
    """The list as a table to take away: everything but the words, which stay where every reading of them is."""
    yield (
        *("received_on", "about", "code", "service", "place", "source", "sent_by", "tone", "worry_1_to_5"),
        *("may_be_at_risk", "themes", "stands_at", "look_at_by", "overdue", "question", "address"),
    )
    for each in told:
        item = each.item
        yield (
            *(item.received_on, each.about, item.provider.code if item.provider else "", item.service),
            *(item.place, each.source, each.sender, each.tone, item.worry or ""),
            *("yes" if item.is_at_risk_now else "no", "; ".join(each.themes), each.state),
            *(each.deadline.due_on if each.deadline else "", "yes" if each.is_late else "no"),
            *(each.question, each.address),
        )
