"""Proposals as a list, as a file, and one by one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from trigpoint.frameworks.packs import Pack
from trigpoint.organisations.models import Kind
from trigpoint.triangulation.models import (
    Direction,
    Evidence,
    Proposal,
    ProposalDeed,
    ProposalRun,
    ProposalStep,
)
from trigpoint.triangulation.presenters.matrix_words import joined, within
from trigpoint.triangulation.presenters.proposal_words import sentence, state_words
from trigpoint.triangulation.queries.proposal_stands import Listed
from trigpoint.triangulation.rules.proposals import CAME_AGAIN, OTHER_EVIDENCE
from trigpoint.ui.words import day

UNTHEMED = "Belongs to no theme"
SINCE = {
    CAME_AGAIN: "; since then it stopped agreeing, and agrees again",
    OTHER_EVIDENCE: "; since then everything that supports it now was first heard",
}


@dataclass(frozen=True)
class Titles:
    """What a pack calls its themes, streams and doors."""

    themes: Mapping[str, str]
    streams: Mapping[str, str]
    doors: Mapping[str, str]

    def theme(self, code: str) -> str:
        """A theme by its title."""
        return self.themes.get(code, code) or UNTHEMED

    def of_streams(self, codes: Iterable[str]) -> list[str]:
        """Streams by their titles."""
        return [self.streams.get(each, each) for each in codes]


def titles_of(pack: Pack, at: dt.date) -> Titles:
    """Titles in force on a day."""
    return Titles(
        themes={each.code: each.title for each in pack.themes_on(at)},
        streams={each.code: each.title for each in pack.streams_on(at)},
        doors={each.code: each.title for each in pack.doors_on(at)},
    )


@dataclass(frozen=True)
class Row:
    """One proposal in the list."""

    address: str
    provider: str
    profile: str
    is_training: bool
    theme: str
    also: str
    streams: tuple[str, ...]
    door: str
    says: tuple[str, ...]
    since: dt.date
    is_new: bool
    new_streams: str
    against: tuple[str, ...]
    blind: tuple[str, ...]
    state: str
    said: str
    verb: str


def rows(
    told: Iterable[Listed], titles: Titles, evidence: Mapping[str, Evidence], connected: frozenset[str]
) -> list[Row]:
    """The list in words. evidence: by public id, what the rows rest on."""
    return [_row(each, titles, evidence, connected) for each in told]


def _row(one: Listed, titles: Titles, evidence: Mapping[str, Evidence], connected: frozenset[str]) -> Row:
    made = one.proposal
    says = [evidence[key].says for key in made.supports if key in evidence] if made.door else []
    return Row(
        address=made.get_absolute_url(),
        provider=made.provider.name,
        profile=reverse("triangulation:profile", args=[made.provider.code]),
        is_training=made.provider.is_training,
        theme=titles.theme(made.theme),
        also=joined([within(titles.theme(each)) for each in made.also]),
        streams=tuple(titles.of_streams(made.streams)),
        door=titles.doors.get(made.door, made.door),
        says=tuple(says),
        since=made.since,
        is_new=one.is_new,
        new_streams=joined(titles.of_streams(one.stand.new_streams)) if one.said else "",
        against=tuple(evidence[key].says for key in made.contradicts if key in evidence),
        blind=tuple(titles.of_streams(each for each in made.blind if each in connected)),
        state=state_words(one.stand.state, made.direction),
        said=one.said.reason if one.said else "",
        verb="Answer" if one.stand.state == "waiting" else "Look",
    )


def csv_rows(told: Iterable[Listed], titles: Titles) -> Iterable[Sequence[Any]]:
    """The list as a table to take away."""
    yield (
        *("provider", "code", "kind", "theme", "also", "direction", "streams", "door", "since"),
        *("things_for", "things_against", "blind", "nothing_unusual", "state", "reason"),
    )
    for one in told:
        made = one.proposal
        yield (
            *(made.provider.name, made.provider.code, made.provider.get_kind_display()),
            *(titles.theme(made.theme), "; ".join(titles.theme(each) for each in made.also)),
            made.get_direction_display(),
            "; ".join(titles.of_streams(made.streams)),
            *(titles.doors.get(made.door, made.door), made.since),
            *(len(made.supports), len(made.contradicts)),
            "; ".join(titles.of_streams(made.blind)),
            "; ".join(titles.of_streams(made.normal)),
            *(state_words(one.stand.state, made.direction), one.said.reason if one.said else ""),
        )


def first_line(one: Listed, titles: Titles) -> str:
    """The answer of a proposal's page: what agrees, where, since when."""
    made = one.proposal
    if made.door:
        return (
            f"{titles.doors.get(made.door, made.door)}: {made.provider.name}, known since {day(made.since)}. "
            "No second kind of evidence is asked for."
        )
    return sentence(
        titles.of_streams(made.streams),
        theme=titles.theme(made.theme),
        provider=made.provider.name,
        direction=made.direction,
        since=made.since,
    )


