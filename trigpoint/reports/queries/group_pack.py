"""Reading what the surveillance-group pack is made from."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from trigpoint.accounts.models import User
from trigpoint.common.references import show_all
from trigpoint.organisations.models import Organisation
from trigpoint.reports.models import Paper
from trigpoint.reports.queries.brief import midnight
from trigpoint.reports.queries.worries import Worries, concerns_held, worries
from trigpoint.reports.rules.months import start_of
from trigpoint.triangulation.models import Concern, ConcernLink, Evidence, Side
from trigpoint.triangulation.queries.concerns_case import EVIDENCE
from trigpoint.triangulation.queries.withheld import without_withheld

A_MONTH = dt.timedelta(days=31)


@dataclass(frozen=True)
class PackRecords:
    """Everything that the pack of a month is made from. since: when the last pack was issued, or a month ago.

    linked: how many records tied to a concern as its support the reader may see, by the concern's key.
    """

    commissioner: str
    month: dt.date
    today: dt.date
    since: dt.datetime
    has_before: bool
    providers: tuple[Organisation, ...]
    worries: Worries
    linked: Mapping[int, int] = field(default_factory=dict)


def records_for_pack(
    *, user: User, month: dt.date, today: dt.date, chosen: Collection[str] = ()
) -> PackRecords:
    """Providers with an open concern, and those that are chosen by their codes, by name."""
    before = (
        Paper.visible_to(user)
        .filter(owner=user.commissioner, kind=Paper.Sort.SURVEILLANCE_GROUP, month__lt=start_of(month))
        .order_by("-month", "-version")
        .defer("content")
        .first()
    )
    since = before.issued_at if before else midnight(today - A_MONTH)
    held = concerns_held(user=user, since=since)
    seen = Organisation.visible_to(user)
    providers = list(seen.filter(Q(pk__in=held.worried()) | Q(code__in=list(chosen))))
    providers.sort(key=lambda each: (each.name, each.code))
    return PackRecords(
        commissioner=str(user.commissioner or ""),
        month=month,
        today=today,
        since=since,
        has_before=before is not None,
        providers=tuple(providers),
        worries=worries(user=user, providers=providers, day=today, held=held),
        linked=_linked(user, held.concerns),
    )


def _linked(user: User, concerns: Sequence[Concern]) -> dict[int, int]:
    links = ConcernLink.objects.filter(concern__in=concerns, side=Side.FOR, ended_at__isnull=True)
    told = list(links.order_by().values_list("concern", "about"))
    facts = {about.partition(":")[2] for _, about in told if about.startswith(f"{EVIDENCE}:")}
    seen = set(show_all((about for _, about in told if not about.startswith(f"{EVIDENCE}:")), user=user))
    if facts:
        found = without_withheld(Evidence.visible_to(user).filter(public_id__in=facts))
        seen |= {f"{EVIDENCE}:{key}" for key in found.order_by().values_list("public_id", flat=True)}
    return dict(Counter(concern for concern, about in told if about in seen))
