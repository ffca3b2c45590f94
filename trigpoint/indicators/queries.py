"""Reading the hard data: checking what is to be stored, and taking out what is."""

from __future__ import annotations

import datetime as dt

import polars as pl

from trigpoint.indicators import definitions
from trigpoint.indicators.models import Series
from trigpoint.indicators.rules import screen
from trigpoint.loads.contract import Reading
from trigpoint.loads.models import Load
from trigpoint.organisations.models import Organisation


def check_observations(reading: Reading, today: dt.date) -> Reading:
    """Move rows that may not be stored into `rejected`, each with reason and remedy.

    See `rules.screen`. This is the `check` of every connector that makes observations.
    """
    units = {code: definition.unit for code, definition in definitions.library().items()}
    codes = set(Organisation.objects.values_list("code", flat=True))
    return screen(reading, organisations=codes, units=units, today=today)


def ids_of_series(*, load: Load, pairs: pl.DataFrame) -> pl.DataFrame:
    """The series that a load's figures belong to: columns indicator, organisation, series_id.

    Open series are shared by all commissioners, so that a national figure is held once.
    """
    series = Series.objects.filter(indicator__in=pairs["indicator"].unique().to_list())
    series = (
        series.filter(is_open=True) if load.is_open else series.filter(owner=load.owner_id, is_open=False)
    )
    held = pl.DataFrame(
        list(series.order_by("pk").values_list("indicator", "organisation__code", "pk")),
        schema={"indicator": pl.String, "organisation": pl.String, "series_id": pl.Int64},
        orient="row",
    )
    return held.unique(["indicator", "organisation"], keep="first").join(
        pairs, on=["indicator", "organisation"], how="semi"
    )
