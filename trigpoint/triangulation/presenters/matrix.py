"""The tables of evidence: one provider by theme and stream, and the same turned round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from trigpoint.frameworks.entries import EvidenceStream
from trigpoint.organisations.models import Organisation
from trigpoint.triangulation.presenters.matrix_words import (
    CANNOT_TELL,
    SPOKEN,
    WORDS,
    counted,
    detail_of,
    in_number,
    state_of,
    within,
)
from trigpoint.triangulation.queries.grid import CONCERN, Cell, Grid
from trigpoint.triangulation.queries.ranking import Ranked

Carried = dict[str, str]


@dataclass(frozen=True)
class Square:
    """One cell as the page shows it. `state` is also the name of its symbol. names: row and column, for whoever does not see."""

    state: str
    word: str
    detail: str
    also: str
    address: str
    label: str
    names: str

    @property
    def is_quiet(self) -> bool:
        """Nothing that speaks: on a phone these stand closer together."""
        return self.state not in SPOKEN

    @property
    def is_off(self) -> bool:
        """Whether the stream has no part in the theme."""
        return self.state == CANNOT_TELL


@dataclass(frozen=True)
class Heading:
    """A column, or what names a row. note: a second line, such as the kind of a provider."""

    code: str
    title: str
    address: str
    note: str = ""
    is_training: bool = False


@dataclass(frozen=True)
class Line:
    """One row."""

    heading: Heading
    squares: tuple[Square, ...]
    concerns: int


@dataclass(frozen=True)
class Table:
    """Rows and columns; corner: what the rows are."""

    corner: str
    columns: tuple[Heading, ...]
    lines: tuple[Line, ...]


def with_carried(name: str, arguments: Sequence[str], carried: Carried) -> str:
    """Address of a page of evidence that keeps the day and what it is narrowed to."""
    address = reverse(name, args=arguments)
    return f"{address}?{urlencode(carried)}" if carried else address


def provider_table(seen: Grid, provider: Organisation, carried: Carried) -> Table:
    """Themes down, connected streams across, of one provider."""
    columns = _streams(seen.shown, carried)
    lines = []
    for theme in seen.themes:
        address = with_carried("triangulation:profile-theme", [provider.code, theme.code], carried)
        heading = Heading(theme.code, theme.title, address)
        found = [
            (seen.cell(provider.pk, theme.code, each.code), theme.code, each.code) for each in seen.shown
        ]
        lines.append(_line(heading, columns, found, provider, carried))
    return Table("Theme", columns, tuple(lines))


def theme_table(seen: Grid, providers: Sequence[Organisation], theme: str, carried: Carried) -> Table:
    """Providers down, connected streams that could tell of the theme across."""
    telling = [each for each in seen.shown if _tells(seen, providers, theme, each.code)]
    columns = _streams(telling, carried)
    lines = []
    for provider in providers:
        address = with_carried("triangulation:profile-theme", [provider.code, theme], carried)
        found = [(seen.cell(provider.pk, theme, each.code), theme, each.code) for each in telling]
        lines.append(_line(_provider(provider, address), columns, found, provider, carried))
    return Table("Provider", columns, tuple(lines))


def stream_table(seen: Grid, providers: Sequence[Organisation], stream: str, carried: Carried) -> Table:
    """Providers down, themes of which the stream could tell across."""
    telling = [theme for theme in seen.themes if _tells(seen, providers, theme.code, stream)]
    columns = tuple(
        Heading(theme.code, theme.title, with_carried("triangulation:theme", [theme.code], carried))
        for theme in telling
    )
    lines = []
    for provider in providers:
        address = with_carried("triangulation:profile", [provider.code], carried)
        found = [(seen.cell(provider.pk, theme.code, stream), theme.code, stream) for theme in telling]
        lines.append(_line(_provider(provider, address), columns, found, provider, carried))
    return Table("Provider", columns, tuple(lines))


def _tells(seen: Grid, providers: Sequence[Organisation], theme: str, stream: str) -> bool:
    told = any((provider.pk, theme, stream) in seen.found for provider in providers)
    return told or stream in seen.telling.get(theme, ())


def _streams(streams: Sequence[EvidenceStream], carried: Carried) -> tuple[Heading, ...]:
    return tuple(
        Heading(each.code, each.title, with_carried("triangulation:stream", [each.code], carried))
        for each in streams
    )


def _provider(provider: Organisation, address: str) -> Heading:
    return Heading(
        provider.code, provider.name, address, provider.get_kind_display(), is_training=provider.is_training
    )


def _line(
    heading: Heading,
    columns: Sequence[Heading],
    found: Sequence[tuple[Cell, str, str]],
    provider: Organisation,
    carried: Carried,
) -> Line:
    squares = [
        square(
            cell, with_carried("triangulation:cell", [provider.code, theme, stream], carried), heading, column
        )
        for (cell, theme, stream), column in zip(found, columns, strict=True)
    ]
    return Line(heading, tuple(squares), sum(each.state == CONCERN for each in squares))


def square(cell: Cell, address: str, row: Heading, column: Heading) -> Square:
    """One cell."""
    state = state_of(cell)
    return Square(
        state=state,
        word=WORDS[state],
        detail=detail_of(cell),
        also="good news too" if cell.mixed else "",
        address=address,
        label=column.title,
        names=f"{row.title}, {within(column.title)}",
    )


def unconnected(seen: Grid) -> str:
    """Streams that nothing feeds, in one sentence; empty where all are fed."""
    silent = [within(each.title) for each in seen.silent]
    if not silent:
        return ""
    return f"Not connected, so that they can say nothing anywhere: {', '.join(silent)}."


def theme_opening(rows: Sequence[Ranked], theme: str, where: str, needed: int) -> str:
    """The first line of one theme across providers."""
    agree, fewer = _split(rows, needed)
    what = within(theme)
    if not rows:
        return f"Nothing is told of {what} at any provider {where}."
    if _unknown(rows) == len(rows):
        return f"Nothing that still counts is known of {what} at any of {counted(len(rows), 'provider', 'providers')} {where}."
    if not agree and not fewer:
        return f"Nothing speaks of a concern about {what} at {_the(rows)} {where}{_blind_at(rows)}."
    said = (
        f"{in_number(needed)} or more kinds of evidence speak of a concern about {what} at "
        f"{in_number(agree)} of {len(rows):,} providers {where}"
        if agree
        else f"Nowhere do {in_number(needed)} kinds of evidence speak independently of a concern about {what} at the same provider {where}"
    )
    sentence = f"{said}{_fewer(fewer, 'more' if agree else '')}{_blind_at(rows)}."
    return sentence[:1].upper() + sentence[1:]


def stream_opening(rows: Sequence[Ranked], stream: str, where: str) -> str:
    """The first line of one stream across themes."""
    speaking = sum(1 for row in rows if row.pairs)
    if not rows:
        return f"{stream} tells nothing of any provider {where}."
    if _unknown(rows) == len(rows):
        return f"{stream} tells nothing that still counts of any of {counted(len(rows), 'provider', 'providers')} {where}."
    if not speaking:
        return f"{stream} tells of {counted(len(rows), 'provider', 'providers')} {where} and speaks of no concern{_blind_at(rows)}."
    return f"{stream} speaks of a concern at {in_number(speaking)} of {counted(len(rows), 'provider', 'providers')} {where}{_blind_at(rows)}."


def list_opening(rows: Sequence[Ranked], where: str, needed: int) -> str:
    """The first line of the list of providers."""
    agree, fewer = _split(rows, needed)
    if not rows:
        return f"Nothing is told of any provider {where}."
    if _unknown(rows) == len(rows):
        return f"Nothing that still counts is known of any of {counted(len(rows), 'provider', 'providers')} {where}."
    said = f"At {in_number(agree)} of {counted(len(rows), 'provider', 'providers')} {where}, {in_number(needed)} or more kinds of evidence speak of a concern about one theme"
    return f"{said}{_fewer(fewer, 'more' if agree else '')}{_blind_at(rows)}."


def _split(rows: Sequence[Ranked], needed: int) -> tuple[int, list[Ranked]]:
    """At how many providers enough streams speak of events of their own about one theme, and those at which fewer do."""
    fewer = [row for row in rows if 0 < row.most < needed]
    return sum(row.most >= needed for row in rows), fewer


def _fewer(rows: Sequence[Ranked], more: str) -> str:
    """At how many further providers one kind speaks, and at how many several do without being enough."""
    several = [row for row in rows if row.most_streams > 1]
    said = ""
    if alone := len(rows) - len(several):
        said = f"; one kind alone does at {in_number(alone)}{f' {more}' if more else ''}"
    if several:
        one = all(row.most == 1 for row in several)
        why = "of one and the same event" if one else "of fewer events than are needed"
        said = f"{said}; at {in_number(len(several))} several kinds do, but {why}"
    return said


def _the(rows: Sequence[Ranked]) -> str:
    return "the one provider" if len(rows) == 1 else f"the {len(rows):,} providers"


def _unknown(rows: Sequence[Ranked]) -> int:
    return sum(not row.known for row in rows)


def _blind_at(rows: Sequence[Ranked]) -> str:
    """At how many of the providers nothing is known that still counts: no word of concern there says nothing."""
    blind = _unknown(rows)
    return f"; at {in_number(blind)} of them nothing that still counts is known" if blind else ""
