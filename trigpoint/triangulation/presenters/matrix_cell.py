"""One cell opened: every fact, where it comes from, and what is looked at besides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from trigpoint.common.references import Shown
from trigpoint.triangulation.models import Coverage, Evidence
from trigpoint.triangulation.presenters.matrix_words import (
    WORDS,
    counted,
    in_number,
    joined,
    number_of,
    told_once,
    within,
)
from trigpoint.triangulation.queries.grid import (
    CONCERN,
    GOOD,
    NO_DATA,
    NORMAL,
    NOT_CONNECTED,
    STALE,
    WATCH,
    Cell,
)
from trigpoint.triangulation.queries.sides import Sides, Silence
from trigpoint.ui.words import day


@dataclass(frozen=True)
class FactShown:
    """A fact in full. address: of its record, "" where there is none that the reader may open."""

    state: str
    word: str
    says: str
    about: str
    part: str
    stream: str
    happened_on: dt.date
    known_on: dt.date
    last_on: dt.date
    origin: str
    address: str
    label: str
    is_door: bool

    @property
    def goes_on(self) -> bool:
        """Whether it was still said after it became known."""
        return self.last_on > self.known_on


@dataclass(frozen=True)
class LookedShown:
    """Something that is looked at. says: what came of it, in words; state: of its symbol."""

    title: str
    part: str
    since: dt.date
    until: dt.date
    state: str
    says: str
    address: str


@dataclass(frozen=True)
class Naming:
    """What the words of facts need: titles of what they are about and of streams, and records that the reader may open."""

    abouts: Mapping[str, str]
    streams: Mapping[str, str]
    records: Mapping[str, Shown]

    def about(self, code: str) -> str:
        """What something is called; its code where nobody has a name for it."""
        return self.abouts.get(code) or code.partition(":")[2]


def facts_shown(facts: Iterable[Evidence], naming: Naming) -> list[FactShown]:
    """Facts in their order; what was told in the same words of two things is one line that names both."""
    return [_fact(same, naming) for same in told_once(facts)]


def _fact(same: Sequence[Evidence], naming: Naming) -> FactShown:
    fact = same[0]
    record = next((naming.records[each.record] for each in same if each.record in naming.records), None)
    return FactShown(
        state=fact.state,
        word=WORDS[fact.state],
        says=fact.says,
        about=joined(list(dict.fromkeys(naming.about(each.about) for each in same))),
        part=part_of(fact.service, fact.place),
        stream=naming.streams.get(fact.stream, fact.stream),
        happened_on=fact.happened_on,
        known_on=fact.known_on,
        last_on=max(each.last_on for each in same),
        origin=fact.origin,
        address=record.address if record else "",
        label=record.label if record else "",
        is_door=any(each.door for each in same),
    )


def looked_shown(cell: Cell, naming: Naming, at: dt.date, fresh_days: int) -> list[LookedShown]:
    """What the stream looks at in this cell: unusual (it stands among the facts), nothing unusual, or stale."""
    return [_looked(each, naming, _is_told(each, cell), at, fresh_days) for each in cell.looked]


def _is_told(each: Coverage, cell: Cell) -> bool:
    """Whether a fact is about the same, or one of the two is about the whole and the other about a part of it."""
    return any(
        fact.about == each.about and _meet(fact.service, each.service) and _meet(fact.place, each.place)
        for fact in cell.facts
    )


def _meet(part: str, other: str) -> bool:
    return part == other or "" in (part, other)


def _looked(each: Coverage, naming: Naming, is_told: bool, at: dt.date, fresh_days: int) -> LookedShown:
    until = min(each.last_known, at)
    if is_told:
        state, says = "told", "Stands above"
    elif (at - until).days > fresh_days:
        state, says = STALE, "Stale"
    else:
        state, says = NORMAL, WORDS[NORMAL]
    record = naming.records.get(each.record)
    return LookedShown(
        title=naming.about(each.about),
        part=part_of(each.service, each.place),
        since=each.first_known,
        until=until,
        state=state,
        says=says,
        address=record.address if record else "",
    )


def part_of(service: str, place: str) -> str:
    """The part of the provider that something is about; empty for the whole."""
    return ", ".join(part for part in (service, place) if part)


def cell_opening(cell: Cell, stream: str, theme: str, provider: str) -> str:
    """The first line of a cell: what the stream says, since when, and on how many facts."""
    about = f"{within(theme)} at {provider}"
    if cell.state in (CONCERN, WATCH, GOOD):
        return f"{stream} {_says(cell)} about {about}, since {_since(cell)}: {_counts(cell)}."
    if cell.state == NORMAL:
        things = counted(len(cell.looked), "thing", "things")
        return f"{stream} sees nothing unusual about {about}: {things} looked at, last known {day(cell.last_known)}."
    if cell.state == STALE:
        return f"{stream} has told nothing of {about} since {day(cell.last_known)}: too long ago to count."
    if not cell.can_tell:
        return f"{stream} has no part in {within(theme)}: nothing that belongs to the theme reaches us through it."
    if cell.state == NOT_CONNECTED:
        return f"{stream} is not connected here, so that it says nothing of {about}."
    return f"{stream} could tell of {about}, and nothing is known."


def _says(cell: Cell) -> str:
    if cell.mixed:
        return "speaks both of a concern and of good"
    return {
        CONCERN: "speaks of a concern",
        WATCH: "says that something is to be watched",
        GOOD: "speaks well",
    }[cell.state]


def _since(cell: Cell) -> str:
    return day(min(each.known_on for each in cell.facts if each.state == cell.state))


def _counts(cell: Cell) -> str:
    number = number_of(cell.facts, cell.state)
    said = f"{in_number(number)} {'fact counts' if number == 1 else 'facts count'}"
    if not cell.mixed:
        return said
    good = number_of(cell.facts, GOOD)
    return f"{said} for a concern, {in_number(good)} {'speaks' if good == 1 else 'speak'} well"


def why_empty(cell: Cell) -> str:
    """What an empty cell means and what to do about it."""
    if cell.state == NOT_CONNECTED:
        return "No source of this installation feeds it. That is a gap, not assurance."
    if cell.state == NO_DATA and cell.can_tell:
        return "Silence is not assurance: ask the provider, or load what is published."
    return ""


def theme_opening(told: Sides, theme: str, provider: str, needed: int) -> str:
    """The first line of a theme at a provider: who speaks for a concern, who against, who says nothing."""
    speaking = len(told.streams_for)
    about = f"{within(theme)} at {provider}"
    if not speaking:
        said = f"No kind of evidence speaks of a concern about {about}"
    elif speaking == 1:
        said = f"One kind of evidence alone speaks of a concern about {about}"
    else:
        said = f"{in_number(speaking)} kinds of evidence speak of a concern about {about}"
        said = said[:1].upper() + said[1:]
        said = f"{said}{_apart(speaking, told.independent_for, needed)}"
    parts = [said]
    if told.against:
        against = number_of(told.against, GOOD)
        parts.append(f"{counted(against, 'fact speaks', 'facts speak')} against it")
    parts.append(_blind(told))
    return "; ".join(part for part in parts if part) + "."


def _apart(speaking: int, apart: int, needed: int) -> str:
    """What several streams that speak come to: how many of them speak of an event of their own."""
    if apart == 1:
        return ", but of one and the same event"
    said = f", {in_number(apart)} of them of events of their own" if apart < speaking else ""
    return f"{said}, fewer than the {in_number(needed)} that are needed" if apart < needed else said


def _blind(told: Sides) -> str:
    silent = len(told.blind)
    if not silent:
        return ""
    return f"{in_number(silent)} {'that could tell says' if silent == 1 else 'that could tell say'} nothing"


@dataclass(frozen=True)
class SilenceShown:
    """A stream that tells of nothing unusual, and where its cell is."""

    title: str
    state: str
    word: str
    last_known: dt.date | None
    stream: str


def silences(found: Sequence[Silence]) -> list[SilenceShown]:
    """Streams that are blind or see nothing unusual, as the page shows them."""
    return [
        SilenceShown(each.title, each.state, WORDS[each.state], each.last_known, each.stream)
        for each in found
    ]
