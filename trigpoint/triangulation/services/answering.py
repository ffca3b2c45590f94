"""What people say of a proposal: declined, put off, told with another, raised as a concern, taken up again."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from trigpoint.accounts.models import User
from trigpoint.accounts.rules import reach, require
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.common.errors import NotAllowed
from trigpoint.triangulation.errors import ProposalImpossible
from trigpoint.triangulation.models import Concern, Direction, Proposal, ProposalDeed, ProposalStep
from trigpoint.triangulation.queries.proposal_stands import standings
from trigpoint.triangulation.queries.proposals import NOT_YOURS, is_told_with_others, locked_proposal
from trigpoint.triangulation.rules.proposals import FADED, MERGED, WRITE, refusal

SAY_WHY = "Say why. Whoever meets the same evidence next time needs to know."


def decline(*, proposal: Proposal, reason: str, by: User) -> Proposal:
    """Say that nothing follows, and why. It comes back with other evidence, or once it faded and agrees again."""
    return _say(proposal, ProposalDeed.DECLINED, by, reason=_why(reason))


def put_off(*, proposal: Proposal, until: dt.date, reason: str, by: User) -> Proposal:
    """Have it come back on a day."""
    if until <= clock.today():
        raise ProposalImpossible("Choose a day that is still ahead.")
    return _say(proposal, ProposalDeed.SNOOZED, by, reason=_why(reason), until=until)


@transaction.atomic
def merge(*, proposal: Proposal, other: Proposal, reason: str, by: User) -> Proposal:
    """Tell it with another proposal of the same provider, which is then answered for both."""
    for each in (proposal, other):
        _must_be_theirs(each, by)
    both = sorted(
        (proposal, other), key=lambda each: each.pk
    )  # always in one order, so that two at once never wait in a ring
    held = {each.pk: locked_proposal(each) for each in both}[other.pk]
    into = held.proposal
    if into.pk == proposal.pk:
        raise ProposalImpossible("It cannot be told with itself.")
    if (into.provider_id, into.direction) != (proposal.provider_id, proposal.direction):
        raise ProposalImpossible("Choose a proposal about the same provider, for the same purpose.")
    if held.stand.state in (FADED, MERGED):
        raise ProposalImpossible("The other one does not stand by itself any more. Choose another.")
    if is_told_with_others(proposal):
        raise ProposalImpossible("Others are told with this one. Tell the other one with this one instead.")
    return _say(proposal, ProposalDeed.MERGED, by, reason=_why(reason), other=into)


def take_up_again(*, proposal: Proposal, reason: str, by: User) -> Proposal:
    """Have it wait for an answer again, whatever was said of it."""
    return _say(proposal, ProposalDeed.RETURNED, by, reason=_why(reason))


@transaction.atomic
def taken(*, proposal: Proposal, concern: Concern, by: User) -> Proposal:
    """Note that a concern is open on it, so that it is not proposed again meanwhile. Call it when a concern was raised.

    A restricted concern leaves no trace on a proposal, which more people see: the proposal goes on waiting.
    """
    if proposal.direction != Direction.CONCERN:
        raise ProposalImpossible("This is about what goes well. Note it as good practice.")
    if concern.owner_id != proposal.owner_id or concern.provider_id != proposal.provider_id:
        raise ProposalImpossible("Choose a concern about the same provider.")
    if concern.restriction:
        require(by, WRITE)
        return proposal
    if Concern.visible_to(by).standing().filter(pk=concern.pk, state="open").first() is None:
        raise ProposalImpossible("That concern is not open any more. Open it again, or raise a new one.")
    return _say(proposal, ProposalDeed.TAKEN, by, concern=concern)


def answered_by(*, proposal: Proposal, concern: Concern, by: User) -> bool:
    """Note on a proposal that a concern was just raised of it, where that can be; whether it was noted."""
    is_same = concern.provider_id == proposal.provider_id and proposal.direction == Direction.CONCERN
    state = standings([proposal])[0].stand.state
    if concern.restriction or not is_same or refusal(ProposalDeed.TAKEN, state):
        return False
    taken(proposal=proposal, concern=concern, by=by)
    return True


@transaction.atomic
def _say(proposal: Proposal, deed: ProposalDeed, by: User, **said: Any) -> Proposal:
    _must_be_theirs(proposal, by)
    held = locked_proposal(proposal)
    if fault := refusal(deed, held.stand.state):
        raise ProposalImpossible(fault)
    made = held.proposal
    ProposalStep.objects.create(
        proposal=made, deed=deed, streams=made.streams, supports=made.supports, by=by, **said
    )
    told = {"streams": made.streams, "theme": made.theme}
    audit.record(by, f"proposals.{deed}", made, before={"state": held.stand.state}, after=told)
    return made


def _must_be_theirs(proposal: Proposal, by: User) -> None:
    require(by, WRITE)
    if not reach(by).is_staff or proposal.owner_id != reach(by).commissioner_id:
        raise NotAllowed(NOT_YOURS)


def _why(reason: str) -> str:
    if not reason.strip():
        raise ProposalImpossible(SAY_WHY)
    return reason.strip()
