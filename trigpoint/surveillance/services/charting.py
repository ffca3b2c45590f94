"""Phases, kinds of chart and notes: what people do to a chart, recorded and reversible."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from trigpoint.accounts.models import User
from trigpoint.accounts.rules import require
from trigpoint.audit import services as audit
from trigpoint.common.errors import DomainError
from trigpoint.indicators.definitions import definition
from trigpoint.indicators.models import Series
from trigpoint.surveillance import queries
from trigpoint.surveillance.models import ChartStep, RebaseStep, SeriesNote
from trigpoint.surveillance.rules import redrawing
from trigpoint.surveillance.services.refreshing import refresh


class PhaseImpossible(DomainError):
    """A new phase cannot begin there, or there is none to take back."""


def begin_phase(*, series: Series, starts_on: dt.date, reason: str, by: User) -> RebaseStep:
    """Begin a new phase: limits are worked out afresh from `starts_on`, the start of a period of the series.

    Raises NotAllowed for a role that may not, PhaseImpossible for a date that is not a later period.
    """
    require(by, "surveillance.rebase")
    starts = queries.period_starts(series=series)
    if starts_on not in starts[1:]:
        raise PhaseImpossible(
            "Choose the first period of the new phase from the list; it cannot be the first of all."
        )
    if starts_on in queries.phase_starts(owner=by.commissioner, series=series):
        raise PhaseImpossible("A phase already begins there. Take it back first if you want to say it anew.")
    return _step(series, starts_on, RebaseStep.Deed.BEGUN, reason, by)


def withdraw_phase(*, series: Series, starts_on: dt.date, reason: str, by: User) -> RebaseStep:
    """Take back a phase; both steps stay on record."""
    require(by, "surveillance.rebase")
    if starts_on not in queries.phase_starts(owner=by.commissioner, series=series):
        raise PhaseImpossible("No phase begins there any more. Open the page again to see how it stands.")
    return _step(series, starts_on, RebaseStep.Deed.WITHDRAWN, reason, by)


class ChartImpossible(DomainError):
    """The figures do not allow this kind of chart, or it is drawn already."""


def choose_chart(*, series: Series, kind: str, reason: str, by: User) -> ChartStep:
    """Have a series drawn as another kind of chart than its indicator's; what was drawn before stays on record.

    Raises NotAllowed for a role that may not, ChartImpossible for a kind that the figures do not allow.
    """
    require(by, "surveillance.rebase")
    status, indicator = queries.status_of(user=by, public_id=series.public_id), definition(series.indicator)
    points = queries.points_of(status) if status else []
    if status is None or kind not in redrawing.possible(points, indicator):
        why = redrawing.refusals(points, indicator).get(kind)
        raise ChartImpossible(
            f"This series cannot be drawn so: {why}."
            if why
            else "The figures of this series do not allow that kind of chart."
        )
    if status.chart_kind == kind:
        raise ChartImpossible("It is drawn so already.")
    return _chart_step(series, kind, ChartStep.Deed.CHOSEN, reason, by)


def withdraw_chart(*, series: Series, reason: str, by: User) -> ChartStep:
    """Go back to the kind of chart of the indicator; both steps stay on record."""
    require(by, "surveillance.rebase")
    kind = queries.chosen_chart(owner=by.commissioner, series=series)
    if not kind:
        raise ChartImpossible("No other kind of chart is chosen any more. Open the page again.")
    return _chart_step(series, kind, ChartStep.Deed.WITHDRAWN, reason, by)


def _chart_step(series: Series, kind: str, deed: str, reason: str, by: User) -> ChartStep:
    if not reason.strip():
        raise ChartImpossible("Say why. Whoever reads the chart next year needs to know.")
    with transaction.atomic():
        step = ChartStep.objects.create(
            owner=by.commissioner, series=series, kind=kind, deed=deed, reason=reason.strip(), by=by
        )
        audit.record(by, f"surveillance.chart_{deed}", step, after={"kind": kind})
    refresh(owner=by.commissioner, by=by, indicators=[series.indicator])
    return step


def write_note(*, series: Series, text: str, by: User) -> SeriesNote:
    """Keep what somebody knows about a series beside its chart."""
    require(by, "reports.write")
    with transaction.atomic():
        note = SeriesNote.objects.create(owner=by.commissioner, series=series, text=text, by=by)
        audit.record(by, "surveillance.note_written", note)
    return note


def _step(series: Series, starts_on: dt.date, deed: str, reason: str, by: User) -> RebaseStep:
    if not reason.strip():
        raise PhaseImpossible("Say why. Whoever reads the chart next year needs to know.")
    with transaction.atomic():
        step = RebaseStep.objects.create(
            owner=by.commissioner, series=series, starts_on=starts_on, deed=deed, reason=reason.strip(), by=by
        )
        audit.record(by, f"surveillance.phase_{deed}", step, after={"starts_on": starts_on.isoformat()})
    refresh(owner=by.commissioner, by=by, indicators=[series.indicator])
    return step
