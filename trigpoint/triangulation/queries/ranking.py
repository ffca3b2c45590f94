"""Which providers pages compare, those first at which most speaks of a concern, without drawing all of their cells."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from trigpoint.accounts.models import User
from trigpoint.common import clock
from trigpoint.frameworks.queries import pack_on
from trigpoint.organisations.models import Organisation
from trigpoint.organisations.queries.searching import matching, narrowed
from trigpoint.triangulation.models import Coverage, Evidence
from trigpoint.triangulation.queries.grid import (
    CONCERN,
    EVERYTHING,
    PUBLISHED,
    Only,
    abouts_of,
    independent,
    told_on,
)

Pair = tuple[str, str]  # theme, stream
Spoken = Mapping[Pair, Collection[str]]  # what speaks, and of which events


@dataclass(frozen=True)
class When:
    """The day that a page speaks of, and whether by what stands today or by what Trigpoint held then."""

    day: dt.date
    vintage: str = PUBLISHED

    @property
    def is_today(self) -> bool:
        """Whether it is how things stand now."""
        return self.day == clock.today()


@dataclass(frozen=True)
class Among:
    """Which providers: of a place (code; empty: everywhere), of a kind, whose name or code holds the words."""

    place: str = ""
    kind: str = ""
    words: str = ""
    concern_only: bool = False


@dataclass(frozen=True)
class Ranked:
    """A provider, and the pairs of theme and stream that speak of a concern there, each with its events.

    known: streams of which anything still counts; without any, that nothing speaks of a concern says nothing.
    """

    key: int
    name: str
    pairs: Spoken
    known: frozenset[str] = frozenset()

    @cached_property
    def most(self) -> int:
        """How many streams speak of a concern about the theme of which most do, each of an event of its own."""
        return max(by_theme(self.pairs).values(), default=0)

    @cached_property
    def most_streams(self) -> int:
        """The same, whether or not their events are one."""
        return max(Counter(theme for theme, _ in self.pairs).values(), default=0)


def ranked(*, user: User, when: When, among: Among, only: Only = EVERYTHING) -> list[Ranked]:
    """Providers of which something is told: those with most streams on one theme first, then most cells, then by name."""
    speaking = in_concern(user=user, when=when, only=only)
    known = streams_known(user=user, when=when, only=only)
    found = providers_among(user=user, when=when, among=among, only=only)
    if among.concern_only:
        found = found.filter(pk__in=list(speaking))
    rows = [
        Ranked(key, name, speaking.get(key, {}), frozenset(known.get(key, ())))
        for key, name in found.values_list("pk", "name")
    ]
    return sorted(rows, key=lambda row: (-row.most, -len(row.pairs), row.name, row.key))


def providers_among(
    *, user: User, when: When, among: Among, only: Only = EVERYTHING
) -> QuerySet[Organisation]:
    """Open organisations of which anything was told by then; with words in `among` any that match them."""
    found = narrowed(Organisation.visible_to(user), within=among.place, on=when.day)
    found = found.filter(kind=among.kind) if among.kind else found
    if among.words:
        return matching(found, among.words)
    told = (
        _within(Coverage.visible_to(user), when, only).filter(first_known__lte=when.day),
        _within(Evidence.visible_to(user), when, only).filter(known_on__lte=when.day),
    )
    return found.filter(reduce(or_, (Q(Exists(each.filter(provider=OuterRef("pk")))) for each in told)))


def by_theme(spoken: Spoken) -> dict[str, int]:
    """Theme -> how many streams speak of it, each of an event of its own."""
    told: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for (theme, stream), events in spoken.items():
        told[theme] += [(stream, event) for event in events]
    return {theme: independent(each) for theme, each in told.items()}


def in_concern(
    *, user: User, when: When, only: Only = EVERYTHING, state: str = CONCERN
) -> Mapping[int, Spoken]:
    """Provider -> the pairs of theme and stream with a fact of the state that counts on the day, with their events, in one query."""
    told = _counting(Evidence.visible_to(user), when, only).filter(state=state)
    abouts = _abouts(when, only)
    found: dict[int, dict[Pair, set[str]]] = defaultdict(lambda: defaultdict(set))
    for provider, about, stream, event in told.values_list(
        "provider_id", "about", "stream", "event"
    ).distinct():
        for theme in abouts.get(about, ()):
            found[provider][theme, stream].add(event)
    return found


def streams_known(*, user: User, when: When, only: Only = EVERYTHING) -> Mapping[int, set[str]]:
    """Provider -> streams of which something still counts, of any theme."""
    mapped = sorted(_abouts(when, only))
    found: dict[int, set[str]] = defaultdict(set)
    for model in (Evidence, Coverage):
        told = _counting(model.visible_to(user), when, only).filter(about__in=mapped)
        for provider, stream in told.values_list("provider_id", "stream").distinct():
            found[provider].add(stream)
    return found


def themes_known(*, user: User, when: When) -> Mapping[int, set[str]]:
    """Provider -> themes of which something still counts."""
    abouts = _abouts(when, EVERYTHING)
    found: dict[int, set[str]] = defaultdict(set)
    for model in (Evidence, Coverage):
        told = _counting(model.visible_to(user), when, EVERYTHING)
        for provider, about in told.values_list("provider_id", "about").distinct():
            found[provider].update(abouts.get(about, ()))
    return found


def looked_at(*, user: User, when: When) -> Mapping[str, tuple[int, dt.date]]:
    """Stream -> of how many providers it tells anything, and when the newest could be known."""
    told = told_on(Coverage.visible_to(user), when.day, when.vintage).filter(first_known__lte=when.day)
    counted = told.values("stream").annotate(
        providers=Count("provider", distinct=True), last=Max("last_known")
    )
    return {row["stream"]: (row["providers"], min(row["last"], when.day)) for row in counted.order_by()}


def parts_of(*, user: User, provider: Organisation, when: When) -> tuple[list[str], list[str]]:
    """Services and places of a provider of which anything was told by then, by name."""
    services: set[str] = set()
    places: set[str] = set()
    for told in (
        told_on(Evidence.visible_to(user), when.day, when.vintage).filter(known_on__lte=when.day),
        told_on(Coverage.visible_to(user), when.day, when.vintage).filter(first_known__lte=when.day),
    ):
        for service, place in told.filter(provider=provider).values_list("service", "place").distinct():
            services.add(service)
            places.add(place)
    return sorted(services - {""}), sorted(places - {""})


def organisations_by_key(*, user: User, keys: Iterable[int]) -> list[Organisation]:
    """Organisations in the order of their keys."""
    wanted = list(keys)
    found = Organisation.visible_to(user).in_bulk(wanted)
    return [found[key] for key in wanted if key in found]


def _abouts(when: When, only: Only) -> dict[str, list[str]]:
    themes = pack_on(when.day).themes_on(when.day)
    return abouts_of(each for each in themes if only.theme in ("", each.code))


def _counting(told: QuerySet[Any], when: When, only: Only) -> QuerySet[Any]:
    """Of facts, or of what is looked at, what could be known by the day and still counts on it."""
    first, last = ("known_on", "last_on") if told.model is Evidence else ("first_known", "last_known")
    counts = Q(pk__in=[])
    for each in pack_on(when.day).streams_on(when.day):
        fresh_from = when.day - dt.timedelta(days=each.fresh_days)
        counts |= Q(stream=each.code, **{f"{last}__gte": fresh_from})
    return _within(told, when, only).filter(counts, **{f"{first}__lte": when.day})


def _within(told: QuerySet[Any], when: When, only: Only) -> QuerySet[Any]:
    found = told_on(told, when.day, when.vintage).order_by()
    if only.theme:
        themes = [each for each in pack_on(when.day).themes_on(when.day) if each.code == only.theme]
        found = found.filter(about__in=sorted(abouts_of(themes)))
    named = {name: value for name in ("stream", "service", "place") if (value := getattr(only, name))}
    return found.filter(**named)
