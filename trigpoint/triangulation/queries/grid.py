"""What each stream says of each theme at some providers, on a day: the cells that every page of evidence shows."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import polars as pl
from django.db.models import QuerySet

from trigpoint.accounts.models import User
from trigpoint.analysis import agreement
from trigpoint.analysis.agreement.independence import Heard, number
from trigpoint.common import clock, evidence
from trigpoint.frameworks.entries import EvidenceStream, Theme
from trigpoint.frameworks.packs import Pack
from trigpoint.frameworks.queries import pack_on
from trigpoint.organisations.models import Organisation
from trigpoint.triangulation.models import Coverage, Evidence
from trigpoint.triangulation.queries.withheld import without_withheld
from trigpoint.triangulation.rules.telling import could_tell

PUBLISHED, LOADED = "published", "loaded"
CONCERN, WATCH, GOOD, NORMAL = "concern", "watch", "good", "normal"
STALE, NO_DATA, NOT_CONNECTED = "stale", "no_data", "not_connected"
SPEAKING = (CONCERN, WATCH, GOOD, NORMAL)
BLIND = (STALE, NO_DATA)
Place = tuple[int, str, str]  # provider, theme, stream


@dataclass(frozen=True)
class Only:
    """What the grid is narrowed to: codes of a theme and of a stream, a service and a place in the words of its source.

    Of a service or place only what is said of it counts, not what is said of the whole provider.
    """

    theme: str = ""
    stream: str = ""
    service: str = ""
    place: str = ""


EVERYTHING = Only()


@dataclass(frozen=True)
class Cell:
    """What one stream says of one theme at one provider.

    facts: those that count on the day, the newest first; earlier: those that no longer do. looked: what is looked at,
    the newest first. can_tell: whether anything of the theme could reach us through the stream.
    """

    state: str
    mixed: bool = False
    facts: tuple[Evidence, ...] = ()
    earlier: tuple[Evidence, ...] = ()
    looked: tuple[Coverage, ...] = ()
    first_known: dt.date | None = None
    last_known: dt.date | None = None
    can_tell: bool = True

    @property
    def is_blind(self) -> bool:
        """Whether it could tell but does not."""
        return self.state in BLIND and self.can_tell


@dataclass(frozen=True)
class Told:
    """Facts and coverage by the cells they belong to, and the same as the rule reads them."""

    said: Mapping[Place, list[Evidence]]
    seen: Mapping[Place, list[Coverage]]
    facts: pl.DataFrame
    coverage: pl.DataFrame


@dataclass(frozen=True)
class Grid:
    """Cells of some providers on a day. themes and streams: those of the pack in force that it is narrowed to."""

    day: dt.date
    vintage: str
    pack: Pack
    themes: tuple[Theme, ...]
    streams: tuple[EvidenceStream, ...]
    connected: frozenset[str]
    told: Told = field(repr=False)

    @cached_property
    def found(self) -> Mapping[Place, Cell]:
        """The cells that anything was ever told of."""
        return _cells(self.told, self.day, self.settings)

    @cached_property
    def settings(self) -> agreement.Settings:
        """What the rule is asked with."""
        return settings_of(self.pack, self.day)

    def agreeing(self, direction: str = CONCERN) -> list[dict[str, Any]]:
        """Where enough independent streams speak of a concern, or of what is good, by the rule that proposes concerns."""
        found = agreement.agreements(
            self.told.facts, self.told.coverage, day=self.day, settings=self.settings, direction=direction
        )
        return found.to_dicts()

    def independent(self, provider: int, theme: str, state: str = CONCERN) -> int:
        """How many streams say so of a theme at a provider, each of an event of its own."""
        cells = [self.cell(provider, theme, stream.code) for stream in self.shown]
        return independent(
            (fact.stream, fact.event) for cell in cells for fact in cell.facts if fact.state == state
        )

    def cell(self, provider: int, theme: str, stream: str) -> Cell:
        """What a stream says of a theme at a provider, given by its key."""
        held = self.found.get((provider, theme, stream))
        if held is not None:
            return held
        state = NO_DATA if stream in self.connected else NOT_CONNECTED
        return Cell(state, can_tell=stream in self.telling.get(theme, ()))

    @cached_property
    def telling(self) -> Mapping[str, frozenset[str]]:
        """Theme -> streams that could tell of it."""
        return could_tell(self.pack, self.day)

    @cached_property
    def shown(self) -> tuple[EvidenceStream, ...]:
        """Streams that some source feeds, or that have something in the grid all the same."""
        told = {stream for _, _, stream in self.found}
        return tuple(each for each in self.streams if each.code in self.connected or each.code in told)

    @cached_property
    def silent(self) -> tuple[EvidenceStream, ...]:
        """Streams that nothing feeds."""
        return tuple(each for each in self.streams if each not in self.shown)


def grid(
    *,
    user: User,
    providers: Iterable[Organisation],
    day: dt.date,
    vintage: str = PUBLISHED,
    only: Only = EVERYTHING,
) -> Grid:
    """What each stream says of each theme at these providers on `day`, in two queries however many they are.

    vintage: "published", as it could be known by what stands today; "loaded", as Trigpoint knew it at the end of that day.
    """
    pack = pack_on(day)
    themes = tuple(each for each in pack.themes_on(day) if only.theme in ("", each.code))
    streams = tuple(each for each in pack.streams_on(day) if only.stream in ("", each.code))
    keys = [provider.pk for provider in providers]
    asked = (keys, day, vintage, only, themes)
    facts = list(_narrowed(Evidence.visible_to(user), *asked).filter(known_on__lte=day))
    looked = list(_narrowed(Coverage.visible_to(user), *asked).filter(first_known__lte=day))
    told = _told(facts, looked, abouts_of(themes), {stream.code for stream in streams})
    if vintage == PUBLISHED:  # whether it counts is asked of all that stands, what it says of what was known
        facts = [each.as_known_on(day) for each in facts]
    return Grid(
        day=day,
        vintage=vintage,
        pack=pack,
        themes=themes,
        streams=streams,
        connected=evidence.connected(),
        told=told,
    )


def independent(spoken: Iterable[tuple[str, str]]) -> int:
    """How many streams speak, each of an event of its own: spoken is the stream and the event of each fact."""
    return number(Heard(dt.date.min, stream, event) for stream, event in spoken)


def told_on(told: QuerySet[Any], day: dt.date, vintage: str) -> QuerySet[Any]:
    """Of what areas told: what stands today, or what Trigpoint held at the end of `day` in England. Nothing restricted since."""
    if told.model is Evidence:
        told = without_withheld(told)
    if vintage == LOADED:
        end = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), tzinfo=clock.LONDON)
        return told.as_told_on(end - dt.timedelta(microseconds=1))
    return told.standing()


def settings_of(pack: Pack, day: dt.date) -> agreement.Settings:
    """What the rule needs of a pack."""
    return agreement.Settings(
        streams_needed=int(pack.number("streams_that_agree", day).value),
        fresh_days={stream.code: stream.fresh_days for stream in pack.streams_on(day)},
        could_tell=could_tell(pack, day),
    )


def abouts_of(themes: Iterable[Theme]) -> dict[str, list[str]]:
    """What belongs to the themes, written kind:code -> codes of the themes to which it belongs."""
    found: dict[str, list[str]] = defaultdict(list)
    for theme in themes:
        for kind, codes in theme.holds.items():
            for code in codes:
                found[f"{kind}:{code}"].append(theme.code)
    return found


def _narrowed(
    told: QuerySet[Any],
    keys: Sequence[int],
    day: dt.date,
    vintage: str,
    only: Only,
    themes: Collection[Theme],
) -> QuerySet[Any]:
    found = told_on(told, day, vintage).filter(provider__in=keys)
    if only.theme:
        found = found.filter(about__in=sorted(abouts_of(themes)))
    named = {name: value for name in ("stream", "service", "place") if (value := getattr(only, name))}
    return found.filter(**named).order_by("pk")


def _told(
    facts: Sequence[Evidence],
    looked: Sequence[Coverage],
    abouts: Mapping[str, list[str]],
    streams: Collection[str],
) -> Told:
    said, seen = _placed(facts, abouts, streams), _placed(looked, abouts, streams)
    return Told(
        said=said,
        seen=seen,
        facts=pl.DataFrame(_rows(said, _fact), schema=agreement.FACTS, orient="row"),
        coverage=pl.DataFrame(_rows(seen, _cover), schema=agreement.COVERAGE, orient="row"),
    )


def _cells(told: Told, day: dt.date, settings: agreement.Settings) -> dict[Place, Cell]:
    if not told.said and not told.seen:
        return {}
    found = agreement.cells(told.facts, told.coverage, day=day, settings=settings)
    return {
        (row["provider"], row["theme"], row["stream"]): _cell(row, told)
        for row in found.iter_rows(named=True)
    }


def _placed(
    told: Iterable[Any], abouts: Mapping[str, list[str]], streams: Collection[str]
) -> dict[Place, list[Any]]:
    """What was told, by the cells it belongs to; what belongs to none is on the page of what is not mapped."""
    found: dict[Place, list[Any]] = defaultdict(list)
    for each in told:
        if each.stream in streams:
            for theme in abouts.get(each.about, ()):
                found[each.provider_id, theme, each.stream].append(each)
    return found


def _rows(placed: Mapping[Place, list[Any]], row: Any) -> list[tuple[Any, ...]]:
    return [row(place, each) for place, told in placed.items() for each in told]


def _fact(place: Place, each: Evidence) -> tuple[Any, ...]:
    provider, theme, stream = place
    said = (each.public_id, each.event, each.state, each.known_on, each.last_on, each.door)
    return (provider, each.service, theme, stream, *said)


def _cover(place: Place, each: Coverage) -> tuple[Any, ...]:
    provider, theme, stream = place
    return (provider, each.service, theme, stream, each.first_known, each.last_known, each.tries)


def _cell(row: Mapping[str, Any], told: Told) -> Cell:
    place = (row["provider"], row["theme"], row["stream"])
    counts = set(row["facts"])
    said = sorted(told.said.get(place, ()), key=lambda each: (each.known_on, each.pk), reverse=True)
    seen = sorted(told.seen.get(place, ()), key=lambda each: (each.last_known, each.pk), reverse=True)
    return Cell(
        state=row["state"],
        mixed=row["mixed"],
        facts=tuple(each for each in said if each.public_id in counts),
        earlier=tuple(each for each in said if each.public_id not in counts),
        looked=tuple(seen),
        first_known=row["first_known"],
        last_known=row["last_known"],
    )
