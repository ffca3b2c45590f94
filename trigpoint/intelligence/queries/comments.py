"""Comments as they are coded: those that fit what was asked for, a page at a time however many there are."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import Q, Sum

from trigpoint.accounts.rules import reach
from trigpoint.intelligence.models import Coding, Item, ItemQuerySet, ItemTheme, ThemeMonth
from trigpoint.intelligence.queries.coding import waiting_for_model
from trigpoint.organisations.models import Organisation

PAGE = 25
RARE = 5_000  # items with a theme
KEPT = 24 * 60 * 60  # seconds
COUNTED = 1_000  # more than these are "more than 1,000"
UNSURE, BY_PERSON, EMPTY = "unsure", "person", "empty"


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """What somebody wants to see."""

    provider: Organisation | None = None
    service: str = ""
    source: str = ""
    theme: str = ""
    sentiment: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    state: str = ""
    words: str = ""
    unknown: str = ""  # what was typed for a provider that is none

    @property
    def is_everything(self) -> bool:
        """Whether nothing was asked for."""
        return self == Chosen()


def coded_items(*, user: Any, chosen: Chosen) -> ItemQuerySet:
    """The items that fit, the latest month first; those in which nothing was said ("n/a") only where they are asked for."""
    if chosen.unknown:
        return Item.visible_to(user).none()
    found = Item.visible_to(user).filter(owner=reach(user).commissioner_id)
    found = found.filter(coding__is_empty=chosen.state == EMPTY)
    exact = {
        "provider": chosen.provider,
        "service": chosen.service,
        "source": chosen.source,
        "coding__sentiment": chosen.sentiment,
        "month__gte": chosen.since,
        "month__lte": chosen.until,
    }
    found = found.filter(**{name: value for name, value in exact.items() if value})
    if chosen.theme:
        bearing = ItemTheme.objects.filter(theme=chosen.theme)
        # a rare theme is begun with; a common one is met soon on the way through the months
        is_rare = bearing[: RARE + 1].count() <= RARE
        found = (
            found.filter(pk__in=bearing.values("item"))
            if is_rare
            else found.filter(themes__theme=chosen.theme)
        )
    if chosen.state == UNSURE:
        found = found.filter(coding__is_unsure=True)
    if chosen.state == BY_PERSON:
        found = found.filter(coding__is_by_person=True)
    if chosen.words:
        found = found.filter(words__icontains=chosen.words)
    return found.order_by("-month", "-pk")


def page_of(found: ItemQuerySet, *, after: str) -> tuple[list[Item], str]:
    """Up to a page of items after the place that `after` names, and the name of the place where the next page begins, if any.

    A place is a month and a record, so that the database goes there at once however far it is.
    """
    place = place_of(after)
    if place:
        month, pk = place
        found = found.filter(Q(month__lt=month) | Q(month=month, pk__lt=pk), month__lte=month)
    items = list(found.select_related("provider", "coding").prefetch_related("themes")[: PAGE + 1])
    shown = items[:PAGE]
    return shown, f"{shown[-1].month:%Y-%m}-{shown[-1].pk}" if len(items) > PAGE else ""


def place_of(text: str) -> tuple[dt.date, int] | None:
    """The place that an address names; None where it names none."""
    parts = text.split("-")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) < 15 for part in parts):
        return None
    year, month, pk = (int(part) for part in parts)
    try:
        return dt.date(year, month, 1), pk
    except ValueError:
        return None


def number_of(found: ItemQuerySet, *, user: Any, chosen: Chosen) -> tuple[int, bool]:
    """How many there are, and whether that is all: counting stops where it would take long."""
    if chosen.is_everything and (told := _counted(user)[2]):
        return told, True
    number = found.order_by()[: COUNTED + 1].count()
    return min(number, COUNTED), number <= COUNTED


def number_unread(*, user: Any, version: str) -> int:
    """How many the model has not read, of what is not restricted."""
    waiting = waiting_for_model(owner=user.commissioner, version=version)
    return Item.visible_to(user).filter(pk__in=waiting.values("pk")).count()


def choices_of(user: Any) -> tuple[list[str], list[dt.date]]:
    """Services that comments name, and the months they are of, from the counts."""
    services, months, _ = _counted(user)
    return services, months


def _counted(user: Any) -> tuple[list[str], list[dt.date], int]:
    """Services, months and how many comments there are, kept until they are counted again, which gives the rows new numbers."""
    counts = ThemeMonth.visible_to(user)
    newest = counts.order_by("-pk").values_list("pk", flat=True).first()
    key = f"intelligence.comments:{reach(user).commissioner_id}:{newest}"
    known = cache.get(key) if newest else ([], [], 0)
    if known is None:
        told = counts.filter(theme="").order_by()
        services = sorted(told.exclude(service="").values_list("service", flat=True).distinct())
        months = sorted(told.values_list("month", flat=True).distinct(), reverse=True)
        known = services, months, told.aggregate(number=Sum("items"))["number"] or 0
        cache.set(key, known, KEPT)
    return known


def waiting_for_person(*, user: Any) -> ItemQuerySet:
    """What a person codes, the latest first."""
    return coded_items(user=user, chosen=Chosen(state=UNSURE))


def next_for_person(*, user: Any, after: Item | None) -> Item | None:
    """The next one that a person codes; after the last one, none."""
    found = waiting_for_person(user=user)
    if after is not None:
        found = found.filter(Q(month__lt=after.month) | Q(month=after.month, pk__lt=after.pk))
    return found.first()


def coding_of(item: Item) -> Coding | None:
    """How an item is coded, if it is."""
    return Coding.objects.filter(item=item).first()
