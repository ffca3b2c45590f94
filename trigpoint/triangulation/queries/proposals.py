"""Finding proposals: where each stands, what it rests on, what came since; and what chance alone would make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from trigpoint.accounts.models import User
from trigpoint.accounts.rules import reach
from trigpoint.common import clock
from trigpoint.common.errors import NotAllowed
from trigpoint.triangulation.models import (
    Concern,
    ConcernState,
    Direction,
    Evidence,
    Proposal,
    ProposalDeed,
    ProposalRun,
    ProposalStep,
)
from trigpoint.triangulation.queries.concerns import concerns_of, open_concerns_of
from trigpoint.triangulation.queries.grid import CONCERN, Only, grid
from trigpoint.triangulation.queries.proposal_stands import Listed, first_heard, standings
from trigpoint.triangulation.rules.proposals import FADED, MERGED, WAITING

AGREED, DOORS = "agreed", "doors"
EVERYTHING = "all"
NOT_YOURS = "This belongs to somebody else."


@dataclass(frozen=True)
class Chosen:
    """What the list is narrowed to. provider: its code; kind: of provider; came: agreed or doors. show: where it stands."""

    direction: str = Direction.CONCERN.value
    show: str = WAITING
    provider: str = ""
    theme: str = ""
    kind: str = ""
    came: str = ""
    new_only: bool = False


@dataclass(frozen=True)
class Proposed:
    """A proposal with the evidence that it rests on, the newest first, and all that became of it, the newest first."""

    listed: Listed
    supports: tuple[Evidence, ...]
    contradicts: tuple[Evidence, ...]
    watching: tuple[Evidence, ...]
    steps: tuple[ProposalStep, ...]
    told_with: tuple[Proposal, ...]


def proposals_of(user: Any) -> QuerySet[Proposal]:
    """Proposals to the commissioner for whom a person works, with their providers."""
    found = Proposal.visible_to(user).filter(owner=reach(user).commissioner_id)
    return found.select_related("provider")


def listed(*, user: Any, chosen: Chosen) -> list[Listed]:
    """Proposals as chosen: what could be known last stands first, then those in which more streams agree."""
    found = proposals_of(user).filter(direction=chosen.direction)
    if chosen.show != EVERYTHING:
        found = found.filter(is_standing=chosen.show != FADED)
    if chosen.came:
        found = found.filter(door="") if chosen.came == AGREED else found.exclude(door="")
    narrowed = {"provider__code": chosen.provider, "provider__kind": chosen.kind}
    found = found.filter(**{name: value for name, value in narrowed.items() if value})
    told = [each for each in standings(found) if chosen.theme in ("", *themes_of(each.proposal))]
    told = [each for each in told if chosen.show in (EVERYTHING, each.stand.state)]
    told = [each for each in told if each.is_new or not chosen.new_only]
    return sorted(told, key=in_order)


def in_order(one: Listed) -> tuple[Any, ...]:
    """The newest first, then by how many streams agree, then by name: no weighing, no score."""
    made = one.proposal
    return (-made.since.toordinal(), -len(made.streams), made.provider.name, made.theme, made.pk)


def themes_of(proposal: Proposal) -> tuple[str, ...]:
    """Every theme that a proposal is about, its own first; none where a door opened on something that is mapped to none."""
    return tuple(each for each in (proposal.theme, *proposal.also) if each)


def waiting_count(*, user: Any, direction: str = Direction.CONCERN.value) -> int:
    """How many proposals wait for an answer, for the page with which a week begins."""
    return len(listed(user=user, chosen=Chosen(direction=direction)))


def proposal_of(*, user: Any, public_id: str) -> Listed | None:
    """One proposal that `user` may see, and where it stands."""
    found = proposals_of(user).select_related("owner").filter(public_id=public_id).first()
    return standings([found])[0] if found else None


def proposed(*, user: Any, one: Listed) -> Proposed:
    """One proposal in full."""
    made = one.proposal
    lists = (made.supports, made.contradicts, made.watching)
    rows = {
        each.public_id: each
        for each in Evidence.visible_to(user).filter(public_id__in=[key for keys in lists for key in keys])
    }
    told = [sorted((rows[key] for key in keys if key in rows), key=_newest) for keys in lists]
    steps = made.steps.select_related("by", "concern", "other").order_by("-at", "-pk")
    with_it = standings(proposals_of(user).filter(pk__in=_merged_into(made)))
    return Proposed(
        listed=one,
        supports=tuple(told[0]),
        contradicts=tuple(told[1]),
        watching=tuple(told[2]),
        steps=tuple(steps),
        told_with=tuple(each.proposal for each in with_it if each.stand.state == MERGED),
    )


def others_at(*, user: Any, one: Proposal) -> list[Listed]:
    """Other proposals at the same provider that this one could be told with."""
    found = proposals_of(user).filter(provider=one.provider, direction=one.direction, is_standing=True)
    told = standings(found.exclude(pk=one.pk).order_by("-since", "pk"))
    return [each for each in told if each.stand.state not in (MERGED, FADED)]


def is_told_with_others(proposal: Proposal) -> bool:
    """Whether others are told with this one now."""
    found = Proposal.objects.filter(pk__in=_merged_into(proposal), is_standing=True)
    return any(each.stand.state == MERGED for each in standings(found))


def locked_proposal(proposal: Proposal) -> Listed:
    """The proposal, held until the transaction ends, and where it stands."""
    held = (
        Proposal.objects.select_for_update(of=("self",))
        .select_related("provider", "owner")
        .get(pk=proposal.pk)
    )
    return standings([held])[0]


def latest_run(*, user: Any, direction: str = Direction.CONCERN.value) -> ProposalRun | None:
    """How much was looked at when proposals were last brought up to date."""
    found = ProposalRun.visible_to(user).filter(owner=reach(user).commissioner_id, direction=direction)
    return found.order_by("-day", "-pk").first()


def new_since(concern: Concern, user: Any) -> list[Evidence]:
    """Evidence for a concern that counts today and was first heard after it was raised, the newest first.

    Of its theme and of those that its proposal was told with; of all themes where it has none.
    """
    if concern.owner_id != reach(user).commissioner_id:
        raise NotAllowed(NOT_YOURS)
    from_it = Proposal.visible_to(user).filter(steps__concern=concern, steps__deed=ProposalDeed.TAKEN)
    themes = {concern.theme} if concern.theme else set()
    if themes:
        themes.update(theme for each in from_it for theme in themes_of(each))
    seen = grid(
        user=user, providers=[concern.provider], day=clock.today(), only=Only(service=concern.service)
    )
    told = {
        each.public_id: each
        for (_, theme, _), cell in seen.found.items()
        if not themes or theme in themes
        for each in cell.facts
        if each.state == CONCERN
    }
    first = first_heard(list(told))
    return sorted((each for key, each in told.items() if first[key] > concern.at), key=_newest)


def open_concerns_on(*, user: User, proposal: Proposal) -> list[Concern]:
    """Open concerns about the provider, those on a theme of the proposal first."""
    themes = themes_of(proposal)
    found = open_concerns_of(user=user, provider=proposal.provider)
    return sorted(found, key=lambda each: each.theme not in themes)


def open_beside(*, user: User, proposals: Sequence[Proposal]) -> dict[int, list[Concern]]:
    """Proposal -> concerns open on one of its themes at its provider, the newest first, in one query for them all."""
    found = concerns_of(user).filter(
        state=ConcernState.OPEN, provider__in=[each.provider_id for each in proposals]
    )
    told = list(found.order_by("-raised_on", "-pk"))
    return {
        made.pk: [
            each for each in told if each.provider_id == made.provider_id and each.theme in themes_of(made)
        ]
        for made in proposals
    }


def _newest(told: Evidence) -> tuple[int, int]:
    return (-told.known_on.toordinal(), -told.pk)


def _merged_into(proposal: Proposal) -> QuerySet[Any]:
    return ProposalStep.objects.filter(other=proposal, deed=ProposalDeed.MERGED).values("proposal")
