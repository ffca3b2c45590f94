"""Lists that lead to the tables of evidence: providers, themes, kinds of evidence; and what is not mapped."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from trigpoint.common import evidence
from trigpoint.frameworks.entries import EvidenceStream, Theme
from trigpoint.organisations.models import Organisation
from trigpoint.triangulation.presenters.matrix import Carried, with_carried
from trigpoint.triangulation.presenters.matrix_words import counted, in_number, joined, within
from trigpoint.triangulation.queries.mapping import Reviewed
from trigpoint.triangulation.queries.ranking import Pair, Ranked


@dataclass(frozen=True)
class ProviderLine:
    """A provider to open. cells: pairs of theme and stream in concern; most: streams on the theme of which most are."""

    organisation: Organisation
    address: str
    cells: int
    most: int
    themes: int


@dataclass(frozen=True)
class ThemeLine:
    """A theme, and at how many providers so many kinds of evidence speak of a concern about it."""

    title: str
    meaning: str
    address: str
    several: int
    one: int
    good: int


@dataclass(frozen=True)
class StreamLine:
    """A kind of evidence. feeds: titles of the sources; is_stale: the newest of it is too old to count."""

    title: str
    meaning: str
    address: str
    feeds: str
    providers: int
    concerned: int
    last_known: dt.date | None
    is_stale: bool

    @property
    def is_connected(self) -> bool:
        """Whether any source feeds it."""
        return bool(self.feeds)


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
        )
        for row in rows
        if row.key in found
    ]


def theme_lines(
    themes: Sequence[Theme],
    concerned: Mapping[int, Collection[Pair]],
    good: Mapping[int, Collection[Pair]],
    carried: Carried,
) -> list[ThemeLine]:
    """Themes, the ones on which most providers have several streams in concern first."""
    several, one = Counter[str](), Counter[str]()
    for pairs in concerned.values():
        for theme, number in Counter(theme for theme, _ in pairs).items():
            (several if number > 1 else one)[theme] += 1
    praised = Counter(theme for pairs in good.values() for theme in {theme for theme, _ in pairs})
    lines = [
        ThemeLine(
            title=theme.title,
            meaning=theme.meaning,
            address=with_carried("triangulation:theme", [theme.code], carried),
            several=several[theme.code],
            one=one[theme.code],
            good=praised[theme.code],
        )
        for theme in themes
    ]
    return sorted(lines, key=lambda line: (-line.several, -line.one))


def stream_lines(
    streams: Sequence[EvidenceStream],
    looked: Mapping[str, tuple[int, dt.date]],
    concerned: Mapping[int, Collection[Pair]],
    day: dt.date,
    carried: Carried,
) -> list[StreamLine]:
    """Kinds of evidence in the order of the pack, those that nothing feeds last."""
    speaking = Counter(stream for pairs in concerned.values() for stream in {stream for _, stream in pairs})
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
                concerned=speaking[stream.code],
                last_known=last,
                is_stale=last is not None and (day - last).days > stream.fresh_days,
            )
        )
    return sorted(lines, key=lambda line: not line.is_connected)


def themes_opening(lines: Sequence[ThemeLine], providers: int, where: str) -> str:
    """The first line of the list of themes."""
    if not providers:
        return f"Nothing is told of any provider {where}, so no theme can be said anything about."
    agreed = [line for line in lines if line.several]
    of = f"the {counted(providers, 'provider', 'providers')} {where}"
    if not agreed:
        return f"On no theme do two kinds of evidence speak of a concern at the same one of {of}."
    first = agreed[0]
    said = f"Most of all {within(first.title)}: two or more kinds of evidence speak of a concern about it at {in_number(first.several)} of {of}"
    more = len(agreed) - 1
    return (
        f"{said}; so they do on {in_number(more)} more {'theme' if more == 1 else 'themes'}."
        if more
        else f"{said}."
    )


def streams_opening(lines: Sequence[StreamLine]) -> str:
    """The first line of the list of kinds of evidence."""
    connected = [line for line in lines if line.is_connected]
    stale = [within(line.title) for line in connected if line.is_stale]
    said = f"{in_number(len(connected))} of {in_number(len(lines))} kinds of evidence {'is' if len(connected) == 1 else 'are'} connected"
    said = said[:1].upper() + said[1:]
    return f"{said}; all that is known of {joined(stale)} is stale." if stale else f"{said}."


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
