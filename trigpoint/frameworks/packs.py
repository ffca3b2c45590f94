"""A framework pack, and how it is asked: for a word, a list, or what holds on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from trigpoint.frameworks.entries import (
    Dated,
    DeadlineRule,
    Door,
    Enquiry,
    Entry,
    EvidenceStream,
    Group,
    Listening,
    Number,
    Recurring,
    Regime,
    RoleTitle,
    SentinelRule,
    Term,
    Theme,
    Vocabulary,
    Without,
)
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
    "streams": "Streams of evidence",
    "themes": "Themes",
    "doors": "Doors",
    "enquiries": "Key lines of enquiry",
    "numbers": "Numbers",
    "regimes": "National frameworks",
}


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
    streams: tuple[EvidenceStream, ...]
    themes: tuple[Theme, ...]
    doors: tuple[Door, ...]
    enquiries: tuple[Enquiry, ...]
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
        return _holding(self.listening, day)

    def theme(self, code: str, day: dt.date) -> Theme:
        """The theme of this code that holds on `day`."""
        return self._on(self.themes, "theme", code, day)

    def themes_on(self, day: dt.date) -> tuple[Theme, ...]:
        """Every theme that holds on `day`, in the order of the pack."""
        return _holding(self.themes, day)

    def themes_of(self, about: str, day: dt.date) -> tuple[str, ...]:
        """Codes of the themes to which kind:code, such as indicator:rtt-18week, belongs on `day`; () where unmapped."""
        return tuple(theme.code for theme in self.themes_on(day) if theme.has(about))

    def stream(self, code: str, day: dt.date) -> EvidenceStream:
        """The stream of this code that holds on `day`."""
        return self._on(self.streams, "stream", code, day)

    def streams_on(self, day: dt.date) -> tuple[EvidenceStream, ...]:
        """Every stream that holds on `day`, in the order of the pack."""
        return _holding(self.streams, day)

    def stream_of(self, indicator: str, day: dt.date) -> str:
        """Code of the stream to which an indicator's figures belong on `day`; "" where it belongs to none."""
        return next((each.code for each in self.streams_on(day) if indicator in each.indicators), "")

    def enquiries_on(self, day: dt.date) -> tuple[Enquiry, ...]:
        """Every template of a key line of enquiry that holds on `day`, in the order of the pack."""
        return _holding(self.enquiries, day)

    def door(self, code: str, day: dt.date) -> Door:
        """The door of this code that holds on `day`."""
        return self._on(self.doors, "door", code, day)

    def doors_on(self, day: dt.date) -> tuple[Door, ...]:
        """Every door that holds on `day`, in the order of the pack."""
        return _holding(self.doors, day)

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


def _holding(entries: Sequence[DatedT], day: dt.date) -> tuple[DatedT, ...]:
    return tuple(each for each in entries if each.holds_on(day))
