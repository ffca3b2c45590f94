"""One item and what happened to it."""

from __future__ import annotations

from trigpoint.intelligence.models import Item, ItemStep
from trigpoint.intelligence.rules.states import OPEN

OPEN_STATES = OPEN


def locked(item: Item) -> Item:
    """The item, held until the transaction ends, so that two who move it wait for each other."""
    return Item.objects.select_for_update().get(pk=item.pk)


def state_of(item: Item) -> str:
    """Where it stands; "" for what the model reads and no person took up."""
    latest = item.steps.exclude(state="").order_by("-at", "-pk").values_list("state", flat=True).first()
    return latest or ""


def steps_of(item: Item) -> list[ItemStep]:
    """What happened to it, the first thing first."""
    return list(item.steps.select_related("by", "other").order_by("at", "pk"))
