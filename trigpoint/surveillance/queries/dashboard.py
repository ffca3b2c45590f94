"""Which providers the dashboard shows, and in which order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from trigpoint.accounts.models import User
from trigpoint.analysis import chances
from trigpoint.organisations.models import Belonging, Hierarchy, Kind, Organisation
from trigpoint.surveillance.models import SeriesStatus
from trigpoint.surveillance.queries.statuses import UNUSUAL

EVERYWHERE = "england"
# Kinds whose silence is told without being asked for.
SPOKEN_OF = (Kind.TRUST, Kind.AMBULANCE)
IN_PLACE = (Hierarchy.ICB, Hierarchy.PLACE, Hierarchy.REGION)


@dataclass(frozen=True)
class Chosen:
    """The filters of the dashboard, already checked. Empty means all."""

    place: str
    kind: str = ""
    dimension: str = ""
    show: str = ""
    provider: str = ""
    sort: str = ""
    peers: str = ""


@dataclass(frozen=True)
class TestsMade:
    """Latest figures held against their charts and units against their like: how many, how many raised an alarm.

    `stand_out` counts figures, of which one may have raised both alarms.
    """

    charts: int
    compared: int
    outside: int
    beyond: int
    stand_out: int


def providers(*, user: User, chosen: Chosen, indicators: list[str], today: dt.date) -> QuerySet[Organisation]:
    """Providers with a status: most that is new first, then most that is unusual, then by name; or by name.

    Practices only when that kind is asked for, closed providers only when asked for by name or code.
    Annotated with `new` and `unusual`, counted over `indicators`.
    """
    own = SeriesStatus.visible_to(user).filter(organisation=OuterRef("pk"), indicator__in=indicators)
    found = Organisation.visible_to(user).filter(Exists(own))
    if chosen.place != EVERYWHERE:
        found = found.filter(Exists(_belonging(chosen.place, today)))
    found = found.filter(kind=chosen.kind) if chosen.kind else found.exclude(kind=Kind.PRACTICE)
    if not chosen.provider:
        found = found.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=today))
    if chosen.provider:
        found = found.filter(Q(code__iexact=chosen.provider) | Q(name__icontains=chosen.provider))
    counted = Q(statuses__owner=user.commissioner, statuses__indicator__in=indicators)
    prefixed = _on_statuses(UNUSUAL)
    found = found.annotate(
        new=Count("statuses", filter=counted & Q(statuses__is_new=True)),
        unusual=Count("statuses", filter=counted & prefixed),
    )
    if chosen.show == "apart":
        found = found.annotate(apart=Count("statuses", filter=counted & Q(statuses__stands_out=True)))
    if chosen.show:
        found = found.filter(**{f"{chosen.show}__gt": 0})
    return found.order_by("name") if chosen.sort == "name" else found.order_by("-new", "-unusual", "name")


def silent_providers(*, user: User, chosen: Chosen, today: dt.date) -> QuerySet[Organisation]:
    """Open providers of the place of which nothing is known at all, by name; of the kind asked for, else trusts."""
    own = SeriesStatus.visible_to(user).filter(organisation=OuterRef("pk"))
    found = Organisation.visible_to(user).filter(~Exists(own), Exists(_belonging(chosen.place, today)))
    found = found.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=today))
    return found.filter(kind__in=[chosen.kind] if chosen.kind else SPOKEN_OF).order_by("name")


def tests_among(*, user: User, organisations: Iterable[Organisation], indicators: Iterable[str]) -> TestsMade:
    """How much was looked at of these providers and indicators, and what came of it."""
    found = SeriesStatus.visible_to(user).filter(
        organisation__in=organisations, indicator__in=list(indicators)
    )
    return TestsMade(
        **found.aggregate(
            charts=Count("chance"),
            compared=Count("funnel_chance"),
            outside=Count("chance", filter=Q(chance__lte=chances.OUTSIDE)),
            beyond=Count("funnel_chance", filter=Q(funnel_chance__lte=chances.BEYOND)),
            stand_out=Count("pk", filter=Q(stands_out=True)),
        )
    )


def places(*, user: User) -> list[tuple[str, str]]:
    """Places to choose from: all England, then integrated care boards by name, as (code, name)."""
    boards = Organisation.visible_to(user).filter(kind=Kind.ICB, closed_on__isnull=True)
    return [(EVERYWHERE, "All England"), *boards.order_by("name").values_list("code", "name")]


def peers(*, user: User, indicator: str) -> list[SeriesStatus]:
    """Every status of one indicator, with its organisation."""
    found = SeriesStatus.visible_to(user).filter(indicator=indicator)
    return list(found.select_related("series", "organisation").order_by("organisation__name"))


def providers_in(*, user: User, place: str, today: dt.date) -> set[int]:
    """Keys of the organisations that belong to a place."""
    found = Organisation.visible_to(user)
    if place != EVERYWHERE:
        found = found.filter(Exists(_belonging(place, today)))
    return set(found.values_list("pk", flat=True))


def _belonging(place: str, today: dt.date) -> QuerySet[Belonging]:
    return Belonging.objects.filter(
        Q(from_on__isnull=True) | Q(from_on__lte=today),
        Q(to_on__isnull=True) | Q(to_on__gte=today),
        child=OuterRef("pk"),
        hierarchy__in=IN_PLACE,
        parent__code=place,
    )


def _on_statuses(condition: Q) -> Q:
    """The same condition, asked of the statuses of an organisation."""
    made = Q(_connector=condition.connector)
    for part in condition.children:
        made.add(
            _on_statuses(part) if isinstance(part, Q) else Q(**{f"statuses__{part[0]}": part[1]}),
            condition.connector,
        )
    return made
