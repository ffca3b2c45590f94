"""Holding what comes in now against what the model was trained on."""

from __future__ import annotations

import polars as pl
from django.db import transaction

from trigpoint.accounts.models import Commissioner, User
from trigpoint.analysis.themes import Model, drift
from trigpoint.audit import services as audit
from trigpoint.intelligence.models import Coding, DriftCheck, ItemTheme
from trigpoint.intelligence.rules.coding import ALIKE, MEASURED, shipped_model
from trigpoint.intelligence.rules.themes import titles

LATEST = 10_000  # comments looked at
FEWEST = 100  # fewer say nothing about drift


def check_drift(*, owner: Commissioner, by: User) -> DriftCheck | None:
    """Look at the latest comments that the model read; None where there are too few. What people coded is not among them."""
    model = shipped_model()
    coded = _latest(owner, model)
    number = coded["id"].n_unique()
    if number < FEWEST:
        return None
    told = drift.shares(coded, model).rows()
    with transaction.atomic():
        check = DriftCheck.objects.create(
            owner=owner,
            model=model.version,
            items=number,
            shift=drift.confidence_shift(coded, model),
            shares=[[label, *(round(value, 4) for value in rest[:-1]), rest[-1]] for label, *rest in told],
        )
        audit.record(by, "intelligence.drift_checked", check, after={"items": number, "model": model.version})
    return check


def _latest(owner: Commissioner, model: Model) -> pl.DataFrame:
    """What was read, as `analysis.themes.classify` tells it, as far as drift is concerned: the likeliest theme and those assigned."""
    read = Coding.objects.filter(
        item__owner=owner,
        item__restriction="",
        item__source__in=MEASURED | ALIKE,
        model=model.version,
        is_by_person=False,
        is_empty=False,
    )
    latest = list(read.order_by("-item").values_list("item", "highest")[:LATEST])
    least = min((pk for pk, _ in latest), default=0)
    theme_rows = ItemTheme.objects.filter(item__owner=owner, item__restriction="", item__gte=least)
    by_code, wanted = titles(), {pk for pk, _ in latest}
    rows = [(str(pk), model.themes[0], highest or 0.0, False) for pk, highest in latest]
    rows += [
        (str(pk), by_code[code], chance or 0.0, True)
        for pk, code, chance in theme_rows.values_list("item", "theme", "probability")
        if pk in wanted
    ]
    kinds = {"id": pl.String, "label": pl.String, "probability": pl.Float64, "assigned": pl.Boolean}
    return pl.DataFrame(rows, schema=kinds, orient="row")
