"""What the early-warning paper says, section by section: the one content of page, Word and PDF, kept when it is issued."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from trigpoint.reports.presenters.content import Asked, Source
from trigpoint.reports.presenters.word import printable

LAYOUT = 3  # 2: charts; 3: concerns and proposals. raise it when what is written below changes its meaning; papers that were issued keep theirs


@dataclass(frozen=True)
class PaperHeadings:
    """The sections, named once for page, Word and PDF."""

    overview: str
    raised: str
    concerns: str = "Concerns"
    proposals: str = "Proposed from the evidence, not answered yet"
    blind: str = "What this paper cannot see"
    going_on: str = "Gone on from before"
    gone: str = "Gone away"
    asked: str = "What was asked and answered"
    said: str = "What people made of signals"
    criteria: str = "Criteria for closer surveillance"
    against: str = "What speaks against, or makes it less sure"
    unknown: str = "What cannot be said"
    how: str = "How the criteria are looked at"
    sources: str = "Sources"


@dataclass(frozen=True)
class SignalLine:
    """One signal. `address` opens its series; `signal` the signal itself."""

    title: str
    word: str
    now: str
    fired: str
    lasts: str
    outcome: str
    stale: str
    address: str
    signal: str
    source: Source | None


@dataclass(frozen=True)
class Chart:
    """The chart of a series with something new. `spec` is a Vega-Lite specification with its figures."""

    number: int
    series: str
    title: str
    caption: str
    alternative: str
    address: str
    source: Source
    spec: dict[str, Any]


@dataclass(frozen=True)
class Said:
    """What somebody said of a signal in the month."""

    title: str
    outcome: str
    reason: str
    signed: str
    address: str


@dataclass(frozen=True)
class Told:
    """A figure behind a criterion."""

    title: str
    says: str
    address: str
    source: Source | None


@dataclass(frozen=True)
class Criterion:
    """One criterion of the pack: what it is, what was seen, what to ask oneself."""

    title: str
    sees: str
    question: str
    figures: tuple[Told, ...]
    source: Source | None


@dataclass(frozen=True)
class ConcernTold:
    """A concern that is open, or changed in the month. news: what became of it in the month, "" for nothing."""

    provider: str
    is_training: bool
    number: str
    title: str
    news: str
    level: str
    lead: str
    next: str
    reply: str
    address: str


@dataclass(frozen=True)
class ProposalTold:
    """What independent kinds of evidence proposed, and nobody has answered."""

    provider: str
    is_training: bool
    title: str
    says: str
    address: str


@dataclass(frozen=True)
class Part:
    """What the paper says of one provider."""

    name: str
    code: str
    kind: str
    is_training: bool
    address: str
    brief: str
    sentence: str
    raised: tuple[SignalLine, ...]
    going_on: tuple[SignalLine, ...]
    gone: tuple[SignalLine, ...]
    nothing: str
    asked: tuple[Asked, ...]
    no_questions: str
    said: tuple[Said, ...]
    nothing_said: str
    met: tuple[Criterion, ...]
    none_met: str
    not_met: tuple[Criterion, ...]
    unknown: tuple[Criterion, ...]
    against: tuple[str, ...]
    nothing_against: str
    to_people: str
    blind: tuple[str, ...]
    charts: tuple[Chart, ...] = ()
    undrawn: str = ""
    why: str = ""
    concerns: tuple[ConcernTold, ...] = ()


@dataclass(frozen=True)
class Overview:
    """One provider's row on the front page."""

    name: str
    code: str
    raised: str
    going_on: int
    gone: int
    questions: str
    criteria: str
    is_news: bool


@dataclass(frozen=True)
class PaperContent:
    """An early-warning paper as it stands on a day. Page, Word and PDF are drawn from this and nothing else."""

    layout: int
    title: str
    commissioner: str
    month: str
    month_words: str
    as_at: str
    as_at_words: str
    site: str
    first_line: str
    chance: str
    promise: str
    headings: PaperHeadings
    overview: tuple[Overview, ...]
    quiet: str
    blind: tuple[str, ...]
    parts: tuple[Part, ...]
    how: tuple[str, ...]
    sources: tuple[Source, ...]
    concerns: tuple[ConcernTold, ...] = ()
    no_concerns: str = ""
    proposals: tuple[ProposalTold, ...] = ()
    no_proposals: str = ""
    proposals_chance: str = ""


def frozen(content: Any) -> str:
    """The content as text: the same content gives the same text, letter by letter."""
    held = asdict(printable(content))
    return json.dumps(held, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def charts_of(content: dict[str, Any]) -> list[dict[str, Any]]:
    """Every chart of a paper, in order; papers issued before there were charts have none."""
    return [chart for part in content["parts"] for chart in part.get("charts", [])]


def thawed(text: str) -> dict[str, Any]:
    """What the papers are drawn from."""
    return json.loads(text)
