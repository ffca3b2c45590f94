"""What is known of a provider and theme, as it stands beside the form that raises a concern."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from trigpoint.triangulation.models import Concern
from trigpoint.triangulation.queries.concerns_known import KnownAlready
from trigpoint.triangulation.queries.sides import silence_words
from trigpoint.ui.words import day as full_day

SIDES = {"for": "Supports it", "about": "To be watched", "against": "Speaks against it"}
MOST = 12  # of a side, and all that is linked; the rest stands in the profile


@dataclass(frozen=True)
class KnownLine:
    """One fact that can be linked."""

    value: str
    side: str
    says: str
    origin: str
    is_chosen: bool


@dataclass(frozen=True)
class Known:
    """What the page shows of it."""

    sentence: str
    warning: str
    lines: list[KnownLine]
    blind: list[str]
    normal: list[str]
    concerns: tuple[Concern, ...]
    more: int


def known(found: KnownAlready, *, theme: str, streams: Mapping[str, str], chosen: Collection[str]) -> Known:
    """Facts by side, silences in words, and a warning that never stops anybody."""
    sides = found.sides
    told = (("for", sides.supports), ("about", sides.watching), ("against", sides.against))
    lines = []
    for side, facts in told:
        for place, fact in enumerate(facts):
            value = f"{side}|evidence:{fact.public_id}"
            if place >= MOST and value not in chosen:
                continue
            origin = f"{streams.get(fact.stream, fact.stream)}, {fact.origin}, known since {full_day(fact.known_on)}"
            lines.append(KnownLine(value, SIDES[side], fact.says, origin, value in chosen))
    return Known(
        sentence=_sentence(found, theme),
        warning=_warning(found),
        lines=lines,
        blind=[f"{each.title}: {_lower(silence_words(each))}" for each in sides.blind],
        normal=[f"{each.title}: {_lower(silence_words(each))}" for each in sides.normal],
        concerns=found.concerns,
        more=sum(len(facts) for _, facts in told) - len(lines),
    )


def _sentence(found: KnownAlready, theme: str) -> str:
    about = f"{theme.lower()} at {found.provider.name}" if theme else found.provider.name
    number, other = len(found.sides.supports), len(found.sides.against)
    if not (number or other or found.sides.watching):
        return f"Nothing unusual is known of {about} by now."
    facts = "fact points" if number == 1 else "facts point"
    return f"Of {about}, {number or 'no'} {facts} the same way, and {other or 'none'} the other way."


def _warning(found: KnownAlready) -> str:
    if not found.sides.supports:
        return (
            "No hard data supports it, and nobody else has told of it yet. Raise it all the same: "
            "one worry is enough, and what is missing is a question to ask."
        )
    if not found.has_figures:
        return "No hard data supports it: what is known is what people told. Raise it all the same."
    if len(found.sides.streams_for) == 1:
        return "Only one kind of source supports it by now. Raise it all the same, and ask another."
    return ""


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]
