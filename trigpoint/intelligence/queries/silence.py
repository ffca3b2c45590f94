"""Who is silent: practices that tell nothing, providers and services of which nothing is told."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from trigpoint.accounts.rules import reach
from trigpoint.intelligence.models import Item, ThemeMonth
from trigpoint.intelligence.rules.themes_over_time import months_since
from trigpoint.organisations.models import Kind, Organisation
from trigpoint.organisations.queries import narrowed, search

YEAR = dt.timedelta(days=365)
LISTENED_TO = (Kind.TRUST, Kind.AMBULANCE)  # of these a word is expected, so that none at all is worth saying


@dataclass(frozen=True)
class Quiet:
    """A provider, or one service of it, with the last month in which anything was told of it; None: never."""

    provider: Organisation
    service: str
    last: dt.date | None
    months: int | None


def practices(user: Any, *, within: str, today: dt.date) -> QuerySet[Organisation]:
    """Practices with `last_on` and `in_year`: when each told something last, and how often in a year. The silent first."""
    theirs = (
        Item.visible_to(user).filter(owner=reach(user).commissioner_id, sent_for=OuterRef("pk")).order_by()
    )
    grouped = theirs.values("sent_for")
    lately = grouped.filter(received_on__gt=today - YEAR)
    found = narrowed(search(user, kind=Kind.PRACTICE), within=within, on=today)
    return found.annotate(
        last_on=Subquery(grouped.annotate(last=Max("received_on")).values("last")),
        in_year=Coalesce(Subquery(lately.annotate(number=Count("pk")).values("number")), 0),
    ).order_by(F("last_on").asc(nulls_first=True), "name", "code")


def how_silent(found: QuerySet[Organisation]) -> dict[str, int]:
    """Of practices with `last_on`: how many there are, how many are silent for a year, and how many told nothing ever."""
    return found.order_by().aggregate(
        all=Count("pk"), silent=Count("pk", filter=Q(in_year=0)), never=Count("pk", filter=Q(last_on=None))
    )


def _last_received(
    user: Any, heard: dict[tuple[int, str], dt.date], months: int, today: dt.date
) -> dict[tuple[int, str], dt.date]:
    """(provider, service) -> the month in which something was told of it last, which may be long after it happened.

    heard: the last month in which something happened. It was told then or later, so that only those are looked up of
    which nothing has happened for so long.
    """
    asked = {key for key, last in heard.items() if months_since(last, today) >= months}
    told = Item.visible_to(user).filter(
        provider__in={provider for provider, _ in asked},
        service__in={service for _, service in asked},
        coding__is_empty=False,
    )
    rows = told.order_by().values_list("provider", "service").annotate(last=Max("received_on"))
    received = {
        (provider, service): last.replace(day=1)
        for provider, service, last in rows
        if (provider, service) in asked
    }
    return heard | {key: max(heard[key], last) for key, last in received.items()}


def quiet_providers(user: Any, *, within: str, months: int, today: dt.date) -> list[Quiet]:
    """Providers, and services that were told of before, of which nothing came for so many whole months; never first."""
    area = narrowed(search(user), within=within, on=today)
    rows = (
        ThemeMonth.visible_to(user)
        .filter(theme="", provider__in=area)
        .order_by()
        .values_list("provider", "service")
        .annotate(last=Max("month"))
    )
    heard = _last_received(
        user, {(provider, service): last for provider, service, last in rows}, months, today
    )
    whole: dict[int, dt.date] = {}
    for (provider, _), last in heard.items():
        whole[provider] = max(whole.get(provider, last), last)
    known = {each.pk: each for each in area.filter(Q(pk__in=list(whole)) | Q(kind__in=LISTENED_TO))}
    found = [
        Quiet(known[pk], "", last, months_since(last, today))
        for pk, last in whole.items()
        if months_since(last, today) >= months
    ]
    found += [Quiet(each, "", None, None) for pk, each in known.items() if pk not in whole]
    found += [
        Quiet(known[provider], service, last, months_since(last, today))
        for (provider, service), last in heard.items()
        if service and months_since(last, today) >= months > months_since(whole[provider], today)
    ]
    return sorted(found, key=lambda each: (each.last or dt.date.min, each.provider.name, each.service))
