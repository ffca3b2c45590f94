"""Who stands under whom, on a day."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet

from trigpoint.common import clock
from trigpoint.organisations.models import Belonging, Hierarchy, Kind, Organisation


def on_day(day: dt.date) -> Q:
    """Belongings that hold on that day; an unknown end counts as open."""
    begun = Q(from_on__isnull=True) | Q(from_on__lte=day)
    return begun & (Q(to_on__isnull=True) | Q(to_on__gte=day))


def members_of(parent_code: str, hierarchy: str, *, on: dt.date | None = None) -> QuerySet[Organisation]:
    """Organisations directly under a parent in one hierarchy on a day (today), by name."""
    day = on or clock.today()
    held = Belonging.objects.filter(on_day(day), parent__code=parent_code, hierarchy=hierarchy)
    is_open = Q(closed_on__isnull=True) | Q(closed_on__gte=day)
    return Organisation.objects.filter(is_open, pk__in=held.values("child")).order_by("name", "code")


def providers_of_place(place_code: str, *, on: dt.date | None = None) -> QuerySet[Organisation]:
    """Those that give care in a place: what belongs to it, except the bodies that only group others."""
    grouping = (Kind.PCN, Kind.PLACE, Kind.ICB, Kind.REGION, Kind.CQC_PROVIDER)
    return members_of(place_code, Hierarchy.PLACE, on=on).exclude(kind__in=grouping)


def parents_of(organisation: Organisation, *, on: dt.date | None = None) -> dict[str, Organisation]:
    """Hierarchy -> the parent on a day (today); of a closed organisation, on its last day at the latest."""
    day = min(on or clock.today(), organisation.closed_on or dt.date.max)
    held = organisation.belongings.filter(on_day(day)).select_related("parent")
    return {belonging.hierarchy: belonging.parent for belonging in held}


def belongings_of(organisation: Organisation) -> list[Belonging]:
    """Every parent it has or had, latest first within each hierarchy."""
    held = organisation.belongings.select_related("parent", "load")
    return sorted(held, key=lambda b: (b.hierarchy, -(b.to_on or dt.date.max).toordinal()))
