"""What is told with another: whom a piece was merged into, and what was merged into it, some hops on."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import OuterRef, QuerySet, Subquery

from trigpoint.intelligence.models import Item, ItemStep
from trigpoint.intelligence.queries.sender import MOST_HOPS
from trigpoint.intelligence.rules.states import Deed, State


def leads_of(items: QuerySet[Item]) -> set[int]:
    """The pieces that some of these are told with now; their answer is these ones' answer too."""
    found: set[int] = set()
    current = set(_merged(items.order_by().values("pk")).values_list("lead", flat=True))
    for _ in range(MOST_HOPS):
        current -= found
        if not current:
            break
        found |= current
        current = set(_merged(current).values_list("lead", flat=True))
    return found


def told_with(leads: Collection[int]) -> set[int]:
    """The pieces that are told with one of these now."""
    found, current = set(leads), set(leads)
    for _ in range(MOST_HOPS):
        steps = ItemStep.objects.filter(deed=Deed.MERGED, other__in=current)
        near = _merged(steps.values("item")).filter(lead__in=current)
        current = set(near.values_list("pk", flat=True)) - found
        if not current:
            break
        found |= current
    return found - set(leads)


def _merged(keys: Collection[int] | QuerySet) -> QuerySet[Item]:
    """Those of some pieces that are told with another now, with `lead`."""
    last = ItemStep.objects.filter(item=OuterRef("pk"), deed=Deed.MERGED).order_by("-at", "-pk")
    return (
        Item.objects.filter(pk__in=keys)
        .with_state()
        .filter(state=State.MERGED)
        .annotate(lead=Subquery(last.values("other")[:1]))
    )
