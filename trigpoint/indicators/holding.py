"""How far the figures of each indicator go: kept with each load, so that a list need not look at every series."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import Count, Exists, Max, OuterRef, Q, Subquery

from trigpoint.indicators.models import Holding, Observation, Series


def count_held(*, indicators: Iterable[str]) -> None:
    """Bring what is told of the figures of some indicators in line with them."""
    Holding.objects.bulk_create(
        holdings_of(indicators),
        update_conflicts=True,
        unique_fields=["owner", "is_open", "indicator"],
        update_fields=["newest", "organisations"],
    )


def holdings_of(indicators: Iterable[str]) -> Iterator[Holding]:
    """What there is of some indicators, by owner and whether it is open, as `Holding` keeps it.

    One look-up in the index for each series, so that it stays quick however many periods there are.
    """
    series = Series.objects.order_by().filter(indicator__in=list(indicators))
    openly = series.filter(
        is_open=True, indicator=OuterRef("indicator"), organisation=OuterRef("organisation")
    )
    current = Observation.objects.filter(series=OuterRef("pk"), superseded_by=None).order_by("-period_start")
    found = (
        series.filter(Q(is_open=True) | ~Exists(openly))
        .annotate(newest=Subquery(current.values("period_end")[:1]))
        .filter(newest__isnull=False)
        .values_list("owner", "is_open", "indicator")
        .annotate(Max("newest"), Count("organisation", distinct=True))
    )
    for owner, is_open, code, newest, organisations in found:
        yield Holding(
            owner_id=owner, is_open=is_open, indicator=code, newest=newest, organisations=organisations
        )
