"""What the early-warning paper says of concerns, of proposals that wait, and of kinds of evidence that agree."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse

from trigpoint.common.clock import LONDON
from trigpoint.frameworks.queries import pack_on
from trigpoint.organisations.models import Organisation
from trigpoint.reports.presenters.paper_content import ConcernTold, Part, ProposalTold, Told
from trigpoint.reports.presenters.worries import NO_LEVEL, changed_words, concern_line, together
from trigpoint.reports.queries.worries import Worries
from trigpoint.triangulation.models import ConcernState, Evidence, ProposalRun
from trigpoint.triangulation.queries.concerns import levels_of
from trigpoint.triangulation.queries.concerns_case import Case
from trigpoint.triangulation.queries.grid import CONCERN, Grid
from trigpoint.triangulation.queries.proposal_stands import Listed
from trigpoint.ui.words import day

NO_CONCERNS = "No concern is open, and none was closed in the month."
NO_PROPOSALS = "No proposal waits for an answer."
FACTS_SHOWN = 4


@dataclass(frozen=True)
class Agreed:
    """The theme of a provider on which most independent kinds of evidence agree; empty where none do.

    independent: how many of them count, since the same event reaches us through several. pointing: every kind that points
    to a concern, on whatever theme; together: the most that point to one theme. silent: kinds that nothing feeds here.
    """

    theme: str = ""
    streams: tuple[str, ...] = ()
    independent: int = 0
    pointing: tuple[str, ...] = ()
    together: int = 0
    silent: tuple[str, ...] = ()
    facts: tuple[Told, ...] = ()


def agreed(known: Worries, providers: Sequence[Organisation]) -> dict[int, Agreed]:
    """By the provider's key; the rule is asked once for all."""
    if known.grid is None:
        return {}
    rows: dict[int, dict[str, Any]] = {}
    for row in known.grid.agreeing():
        best = rows.get(row["provider"])
        if best is None or row["independent"] > best["independent"]:
            rows[row["provider"]] = row
    return {each.pk: _agreed(known.grid, each, rows.get(each.pk)) for each in providers}


def _agreed(seen: Grid, provider: Organisation, row: Mapping[str, Any] | None) -> Agreed:
    titles = {each.code: each.title for each in seen.streams}
    themes = {each.code: each.title for each in seen.themes}
    worried = {
        (theme, stream)
        for (pk, theme, stream), cell in seen.found.items()
        if pk == provider.pk and cell.state == CONCERN
    }
    pointing = sorted({stream for _, stream in worried})
    told = Agreed(
        pointing=tuple(titles[each].lower() for each in pointing if each in titles),
        together=max(Counter(theme for theme, _ in worried).values(), default=0),
        silent=tuple(each.title.lower() for each in seen.silent),
    )
    if row is None:
        return told
    return replace(
        told,
        theme=themes.get(row["theme"], row["theme"]),
        streams=tuple(titles.get(each, each).lower() for each in row["streams"]),
        independent=row["independent"],
        facts=_facts(seen, provider, row, titles),
    )


def _facts(
    seen: Grid, provider: Organisation, row: Mapping[str, Any], titles: Mapping[str, str]
) -> tuple[Told, ...]:
    """What each kind of evidence says, one sentence each, opening the theme at the provider."""
    address = reverse("triangulation:profile-theme", args=[provider.code, row["theme"]])
    found: dict[str, Evidence] = {}
    for stream in row["streams"]:
        facts = seen.cell(provider.pk, row["theme"], stream).facts
        told = next((each for each in facts if each.state == CONCERN), None)
        if told is not None:
            found[stream] = told
    return tuple(
        Told(
            title=titles.get(stream, stream),
            says=f"{fact.says} ({fact.origin}, known since {day(fact.known_on)})",
            address=address,
            source=None,
        )
        for stream, fact in list(found.items())[:FACTS_SHOWN]
    )


def concerns_told(
    cases: Mapping[int, Sequence[Case]], *, since: dt.datetime, today: dt.date
) -> tuple[ConcernTold, ...]:
    """Every concern that is open or was closed in the month, by provider: what is new first."""
    told = [
        _told(each, since, today)
        for found in cases.values()
        for each in found
        if each.state == ConcernState.OPEN or changed_words(each, since, levels_of(each.pack))
    ]
    return tuple(sorted(told, key=lambda each: (not each.news, each.provider, each.number)))


def _told(case: Case, since: dt.datetime, today: dt.date) -> ConcernTold:
    line, levels = concern_line(case, case.pack, today), levels_of(case.pack)
    closing = case.closing
    return ConcernTold(
        provider=case.concern.provider.name,
        is_training=case.concern.provider.is_training,
        number=line.number,
        title=line.title,
        news=changed_words(case, since, levels),
        level=levels.get(case.level, NO_LEVEL),
        lead=line.lead,
        next=f"closed {day(closing.at.astimezone(LONDON).date())}: {closing.text}" if closing else line.next,
        reply=line.reply,
        address=line.address,
    )


def proposals_told(found: Sequence[Listed], today: dt.date) -> tuple[ProposalTold, ...]:
    """Proposals that nobody has answered, the newest first."""
    pack = pack_on(today)
    themes = {each.code: each.title for each in pack.themes_on(today)}
    streams = {each.code: each.title for each in pack.streams_on(today)}
    return tuple(
        ProposalTold(
            provider=each.proposal.provider.name,
            is_training=each.proposal.provider.is_training,
            title=themes.get(each.proposal.theme, "Of no theme"),
            says=_proposal_words(each, streams),
            address=each.proposal.get_absolute_url(),
        )
        for each in found
    )


def _proposal_words(each: Listed, streams: Mapping[str, str]) -> str:
    named = together([streams.get(code, code).lower() for code in each.proposal.streams])
    agree = "one trigger that needs no second stream" if each.proposal.door else f"{named} agree"
    return f"{agree[:1].upper()}{agree[1:]}, since {day(each.proposal.since)}."


def proposals_chance(run: ProposalRun | None) -> str:
    """How often such agreement arises by chance on this grid; "" before the rule was ever asked."""
    if run is None:
        return "Evidence has not been lined up yet, so that nothing could be proposed. That is not assurance."
    return (
        f"Evidence was lined up on {day(run.day)}: {run.grid:,} pairs of provider and theme at which enough kinds of "
        f"evidence look. At {run.agreements:,} of them enough say so; if kinds of evidence knew nothing of each other, "
        f"chance alone would make about {run.by_chance:.1f} (give or take {run.spread:.1f})."
    )


def concerns_of(
    known: Worries, provider: Organisation, *, since: dt.datetime, today: dt.date
) -> tuple[ConcernTold, ...]:
    """The same about one provider."""
    return concerns_told({provider.pk: known.cases.get(provider.pk, ())}, since=since, today=today)


def why_here(told: Sequence[ConcernTold], part: Part) -> str:
    """Why a provider has a part of its own in the paper."""
    waiting = sum(1 for each in part.asked if each.is_waiting)
    reasons = [
        (len(told), "concern is open or changed", "concerns are open or changed"),
        (len(part.raised), "signal is new", "signals are new"),
        (waiting, "question waits for an answer", "questions wait for an answer"),
        (len(part.met), "criterion is met", "criteria are met"),
    ]
    said = [f"{number} {one if number == 1 else many}" for number, one, many in reasons if number]
    if not said:
        return "It is here because signals go on or went away, or somebody said what one is."
    return f"It is here because {together(said)}."