def standing_line(one: Listed, titles: Titles) -> str:
    """What people said of it, and why it waits if it came back."""
    made, said, new = one.proposal, one.said, one.stand.new_streams
    state = state_words(one.stand.state, made.direction)
    if one.stand.state == "waiting" and said is not None and said.deed != ProposalDeed.RETURNED:
        since = f"{said.get_deed_display().lower()} on {day(said.at)}"
        line = f"It was {since}{SINCE.get(one.stand.since, ', and comes back')}"
        if new:
            return f"{line}: {joined([within(each) for each in titles.of_streams(new)])} was not there then."
        return f"{line}."
    if one.stand.state == "put_off" and said is not None:
        return f"Put off until {day(said.until)}."
    return f"{state}."


@dataclass(frozen=True)
class Told:
    """One step in the history."""

    what: str
    streams: str
    text: str
    signed: str
    address: str = ""
    link: str = ""


def history(steps: Sequence[ProposalStep], titles: Titles, seen: frozenset[int]) -> list[Told]:
    """All that became of it, the newest first. seen: concerns that the reader may see."""
    return [_told(step, titles, seen) for step in steps]


def _told(step: ProposalStep, titles: Titles, seen: frozenset[int]) -> Told:
    link = step.concern if step.concern_id in seen else None
    other = step.other
    until = f" until {day(step.until)}" if step.until else ""
    return Told(
        what=f"{step.get_deed_display()}{until}",
        streams=joined(titles.of_streams(step.streams)),
        text=step.reason,
        signed=f"{step.by or 'Trigpoint'}, {day(step.at)}",
        address=link.get_absolute_url() if link else other.get_absolute_url() if other else "",
        link=str(link) if link else titles.theme(other.theme) if other else "",
    )


def raise_address(proposal: Proposal) -> str:
    """Where a concern is raised of it, or good practice noted, with what is known filled in."""
    if proposal.direction == Direction.GOOD:
        return f"{reverse('triangulation:good-practice-add')}?{urlencode({'proposal': proposal.public_id})}"
    about = {"provider": proposal.provider.code, "theme": proposal.theme, "proposal": proposal.public_id}
    return f"{reverse('triangulation:raise')}?{urlencode(about)}"


@dataclass(frozen=True)
class Share:
    """At how many themes of providers of a kind a stream looks, and speaks."""

    kind: str
    stream: str
    looking: int
    says_so: int
    share: str


def shares(run: ProposalRun, titles: Titles) -> list[Share]:
    """What chance is worked out from, by kind of provider and stream."""
    kinds = dict(Kind.choices)
    return [
        Share(
            kind=kinds.get(each["group"], each["group"]),
            stream=titles.streams.get(each["stream"], each["stream"]),
            looking=each["looking"],
            says_so=each["says_so"],
            share=f"{each['says_so'] / each['looking']:.1%}" if each["looking"] else "–",
        )
        for each in run.shares
    ]
