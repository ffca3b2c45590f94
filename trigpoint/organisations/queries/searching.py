"""Looking something up in the directory."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import F, Q, QuerySet

from trigpoint.common import clock
from trigpoint.organisations.errors import OrganisationUnclear
from trigpoint.organisations.models import Belonging, Hierarchy, Kind, Organisation
from trigpoint.organisations.queries.hierarchies import on_day

MOST_NEAR = 3  # named where several fit
PORTION = 5_000  # a database takes only so many values at once
OPEN, CLOSED, ALL = "open", "closed", "all"
SORTS = {
    "name": ("name", "code"),
    "code": ("code",),
    "kind": ("kind", "name", "code"),
    "postcode": ("postcode", "name", "code"),
    "opened": ("opened_on", "name", "code"),
    "closed": ("closed_on", "name", "code"),
}


def search(user: Any, text: str = "", kind: str = "") -> QuerySet[Organisation]:
    """What `user` may see whose name holds every word of `text`, or whose code or postcode begins with it."""
    found = Organisation.visible_to(user)
    return matching(found.filter(kind=kind) if kind else found, text)


def matching(found: QuerySet[Organisation], text: str) -> QuerySet[Organisation]:
    """Those of `found` whose name holds every word of `text`, or whose code or postcode begins with it."""
    text = " ".join(text.split())
    if not text:
        return found
    in_name = Q()
    for word in text.split(" "):
        in_name &= Q(name__icontains=word)
    begins = Q(code__istartswith=text) | Q(cqc_id__istartswith=text) | Q(postcode__istartswith=text)
    return found.filter(in_name | begins)


def named(user: Any, typed: str) -> Organisation:
    """The one that `typed` names, of those that `user` may see: by its code, its whole name, or a part of it that no other has.

    Raises OrganisationUnclear, where several fit with their codes.
    """
    seen = Organisation.visible_to(user)
    exact = seen.filter(code__iexact=typed).first()
    if exact is not None:
        return exact
    found = list(seen.filter(name__iexact=typed)[:2])
    if len(found) != 1:
        found = list(seen.filter(name__icontains=typed).order_by("name")[: MOST_NEAR + 1])
    if len(found) == 1:
        return found[0]
    if not found:
        raise OrganisationUnclear(
            f"There is no organisation {typed}. Enter its name or its code", code="unknown"
        )
    near = ", ".join(f"{each.name} ({each.code})" for each in found[:MOST_NEAR])
    raise OrganisationUnclear(
        f"More than one organisation fits. Enter the code of one: {near}", code="several"
    )


def narrowed(
    found: QuerySet[Organisation], *, within: str = "", state: str = OPEN, on: dt.date | None = None
) -> QuerySet[Organisation]:
    """Those that are open or closed on a day (today), and under one parent in any hierarchy.

    Of open ones the parent of that day counts; of closed ones any that they had.
    """
    day = on or clock.today()
    is_closed = Q(closed_on__lt=day)
    if state != ALL:
        found = found.filter(is_closed if state == CLOSED else ~is_closed | Q(closed_on__isnull=True))
    if within:
        held = Belonging.objects.filter(parent__code=within)
        held = held.filter(on_day(day)) if state == OPEN else held
        found = found.filter(pk__in=held.values("child"))
    return found


def in_order(found: QuerySet[Organisation], sort: str) -> QuerySet[Organisation]:
    """Sorted by one of SORTS, "-" in front for the reverse; what has no such date comes last."""
    first, *rest = SORTS.get(sort.removeprefix("-"), SORTS["name"])
    order = F(first).desc(nulls_last=True) if sort.startswith("-") else F(first).asc(nulls_last=True)
    return found.order_by(order, *rest)


def parents_among(organisations: Sequence[Organisation]) -> dict[int, dict[str, Organisation]]:
    """Organisation -> hierarchy -> its latest parent, for a page of them at once."""
    found: dict[int, dict[str, Organisation]] = defaultdict(dict)
    latest_last = (F("to_on").asc(nulls_last=True), F("from_on").asc(nulls_first=True))
    for start in range(0, len(organisations), PORTION):
        held = Belonging.objects.filter(child__in=organisations[start : start + PORTION])
        for belonging in held.select_related("parent").order_by(*latest_last):
            found[belonging.child_id][belonging.hierarchy] = belonging.parent
    return found


def places_to_choose(user: Any) -> list[tuple[str, str]]:
    """(code, name) of every ICB, then of the places of the user's own: those there is a reason to look into."""
    seen = Organisation.visible_to(user)
    boards = seen.filter(kind=Kind.ICB).order_by("name")
    held = Belonging.objects.filter(on_day(clock.today()), hierarchy=Hierarchy.ICB)
    own = held.filter(parent__code=user.commissioner.code if user.commissioner else "")
    places = narrowed(seen.filter(kind=Kind.PLACE, pk__in=own.values("child"))).order_by("name")
    return [(o.code, o.name) for o in boards] + [(o.code, o.name) for o in places]
