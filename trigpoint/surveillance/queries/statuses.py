"""Statuses as pages and papers read them."""

from __future__ import annotations

import datetime as dt
import functools
import json
import operator
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, prefetch_related_objects

from trigpoint.accounts.models import Commissioner, User
from trigpoint.indicators.models import Series
from trigpoint.loads.models import Load
from trigpoint.organisations.models import Belonging, Organisation
from trigpoint.surveillance.models import (
    ChartStep,
    RebaseStep,
    Refresh,
    SeriesChart,
    SeriesNote,
    SeriesStatus,
)
from trigpoint.surveillance.queries.peers import mark_of_peers
from trigpoint.surveillance.rules.watching import LINES

CHART_COLUMNS = (
    "period_start",
    "period_end",
    "value",
    "numerator",
    "denominator",
    "centre",
    "lower",
    "upper",
    "near_lower",
    "near_upper",
    "phase",
    "rules",
    "meaning",
    "band",
    "note",
    "load",
    "row",
    "wanted",
    "so_far",
)
WATCH_COLUMNS = (*CHART_COLUMNS, *LINES)  # of charts with two levels of alert
UNSHOWN = (
    "fingerprint",
    "input_mark",
    "chance",
    "funnel_chance",
    "funnel_limits",
    "funnel_q",
    "refreshed_at",
    "changed_at",
    "series__is_open",
)
UNTOLD = ("fingerprint", "funnel_limits", "funnel_q", "refreshed_at", "series__is_open")
_UNUSUAL = (
    ("variation", ("improvement_high", "improvement_low", "concern_high", "concern_low", "high", "low")),
    ("funnel_outlier", ("high998", "low998")),
)
UNUSUAL = functools.reduce(operator.or_, (Q(**{f"{field}__in": values}) for field, values in _UNUSUAL))


def statuses(
    *,
    user: User,
    organisations: Iterable[Organisation] | None = None,
    indicators: Iterable[str] | None = None,
) -> list[SeriesStatus]:
    """Statuses that `user` may see, with their series, organisation and load."""
    found = _whole(SeriesStatus.visible_to(user))
    if organisations is not None:
        found = found.filter(organisation__in=organisations)
    if indicators is not None:
        found = found.filter(indicator__in=list(indicators))
    return list(found)


def statuses_at(
    *, user: User, organisations: Sequence[Organisation], indicators: Iterable[str]
) -> list[SeriesStatus]:
    """Statuses at organisations that are already at hand, with their series; without what no table shows."""
    by_key = {each.pk: each for each in organisations}
    found = SeriesStatus.visible_to(user).filter(
        organisation__in=list(by_key), indicator__in=list(indicators)
    )
    told = list(found.select_related("series").defer(*UNSHOWN))
    for status in told:
        status.organisation = by_key[status.organisation_id]
    return told


def statuses_told(*, user: User, organisation: Organisation) -> list[SeriesStatus]:
    """Statuses of one organisation that is at hand, with their series and load; without what no page tells."""
    found = SeriesStatus.visible_to(user).filter(organisation=organisation).order_by()
    told = list(found.select_related("series").defer(*UNTOLD))
    loads = Load.visible_to(user).in_bulk({each.load_id for each in told if each.load_id})
    for status in told:
        status.organisation = organisation
        if status.load_id in loads:
            status.load = loads[status.load_id]
    return sorted(told, key=lambda each: each.pk)


def changed_among(
    statuses: Iterable[SeriesStatus], *, since: dt.datetime | None = None
) -> tuple[SeriesStatus, ...]:
    """What is unusual now, newest news first; with `since`, only what has changed after that moment."""
    unusual = [each for each in statuses if _is_unusual(each) and (since is None or each.changed_at > since)]
    unusual.sort(key=lambda each: each.indicator)
    unusual.sort(key=lambda each: (each.is_new, each.last_end or dt.date.min), reverse=True)
    return tuple(unusual)


def _is_unusual(status: SeriesStatus) -> bool:
    """What `UNUSUAL` asks of the database."""
    return any(getattr(status, field) in values for field, values in _UNUSUAL)


def status_of(*, user: User, public_id: str) -> SeriesStatus | None:
    """The status of the series with that public id, as `user`'s commissioner sees it."""
    found = _whole(SeriesStatus.visible_to(user)).select_related("chart", "agreed")
    return found.filter(series__public_id=public_id, owner=user.commissioner).first()


def fetch_charts(statuses: Sequence[SeriesStatus]) -> None:
    """Read the charts of several statuses at once, so that `points_of` asks for none of them."""
    prefetch_related_objects(statuses, "chart")


def points_of(status: SeriesStatus) -> list[dict[str, Any]]:
    """The points of a chart as dictionaries keyed by `CHART_COLUMNS`; dates are dates."""
    chart: SeriesChart | None = getattr(status, "chart", None)
    if chart is None:
        return []
    columns = json.loads(chart.points)
    rows = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    for row in rows:
        row.setdefault("wanted", None)  # drawn before it was kept what was wanted
        row.setdefault("so_far", None)
        row["period_start"] = dt.date.fromisoformat(row["period_start"])
        row["period_end"] = dt.date.fromisoformat(row["period_end"])
    return rows


def latest_refresh(*, user: User) -> Refresh | None:
    """The latest making of the statuses that `user` sees."""
    return Refresh.objects.filter(owner=user.commissioner).first() if user.commissioner_id else None


def steps_of(*, user: User, series: Series) -> list[RebaseStep]:
    """Every rebase step of a series, oldest first."""
    return list(RebaseStep.visible_to(user).filter(series=series).select_related("by"))


def chart_steps_of(*, user: User, series: Series) -> list[ChartStep]:
    """Every other kind of chart that somebody chose for a series or took back, oldest first."""
    return list(ChartStep.visible_to(user).filter(series=series).select_related("by"))


def notes_on(*, user: User, series: Series) -> list[SeriesNote]:
    """What people noted about a series, newest first."""
    return list(SeriesNote.visible_to(user).filter(series=series).select_related("by"))


def _whole(found: QuerySet[SeriesStatus]) -> QuerySet[SeriesStatus]:
    return found.select_related("series", "organisation", "load")


def statuses_in_own_place(*, owner: Commissioner, today: dt.date) -> Iterable[SeriesStatus]:
    """Statuses of the providers that belong to the commissioner's own place, with their charts."""
    belonging = Belonging.objects.filter(
        Q(to_on__isnull=True) | Q(to_on__gte=today), child=OuterRef("organisation"), parent__code=owner.code
    )
    found = SeriesStatus.objects.filter(Exists(belonging), owner=owner)
    return found.select_related("chart", "organisation").iterator(chunk_size=100)


def mark_of_loads() -> str:
    """Changes whenever a file has been taken in."""
    newest = Load.objects.order_by("-pk").values_list("public_id", flat=True).first()
    return newest or "none"


def mark_of_dashboard(*, user: User) -> str:
    """Changes whenever anything may have changed that the dashboard of `user`'s commissioner shows.

    Its parts: whose it is, the latest making of statuses, the latest load, the peer groups, the latest organisation added by hand
    (what is published about organisations comes with a load).
    """
    refresh = latest_refresh(user=user)
    newest = Organisation.objects.order_by("-pk").values_list("pk", flat=True).first()
    parts = (
        user.commissioner_id,
        refresh.pk if refresh else 0,
        mark_of_loads(),
        newest,
        mark_of_peers(user=user),
    )
    return "|".join(map(str, parts))
