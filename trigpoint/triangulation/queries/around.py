"""What people have made of the evidence about a provider, and the organisations that belong to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from trigpoint.accounts.models import User
from trigpoint.common import clock
from trigpoint.organisations.models import Organisation
from trigpoint.organisations.queries.searching import narrowed
from trigpoint.triangulation.models import (
    Concern,
    Coverage,
    Direction,
    Enquiry,
    EnquiryState,
    Evidence,
    Proposal,
)
from trigpoint.triangulation.queries.concerns import open_concerns_of
from trigpoint.triangulation.queries.proposal_stands import standings
from trigpoint.triangulation.queries.proposals import proposals_of
from trigpoint.triangulation.rules.proposals import WAITING

MOST = 30  # of each; the rest stand on pages of their own


@dataclass(frozen=True)
class Around:
    """Open concerns, proposals that wait for an answer, questions that are open; of one theme, or of all."""

    concerns: Sequence[Concern]
    proposals: Sequence[Proposal]
    enquiries: Sequence[Enquiry]


def around(*, user: User, provider: Organisation, theme: str = "") -> Around:
    """What there is about a provider, or about one theme of it, as of today."""
    found = proposals_of(user).filter(provider=provider, is_standing=True, direction=Direction.CONCERN)
    proposals = [each.proposal for each in standings(found) if each.stand.state == WAITING]
    enquiries = Enquiry.visible_to(user).filter(provider=provider).standing().filter(state=EnquiryState.OPEN)
    return Around(
        concerns=[
            each for each in open_concerns_of(user=user, provider=provider) if theme in ("", each.theme)
        ][:MOST],
        proposals=[each for each in proposals if not theme or theme in (each.theme, *each.also)][:MOST],
        enquiries=list(enquiries.filter(theme=theme) if theme else enquiries)[:MOST],
    )


def beneath(*, user: User, provider: Organisation) -> list[Organisation]:
    """Sites, homes and practices that belong to it and of which something is told, by name."""
    told = (model.visible_to(user).standing().values("provider") for model in (Evidence, Coverage))
    is_told = Q()
    for each in told:
        is_told |= Q(pk__in=each)
    found = narrowed(Organisation.visible_to(user), within=provider.code, on=clock.today())
    return list(found.filter(is_told).order_by("name")[:MOST])
