"""What a decision on a concern is taken on: the evidence, what people linked, and how the provider's reply stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from trigpoint.common.clock import LONDON
from trigpoint.triangulation.models import Evidence
from trigpoint.triangulation.queries.concerns_case import Asking, Case, Linked
from trigpoint.triangulation.queries.sides import Sides, as_it_stood
from trigpoint.triangulation.queries.told_now import fact_of

REPLY = "reply"
NOT_ASKED = "It has not been asked."


def stood(known: Sides, linked: Sequence[Linked], case: Case) -> list[dict[str, Any]]:
    """All of it in full, to be kept with a decision and read when all of it has changed; a fact that is linked stands once."""
    taken = {each.fact for each in linked}
    rest = replace(
        known,
        supports=_without(known.supports, taken),
        against=_without(known.against, taken),
        watching=_without(known.watching, taken),
    )
    return [*(_linked(each) for each in linked), *as_it_stood(rest), *_reply(case)]


def _without(facts: tuple[Evidence, ...], taken: set[Any]) -> tuple[Evidence, ...]:
    return tuple(each for each in facts if fact_of(each) not in taken)


def _linked(each: Linked) -> dict[str, Any]:
    fact, link = each.evidence, each.link
    return {
        "side": link.side,
        "stream": fact.stream if fact else "",
        "says": each.words,
        "origin": f"Linked by {link.by} on {link.at.astimezone(LONDON):%-d %B %Y}",
        "known_on": fact.known_on.isoformat() if fact else "",
        "record": fact.record if fact else link.about,
        "event": fact.event if fact else "",
        "evidence": link.about if fact else "",
        "why": link.why,
        "linked": True,
    }


def _reply(case: Case) -> list[dict[str, Any]]:
    """How the provider's reply stands: each question and each reply that came another way."""
    told = [_asking_words(each) for each in case.askings]
    told += [
        f"Came another way, {step.at.astimezone(LONDON):%-d %B %Y}: {step.text}" for step in case.replies
    ]
    return [
        {"side": REPLY, "stream": "", "says": words, "origin": "", "known_on": "", "record": ""}
        for words in told or [NOT_ASKED]
    ]


def _asking_words(asking: Asking) -> str:
    asked = f"Asked on {asking.asked_on:%-d %B %Y}"
    if asking.question is None:
        return f"{asked}."
    asked += f": {asking.question.action.text}"
    if asking.is_answered:
        day = f" on {asking.answered_on:%-d %B %Y}" if asking.answered_on else ""
        return f"{asked} Answered{day}: {asking.answer}"
    if not asking.is_awaited:
        return f"{asked} Withdrawn."
    due = f", to answer by {asking.due_on:%-d %B %Y}" if asking.due_on else ""
    return f"{asked} No answer had come{due}."
