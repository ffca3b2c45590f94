"""Pieces that together ask for further information, in one sentence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from trigpoint.common import references
from trigpoint.common.references import Shown
from trigpoint.intelligence.presenters.inbox import Line, lines, theme_title
from trigpoint.intelligence.queries.clusters import Numbers, Proposal


@dataclass(frozen=True)
class ClusterLine:
    """One proposal. question: the one that was asked since the latest piece came, if there is one."""

    sentence: str
    theme: str
    provider: str
    address: str
    is_asked: bool
    question: Shown | None


def cluster_lines(proposals: Iterable[Proposal], *, days: int, user: Any) -> list[ClusterLine]:
    """What asks for further information, those that nobody has asked about first."""
    found = list(proposals)
    shown = references.show_all([each.question for each in found if each.question], user=user)
    told = [_line(each, days, shown.get(each.question)) for each in found]
    return sorted(told, key=lambda each: each.is_asked)


def sentence(proposal: Proposal, days: int) -> str:
    """3 pieces from 2 senders on Discharge at Bolton in 90 days."""
    cluster = proposal.cluster
    theme = theme_title(cluster.theme)
    return f"{cluster.pieces} pieces from {cluster.senders} senders on {theme} at {proposal.provider.name} in {days} days"


def rule(numbers: Numbers) -> str:
    """Why it is proposed, in a sentence."""
    return (
        f"At least {numbers.least} pieces on one provider and theme within {numbers.days} days, from at least two "
        "senders. The same telling counts once, senders whom nothing tells apart count as one, and praise does not count."
    )


def pieces(proposal: Proposal, today: dt.date) -> list[Line]:
    """The items of a cluster, the latest first."""
    return lines(proposal.items, today=today)


def draft_question(proposal: Proposal) -> str:
    """A question that says what is told without a word of it, for a person to make better."""
    theme = theme_title(proposal.cluster.theme).lower()
    return (
        f"{proposal.cluster.senders} different people have told us about {theme} at your organisation since "
        f"{proposal.cluster.first_on:%B %Y}. What do you know of it, what is the cause, and what are you doing about it?"
    )


def _line(proposal: Proposal, days: int, question: Shown | None) -> ClusterLine:
    return ClusterLine(
        sentence=sentence(proposal, days),
        theme=theme_title(proposal.cluster.theme),
        provider=proposal.provider.name,
        address=reverse("intelligence:cluster", args=[proposal.provider.code, proposal.cluster.theme]),
        is_asked=bool(proposal.question),
        question=question,
    )
