"""Reading what the surveillance-group pack is made from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from trigpoint.accounts.models import User
from trigpoint.organisations.models import Organisation
from trigpoint.reports.models import Paper
from trigpoint.reports.queries.brief import midnight
from trigpoint.reports.queries.worries import Worries, cases, worries
from trigpoint.reports.rules.months import start_of
from trigpoint.triangulation.models import ConcernState

A_MONTH = dt.timedelta(days=31)


@dataclass(frozen=True)
class PackRecords:
    """Everything that the pack of a month is made from. since: when the last pack was issued, or a month ago."""

    commissioner: str
    month: dt.date
    today: dt.date
    since: dt.datetime
    has_before: bool
    providers: tuple[Organisation, ...]
    worries: Worries


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
    worried = [
        key
        for key, held in cases(user=user, day=today).items()
        if any(each.state == ConcernState.OPEN for each in held)
    ]
    seen = Organisation.visible_to(user)
    providers = list(seen.filter(pk__in=worried) | seen.filter(code__in=list(chosen)))
    providers.sort(key=lambda each: (each.name, each.code))
    return PackRecords(
        commissioner=str(user.commissioner or ""),
        month=month,
        today=today,
        since=since,
        has_before=before is not None,
        providers=tuple(providers),
        worries=worries(user=user, providers=providers, day=today, since=since),
    )
