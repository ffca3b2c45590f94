"""Phases and notes: what people say about a chart, recorded and reversible."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from trigpoint.accounts.models import User
from trigpoint.accounts.rules import require
from trigpoint.audit import services as audit
from trigpoint.common.errors import DomainError
from trigpoint.indicators.models import Series
from trigpoint.surveillance import queries
from trigpoint.surveillance.models import RebaseStep, SeriesNote
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
