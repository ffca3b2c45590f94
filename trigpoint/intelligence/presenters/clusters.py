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
    is_closed: bool
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


def not_asked(proposal: Proposal) -> str:
    """Why no question is put."""
    if proposal.question:
        return "This was asked already since the latest came, so that no second question was put."
    if not proposal.open_items:
        return "All of these are closed. Open one of them again first."
    return (
        "All that is open here are stories without consent to ask the provider. Ask whoever told them first."
    )


def left_out(proposal: Proposal, number: int) -> str:
    """How many stories the question leaves out; "" for none, and where it was asked already."""
    if not number or proposal.question:
        return ""
    if number == len(proposal.open_items):
        return not_asked(proposal)
    pieces = "1 piece is a story" if number == 1 else f"{number} pieces are stories"
    return f"{pieces} without consent to ask the provider about it: left out of the question."


def draft_question(proposal: Proposal, *, left_out: int = 0) -> str:
    """A question that says what is told without a word of it, for a person to make better.

    Where a story is left out for want of consent, whoever told it is not counted either.
    """
    theme = theme_title(proposal.cluster.theme).lower()
    people = "People" if left_out else f"{proposal.cluster.senders} different people"
    return (
        f"{people} have told us about {theme} at your organisation since "
        f"{proposal.cluster.first_on:%B %Y}. What do you know of it, what is the cause, and what are you doing about it?"
    )


def _line(proposal: Proposal, days: int, question: Shown | None) -> ClusterLine:
    return ClusterLine(
        sentence=sentence(proposal, days),
        theme=theme_title(proposal.cluster.theme),
        provider=proposal.provider.name,
        address=reverse("intelligence:cluster", args=[proposal.provider.code, proposal.cluster.theme]),
        is_asked=bool(proposal.question),
        is_closed=not proposal.open_items,
        question=question,
    )
