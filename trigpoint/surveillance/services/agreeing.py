"""Targets agreed with one provider: agreed, replaced by newer ones, withdrawn; each step stays on record."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import polars as pl
from django.db import transaction

from trigpoint.accounts.models import Commissioner, User
from trigpoint.accounts.rules import require
from trigpoint.audit import services as audit
from trigpoint.common.errors import DomainError
from trigpoint.indicators.definitions import Target, definition
from trigpoint.indicators.models import Series
from trigpoint.surveillance import queries
from trigpoint.surveillance.models import AgreedTarget, TargetStep, TargetValue
from trigpoint.surveillance.rules import agreeing, aims
from trigpoint.surveillance.services.refreshing import refresh

OF_BASELINE = ("baseline", "baseline_from", "baseline_to")
TERMS = ("kind", "name", "source", "value", *OF_BASELINE, "percent", "by_on")


class TargetImpossible(DomainError):
    """These terms cannot be agreed, or there is nothing to withdraw."""


def agree_target(*, series: Series, target: Target, note: str = "", by: User) -> AgreedTarget:
    """Write down what was agreed with the provider of a series.

    Whatever was agreed for the same days counts until the day before, and stays on record. A reduction without a
    baseline is reckoned from the figures held of its time, as they are now. Raises NotAllowed, TargetImpossible.
    """
    require(by, "surveillance.agree")
    if fault := agreeing.fault_of(target, definition(series.indicator)):
        raise TargetImpossible(fault)
    owner = by.commissioner
    terms = _with_baseline(target, series, owner)
    if fault := agreeing.fault_of(terms, definition(series.indicator)):
        raise TargetImpossible(fault)
    with transaction.atomic():
        Series.objects.select_for_update().get(pk=series.pk)  # two at once would both count
        before = queries.not_withdrawn(owner=owner, series=series)
        agreed = AgreedTarget.objects.create(
            owner=owner,
            series=series,
            organisation=series.organisation,
            indicator=series.indicator,
            begins_on=terms.from_on,
            ends_on=terms.to_on,
            note=note.strip(),
            by=by,
            **{name: getattr(terms, name) for name in TERMS},
        )
        values = [TargetValue(target=agreed, from_on=day, value=value) for day, value in terms.values]
        TargetValue.objects.bulk_create(values)
        TargetStep.objects.create(target=agreed, deed=TargetStep.Deed.AGREED, by=by)
        _replace(agreed, before, by)
        told = {"kind": agreed.kind, "begins_on": agreed.begins_on.isoformat()}
        audit.record(by, "surveillance.target_agreed", agreed, after=told)
        # Within the transaction: what cannot be worked out is not agreed, or every later refresh would fail of it.
        refresh(owner=owner, by=by, indicators=[series.indicator])
    return agreed


def withdraw_target(*, target: AgreedTarget, reason: str, by: User) -> TargetStep:
    """Take back what was agreed, as if it never had been; it stays on record, and what it had replaced counts again."""
    require(by, "surveillance.agree")
    if not reason.strip():
        raise TargetImpossible("Say why it is withdrawn. Whoever reads it next year needs to know.")
    with transaction.atomic():
        Series.objects.select_for_update().get(pk=target.series_id)
        if target.steps.filter(deed=TargetStep.Deed.WITHDRAWN).exists():
            raise TargetImpossible("It is withdrawn already. Open the page again to see how it stands.")
        step = TargetStep.objects.create(
            target=target, deed=TargetStep.Deed.WITHDRAWN, reason=reason.strip(), by=by
        )
        audit.record(by, "surveillance.target_withdrawn", target, after={"kind": target.kind})
    refresh(owner=target.owner, by=by, indicators=[target.indicator])
    return step


def _replace(newer: AgreedTarget, before: list[AgreedTarget], by: User) -> None:
    """Say of every target of the same days that the newer takes its place, also of those which do not count just now:
    should what replaced them be withdrawn, they must not come back beside the newer."""
    for older in before:
        if not agreeing.overlaps(newer, older):
            continue
        last_on = newer.begins_on - dt.timedelta(days=1)
        TargetStep.objects.create(
            target=older,
            deed=TargetStep.Deed.REPLACED,
            last_on=last_on if last_on >= older.begins_on else None,
            replaced_by=newer,
            by=by,
        )
        audit.record(by, "surveillance.target_replaced", older, after={"by": newer.public_id})


def _with_baseline(target: Target, series: Series, owner: Commissioner) -> Target:
    """The terms with their baseline, worked out from the figures held where it was not given."""
    if target.kind != aims.REDUCTION or target.baseline is not None:
        return target
    asked = pl.DataFrame(
        {
            "aim": [0],
            "series": [series.pk],
            "baseline_from": [target.baseline_from],
            "baseline_to": [target.baseline_to],
        },
        schema_overrides={"baseline_from": pl.Date, "baseline_to": pl.Date},
    )
    observations = queries.observations_of(owner=owner, indicators=[series.indicator])
    found = aims.baselines(asked, observations.filter(pl.col("series") == series.pk))
    if found.is_empty():
        raise TargetImpossible(
            "Not every figure of the time of the baseline is held, so it cannot be worked out. Give the baseline as it was "
            "agreed."
        )
    return replace(target, baseline=found["found"][0])
