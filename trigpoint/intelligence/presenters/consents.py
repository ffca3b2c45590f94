"""Consent to a story in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from trigpoint.common.clock import LONDON
from trigpoint.frameworks.errors import NotInPack
from trigpoint.frameworks.queries import pack_on
from trigpoint.intelligence.models import Consent
from trigpoint.intelligence.rules.consents import VOCABULARY, ConsentDeed
from trigpoint.ui.words import day


@dataclass(frozen=True)
class Line:
    """One entry on record: what was said, and by whom it was written down."""

    text: str
    note: str
    signed: str


def sentence(consents: Sequence[Consent], *, is_story: bool) -> str:
    """What may be done with the words now. `consents`: the newest first."""
    if not consents:
        if is_story:
            return "No consent is on record: read this story, and use it for nothing else yet."
        return "No consent is on record. It was sent in to be acted on, so none is needed for that."
    latest = consents[0]
    if latest.deed == ConsentDeed.WITHDRAWN:
        return f"Consent was taken back on {day(latest.on)}: use the words for nothing more."
    return f"Since {day(latest.on)} it may be used for this alone: {titles(latest).lower()}."


def titles(consent: Consent) -> str:
    """The uses of one entry by their names in the pack of its day."""
    return "; ".join(_title(consent, code) for code in consent.uses)


def lines(consents: Sequence[Consent]) -> list[Line]:
    """Everything on record, the newest first."""
    return [
        Line(
            text=f"Taken back on {day(each.on)}"
            if each.deed == ConsentDeed.WITHDRAWN
            else f"Given on {day(each.on)}, {each.get_how_display().lower()}: {titles(each)}",
            note=each.note,
            signed=f"{each.by}, {day(each.at)}",
        )
        for each in consents
    ]


def _title(consent: Consent, code: str) -> str:
    try:
        return pack_on(consent.at.astimezone(LONDON).date()).vocabulary(VOCABULARY).word(code).title
    except NotInPack:
        return code
