"""Which providers pages compare, those first at which most speaks of a concern, without drawing all of their cells."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from trigpoint.accounts.models import User
from trigpoint.common import clock
from trigpoint.frameworks.queries import pack_on
from trigpoint.organisations.models import Organisation
from trigpoint.organisations.queries.searching import matching, narrowed
from trigpoint.triangulation.models import Coverage, Evidence
from trigpoint.triangulation.queries.grid import CONCERN, EVERYTHING, PUBLISHED, Only, abouts_of, told_on

Pair = tuple[str, str]  # theme, stream


@dataclass(frozen=True)
class When:
    """The day that a page speaks of, and whether by what stands today or by what Trigpoint held then."""

    day: dt.date
    vintage: str = PUBLISHED

    @property
    def is_today(self) -> bool:
        """Whether it is how things stand now."""
        return self.day == clock.today() and self.vintage == PUBLISHED


@dataclass(frozen=True)
class Among:
    """Which providers: of a place (code; empty: everywhere), of a kind, whose name or code holds the words."""

    place: str = ""
    kind: str = ""
    words: str = ""
    concern_only: bool = False


@dataclass(frozen=True)
class Ranked:
    """A provider, and the pairs of theme and stream that speak of a concern there."""

    key: int
    name: str
    pairs: frozenset[Pair]

    @property
    def most(self) -> int:
        """How many streams speak of a concern about the theme of which most do."""
        counted: dict[str, int] = defaultdict(int)
        for theme, _ in self.pairs:
            counted[theme] += 1
        return max(counted.values(), default=0)


def ranked(*, user: User, when: When, among: Among, only: Only = EVERYTHING) -> list[Ranked]:
    """Providers of which something is told: those with most streams on one theme first, then most cells, then by name."""
    speaking = in_concern(user=user, when=when, only=only)
    found = providers_among(user=user, when=when, among=among, only=only)
    if among.concern_only:
        found = found.filter(pk__in=list(speaking))
    rows = [
        Ranked(key, name, frozenset(speaking.get(key, ()))) for key, name in found.values_list("pk", "name")
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


def in_concern(
    *, user: User, when: When, only: Only = EVERYTHING, state: str = CONCERN
) -> Mapping[int, set[Pair]]:
    """Provider -> the pairs of theme and stream with a fact of the state that counts on the day, in one query."""
    pack = pack_on(when.day)
    themes = [each for each in pack.themes_on(when.day) if only.theme in ("", each.code)]
    counts = reduce(
        or_,
        (
            Q(stream=each.code, last_on__gte=when.day - dt.timedelta(days=each.fresh_days))
            for each in pack.streams_on(when.day)
        ),
        Q(pk__in=[]),
    )
    told = _within(Evidence.visible_to(user), when, only).filter(counts, state=state, known_on__lte=when.day)
    abouts = abouts_of(themes)
    found: dict[int, set[Pair]] = defaultdict(set)
    for provider, about, stream in told.values_list("provider_id", "about", "stream").distinct():
        found[provider].update((theme, stream) for theme in abouts.get(about, ()))
    return {provider: pairs for provider, pairs in found.items() if pairs}


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


def _within(told: QuerySet[Any], when: When, only: Only) -> QuerySet[Any]:
    found = told_on(told, when.day, when.vintage).order_by()
    if only.theme:
        themes = [each for each in pack_on(when.day).themes_on(when.day) if each.code == only.theme]
        found = found.filter(about__in=sorted(abouts_of(themes)))
    named = {name: value for name in ("stream", "service", "place") if (value := getattr(only, name))}
    return found.filter(**named)
