"""What the statistics are made from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence

import polars as pl
from django.db import connection
from django.db.models import Count, Max, Q, QuerySet

from trigpoint.accounts.models import Commissioner
from trigpoint.common import clock
from trigpoint.frameworks.queries import pack_on
from trigpoint.indicators.models import Observation, Series
from trigpoint.loads.models import Load
from trigpoint.surveillance.models import AgreedTarget, ChartStep, RebaseStep, SeriesStatus, TargetStep
from trigpoint.surveillance.queries.targets import agreed_frame
from trigpoint.surveillance.rules.stage_one import OBSERVATIONS, Tuning

PORTION = 500_000  # observations at a time
ROWS = 20_000
OF_ROWS = tuple(
    name for name in OBSERVATIONS if name not in {"indicator", "organisation", "kind", "published_on"}
)
DIRECT = {"series": "series_id", "load": "load_id", "superseded_by": "superseded_by_id"}


def observations_of(*, owner: Commissioner, indicators: Iterable[str]) -> pl.DataFrame:
    """Current observations that belong to `owner` or are open, in the columns of `OBSERVATIONS`."""
    series = series_of(owner).filter(indicator__in=list(indicators)).order_by()
    about = frame_of(
        series.values_list("pk", "indicator", "organisation_id", "organisation__kind"),
        ("series", "indicator", "organisation", "kind"),
    )
    loads = frame_of(Load.objects.order_by().values_list("pk", "published_on"), ("load", "published_on"))
    found = Observation.objects.filter(superseded_by__isnull=True, series__in=series.values("pk"))
    rows = frame_of(
        found.order_by("series", "period_start").values_list(*(DIRECT.get(name, name) for name in OF_ROWS)),
        OF_ROWS,
    )
    return rows.join(about, on="series").join(loads, on="load", how="left").select(list(OBSERVATIONS))


def portions(*, owner: Commissioner, indicators: Iterable[str]) -> Iterator[list[str]]:
    """Codes of `indicators` a few at a time, so many that about `PORTION` observations belong to them."""
    wanted = set(indicators)
    current = Observation.objects.filter(superseded_by__isnull=True, series__in=series_of(owner).values("pk"))
    counted = current.order_by("series__indicator").values_list("series__indicator").annotate(Count("pk"))
    codes: list[str] = []
    size = 0
    for code, number in counted:
        if code not in wanted:
            continue
        if codes and size + number > PORTION:
            yield codes
            codes, size = [], 0
        codes.append(code)
        size += number
    if codes:
        yield codes


def series_of(owner: Commissioner) -> QuerySet[Series]:
    """Series that belong to `owner` or are open."""
    return Series.objects.filter(Q(is_open=True) | Q(owner=owner))


def frame_of(found: QuerySet, columns: Sequence[str]) -> pl.DataFrame:
    """Rows of a query, in columns of `OBSERVATIONS` or keys, as the database driver gives them.

    On millions of rows Django's own care takes longest.
    """
    schema = {name: OBSERVATIONS.get(name, pl.Int64) for name in columns}
    parts = [pl.DataFrame(schema=schema)]
    with connection.cursor() as cursor:
        cursor.execute(*found.query.sql_with_params())
        while rows := cursor.fetchmany(ROWS):
            parts.append(pl.DataFrame(rows, schema=schema, orient="row"))
    return pl.concat(parts)


def tuning_of(*, owner: Commissioner) -> Tuning:
    """What people of a commissioner did to charts and agreed with providers, as it stands."""
    today = clock.today()
    near = pack_on(today).number("ceiling_nearly_reached", today).value / 100
    return Tuning(phases_of(owner=owner), kinds_of(owner=owner), agreed_frame(owner=owner), near)


def newest_steps(*, owner: Commissioner) -> tuple[int | None, ...]:
    """Changes whenever people of a commissioner changed what `tuning_of` tells."""
    own = (RebaseStep, ChartStep, AgreedTarget)
    newest = [each.objects.filter(owner=owner).aggregate(newest=Max("pk"))["newest"] for each in own]
    of_targets = TargetStep.objects.filter(target__owner=owner).aggregate(newest=Max("pk"))["newest"]
    return (*newest, of_targets)


def kinds_of(*, owner: Commissioner) -> pl.DataFrame:
    """Kinds of chart in force that somebody chose: columns series, kind."""
    steps = ChartStep.objects.filter(owner=owner).order_by("at", "pk")
    latest = {series: (kind, deed) for series, kind, deed in steps.values_list("series_id", "kind", "deed")}
    chosen = [(series, kind) for series, (kind, deed) in latest.items() if deed == ChartStep.Deed.CHOSEN]
    return pl.DataFrame(chosen, schema={"series": pl.Int64, "kind": pl.String}, orient="row")


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


def chosen_chart(*, owner: Commissioner, series: Series) -> str:
    """The kind of chart that somebody chose for a series, or "" where it is drawn as its indicator says."""
    last = ChartStep.objects.filter(owner=owner, series=series).order_by("at", "pk").last()
    return last.kind if last and last.deed == ChartStep.Deed.CHOSEN else ""
