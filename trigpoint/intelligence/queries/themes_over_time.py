"""What was told over time, from the counts by month: of a provider, a theme, a place; and what a practice told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from trigpoint.intelligence.models import Item, ThemeMonth
from trigpoint.intelligence.rules.states import FINISHED
from trigpoint.intelligence.rules.themes import CRITICAL
from trigpoint.intelligence.rules.themes_over_time import Told
from trigpoint.organisations.models import Hierarchy, Kind, Organisation
from trigpoint.organisations.queries import members_of, providers_of_place

ANYTHING = ""
MOST_QUOTES = 200  # of each side, the latest; the list of comments has the rest
SENT = {
    "good": Count("pk", filter=Q(tone=Item.Tone.GOOD)),
    "bad": Count("pk", filter=Q(tone=Item.Tone.BAD)),
    "neither": Count("pk", filter=Q(tone=Item.Tone.NEITHER)),
    "answered": Count("pk", filter=Q(state__in=FINISHED)),
}


@dataclass(frozen=True)
class Asked:
    """What a page is narrowed to: months, of which the last is in progress, a kind of source, a service. Empty: any."""

    months: tuple[dt.date, ...]
    source: str = ""
    service: str = ""

    @property
    def first(self) -> dt.date:
        """The first month."""
        return self.months[0]

    @property
    def last(self) -> dt.date:
        """The last month."""
        return self.months[-1]

    @property
    def whole(self) -> tuple[dt.date, ...]:
        """The months that are over; the last one is in progress."""
        return self.months[:-1]


@dataclass(frozen=True)
class Sent:
    """What one practice told in a month: how it was told, and how much of it has its answer."""

    good: int = 0
    bad: int = 0
    neither: int = 0
    answered: int = 0

    @property
    def all(self) -> int:
        """However it was told."""
        return self.good + self.bad + self.neither

    def __add__(self, other: Sent) -> Sent:
        return Sent(
            self.good + other.good,
            self.bad + other.bad,
            self.neither + other.neither,
            self.answered + other.answered,
        )


def told(
    user: Any,
    asked: Asked,
    by: Sequence[str],
    *,
    theme: str | None = ANYTHING,
    providers: Collection[Organisation] | QuerySet[Organisation] | None = None,
) -> dict[Any, Told]:
    """How much was told, by the fields named in `by`: the field itself is the key, or a tuple of several.

    theme: a theme's code; "" for every coded item, each once; None for each theme by itself (then "theme" is in `by`).
    """
    found = ThemeMonth.visible_to(user).filter(month__gte=asked.first, month__lte=asked.last)
    found = found.exclude(theme=ANYTHING) if theme is None else found.filter(theme=theme)
    if asked.source:
        found = found.filter(source=asked.source)
    if asked.service:
        found = found.filter(service=asked.service)
    if providers is not None:
        found = found.filter(provider__in=providers)
    sums = [Sum(name) for name in ("items", "positive", "critical", "critical_people")]
    rows = found.order_by().values_list(*by).annotate(*sums)
    keys = len(by)
    return {row[0] if keys == 1 else row[:keys]: Told(*row[keys:]) for row in rows}


def organisations(user: Any, keys: Iterable[int]) -> dict[int, Organisation]:
    """Organisations by the key that counts carry."""
    return Organisation.visible_to(user).in_bulk(list(set(keys)))


def choices(user: Any, **narrowed: Any) -> tuple[list[str], list[str]]:
    """Kinds of source and services of which anything was counted."""
    found = ThemeMonth.visible_to(user).filter(theme=ANYTHING, **narrowed).order_by()
    sources = sorted(set(found.values_list("source", flat=True)))
    return sources, sorted(set(found.exclude(service="").values_list("service", flat=True)))


def quotes(
    user: Any, organisation: Organisation, asked: Asked, *, theme: str = "", critical: bool
) -> QuerySet[Item]:
    """What people told of a provider, critical or positive, the latest first. Never anything that is restricted."""
    sentiments = CRITICAL if critical else ("positive",)
    found = Item.visible_to(user).filter(
        provider=organisation,
        month__gte=asked.first,
        month__lte=asked.last,
        coding__is_empty=False,
        coding__sentiment__in=sentiments,
    )
    if theme:
        found = found.filter(themes__theme=theme)
    if asked.source:
        found = found.filter(source=asked.source)
    if asked.service:
        found = found.filter(service=asked.service)
    return found.select_related("coding").order_by("-received_on", "-pk")[:MOST_QUOTES]


def sent(
    user: Any, asked: Asked, senders: Collection[Organisation] | QuerySet
) -> dict[tuple[int, dt.date], Sent]:
    """(practice, month) -> what it told, by the tone in which it told it."""
    theirs = Item.visible_to(user).filter(sent_for__in=senders, month__gte=asked.first, month__lte=asked.last)
    if asked.source:
        theirs = theirs.filter(source=asked.source)
    rows = theirs.with_state().order_by().values_list("sent_for", "month").annotate(**SENT)
    return {(row[0], row[1]): Sent(*row[2:]) for row in rows}


def told_of_by(user: Any, practice: Organisation, asked: Asked) -> list[tuple[int, Sent]]:
    """Providers that a practice told of, the most first."""
    theirs = Item.visible_to(user).filter(
        sent_for=practice, month__gte=asked.first, month__lte=asked.last, provider__isnull=False
    )
    rows = theirs.with_state().order_by().values_list("provider").annotate(**SENT)
    found = [(row[0], Sent(*row[1:])) for row in rows]
    return sorted(found, key=lambda pair: -pair[1].all)


def members(place: Organisation) -> tuple[QuerySet[Organisation], QuerySet[Organisation]]:
    """Those that give care in a place or network, and among them the practices, which tell of others."""
    if place.kind == Kind.PCN:
        everybody = members_of(place.code, Hierarchy.PCN)
    elif place.kind == Kind.ICB:
        everybody = members_of(place.code, Hierarchy.ICB).exclude(
            kind__in=(Kind.PCN, Kind.PLACE, Kind.REGION)
        )
    else:
        everybody = providers_of_place(place.code)
    return everybody, everybody.filter(kind=Kind.PRACTICE)
