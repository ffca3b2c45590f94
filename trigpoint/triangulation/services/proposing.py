"""Bringing proposals in line with the evidence: the rule's run. What people said of them is left as it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from trigpoint.accounts.models import Commissioner, User
from trigpoint.accounts.system import system_person
from trigpoint.actions.queries import people_who
from trigpoint.analysis.agreement import METHOD_VERSION
from trigpoint.analysis.agreement.chance import Chance, Null
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.common.references import reference_to
from trigpoint.notifications import services as notifications
from trigpoint.triangulation.models import Direction, Proposal, ProposalDeed, ProposalRun, ProposalStep
from trigpoint.triangulation.queries.agreeing import Lined, kinds_of, lined_up, named_by_source
from trigpoint.triangulation.queries.proposal_stands import standings
from trigpoint.triangulation.rules.proposals import WAITING, WRITE, Agreement, Known, same

NEWS = "proposed"  # the kind of news; registered in config
BATCH = 500
TOLD = ("also", "streams", "supports", "contradicts", "watching", "blind", "normal")


@dataclass(frozen=True)
class Kept:
    """How many were proposed anew, changed, and faded; how many wait for an answer that did not the last time."""

    new: int
    changed: int
    faded: int
    newly_waiting: int


@dataclass
class _Work:
    """What is to be written down."""

    made: list[Proposal] = field(default_factory=list)
    updated: list[Proposal] = field(default_factory=list)
    steps: list[ProposalStep] = field(default_factory=list)

    def count(self, deed: str) -> int:
        """How many steps of a kind."""
        return sum(step.deed == deed for step in self.steps)


def propose(*, owner: Commissioner, by: User | None = None, day: dt.date | None = None) -> Kept:
    """Bring the proposals of a commissioner in line with the evidence that stands, in both directions.

    What agrees for the first time, or again, is proposed; what agrees by other evidence or streams than before has changed;
    what does not agree any more has faded. The same evidence again changes nothing. by: Trigpoint itself if nobody.
    """
    today, person = day or clock.today(), by or system_person()
    lined = lined_up(owner=owner, day=today)
    found = lined.found()
    chances, null = lined.chances(kinds_of(lined.providers))
    with transaction.atomic():
        Commissioner.objects.select_for_update().get(pk=owner.pk)  # two at once wait for each other
        work = _compared(owner, found, lined)
        _write(work)
        newly = sum(_note_run(owner, lined, (way, chances[way], null), person) for way in Direction.values)
        kept = Kept(
            new=work.count(ProposalDeed.PROPOSED),
            changed=work.count(ProposalDeed.CHANGED),
            faded=work.count(ProposalDeed.FADED),
            newly_waiting=newly,
        )
        if kept.new or kept.changed or kept.faded:
            told = {"new": kept.new, "changed": kept.changed, "faded": kept.faded}
            audit.record(person, "proposals.kept_up", owner, after=told)
    return kept


def _compared(owner: Commissioner, found: Sequence[Agreement], lined: Lined) -> _Work:
    rows = {each.pk: each for each in Proposal.objects.filter(owner=owner)}
    known = [
        Known(each.pk, each.provider_id, each.theme, each.direction, each.door, each.is_standing)
        for each in rows.values()
    ]
    which = same(found, known)
    kept = set(which.values())
    named = _named(owner, lined, (rows[pk] for pk in kept))
    work = _Work()
    for place, agreement in enumerate(found):
        if place in which:
            _bring_in_line(work, rows[which[place]], agreement, named)
        else:
            _propose(work, owner, agreement)
    for row in rows.values():
        if row.is_standing and row.pk not in kept:
            row.is_standing, row.at = False, clock.now()
            work.updated.append(row)
            work.steps.append(_step(row, ProposalDeed.FADED))
    return work


def _propose(work: _Work, owner: Commissioner, agreement: Agreement) -> None:
    made = Proposal(
        owner=owner,
        provider_id=agreement.provider,
        theme=agreement.theme,
        direction=agreement.direction,
        door=agreement.door,
        since=agreement.since,
        method=METHOD_VERSION,
        **_lists(agreement, agreement.theme),
    )
    work.made.append(made)
    work.steps.append(_step(made, ProposalDeed.PROPOSED))


def _bring_in_line(
    work: _Work, row: Proposal, agreement: Agreement, named: Mapping[str, tuple[str, str]]
) -> None:
    """Write down what the evidence is now; a step where it is other evidence, not where the same was told anew."""
    before, was_standing = _facts(row), row.is_standing
    now = _lists(agreement, row.theme)
    is_other = now["streams"] != row.streams or _called(now["supports"], named) != _called(
        row.supports, named
    )
    for name, value in now.items():
        setattr(row, name, value)
    row.since, row.method, row.is_standing = agreement.since, METHOD_VERSION, True
    if _facts(row) != before:
        row.at = clock.now()
        work.updated.append(row)
    if not was_standing:
        work.steps.append(_step(row, ProposalDeed.PROPOSED))
    elif is_other:
        work.steps.append(_step(row, ProposalDeed.CHANGED))


def _lists(agreement: Agreement, theme: str) -> dict[str, list[str]]:
    """What is told of it. theme: the one under which it stands, if that is another of its themes."""
    told = {name: list(getattr(agreement, name)) for name in TOLD}
    themes = {agreement.theme, *agreement.also} - {theme, ""}
    return {**told, "also": sorted(themes)}


def _facts(row: Proposal) -> tuple[Any, ...]:
    return (*(getattr(row, name) for name in TOLD), row.since, row.is_standing, row.method)


def _called(supports: Iterable[str], named: Mapping[str, tuple[str, str]]) -> set[tuple[str, str]]:
    return {named.get(each, ("", each)) for each in supports}


def _named(owner: Commissioner, lined: Lined, rows: Iterable[Proposal]) -> dict[str, tuple[str, str]]:
    """What its source calls each fact, also those that supported a proposal and were told anew since."""
    gone = {each for row in rows for each in row.supports if each not in lined.named}
    return {**lined.named, **named_by_source(owner=owner, evidence=gone)}


def _step(row: Proposal, deed: ProposalDeed) -> ProposalStep:
    return ProposalStep(proposal=row, deed=deed, streams=row.streams, supports=row.supports)


def _write(work: _Work) -> None:
    Proposal.objects.bulk_create(work.made, batch_size=BATCH)
    fields = [*TOLD, "since", "method", "is_standing", "at"]
    Proposal.objects.bulk_update(work.updated, fields, batch_size=BATCH)
    for step in work.steps:  # those of new rows know their keys only now
        step.proposal_id = step.proposal.pk
    ProposalStep.objects.bulk_create(work.steps, batch_size=BATCH)


def _note_run(owner: Commissioner, lined: Lined, seen: tuple[str, Chance, Null], person: User) -> int:
    """Keep how much was looked at, and tell how many wait that did not the last time."""
    direction, chance, null = seen
    standing = Proposal.objects.filter(owner=owner, direction=direction, is_standing=True)
    waiting = [
        each.proposal.public_id
        for each in standings(standing, today=lined.day)
        if each.stand.state == WAITING
    ]
    before = ProposalRun.objects.filter(owner=owner, direction=direction, day__lte=lined.day)
    last = before.order_by("-day", "-pk").first()
    run, _ = ProposalRun.objects.update_or_create(
        owner=owner,
        direction=direction,
        day=lined.day,
        defaults={
            "pack": lined.pack,
            "method": METHOD_VERSION,
            "providers": len(lined.providers),
            "cells": chance.cells,
            "grid": chance.grid,
            "agreements": chance.agreements,
            "by_chance": chance.by_chance,
            "spread": chance.spread,
            "a_provider_year": null.a_provider_year,
            "shares": chance.shares.to_dicts(),
            "waiting": sorted(waiting),
            "at": clock.now(),
        },
    )
    newly = set(waiting) - set(last.waiting if last else ())
    if newly and direction == Direction.CONCERN:
        _tell(owner, run, len(newly), person)
    return len(newly)


def _tell(owner: Commissioner, run: ProposalRun, number: int, person: User) -> None:
    """One piece of news a run, however many there are, to those who raise concerns."""
    words = "1 new one waits for an answer" if number == 1 else f"{number} new ones wait for an answer"
    for each in people_who(WRITE, owner=owner):
        notifications.tell(person=each, kind=NEWS, reference=reference_to(run), words=words, by=person)
