"""What was known when: every version of each figure with its days, and what people did to charts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import polars as pl
from django.db.models import Q

from trigpoint.accounts.models import Commissioner
from trigpoint.common import clock
from trigpoint.indicators.models import Observation
from trigpoint.loads.models import Load
from trigpoint.surveillance.models import ChartStep, RebaseStep
from trigpoint.surveillance.queries.frames import DIRECT, OF_ROWS, frame_of, series_of
from trigpoint.surveillance.rules.replaying import FIGURES, Steps

LOADED = {"load": pl.Int64, "published_on": pl.Date, "loaded_on": pl.Date}


def observations_known(
    *, owner: Commissioner, by: dt.date, vintage: str, indicators: Iterable[str]
) -> pl.DataFrame:
    """Every version of each figure, current or superseded, that was known at the end of the day `by`.

    Columns of `replaying.FIGURES`; of series that belong to `owner` or are open. vintage "loaded": what this
    installation held. "published": what the world could know; a figure without a day of publication is always given.
    """
    midnight = dt.datetime.combine(by + dt.timedelta(days=1), dt.time(), tzinfo=clock.LONDON)
    if vintage == "loaded":
        then = Q(load__loaded_at__lt=midnight)
    else:
        then = Q(load__published_on__lte=by) | Q(load__published_on=None)
    series = series_of(owner).filter(indicator__in=list(indicators)).order_by()
    about = frame_of(
        series.values_list("pk", "indicator", "organisation_id", "organisation__kind"),
        ("series", "indicator", "organisation", "kind"),
    )
    found = Observation.objects.filter(then, series__in=series.values("pk")).order_by(
        "series", "period_start"
    )
    columns = (*OF_ROWS, "superseded_by")
    rows = frame_of(found.values_list(*(DIRECT.get(name, name) for name in columns)), columns)
    loads = _loads(owner)
    gone = loads.select(superseded_by="load", superseded_on="loaded_on")
    return (
        rows.join(about, on="series")
        .join(loads, on="load")
        .join(gone, on="superseded_by", how="left")
        .select(list(FIGURES))
    )


def _loads(owner: Commissioner) -> pl.DataFrame:
    """The days of each load that belongs to a commissioner or is open."""
    found = Load.objects.filter(Q(is_open=True) | Q(owner=owner)).order_by("pk")
    rows = [
        (pk, published_on, loaded_at.astimezone(clock.LONDON).date())
        for pk, published_on, loaded_at in found.values_list("pk", "published_on", "loaded_at")
    ]
    return pl.DataFrame(rows, schema=LOADED, orient="row")


def chart_steps_known(*, owner: Commissioner) -> Steps:
    """What people of a commissioner did to charts, in order, with the day on which they did it."""
    phases = RebaseStep.objects.filter(owner=owner).order_by("at", "pk")
    kinds = ChartStep.objects.filter(owner=owner).order_by("at", "pk")
    begun = [
        (series, starts_on, deed == RebaseStep.Deed.BEGUN, at.astimezone(clock.LONDON).date())
        for series, starts_on, deed, at in phases.values_list("series_id", "starts_on", "deed", "at")
    ]
    chosen = [
        (series, kind, deed == ChartStep.Deed.CHOSEN, at.astimezone(clock.LONDON).date())
        for series, kind, deed, at in kinds.values_list("series_id", "kind", "deed", "at")
    ]
    said = {"is_on": pl.Boolean, "on": pl.Date}
    return Steps(
        pl.DataFrame(begun, schema={"series": pl.Int64, "period_start": pl.Date, **said}, orient="row"),
        pl.DataFrame(chosen, schema={"series": pl.Int64, "kind": pl.String, **said}, orient="row"),
    )


def names_of_providers(*, owner: Commissioner) -> pl.DataFrame:
    """Organisations that have a series which a commissioner may use: columns organisation, provider (code), name."""
    found = series_of(owner).order_by("organisation__code")
    rows = found.values_list("organisation_id", "organisation__code", "organisation__name").distinct()
    schema = {"organisation": pl.Int64, "provider": pl.String, "name": pl.String}
    return pl.DataFrame(list(rows), schema=schema, orient="row")
