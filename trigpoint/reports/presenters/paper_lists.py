"""Papers in lists, and how a paper stands: a draft, or issued by whom and when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from trigpoint.common.clock import LONDON
from trigpoint.reports.models import Paper
from trigpoint.ui.words import day, month


@dataclass(frozen=True)
class Standing:
    """What a paper says of itself, below its title and in the files."""

    word: str
    words: tuple[str, ...]


def draft_standing(today: dt.date) -> Standing:
    """A draft, from the figures of today."""
    return Standing("Draft", (f"Draft, not issued. Figures as they stand on {day(today)}.",))


def issued_standing(paper: Paper) -> Standing:
    """Who issued it, when, what it replaces, and the fingerprint of its content. Never what came after it."""
    at = paper.issued_at.astimezone(LONDON)
    words = [f"Issued by {paper.issued_by} on {day(at.date())} at {at:%H:%M}, version {paper.version}."]
    if paper.replaces_id:
        words.append(f"It replaces version {paper.version - 1}: {paper.why}")
    words.append(f"Fingerprint of what it says (SHA-256): {paper.content_sha256}")
    return Standing("Issued", tuple(words))


@dataclass(frozen=True)
class PaperLine:
    """One issued paper in the list."""

    title: str
    version: int
    issued: str
    why: str
    is_replaced: bool
    address: str


@dataclass(frozen=True)
class OpenMonth:
    """A month whose paper can be drafted."""

    words: str
    code: str
    is_issued: bool


def paper_lines(papers: Sequence[Paper]) -> list[PaperLine]:
    """The list of papers, as ordered."""
    return [
        PaperLine(
            title=f"{each.get_kind_display()}, {month(each.month)}",
            version=each.version,
            issued=f"{each.issued_by}, {day(each.issued_at.astimezone(LONDON).date())}",
            why=each.why,
            is_replaced=hasattr(each, "replacement"),
            address=each.get_absolute_url(),
        )
        for each in papers
    ]


def months_open(months: Sequence[dt.date], papers: Sequence[Paper]) -> list[OpenMonth]:
    """Months that can be drafted, and whether they have a paper."""
    issued = {each.month for each in papers}
    return [OpenMonth(month(each), f"{each:%Y-%m}", each in issued) for each in months]


def list_sentence(papers: Sequence[Paper], months: Sequence[OpenMonth]) -> str:
    """The answer of the page of papers."""
    current = months[0]
    state = "was issued" if current.is_issued else "has not been issued yet"
    count = len({each.month for each in papers})
    whole = (
        "No paper has been issued before"
        if not count
        else ("1 month has a paper" if count == 1 else f"{count} months have a paper")
    )
    return f"The early-warning paper of {current.words} {state}; {whole[:1].lower()}{whole[1:]}."
