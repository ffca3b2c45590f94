"""What the statistics are made from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

import polars as pl
from django.db.models import Q

from trigpoint.accounts.models import Commissioner
from trigpoint.indicators.models import Observation, Series
from trigpoint.surveillance.models import RebaseStep, SeriesStatus
from trigpoint.surveillance.rules.stage_one import OBSERVATIONS


def observations_of(*, owner: Commissioner, indicators: Iterable[str] | None = None) -> pl.DataFrame:
    """Current observations that belong to `owner` or are open, in the columns of `OBSERVATIONS`."""
    found = Observation.objects.filter(superseded_by__isnull=True).filter(
        Q(series__is_open=True) | Q(series__owner=owner)
    )
    if indicators is not None:
        found = found.filter(series__indicator__in=list(indicators))
    rows = found.values_list(
        "series_id",
        "series__indicator",
        "series__organisation_id",
        "series__organisation__kind",
        "period_start",
        "period_end",
        "value",
        "numerator",
        "denominator",
        "band",
        "note",
        "load_id",
        "row",
        "load__published_on",
    ).order_by()
    return pl.DataFrame(list(rows.iterator(chunk_size=20_000)), schema=OBSERVATIONS, orient="row")


def phases_of(*, owner: Commissioner) -> pl.DataFrame:
    """First period of each phase in force: columns series, period_start."""
    latest: dict[tuple[int, dt.date], str] = {}
    for series, starts_on, deed in RebaseStep.objects.filter(owner=owner).values_list(
        "series_id", "starts_on", "deed"
    ):
        latest[series, starts_on] = deed
    begun = [key for key, deed in latest.items() if deed == RebaseStep.Deed.BEGUN]
    return pl.DataFrame(begun, schema={"series": pl.Int64, "period_start": pl.Date}, orient="row")


def existing_statuses(*, owner: Commissioner, series: Iterable[int]) -> Mapping[int, SeriesStatus]:
    """Statuses that `owner` has of the series with these keys."""
    return {
        status.series_id: status for status in SeriesStatus.objects.filter(owner=owner, series__in=series)
    }


def period_starts(*, series: Series) -> list[dt.date]:
    """Start of each period of a series that has a current observation, in order."""
    found = series.observations.filter(superseded_by__isnull=True).values_list("period_start", flat=True)
    return list(found.order_by("period_start"))


def phase_starts(*, owner: Commissioner, series: Series) -> set[dt.date]:
    """Where phases in force begin in this series."""
    latest = {
        step.starts_on: step.deed
        for step in RebaseStep.objects.filter(owner=owner, series=series).order_by("at", "pk")
    }
    return {day for day, deed in latest.items() if deed == RebaseStep.Deed.BEGUN}
