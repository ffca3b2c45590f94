"""What of the demonstration is there already."""

from __future__ import annotations

from trigpoint.accounts.models import Commissioner
from trigpoint.actions.models import Action
from trigpoint.intelligence.models import Item
from trigpoint.loads.models import Load
from trigpoint.organisations.models import Organisation
from trigpoint.surveillance.models import SeriesStatus


def plain_name(name: str) -> str:
    """The name of a file as it was published."""
    return name.removesuffix(".gz")


def is_loaded(name: str, connector: str) -> bool:
    """Whether the demonstration's file of this name has been taken in."""
    return Load.objects.filter(connector=connector, file_name=plain_name(name)).exists()


def has_statuses(owner: Commissioner) -> bool:
    """Whether a commissioner's dashboard has been worked out."""
    return SeriesStatus.objects.filter(owner=owner).exists()


def has_actions(provider: Organisation) -> bool:
    """Whether the register holds anything about a provider besides questions."""
    return Action.objects.filter(provider=provider, kind=Action.Kind.ACTION).exists()


def has_heard(provider: Organisation) -> bool:
    """Whether anything was told of a provider."""
    return Item.objects.filter(provider=provider).exists()


def told_of(provider: Organisation, theme: str) -> list[Item]:
    """What the model read of one theme about a provider, never what is restricted."""
    return list(Item.objects.filter(provider=provider, themes__theme=theme, restriction="").order_by("pk"))
