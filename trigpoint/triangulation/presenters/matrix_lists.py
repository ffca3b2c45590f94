"""Lists that lead to the tables of evidence: providers, themes, kinds of evidence; and what is not mapped."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from trigpoint.common import evidence
from trigpoint.frameworks.entries import EvidenceStream, Theme
from trigpoint.organisations.models import Organisation
from trigpoint.triangulation.presenters.matrix import Carried, with_carried
from trigpoint.triangulation.presenters.matrix_words import counted, in_number, joined, within
from trigpoint.triangulation.queries.mapping import Reviewed
from trigpoint.triangulation.queries.ranking import Ranked, Spoken, by_theme


@dataclass(frozen=True)
class ProviderLine:
    """A provider to open. cells: pairs of theme and stream in concern; most: streams on the theme of which most are.

    known: streams of which anything still counts.
    """

    organisation: Organisation
    address: str
    cells: int
    most: int
    themes: int
    known: int


@dataclass(frozen=True)
class ThemeLine:
    """A theme, and at how many providers so many kinds of evidence speak of a concern about it.

    several: as many as are needed, each of an event of its own; fewer: not as many. known: where anything still counts.
    """

    title: str
    meaning: str
    address: str
    several: int
    fewer: int
    good: int
    known: int


@dataclass(frozen=True)
class StreamLine:
    """A kind of evidence. feeds: titles of the sources; is_stale: the newest of it is too old to count.

    known: at how many providers anything of it still counts.
    """

    title: str
    meaning: str
    address: str
    feeds: str
    providers: int
    known: int
    concerned: int
    last_known: dt.date | None
    is_stale: bool

    @property
    def is_connected(self) -> bool:
        """Whether any source feeds it."""
        return bool(self.feeds)

    @property
    def is_empty(self) -> bool:
        """Whether it is fed, and nothing at all was ever known of any provider."""
        return self.is_connected and not (self.providers or self.known)


@dataclass(frozen=True)
class Said:
    """What is said of providers, by their keys: of concern, of good, and what anything still counts of (codes)."""

    concerned: Mapping[int, Spoken]
    good: Mapping[int, Spoken]
    known: Mapping[int, AbstractSet[str]]


def provider_lines(
    rows: Sequence[Ranked], organisations: Sequence[Organisation], carried: Carried
) -> list[ProviderLine]:
    """Providers in their order."""
    found = {each.pk: each for each in organisations}
    return [
        ProviderLine(
            organisation=found[row.key],
            address=with_carried("triangulation:profile", [found[row.key].code], carried),
            cells=len(row.pairs),
            most=row.most,
            themes=len({theme for theme, _ in row.pairs}),
            known=len(row.known),
        )
        for row in rows
        if row.key in found
    ]


def theme_lines(
    themes: Sequence[Theme],
    said: Said,
    carried: Carried,
    needed: int,
) -> list[ThemeLine]:
    """Themes, the ones on which most providers have enough streams in concern first."""
    several, fewer = Counter[str](), Counter[str]()
    for pairs in said.concerned.values():
        for theme, number in by_theme(pairs).items():
            (several if number >= needed else fewer)[theme] += 1
    known = Counter(theme for themes in said.known.values() for theme in themes)
    praised = Counter(theme for pairs in said.good.values() for theme in {theme for theme, _ in pairs})
    lines = [
        ThemeLine(
            title=theme.title,
            meaning=theme.meaning,
            address=with_carried("triangulation:theme", [theme.code], carried),
            several=several[theme.code],
            fewer=fewer[theme.code],
            good=praised[theme.code],
            known=known[theme.code],
        )
        for theme in themes
    ]
    return sorted(lines, key=lambda line: (-line.several, -line.fewer))


def stream_lines(
    streams: Sequence[EvidenceStream],
    looked: Mapping[str, tuple[int, dt.date]],
    said: Said,
    day: dt.date,
    carried: Carried,
) -> list[StreamLine]:
    """Kinds of evidence in the order of the pack, those that nothing feeds last."""
    speaking = Counter(
        stream for pairs in said.concerned.values() for stream in {stream for _, stream in pairs}
    )
    known = Counter(stream for streams in said.known.values() for stream in streams)
    feeding = {
        stream.code: [each.title for each in evidence.sources() if stream.code in each.streams]
        for stream in streams
    }
    lines = []
    for stream in streams:
        providers, last = looked.get(stream.code, (0, None))
        lines.append(
            StreamLine(
                title=stream.title,
                meaning=stream.meaning,
                address=with_carried("triangulation:stream", [stream.code], carried),
                feeds=", ".join(feeding[stream.code]),
                providers=providers,
                known=known[stream.code],
                concerned=speaking[stream.code],
                last_known=last,
                is_stale=last is not None and (day - last).days > stream.fresh_days,
            )
        )
    return sorted(lines, key=lambda line: not line.is_connected)


def themes_opening(
    lines: Sequence[ThemeLine], providers: AbstractSet[int], said: Said, where: str, needed: int
) -> str:
    """The first line of the list of themes; providers: keys of all of which anything is told."""
    if not providers:
        return f"Nothing is told of any provider {where}, so no theme can be said anything about."
    agreed = [line for line in lines if line.several]
    of = f"the {counted(len(providers), 'provider', 'providers')} {where}"
    blind = sum(not said.known.get(key) for key in providers)
    if blind == len(providers):
        return f"Nothing that still counts is known of any of {of}, so no theme can be said anything about."
    silent = f"; at {in_number(blind)} of them nothing that still counts is known" if blind else ""
    if not agreed:
        return f"On no theme do {in_number(needed)} kinds of evidence speak independently of a concern at the same one of {of}{silent}."
    first, more = agreed[0], len(agreed) - 1
    told = f"Most of all {within(first.title)}: {in_number(needed)} or more kinds of evidence speak of a concern about it at {in_number(first.several)} of {of}{silent}"
    if more:
        told = f"{told}; they also do on {in_number(more)} more {'theme' if more == 1 else 'themes'}"
    return f"{told}."


def streams_opening(lines: Sequence[StreamLine]) -> str:
    """The first line of the list of kinds of evidence."""
    connected = [line for line in lines if line.is_connected]
    stale = [within(line.title) for line in connected if line.is_stale]
    empty = [within(line.title) for line in connected if line.is_empty]
    said = f"{in_number(len(connected))} of {in_number(len(lines))} kinds of evidence {'is' if len(connected) == 1 else 'are'} connected"
    said = said[:1].upper() + said[1:]
    if stale:
        said = f"{said}; all that is known by {joined(stale)} is stale"
    return (
        f"{said}; {joined(empty)} {'tells' if len(empty) == 1 else 'tell'} nothing of any provider."
        if empty
        else f"{said}."
    )


def mapping_opening(found: Reviewed) -> str:
    """The first line of the page of what is not mapped."""
    loose = len(found.without_theme) + len(found.without_stream)
    hanging = sum(each.facts + each.looked for each in (*found.without_theme, *found.without_stream))
    if not loose:
        return "Everything that can be told belongs to at least one theme, and to one kind of evidence: nothing is left out."
    said = f"{in_number(loose)} {'thing belongs' if loose == 1 else 'things belong'} to no theme or to no kind of evidence"
    said = said[:1].upper() + said[1:]
    if not hanging:
        return f"{said}; nothing that was told hangs on it."
    return f"{said}, and {in_number(hanging)} that {'was' if hanging == 1 else 'were'} told {'is' if hanging == 1 else 'are'} on no page because of it."
