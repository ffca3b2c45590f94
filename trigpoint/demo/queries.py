"""What of the demonstration is there already."""

from __future__ import annotations

from trigpoint.accounts.models import Commissioner
from trigpoint.actions.models import Action
from trigpoint.common.references import reference_to
from trigpoint.intelligence.models import Item
from trigpoint.loads.models import Load
from trigpoint.organisations.models import Organisation
from trigpoint.surveillance.models import SeriesStatus
from trigpoint.triangulation.models import Concern, ProposalRun


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


def has_concerns(provider: Organisation) -> bool:
    """Whether anybody raised a concern about a provider."""
    return Concern.objects.filter(provider=provider).exists()


def has_proposals(owner: Commissioner) -> bool:
    """Whether the rule has looked at what was gathered for a commissioner."""
    return ProposalRun.objects.filter(owner=owner).exists()


def question_of(concern: Concern) -> Action:
    """The question by which the provider was asked to reply."""
    return Action.objects.get(kind=Action.Kind.QUESTION, source=reference_to(concern))
