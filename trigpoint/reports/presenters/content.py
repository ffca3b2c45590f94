"""What a provider brief says, section by section: the one content of page, Word and PDF."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from trigpoint.reports.presenters.worries import Concerned


@dataclass(frozen=True)
class Headings:
    """The sections of a brief, named once for page, Word and PDF."""

    changes: str
    better: str = "Good news"
    heard: str = "What people say"
    settled: str = "Back to normal"
    concerns: str = "Open concerns"
    enquiries: str = "Questions that the evidence gives rise to"
    evidence: str = "Where evidence lines up, and where we are blind"
    questions: str = "Questions and answers"
    regulator: str = "What the regulator says"
    dimensions: str = "The five dimensions"
    unseen: str = "What this brief cannot see"
    notes: str = "My notes"
    charts: str = "Charts of what changed"
    sources: str = "Sources"


@dataclass(frozen=True)
class Source:
    """Where a figure comes from; `number` is its mark in the foot. `address` opens the row of the file."""

    number: int
    text: str
    address: str


@dataclass(frozen=True)
class Change:
    """One thing that is unusual now. `icon` and `funnel` are the codes of its drawing; one may be empty.

    The sentence is the title and what it `says`.
    """

    icon: str
    funnel: str
    word: str
    title: str
    sentence: str
    says: str
    stale: str
    question: str
    address: str
    series: str
    source: Source
    is_new: bool
    is_better: bool
    is_asked: bool
    charted: bool


@dataclass(frozen=True)
class Settled:
    """One thing that was unusual and is no longer."""

    title: str
    says: str
    address: str
    source: Source


@dataclass(frozen=True)
class HeardLine:
    """What people speak of more critically than expected, from a signal; `signal` is its public id."""

    title: str
    says: str
    question: str
    address: str
    signal: str
    is_asked: bool


@dataclass(frozen=True)
class Figure:
    """The latest figure of one indicator and how it stands."""

    title: str
    value: str
    period: str
    fresh: str
    is_stale: bool
    position: str
    target: str
    address: str
    source: Source


@dataclass(frozen=True)
class Dimension:
    """One of the five dimensions: a few figures, and what is not known."""

    key: str
    title: str
    sentence: str
    figures: tuple[Figure, ...]
    more: str
    gaps: str
    known: int
    stale: int
    is_blind: bool


@dataclass(frozen=True)
class RatingLine:
    """One rating of the regulator."""

    domain: str
    rating: str
    reported: str


@dataclass(frozen=True)
class Regulator:
    """What the regulator said last, and of the whole organisation before."""

    sentence: str
    current: tuple[RatingLine, ...]
    history: tuple[RatingLine, ...]


@dataclass(frozen=True)
class Asked:
    """A question with what became of it."""

    text: str
    answer_from: str
    asked: str
    due: str
    is_overdue: bool
    is_waiting: bool
    state: str
    last_answer: str
    next_step: str
    address: str


@dataclass(frozen=True)
class Noted:
    """A note as it stands."""

    text: str
    signed: str
    public_id: str


@dataclass(frozen=True)
class FiguresTold:
    """What the figures of a provider say, with their numbered sources."""

    changes: tuple[Change, ...]
    settled: tuple[Settled, ...]
    nothing_changed: str
    dimensions: tuple[Dimension, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class BriefContent:
    """A provider brief as it stands on a day. Every paper and the page are drawn from this and nothing else."""

    title: str
    provider: str
    code: str
    kind: str
    is_training: bool
    as_at: dt.date
    as_at_words: str
    first_line: str
    meetings: str
    next_meeting: dt.date | None
    headings: Headings
    changes: tuple[Change, ...]
    better: tuple[Change, ...]
    settled: tuple[Settled, ...]
    nothing_changed: str
    reading: str
    heard: tuple[HeardLine, ...]
    not_heard: str
    concerned: Concerned
    questions: tuple[Asked, ...]
    no_questions: str
    regulator: Regulator
    dimensions: tuple[Dimension, ...]
    unseen: str
    notes: tuple[Noted, ...]
    no_notes: str
    sources: tuple[Source, ...]
    commissioner: str
