"""What stands in a framework pack, entry by entry, as records that never change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from trigpoint.frameworks.errors import NotInPack


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing that a pack says, and on what ground: a source, or a local default with a note that says why."""

    code: str
    source: str = ""
    local_default: bool = False
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Term(Entry):
    """A word of pages, as it stands in the middle of a sentence."""

    one: str
    many: str
    meaning: str
    short: str = ""


@dataclass(frozen=True, kw_only=True)
class RoleTitle(Entry):
    """What a role is called, where that differs from the roles' own file."""

    title: str


@dataclass(frozen=True, kw_only=True)
class Group(Entry):
    """A committee, review group or meeting. `meets`: month, two months, ..., as needed, not said."""

    title: str
    kind: str
    meets: str
    about: str
    reports_to: tuple[str, ...]
    short: str = ""
    also_called: tuple[str, ...] = ()
    one_for_each: str = ""
    chaired_by: str = ""


@dataclass(frozen=True, kw_only=True)
class Recurring(Entry):
    """A report, visit or review that comes round, and the groups that receive it."""

    title: str
    every: str
    to: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Word(Entry):
    """One word of a list, such as a level."""

    title: str
    meaning: str
    letter: str = ""


@dataclass(frozen=True, kw_only=True)
class Vocabulary(Entry):
    """A list of words with a fixed meaning, in their order."""

    title: str
    words: tuple[Word, ...]

    def word(self, code: str) -> Word:
        """The word of this code."""
        for word in self.words:
            if word.code == code:
                return word
        raise NotInPack("word", code, self.title, [word.code for word in self.words])


@dataclass(frozen=True, kw_only=True)
class Dated(Entry):
    """An entry that holds between two days, both included; None is the pack's own first or last day."""

    from_on: dt.date | None = None
    to_on: dt.date | None = None

    def holds_on(self, day: dt.date) -> bool:
        """Whether it holds on `day`."""
        return (self.from_on is None or self.from_on <= day) and (self.to_on is None or day <= self.to_on)


@dataclass(frozen=True, kw_only=True)
class DeadlineRule(Dated):
    """How long something may take: 10 working_days from the day the provider became aware."""

    title: str
    count: int
    unit: str
    counts_from: str


@dataclass(frozen=True, kw_only=True)
class SentinelRule(Dated):
    """Signals that start a clock by themselves: of these rules, with these meanings, on indicators of these kinds.

    charts and dimensions: those of the definition. count: working days for what it `asks`. tells: roles
    whose people get the news.
    """

    title: str
    rules: tuple[str, ...]
    meanings: tuple[str, ...]
    charts: tuple[str, ...]
    dimensions: tuple[str, ...]
    count: int
    unit: str
    counts_from: str
    asks: str
    tells: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Listening(Dated):
    """A kind of source of soft intelligence. `handled`: one_by_one, each by a person; together, by the model.

    stream: which kind of independent evidence it is. restriction: the class that all of it belongs to; "" for none.
    """

    title: str
    meaning: str
    stream: str
    handled: str
    restriction: str = ""

    @property
    def is_one_by_one(self) -> bool:
        """Whether each waits for a person, with a clock."""
        return self.handled == "one_by_one"


@dataclass(frozen=True, kw_only=True)
class Number(Dated):
    """A threshold or a share."""

    title: str
    value: float
    unit: str


@dataclass(frozen=True, kw_only=True)
class Regime(Dated):
    """A version of a national framework; `code` is what it rules, `about` the same in words."""

    about: str
    title: str


@dataclass(frozen=True, kw_only=True)
class Without:
    """What another pack has and this one does not, with the reason."""

    part: str
    code: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Theme(Dated):
    """A subject that people who look after quality know, onto which every kind of evidence maps.

    holds: what belongs to it, kind -> codes. Kinds: indicator, comment_theme, complaint_subject, incident_type,
    visit_finding, key_question, safeguarding. One code may belong to several themes.
    """

    title: str
    meaning: str
    holds: Mapping[str, tuple[str, ...]]

    def has(self, about: str) -> bool:
        """Whether what is written kind:code belongs to it."""
        kind, _, code = about.partition(":")
        return code in self.holds.get(kind, ())


@dataclass(frozen=True, kw_only=True)
class EvidenceStream(Dated):
    """An independent kind of evidence. fresh_days: how long what it says still counts; indicators: figures of it."""

    title: str
    meaning: str
    fresh_days: int
    indicators: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Enquiry(Dated):
    """Template of a key line of enquiry. theme, stream: "" for any. when: concern, contradiction, blind or good.

    The question may hold {provider}, {theme}, {stream} and {says}, and no other; one on what is blind has no {says}.
    """

    when: str
    question: str
    theme: str = ""
    stream: str = ""


@dataclass(frozen=True, kw_only=True)
class Door(Dated):
    """A trigger that needs no second stream. stream: which kind of evidence can tell of it; "" only a person."""

    title: str
    meaning: str
    stream: str = ""
