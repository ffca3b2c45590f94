"""Where proposals stand: what people said of each last, and how what they said it of stands now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.db.models import OuterRef, Subquery

from trigpoint.common import clock
from trigpoint.triangulation.models import (
    Concern,
    ConcernDeed,
    ConcernState,
    ConcernStep,
    Direction,
    Evidence,
    GoodDeed,
    GoodPractice,
    GoodPracticeStep,
    Proposal,
    ProposalDeed,
    ProposalStep,
)
from trigpoint.triangulation.rules.proposals import BY_PEOPLE, Said, Stand, stand

NEW_DAYS = 7


@dataclass(frozen=True)
class Listed:
    """A proposal, where it stands, what people said of it last, and since when it is proposed without a break."""

    proposal: Proposal
    stand: Stand
    said: ProposalStep | None
    proposed_on: dt.date | None = None

    @property
    def is_new(self) -> bool:
        """Whether it has been proposed for no more than some days."""
        return self.proposed_on is not None and (clock.today() - self.proposed_on).days < NEW_DAYS


def standings(proposals: Iterable[Proposal], *, today: dt.date | None = None) -> list[Listed]:
    """Where each stands, in five queries at most however many they are. Give it proposals that the reader may see."""
    held = list(proposals)
    keys = [each.pk for each in held]
    steps = _latest(keys, BY_PEOPLE)
    began = _latest(keys, [ProposalDeed.PROPOSED])
    noted = _noted([each.pk for each in held if each.direction == Direction.GOOD])
    concerns = _concerns([step.concern_id for step in steps.values() if step.concern_id])
    fresh, other = _fresh(held, steps, concerns)
    found = []
    for each in held:
        step = steps.get(each.pk)
        proposed = began.get(each.pk)
        said = _said(step, concerns, is_fresh=each.pk in fresh)
        if step and proposed and (proposed.at, proposed.pk) > (step.at, step.pk):
            said = replace(said, came_again=True)
        if each.pk in other:
            said = replace(said, is_other=True)
        if each.pk in noted:
            said = Said("taken", frozenset(each.streams), is_held=True)
        now = stand(said, each.streams, is_standing=each.is_standing, today=today or clock.today())
        found.append(
            Listed(each, now, step, proposed.at.astimezone(clock.LONDON).date() if proposed else None)
        )
    return found


def first_heard(evidence: Iterable[str]) -> dict[str, dt.datetime]:
    """Public id -> when Trigpoint heard of it first, however often it was told anew since."""
    earlier = Evidence.objects.filter(
        owner=OuterRef("owner"), source=OuterRef("source"), key=OuterRef("key")
    ).order_by("seen_at")
    found = Evidence.objects.filter(public_id__in=list(evidence))
    first = found.annotate(first=Subquery(earlier.values("seen_at")[:1]))
    return dict(first.values_list("public_id", "first"))


def _latest(keys: list[int], deeds: Iterable[str]) -> dict[int, ProposalStep]:
    """The latest step of these kinds of each proposal."""
    last = ProposalStep.objects.filter(proposal=OuterRef("proposal"), deed__in=list(deeds)).order_by(
        "-at", "-pk"
    )
    found = ProposalStep.objects.filter(proposal__in=keys, pk=Subquery(last.values("pk")[:1]))
    return {step.proposal_id: step for step in found.select_related("other", "by")}


def _noted(keys: list[int]) -> set[int]:
    """Proposals of which good practice was noted that holds."""
    if not keys:
        return set()
    gone = GoodPracticeStep.objects.filter(deed=GoodDeed.WITHDRAWN).values("practice")
    found = GoodPractice.objects.filter(proposal__in=keys).exclude(pk__in=gone)
    return set(found.values_list("proposal_id", flat=True))


@dataclass(frozen=True)
class _Held:
    """A concern: whether it is open, and since when it is not."""

    is_open: bool
    closed_at: dt.datetime | None


def _concerns(keys: list[int]) -> Mapping[int, _Held]:
    """Concern -> how it stands; one that is told with another stands as that one does."""
    if not keys:
        return {}
    closed = ConcernStep.objects.filter(concern=OuterRef("pk")).exclude(state="").order_by("-at", "-pk")
    into = closed.filter(deed=ConcernDeed.MERGED)
    found: dict[int, tuple[str, dt.datetime | None, int | None]] = {}
    wanted = set(keys)
    while wanted:
        told = Concern.objects.filter(pk__in=wanted).standing()
        rows = told.annotate(
            closed_at=Subquery(closed.values("at")[:1]), into=Subquery(into.values("other")[:1])
        ).values_list("pk", "state", "closed_at", "into")
        found |= {row[0]: row[1:] for row in rows}
        wanted = {into for state, _, into in found.values() if state == ConcernState.MERGED and into} - set(
            found
        )
    return {key: _where(key, found) for key in keys if key in found}


def _where(key: int, found: Mapping[int, tuple[str, dt.datetime | None, int | None]]) -> _Held:
    seen = set()
    state, closed_at, into = found[key]
    while state == ConcernState.MERGED and into in found and into not in seen:
        seen.add(into)
        state, closed_at, into = found[into]
    return _Held(state == ConcernState.OPEN, closed_at if state != ConcernState.OPEN else None)


def _fresh(
    held: list[Proposal], steps: Mapping[int, ProposalStep], concerns: Mapping[int, _Held]
) -> tuple[set[int], set[int]]:
    """Proposals that something supports, and those that everything supports, which was first heard since their answer.

    The answer is the closing of their concern, or that they were declined.
    """
    since: dict[int, tuple[list[str], dt.datetime]] = {}
    for each in held:
        step = steps.get(each.pk)
        concern = concerns.get(step.concern_id) if step and step.concern_id else None
        if concern and concern.closed_at and not concern.is_open:
            since[each.pk] = (each.supports, concern.closed_at)
        elif step and step.deed == ProposalDeed.DECLINED and each.is_standing:
            since[each.pk] = (each.supports, step.at)
    if not since:
        return set(), set()
    first = first_heard({key for supports, _ in since.values() for key in supports})
    later = {
        key: [first[each] > at for each in supports if each in first] for key, (supports, at) in since.items()
    }
    return {key for key, each in later.items() if any(each)}, {
        key for key, each in later.items() if each and all(each)
    }


def _said(step: ProposalStep | None, concerns: Mapping[int, _Held], *, is_fresh: bool) -> Said:
    if step is None:
        return Said()
    concern = concerns.get(step.concern_id) if step.concern_id else None
    is_held = bool(concern and concern.is_open) or bool(step.other and step.other.is_standing)
    return Said(
        deed=step.deed,
        streams=frozenset(step.streams),
        until=step.until,
        is_held=is_held,
        with_streams=frozenset(step.other.streams) if step.other else frozenset(),
        is_fresh=is_fresh,
    )
