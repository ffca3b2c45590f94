"""The regulator's ratings, as evidence: of a commissioner's own providers, their services and their sites."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from trigpoint.accounts.models import Commissioner
from trigpoint.common.clock import LONDON
from trigpoint.common.evidence import Told
from trigpoint.common.references import reference_to
from trigpoint.frameworks.queries import pack_on
from trigpoint.organisations.models import Belonging, Hierarchy, Kind, Organisation, Rating
from trigpoint.organisations.queries.hierarchies import on_day
from trigpoint.organisations.rules import evidence as rules

LONGEST_NAME = 120


@dataclass(frozen=True)
class _Whose:
    """Of whom ratings are: the provider that they speak of, and the name of the site where they are of one."""

    provider: int
    code: str
    record: str
    place: str


def evidence(owner: Commissioner, day: dt.date) -> Told:
    """Ratings by key question. What is rated at a site of a trust is told of the trust."""
    whose = _whose(owner, day)
    rows = Rating.objects.filter(organisation__in=list(whose)).select_related("load").order_by("pk")
    ratings = [_rated(each, whose[each.organisation_id]) for each in rows]
    fresh = pack_on(day).stream(rules.STREAM, day).fresh_days
    return Told(list(rules.facts(ratings, fresh)), list(rules.covered(ratings)))


def _whose(owner: Commissioner, day: dt.date) -> dict[int, _Whose]:
    """By key of the organisation that is rated: those of the commissioner's own place, those it added, and trusts' sites."""
    placed = Belonging.objects.filter(on_day(day), parent__code=owner.code).values("child")
    ours = Organisation.objects.filter(
        Q(pk__in=placed) | Q(owner=owner, is_open=False), ratings__isnull=False
    )
    found = {each.pk: _Whose(each.pk, each.code, reference_to(each), "") for each in ours.distinct()}
    sites = Belonging.objects.filter(
        on_day(day),
        hierarchy=Hierarchy.CQC_PROVIDER,
        child__kind=Kind.SITE,
        parent__kind__in=(Kind.TRUST, Kind.AMBULANCE),
    )
    of_ours = sites.filter(Q(parent__in=placed) | Q(parent__owner=owner, parent__is_open=False))
    for each in of_ours.select_related("child").order_by("pk"):
        site = each.child
        found[site.pk] = _Whose(each.parent_id, site.code, reference_to(site), site.name[:LONGEST_NAME])
    return found


def _rated(rating: Rating, whose: _Whose) -> rules.Rated:
    came = rating.load.published_on or rating.load.loaded_at.astimezone(LONDON).date()
    return rules.Rated(
        provider=whose.provider,
        code=whose.code,
        record=whose.record,
        place=whose.place,
        domain=rating.domain,
        service=rating.service,
        rating=rating.rating,
        on=rating.reported_on or came,
        is_dated=rating.reported_on is not None,
        is_current=rating.is_current,
    )
