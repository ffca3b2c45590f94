"""What consent to a story is on record."""

from __future__ import annotations

from trigpoint.intelligence.models import Consent, Item
from trigpoint.intelligence.rules.consents import STORY, allows


def consents_of(item: Item) -> list[Consent]:
    """Everything on record about one item in hand, the newest first."""
    return list(item.consents.select_related("by").order_by("-at", "-pk"))


def uses_of(item: Item) -> list[str] | None:
    """The uses consented to now; None where no consent is on record."""
    latest = item.consents.order_by("-at", "-pk").first()
    return None if latest is None else list(latest.uses)


def may_be_used(item: Item, use: str) -> bool:
    """Whether the words may be used so."""
    return item.source != STORY or allows(item.source, uses_of(item), use)
