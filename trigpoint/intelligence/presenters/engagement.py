"""The engagement log as pages, files and papers say it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from trigpoint.frameworks.queries import pack_on
from trigpoint.intelligence.models import EngagementVersion
from trigpoint.intelligence.queries.engagement import Covered, Heard
from trigpoint.intelligence.rules.engagement import COVERED, Quarter
from trigpoint.intelligence.rules.themes import titles
from trigpoint.ui.words import day

LISTS = {"method": "engagement_methods", **COVERED}
HEAD = ("Who", "From", "To", "How", "People", "Where", "Service", "Protected characteristics", "Seldom-heard groups",
        "Providers", "Themes", "What was heard", "What followed")  # fmt: skip


@dataclass(frozen=True)
class Line:
    """An entry of the log with the titles of its marks, by kind."""

    version: EngagementVersion
    when: str
    people: str
    marks: dict[str, list[str]]

    @property
    def covered(self) -> list[str]:
        """Everybody whom it covered."""
        return [*self.marks["characteristic"], *self.marks["group"]]


@dataclass(frozen=True)
class Row:
    """A group of the coverage matrix with its quarters."""

    kind: str
    code: str
    title: str
    cells: list[Covered]
    is_gap: bool


def names_on(today: dt.date) -> dict[str, dict[str, str]]:
    """Kind of mark -> code -> title."""
    lists = {kind: pack_on(today).vocabulary(name).words for kind, name in LISTS.items()}
    named = {kind: {word.code: word.title for word in words} for kind, words in lists.items()}
    return {**named, "theme": titles()}


def lines(found: Iterable[EngagementVersion], names: Mapping[str, Mapping[str, str]]) -> list[Line]:
    """Entries for a list."""
    return [line(each, names) for each in found]


def line(version: EngagementVersion, names: Mapping[str, Mapping[str, str]]) -> Line:
    """One version."""
    marks: dict[str, list[str]] = {kind: [] for kind in (*LISTS, "provider", "theme")}
    for mark in version.marks.all():
        marks[mark.kind].append(names.get(mark.kind, {}).get(mark.code, mark.code))
    when = day(version.from_on)
    if version.to_on != version.from_on:
        when = f"{when} to {day(version.to_on)}"
    people = "not counted" if version.people is None else f"{version.people:,}"
    return Line(version, when, people, marks)


def gaps(covered: set[tuple[str, str]], names: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Titles of seldom-heard groups and characteristics that nobody was listened to of."""
    return [
        title
        for kind in ("group", "characteristic")
        for code, title in names[kind].items()
        if (kind, code) not in covered
    ]


def gap_sentence(missing: Sequence[str], groups: Mapping[str, str], is_empty: bool) -> str:
    """The first sentence: who was not listened to. groups: titles of seldom-heard groups, which read as people."""
    if is_empty:
        return "Nobody has written down yet who was listened to."
    if not missing:
        return "Somebody of every group was listened to in the last 12 months."
    first, rest = missing[0], len(missing) - 1
    others = f", nor to {rest} other group{'s' if rest != 1 else ''}" if rest else ""
    if first not in groups.values():
        return f"Nobody was listened to with regard to {first.lower()} in the last 12 months{others}."
    whom = (
        f"{first[:1].lower()}{first[1:]}"
        if first.startswith(("People", "Children", "Unpaid", "Refugees"))
        else first
    )
    return f"Nobody listened to {whom} in the last 12 months{others}."


def matrix(
    covered: Mapping[tuple[str, str], Mapping[Quarter, Covered]],
    quarters: Sequence[Quarter],
    names: Mapping[str, Mapping[str, str]],
    recent: set[tuple[str, str]],
) -> list[Row]:
    """Every group with every quarter; where nobody listened the cell is empty."""
    nothing = Covered()
    return [
        Row(
            kind,
            code,
            title,
            [covered.get((kind, code), {}).get(quarter, nothing) for quarter in quarters],
            (kind, code) not in recent,
        )
        for kind in ("group", "characteristic")
        for code, title in names[kind].items()
    ]


def table(found: Iterable[Line]) -> list[tuple[object, ...]]:
    """Rows of a file, with their head."""
    return [HEAD, *(_row(each) for each in found)]


def _row(line: Line) -> tuple[object, ...]:
    version = line.version
    joined = {kind: "; ".join(told) for kind, told in line.marks.items()}
    return (
        version.title, version.from_on, version.to_on, joined["method"], version.people, version.place,
        version.service, joined["characteristic"], joined["group"], joined["provider"], joined["theme"],
        version.heard, version.followed,
    )  # fmt: skip


def coverage_table(rows: Iterable[Row], quarters: Sequence[Quarter]) -> list[tuple[object, ...]]:
    """The matrix as a file: occasions by quarter."""
    head = ("Group", *(each.name for each in quarters))
    return [head, *((row.title, *(cell.occasions for cell in row.cells)) for row in rows)]


def paragraph(
    heard: Heard, since: dt.date, until: dt.date, names: Mapping[str, Mapping[str, str]], about: str
) -> str:
    """What a commissioning paper can say of who was heard."""
    between = f"Between {day(since)} and {day(until)}"
    subject = f" on {about}" if about else ""
    if not heard.occasions:
        return f"{between} nobody was listened to{subject}, as far as the engagement log says."
    is_counted = heard.occasions > heard.uncounted
    people = f"{heard.people:,} people" if is_counted else "people whom nobody counted"
    also = f"; at {heard.uncounted} of them nobody counted" if is_counted and heard.uncounted else ""
    methods = _joined(_titles(heard, names, "method"))
    covered = _joined(_titles(heard, names, *COVERED))
    missing = gaps(set(heard.marks), names)
    times = "once" if heard.occasions == 1 else f"on {heard.occasions} occasions"
    told = f"{between} we listened to {people}{subject} {times}{also}: by {methods.lower()}."
    told += (
        f" This covered: {covered}."
        if covered
        else " No protected characteristic and no seldom-heard group was covered."
    )
    return f"{told} It did not cover: {_joined(missing)}." if missing else told


def _titles(heard: Heard, names: Mapping[str, Mapping[str, str]], *kinds: str) -> list[str]:
    return [names[kind].get(code, code) for each in kinds for kind, code in heard.marks if kind == each]


def what_was_heard(found: Sequence[Line]) -> list[dict[str, Any]]:
    """What was heard and what followed, an entry each, for a paper."""
    return [
        {
            "who": each.version.title,
            "when": each.when,
            "people": each.people,
            "heard": each.version.heard,
            "followed": each.version.followed,
            "covered": "; ".join(each.covered),
        }
        for each in found
    ]


def _joined(words: Iterable[str]) -> str:
    *first, last = [*words] or [""]
    return f"{'; '.join(first)}; {last}" if first else last
