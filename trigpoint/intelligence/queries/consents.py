"""What consent to a story is on record."""

from __future__ import annotations

from collections.abc import Iterable

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


def without_consent(items: Iterable[Item], use: str) -> set[int]:
    """Keys of those whose words may not be used so; one query, and none where no story is among them."""
    stories = [each.pk for each in items if each.source == STORY]
    if not stories:
        return set()
    latest = {
        each.item_id: each.uses for each in Consent.objects.filter(item__in=stories).order_by("at", "pk")
    }
    return {key for key in stories if not allows(STORY, latest.get(key), use)}
