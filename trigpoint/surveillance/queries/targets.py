"""Targets agreed with providers, as they stand and as they stood."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

import polars as pl
from django.db.models import QuerySet

from trigpoint.accounts.models import Commissioner, User
from trigpoint.indicators.models import Series
from trigpoint.surveillance.models import AgreedTarget, SeriesStatus
from trigpoint.surveillance.rules.agreeing import WITHDRAWN, Standing, standings
from trigpoint.surveillance.rules.aims import OF_SERIES, rows_of


def agreed_on(*, user: User, series: Series) -> list[AgreedTarget]:
    """Everything that was agreed of a series, latest first, with values and steps."""
    return list(_whole(AgreedTarget.visible_to(user).filter(series=series, owner=user.commissioner)))


def agreed_with_all(*, user: User) -> list[AgreedTarget]:
    """Everything that the commissioner of `user` agreed, by provider, with values and steps."""
    found = _whole(AgreedTarget.visible_to(user).filter(owner=user.commissioner))
    return list(found.order_by("organisation__name", "indicator", "-begins_on", "-pk"))


def agreed_of(*, user: User, public_id: str) -> AgreedTarget | None:
    """The agreed target with that public id, if `user` may see it."""
    return _whole(AgreedTarget.visible_to(user).filter(owner=user.commissioner, public_id=public_id)).first()


def standing_of(targets: Sequence[AgreedTarget], as_at: dt.datetime | None = None) -> dict[int, Standing]:
    """How each of these stands, by key: now, or at a moment."""
    return standings(((each, list(each.steps.all())) for each in targets), as_at)


def not_withdrawn(*, owner: Commissioner, series: Series) -> list[AgreedTarget]:
    """What was agreed of a series and stands or would stand again: all but what was withdrawn."""
    found = list(_whole(AgreedTarget.objects.filter(owner=owner, series=series)))
    told = standing_of(found)
    return [each for each in found if each.pk in told and told[each.pk].deed != WITHDRAWN]


def agreed_frame(*, owner: Commissioner, as_at: dt.datetime | None = None) -> pl.DataFrame:
    """What was agreed with the providers of a commissioner and counts, in the columns of `aims.OF_SERIES`."""
    found = list(AgreedTarget.objects.filter(owner=owner).prefetch_related("values", "steps").order_by("pk"))
    told = standing_of(found, as_at)
    rows = [
        {"series": each.series_id, **row}
        for each in found
        if each.pk in told and told[each.pk].counts
        for row in rows_of(each.as_target(), until=told[each.pk].until, agreed_id=each.pk)
    ]
    return pl.DataFrame(rows, schema=OF_SERIES)


def statuses_by(*, user: User, targets: Iterable[AgreedTarget]) -> dict[int, SeriesStatus]:
    """By the key of an agreed target: what the series says of it, where it is the one that counts today."""
    keys = [each.pk for each in targets]
    found = SeriesStatus.visible_to(user).filter(owner=user.commissioner, agreed__in=keys)
    return {status.agreed_id: status for status in found.select_related("series", "organisation")}


def _whole(found: QuerySet[AgreedTarget]) -> QuerySet[AgreedTarget]:
    return found.select_related("by", "series", "organisation").prefetch_related(
        "values", "steps__by", "steps__replaced_by"
    )
