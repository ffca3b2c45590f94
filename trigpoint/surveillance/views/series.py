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
from trigpoint.indicators.definitions import CHARTS, WATCHING, Definition, definition, library
from trigpoint.surveillance import queries, services
from trigpoint.surveillance.charts import series_spec
from trigpoint.surveillance.forms import ChartBackForm, ChartForm, NoteForm, PhaseForm, WithdrawForm
from trigpoint.surveillance.models import SeriesStatus
from trigpoint.surveillance.presenters import series as presenter
from trigpoint.surveillance.presenters import targets
from trigpoint.surveillance.presenters.cells import cell
from trigpoint.surveillance.presenters.signals import Line, lines
from trigpoint.surveillance.rules import redrawing, watch_words
from trigpoint.surveillance.rules.telling import run_words
from trigpoint.surveillance.views.kept import drawn, other_charts
from trigpoint.surveillance.views.peering import standings_of
from trigpoint.surveillance.views.pictures import loads_of, so_far_picture, status_or_404
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


@needs("surveillance.rebase")
@require_POST
def chart_choose(request: HttpRequest, public_id: str) -> HttpResponse:
    """Have it drawn as another kind of chart."""
    status = status_or_404(request, public_id)
    form = ChartForm(request.POST, possible=_kinds(status, queries.points_of(status)))
    if form.is_valid() and attempt(form, services.choose_chart, series=status.series, by=request.user):
        messages.success(request, "It is drawn so from now on. What stood before stays on record.")
        return redirect(status.series)
    return _page(request, status, chart_form=form)


@needs("surveillance.rebase")
@require_POST
def chart_withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """Go back to the chart of the indicator."""
    status = status_or_404(request, public_id)
    form = ChartBackForm(request.POST)
    if form.is_valid() and attempt(form, services.withdraw_chart, series=status.series, by=request.user):
        messages.success(request, "It is drawn as the indicator says again. Both steps stay on record.")
        return redirect(status.series)
    return _page(request, status, chart_back_form=form)


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


def _kinds(status: SeriesStatus, points: list[dict[str, Any]]) -> tuple[str, ...]:
    """Other kinds of chart that the figures allow."""
    found, _ = other_charts(status, points)
    return tuple(kind for kind in found if kind != status.chart_kind)


def _not_drawn(wanted: str, status: SeriesStatus, points: list[dict[str, Any]]) -> str:
    """Why a series is not drawn as was chosen or as its indicator says, where its figures do not allow that."""
    if wanted not in WATCHING or not status.chart_kind or wanted == status.chart_kind:
        return ""
    why = other_charts(status, points)[1].get(wanted, "")
    if not why and not redrawing.redrawn(points, wanted, definition(status.indicator)):
        why = "its figures are not such as that chart takes"
    return f"It is not drawn as {CHARTS[wanted]}, as it should be: {why}." if why else ""


def _tuning(request: HttpRequest, status: SeriesStatus, points: list[dict[str, Any]]) -> dict[str, Any]:
    """How it is drawn, how else it could be, and the same figures drawn so to be looked at."""
    indicator = definition(status.indicator)
    possible = _kinds(status, points) if indicator.is_charted else ()
    asked = request.GET.get("chart", "")
    other = redrawing.redrawn(points, asked, indicator) if asked in possible else []
    chosen = queries.chosen_chart(owner=request.user.commissioner, series=status.series)
    return {
        "not_drawn": _not_drawn(chosen or indicator.chart, status, points),
        "kind_words": CHARTS.get(status.chart_kind, ""),
        "own_words": CHARTS.get(indicator.chart, "") if status.chart_kind != indicator.chart else "",
        "is_chosen": bool(chosen),
        "possible": [(kind, CHARTS[kind]) for kind in possible],
        "refused": [(CHARTS[kind], why) for kind, why in other_charts(status, points)[1].items()]
        if possible
        else [],
        "promise": watch_words.promise(points, status.chart_kind, indicator),
        "is_watched": watch_words.is_watched(status.chart_kind),
        "other_promise": watch_words.promise(other, asked, indicator),
        "other_kind": asked if other else "",
        "other_words": CHARTS.get(asked, "") if other else "",
        "other_svg": drawing.svg(_drawn(status, indicator, other)).decode() if other else "",
        "other_flagged": presenter.flagged(other),
        "flagged": presenter.flagged(points),
        "chart_steps": queries.chart_steps_of(user=request.user, series=status.series),
    }


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
    spec = _drawn(status, indicator, points) if status.n > 1 else None
    shown = points if request.GET.get("periods") == "all" else points[-PERIODS:]
    bound = next((form for form in forms.values() if form is not None), None)
    phases = presenter.phases(queries.steps_of(user=request.user, series=status.series))
    tuning = _tuning(request, status, points)
    return render(
        request,
        "surveillance/series_show.jinja",
        {
            **tuning,
            **_forms(status, phases, tuning, forms),
            "status": status,
            "definition": indicator,
            "cell": cell(status, indicator, clock.today()),
            "svg": drawing.svg(spec).decode() if spec else "",
            "spec": drawing.whole(spec) if spec else None,
            "alternative": presenter.alternative(status, indicator, points),
            "rows": presenter.rows(
                shown, indicator, loads_of(request, shown), run=run_words(status.likeness)
            ),
            "periods": len(points),
            **_of_target(request, status, indicator),
            "allowed_for": presenter.allowed_for(status),
            "outgrown": presenter.outgrown(points),
            "phases": phases,
            "signals": _signals(request, status),
            "standings": standings_of(request, status, indicator),
            "notes": queries.notes_on(user=request.user, series=status.series),
            "may_rebase": may(request.user, "surveillance.rebase") and indicator.is_charted,
            "may_note": may(request.user, "reports.write"),
            "form": bound,
        },
        status=422 if bound is not None else 200,
    )


def _drawn(status: SeriesStatus, indicator: Definition, points: list[dict[str, Any]]) -> dict[str, Any]:
    return series_spec(points, indicator, target=status.target, is_phased=status.is_phased)


def _of_target(request: HttpRequest, status: SeriesStatus, indicator: Definition) -> dict[str, Any]:
    """The target that counts, whether it is met, where it lands, and what stands beside it."""
    return {
        "target": targets.counting(status, indicator),
        "outlook": targets.outlook(status, indicator),
        "beside": targets.beside(status, indicator),
        "so_far": so_far_picture(status, indicator),
        "may_agree": may(request.user, "surveillance.agree"),
    }


def _signals(request: HttpRequest, status: SeriesStatus) -> list[Line]:
    found = queries.signals_on(user=request.user, series=status.series)
    return lines(found, {status.series_id: status}, library(), clock.today())


def _forms(
    status: SeriesStatus, phases: list[presenter.Phase], tuning: dict[str, Any], refused: dict[str, Any]
) -> dict[str, Any]:
    """The forms of the page: the one that was refused as it came, the others new."""
    possible = [kind for kind, _ in tuning["possible"]]
    return {
        "chart_form": refused.get("chart_form")
        or ChartForm(possible=possible, initial={"kind": tuning["other_kind"]}),
        "chart_back_form": refused.get("chart_back_form") or ChartBackForm(),
        "phase_form": refused.get("phase_form") or PhaseForm(starts=_starts(status)),
        "withdraw_forms": _withdraw_forms(phases, refused.get("withdraw_form")),
        "note_form": refused.get("note_form") or NoteForm(),
        "drawn": drawn,
    }
