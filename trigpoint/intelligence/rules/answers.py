"""An answer to something that was heard, before it is a record."""

from __future__ import annotations

from dataclasses import dataclass

from trigpoint.intelligence.models import Engagement, Item
from trigpoint.organisations.models import Organisation


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What a change answers: pieces of soft intelligence, entries of the log, other records by kind:public_id."""

    items: tuple[Item, ...] = ()
    engagements: tuple[Engagement, ...] = ()
    others: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.items or self.engagements or self.others)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A change as it is written down first. Texts have been through the guard."""

    title: str
    heard: str
    answered: Answered
    provider: Organisation | None = None
    service: str = ""
    theme: str = ""
