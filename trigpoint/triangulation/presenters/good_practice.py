"""Good practice in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from trigpoint.common import clock
from trigpoint.triangulation.models import GoodDeed
from trigpoint.triangulation.presenters.enquiries import counted, spoken
from trigpoint.triangulation.queries.good_practice import Practised

SIDES = {
    "for": "Speaks for it",
    "against": "Speaks against it",
    "watch": "To be watched",
    "blind": "Where we are blind",
    "normal": "Nothing unusual",
}


@dataclass(frozen=True)
class GoodLine:
    """Good practice as the list shows it."""

    address: str
    title: str
    provider: str
    is_training: bool
    theme: str
    noted: str
    origin: str
    thanked: str
    shared: str
    next: str


def line(each: Practised, titles: Mapping[str, str]) -> GoodLine:
    """One as the list shows it."""
    thanked, shared = each.latest(GoodDeed.THANKED), each.shared
    return GoodLine(
        address=each.practice.get_absolute_url(),
        title=each.practice.title,
        provider=each.practice.provider.name,
        is_training=each.practice.provider.is_training,
        theme=titles.get(each.practice.theme, ""),
        noted=spoken(each.practice.at.astimezone(clock.LONDON).date()),
        origin="Proposed from the evidence" if each.practice.proposal_id else "Noted by a person",
        thanked=spoken(thanked.at.astimezone(clock.LONDON).date()) if thanked else "",
        shared=", ".join(dict.fromkeys(step.with_whom for step in shared)),
        next="Withdrawn" if each.is_withdrawn else next_words(each),
    )


def next_words(each: Practised) -> str:
    """The one thing to do next."""
    if each.latest(GoodDeed.THANKED) is None:
        return "Thank them"
    if each.latest(GoodDeed.LEARNT) is None:
        return "Write down what they do"
    return "Share it" if not each.shared else "Share it with others"


def opening(lines: list[GoodLine], number: int) -> str:
    """The answer at the top of the list."""
    if not number:
        return "Nothing is noted that goes well."
    unthanked = sum(1 for each in lines if not each.thanked)
    told = counted(number, "thing is", "things are")
    words = f"{told} noted that {'goes' if number == 1 else 'go'} well"
    if unthanked:
        return f"{words}; nobody has been thanked yet for {unthanked} of those on this page."
    return f"{words}, and on this page everybody was thanked."


def sentence(each: Practised) -> str:
    """Where one stands."""
    if each.is_withdrawn:
        return "It was withdrawn and holds no more."
    said = []
    said.append("They were thanked" if each.latest(GoodDeed.THANKED) else "Nobody has thanked them yet")
    known = each.latest(GoodDeed.LEARNT)
    said.append("what they do is written down" if known else "what they do is not written down yet")
    whom = ", ".join(dict.fromkeys(step.with_whom for step in each.shared))
    said.append(f"it was shared with {whom}" if whom else "it was shared with nobody yet")
    return f"{'; '.join(said)}."


def evidence(each: Practised, streams: Mapping[str, str]) -> list[dict[str, Any]]:
    """The evidence as it stood, by side, in words."""
    return [
        {
            "side": SIDES.get(told["side"], told["side"]),
            "stream": streams.get(told["stream"], told["stream"]),
            "says": told["says"],
            "origin": told["origin"],
        }
        for told in each.practice.evidence
        if told["side"] in ("for", "against", "watch")
    ]


def happened(each: Practised) -> list[dict[str, str]]:
    """What became of it, the newest first."""
    return [
        {
            "what": step.get_deed_display(),
            "whom": step.with_whom,
            "text": step.text,
            "by": str(step.by),
            "on": spoken(step.at.astimezone(clock.LONDON).date()),
        }
        for step in reversed(each.steps)
    ]
