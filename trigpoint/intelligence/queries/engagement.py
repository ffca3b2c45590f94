"""Reading the engagement log: its entries, whom they covered quarter by quarter, and whom nobody listened to."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from trigpoint.intelligence.models import Engagement, EngagementMark, EngagementVersion
from trigpoint.intelligence.rules.engagement import COVERED, Quarter, between


@dataclass(frozen=True)
class Covered:
    """How a group was listened to in a quarter: occasions, and people as far as they were counted."""

    occasions: int = 0
    people: int = 0
    uncounted: int = 0


def latest_version(engagement: Engagement) -> EngagementVersion:
    """What an entry says now; the entry is held until the transaction ends."""
    Engagement.objects.select_for_update().get(pk=engagement.pk)
    return engagement.versions.order_by("-number").first()


def versions_of(engagement: Engagement) -> list[EngagementVersion]:
    """Every version of an entry, the latest first."""
    return list(engagement.versions.select_related("by").prefetch_related("marks").order_by("-number"))


def entries(
    user: Any, *, since: dt.date | None = None, until: dt.date | None = None, words: str = "", **marks: str
) -> QuerySet[EngagementVersion]:
    """What the log says now, latest first. marks: a code by its kind, such as group="carers"; service by its name."""
    found = EngagementVersion.objects.current().filter(engagement__in=Engagement.visible_to(user))
    if since:
        found = found.filter(to_on__gte=since)
    if until:
        found = found.filter(from_on__lte=until)
    for word in words.split():
        found = found.filter(
            Q(title__icontains=word)
            | Q(heard__icontains=word)
            | Q(place__icontains=word)
            | Q(service__icontains=word)
        )
    for kind, code in marks.items():
        if code:
            found = found.covering(kind, code)
    return found.select_related("engagement").prefetch_related("marks").order_by("-from_on", "-pk")


@dataclass(frozen=True)
class Heard:
    """Several entries together: how often, how many people as far as they were counted, and every mark of theirs."""

    occasions: int
    people: int
    uncounted: int
    marks: tuple[tuple[str, str], ...]


def heard_in_all(found: QuerySet[EngagementVersion]) -> Heard:
    """Entries together, however many."""
    plain = found.order_by()
    uncounted = Count("pk", filter=Q(people=None))
    sums = plain.aggregate(occasions=Count("pk"), counted=Sum("people"), uncounted=uncounted)
    marks = EngagementMark.objects.filter(version__in=plain.values("pk")).order_by()
    named = marks.values_list("kind", "code").distinct()
    return Heard(sums["occasions"], sums["counted"] or 0, sums["uncounted"], tuple(sorted(named)))


def coverage(user: Any, quarters: Sequence[Quarter]) -> dict[tuple[str, str], dict[Quarter, Covered]]:
    """(kind, code) of everybody who was covered -> how in each of the quarters; who is not there was not listened to."""
    held = EngagementMark.objects.filter(
        kind__in=COVERED,
        version__in=entries(user, since=quarters[0].begins_on, until=quarters[-1].ends_on).order_by(),
    )
    found: dict[tuple[str, str], dict[Quarter, Covered]] = defaultdict(dict)
    rows = held.values_list("kind", "code", "version__from_on", "version__to_on", "version__people")
    for kind, code, from_on, to_on, people in rows:
        for quarter in between(from_on, to_on, quarters):
            was = found[kind, code].get(quarter, Covered())
            found[kind, code][quarter] = Covered(
                was.occasions + 1, was.people + (people or 0), was.uncounted + (people is None)
            )
    return dict(found)


def covered_since(user: Any, since: dt.date) -> set[tuple[str, str]]:
    """(kind, code) of everybody who was listened to since a day."""
    held = EngagementMark.objects.filter(kind__in=COVERED, version__in=entries(user, since=since).order_by())
    return set(held.values_list("kind", "code"))
