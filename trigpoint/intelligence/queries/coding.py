"""What waits to be read by the model."""

from __future__ import annotations

from trigpoint.accounts.models import Commissioner
from trigpoint.intelligence.models import Coding, Item, ItemQuerySet


def waiting_for_model(*, owner: Commissioner, version: str) -> ItemQuerySet:
    """What the model of this version has not read yet, of what is not restricted; what a person coded stays as it is."""
    read = Coding.objects.filter(model=version) | Coding.objects.filter(is_by_person=True)
    return Item.objects.filter(owner=owner, restriction="").exclude(pk__in=read.values("item"))


def newest_of(*, owner: Commissioner) -> int:
    """The number of the newest item that is not restricted, by which work on what there is now is known."""
    found = Item.objects.filter(owner=owner, restriction="")
    return found.order_by("-pk").values_list("pk", flat=True).first() or 0
