"""Pieces that together ask for further information, by the rule of the pack (RULEBOOK 5.4)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from trigpoint.common.clock import LONDON
from trigpoint.common.errors import DomainError
from trigpoint.frameworks.queries import pack_on
from trigpoint.intelligence.models import Item, ItemQuerySet, ItemStep, ItemTheme
from trigpoint.intelligence.queries.inbox import handled
from trigpoint.intelligence.queries.items import is_open
from trigpoint.intelligence.rules.clusters import Cluster, Telling, clusters
from trigpoint.intelligence.rules.states import Deed, State
from trigpoint.organisations.models import Organisation

MOST = 5000  # items that are looked at, the latest


@dataclass(frozen=True)
class Numbers:
    """How many pieces ask for further information, and within how many days."""

    least: int
    days: int


@dataclass(frozen=True)
class Proposal:
    """A cluster with its provider and its items, the latest first.

    question: reference of the question that was put because of one of them since the latest came; "" for none.
    """

    cluster: Cluster
    provider: Organisation
    items: tuple[Item, ...]
    question: str = ""

    @property
    def open_items(self) -> tuple[Item, ...]:
        """Those of which something can still become; with none of them there is nothing left to ask about."""
        return tuple(each for each in self.items if is_open(each))


def numbers_on(day: dt.date) -> Numbers | None:
    """The pack's numbers of a day; None where it has none."""
    try:
        pack = pack_on(day)
        least, days = pack.number("items_that_cluster", day), pack.number("days_of_a_cluster", day)
    except DomainError:
        return None
    return Numbers(int(least.value), int(days.value))


def proposals(
    *, user: Any, today: dt.date, provider: Organisation | None = None, theme: str = ""
) -> list[Proposal]:
    """What asks for further information today at any provider, or at one and on one theme; the most pieces first.

    What people handle one by one counts, that is not restricted, not praise, and not told with another. Comments that
    are read and counted together have ways of their own to stand out.
    """
    numbers = numbers_on(today)
    if numbers is None:
        return []
    mentions = _mentions(_critical(user, today, numbers), numbers, provider, theme)
    found = clusters(mentions, today=today, least=numbers.least, days=numbers.days)
    if not found:
        return []
    keys = {key for each in found for key in each.items}
    items = {
        each.pk: each
        for each in handled(user=user).select_related("provider", "sent_for").filter(pk__in=keys)
    }
    asked = _asked(keys)
    return [_proposal(each, items, asked) for each in found]


def _critical(user: Any, today: dt.date, numbers: Numbers) -> ItemQuerySet:
    since = today - dt.timedelta(days=numbers.days)
    found = handled(user=user).filter(received_on__range=(since, today), provider__isnull=False)
    found = found.exclude(state=State.MERGED).exclude(tone=Item.Tone.GOOD)
    return found.exclude(tone="", coding__sentiment="positive")


def _mentions(
    found: ItemQuerySet, numbers: Numbers, provider: Organisation | None, theme: str
) -> list[Telling]:
    # Asked in two turns: planned as one, the themes of every comment would be gone through.
    latest = list(found.order_by("-received_on", "-pk").values_list("pk", flat=True)[:MOST])
    rows = ItemTheme.objects.filter(item__in=latest)
    if provider is not None:
        rows = rows.filter(item__provider=provider)
    if theme:
        rows = rows.filter(theme=theme)
    often = rows.order_by().values("item__provider", "theme").annotate(number=Count("pk"))
    subjects = Q(pk__in=[])
    for each in often.filter(number__gte=numbers.least):
        subjects |= Q(item__provider=each["item__provider"], theme=each["theme"])
    told = (
        rows.filter(subjects)
        .order_by("-item__received_on", "-item")
        .values_list(
            *("item", "item__provider", "theme", "item__sender_mark", "item__sent_for", "item__received_on"),
            "item__mark",
        )
    )
    return [
        Telling(item, about, named, mark or (f"organisation {sent_for}" if sent_for else ""), on, same)
        for item, about, named, mark, sent_for, on, same in told
    ]


def _asked(keys: set[int]) -> dict[int, list[tuple[dt.date, str]]]:
    """When questions were put because of items, and which, by key of the item."""
    told: dict[int, list[tuple[dt.date, str]]] = {}
    rows = ItemStep.objects.filter(item__in=keys, deed=Deed.ASKED).order_by("at", "pk")
    for item, at, about in rows.values_list("item", "at", "about"):
        told.setdefault(item, []).append((at.astimezone(LONDON).date(), about))
    return told


def _proposal(
    cluster: Cluster, items: dict[int, Item], asked: dict[int, list[tuple[dt.date, str]]]
) -> Proposal:
    since = [
        (on, about) for key in cluster.items for on, about in asked.get(key, []) if on >= cluster.last_on
    ]
    return Proposal(
        cluster=cluster,
        provider=items[cluster.items[0]].provider,
        items=tuple(items[key] for key in cluster.items),
        question=max(since)[1] if since else "",
    )
