"""The page of one series, and what people may do there."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from trigpoint.accounts.access import needs
from trigpoint.accounts.attempt import attempt
from trigpoint.accounts.rules import may
from trigpoint.common import clock
from trigpoint.indicators.definitions import definition, library
from trigpoint.surveillance import queries, services
from trigpoint.surveillance.charts import series_spec
from trigpoint.surveillance.forms import NoteForm, PhaseForm, WithdrawForm
from trigpoint.surveillance.models import SeriesStatus
from trigpoint.surveillance.presenters import series as presenter
from trigpoint.surveillance.presenters.cells import cell
from trigpoint.surveillance.presenters.signals import lines
from trigpoint.surveillance.views.pictures import loads_of, status_or_404
from trigpoint.ui import drawing

PERIODS = 24  # as many as are read at a glance; the rest a click away


@needs("surveillance.read")
@require_safe
def series(request: HttpRequest, public_id: str) -> HttpResponse:
    """Sentence, chart, what it does not say, table, peers, notes, phases, source."""
    return _page(request, status_or_404(request, public_id))


@needs("surveillance.rebase")
@require_POST
def phase_begin(request: HttpRequest, public_id: str) -> HttpResponse:
    """Begin a new phase."""
    status = status_or_404(request, public_id)
    form = PhaseForm(request.POST, starts=_starts(status))
    if form.is_valid() and attempt(form, services.begin_phase, series=status.series, by=request.user):
        messages.success(request, "A new phase has begun. The limits were worked out afresh.")
        return redirect(status.series)
    return _page(request, status, phase_form=form)


@needs("surveillance.rebase")
@require_POST
def phase_withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a phase back."""
    status = status_or_404(request, public_id)
    form = WithdrawForm(request.POST)
    if form.is_valid() and attempt(form, services.withdraw_phase, series=status.series, by=request.user):
        messages.success(request, "The phase was taken back. Both steps stay on record.")
        return redirect(status.series)
    return _page(request, status, withdraw_form=form)


@needs("reports.write")
@require_POST
def note_write(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write a note."""
    status = status_or_404(request, public_id)
    form = NoteForm(request.POST)
    if form.is_valid() and attempt(form, services.write_note, series=status.series, by=request.user):
        messages.success(request, "The note was saved.")
        return redirect(status.series)
    return _page(request, status, note_form=form)


def _starts(status: SeriesStatus) -> list[Any]:
    return queries.period_starts(series=status.series)[1:]


def _withdraw_forms(
    phases: list[presenter.Phase], refused: WithdrawForm | None
) -> dict[dt.date, WithdrawForm]:
    """By the start of each phase, the form that takes it back: the one that was refused, or a new one."""
    made = {}
    for phase in phases:
        made[phase.starts_on] = WithdrawForm(
            initial={"starts_on": phase.starts_on}, auto_id=f"id_{phase.starts_on:%Y%m%d}_%s"
        )
    if refused is not None:
        made[refused.cleaned_data.get("starts_on")] = refused
    return made


def _page(request: HttpRequest, status: SeriesStatus, **forms: Any) -> HttpResponse:
    indicator = definition(status.indicator)
    points = queries.points_of(status)
    spec = series_spec(points, indicator, target=status.target) if status.n > 1 else None
    bound = next((form for form in forms.values() if form is not None), None)
    phases = presenter.phases(queries.steps_of(user=request.user, series=status.series))
    return render(
        request,
        "surveillance/series_show.jinja",
        {
            "status": status,
            "definition": indicator,
            "cell": cell(status, indicator, clock.today()),
            "svg": drawing.svg(spec).decode() if spec else "",
            "spec": drawing.whole(spec) if spec else None,
            "alternative": presenter.alternative(status, indicator, points),
            "rows": presenter.rows(points, indicator, loads_of(request, points)),
            "shown_periods": len(points) if request.GET.get("periods") == "all" else PERIODS,
            "outgrown": presenter.outgrown(points),
            "phases": phases,
            "signals": lines(
                queries.signals_on(user=request.user, series=status.series),
                {status.series_id: status},
                library(),
                clock.today(),
            ),
            "notes": queries.notes_on(user=request.user, series=status.series),
            "target": indicator.target_on(status.last_end) if status.last_end else None,
            "may_rebase": may(request.user, "surveillance.rebase") and indicator.chart == "xmr",
            "may_note": may(request.user, "reports.write"),
            "phase_form": forms.get("phase_form") or PhaseForm(starts=_starts(status)),
            "withdraw_forms": _withdraw_forms(phases, forms.get("withdraw_form")),
            "note_form": forms.get("note_form") or NoteForm(),
            "form": bound,
        },
        status=422 if bound is not None else 200,
    )
