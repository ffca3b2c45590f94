"""What a framework pack holds, as records that never change: words, groups, rhythms, lists, deadlines, numbers, regimes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from trigpoint.frameworks.errors import NotInPack

DatedT = TypeVar("DatedT", bound="Dated")
# Parts of a pack that are lists of entries, in the order of its page.
PARTS = {
    "terms": "Words",
    "roles": "Roles",
    "groups": "Groups and committees",
    "recurring": "What comes round",
    "vocabularies": "Levels and other lists",
    "deadlines": "Deadlines",
    "sentinels": "Clocks on signals",
    "listening": "What people tell us",
    "numbers": "Numbers",
    "regimes": "National frameworks",
}


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
class Pack:
    """The words, lists and deadlines of a time. Nobody changes it: what changes gets new dates or a new pack."""

    name: str
    title: str
    about: str
    effective_from: dt.date
    effective_to: dt.date | None
    successor_of: str | None
    owner: str
    review_on: dt.date
    calendar: str
    sources: Mapping[str, str]
    terms: Mapping[str, Term]
    roles: Mapping[str, RoleTitle]
    groups: Mapping[str, Group]
    recurring: Mapping[str, Recurring]
    vocabularies: Mapping[str, Vocabulary]
    deadlines: tuple[DeadlineRule, ...]
    sentinels: tuple[SentinelRule, ...]
    listening: tuple[Listening, ...]
    numbers: tuple[Number, ...]
    regimes: tuple[Regime, ...]
    without: tuple[Without, ...]
    content_sha256: str
    content: Mapping[str, Any] = field(compare=False, repr=False)

    def is_in_force_on(self, day: dt.date) -> bool:
        """Whether it is the pack of that day."""
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)

    def term(self, code: str) -> Term:
        """The word of this code."""
        if code not in self.terms:
            raise NotInPack("term", code, self.name, self.terms)
        return self.terms[code]

    def group(self, code: str) -> Group:
        """The group of this code."""
        if code not in self.groups:
            raise NotInPack("group", code, self.name, self.groups)
        return self.groups[code]

    def vocabulary(self, code: str) -> Vocabulary:
        """The list of this code."""
        if code not in self.vocabularies:
            raise NotInPack("vocabulary", code, self.name, self.vocabularies)
        return self.vocabularies[code]

    def deadline(self, code: str, day: dt.date) -> DeadlineRule:
        """The rule of this code that holds on `day`."""
        return self._on(self.deadlines, "deadline", code, day)

    def number(self, code: str, day: dt.date) -> Number:
        """The number of this code that holds on `day`."""
        return self._on(self.numbers, "number", code, day)

    def regime(self, code: str, day: dt.date) -> Regime:
        """The national framework that rules this on `day`."""
        return self._on(self.regimes, "regime", code, day)

    def sentinel_of(
        self, *, rule: str, meaning: str, chart: str, dimension: str, day: dt.date
    ) -> SentinelRule | None:
        """The first rule of `day` by which a signal starts a clock, or None: most signals start none."""
        for each in self.sentinels:
            is_meant = rule in each.rules and meaning in each.meanings
            if is_meant and chart in each.charts and dimension in each.dimensions and each.holds_on(day):
                return each
        return None

    def listening_to(self, code: str, day: dt.date) -> Listening:
        """The kind of source of this code that holds on `day`."""
        return self._on(self.listening, "kind of source", code, day)

    def sources_listened_to(self, day: dt.date) -> tuple[Listening, ...]:
        """Every kind of source that holds on `day`, in the order of the pack."""
        return tuple(each for each in self.listening if each.holds_on(day))

    def role_title(self, role: str, otherwise: str) -> str:
        """What a role is called here."""
        return self.roles[role].title if role in self.roles else otherwise

    def entries(self, part: str) -> tuple[Entry, ...]:
        """Every entry of one part, in the order of the file."""
        held = getattr(self, part)
        return tuple(held.values()) if isinstance(held, Mapping) else tuple(held)

    def local_defaults(self) -> tuple[Entry, ...]:
        """What nobody has confirmed yet."""
        entries = [entry for part in PARTS for entry in self.entries(part)]
        entries += [word for vocabulary in self.vocabularies.values() for word in vocabulary.words]
        return tuple(entry for entry in entries if entry.local_default)

    def _on(self, entries: Sequence[DatedT], what: str, code: str, day: dt.date) -> DatedT:
        for entry in entries:
            if entry.code == code and entry.holds_on(day):
                return entry
        known = {entry.code for entry in entries if entry.holds_on(day)}
        raise NotInPack(f"{what} on {day:%d %B %Y} called", code, self.name, known)
