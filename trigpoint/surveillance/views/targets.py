"""Targets agreed with providers: those of one series, and all of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from trigpoint.accounts.access import needs
from trigpoint.accounts.attempt import attempt
from trigpoint.accounts.models import User
from trigpoint.accounts.rules import may
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.indicators.definitions import Definition, definition, library
from trigpoint.surveillance import queries, services
from trigpoint.surveillance.forms import FORMS, TargetFilterForm, TermsForm, WithdrawTargetForm
from trigpoint.surveillance.forms.targets import typed_in, years_about
from trigpoint.surveillance.models import AgreedTarget, SeriesStatus
from trigpoint.surveillance.presenters import targets as presenter
from trigpoint.surveillance.rules.agreeing import IN_FORCE, financial_year, year_words
from trigpoint.surveillance.views.pictures import so_far_picture, status_or_404
from trigpoint.ui.downloads import csv_response

PER_PAGE = 50
WORST_FIRST = ("fail", "hit_or_miss", "unknown", "pass", "")
NEVER = dt.date.max


@needs("surveillance.read")
@require_safe
def series_targets(request: HttpRequest, public_id: str) -> HttpResponse:
    """What was agreed of one series, and the form to agree more."""
    return _page(request, status_or_404(request, public_id))


@needs("surveillance.agree")
@require_POST
def target_agree(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write down what was agreed."""
    status = status_or_404(request, public_id)
    if "draw_kind" in request.POST or "draw_year" in request.POST:
        return _page(request, status, drawn=_drawn_again(request, status))
    form = _form(request.POST.get("kind", ""), status, request.POST.get("year", ""), request.POST)
    if form is None:
        messages.error(request, "Choose what kind of target was agreed.")
        return _page(request, status, is_refused=True)

    def agree(*, note: str, by: User, **_: Any) -> AgreedTarget:
        return services.agree_target(series=status.series, target=form.target(), note=note, by=by)

    if form.is_valid() and attempt(form, agree, by=request.user):
        messages.success(request, "It is written down, and the series is judged by it where it counts.")
        return redirect("surveillance:series-targets", status.series.public_id)
    return _page(request, status, terms_form=form)


def _drawn_again(request: HttpRequest, status: SeriesStatus) -> TermsForm | None:
    """The form of another kind or year with what was typed so far; nothing is checked or written down."""
    asked = request.POST
    kind = asked.get("draw_kind") or asked.get("kind", "")
    year = asked.get("draw_year") or asked.get("year", "")
    return _form(kind, status, year, typed=typed_in(asked))


@needs("surveillance.agree")
@require_POST
def target_withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """Withdraw what was agreed, with a reason."""
    target = queries.agreed_of(user=request.user, public_id=public_id)
    if target is None:
        raise Http404("No such target.")
    form = WithdrawTargetForm(request.POST, prefix=target.public_id)
    if form.is_valid() and attempt(form, services.withdraw_target, target=target, by=request.user):
        messages.success(request, "It is withdrawn and stays on record. What it had replaced counts again.")
        return redirect(target)
    return _page(request, status_or_404(request, target.series.public_id), withdrawn=(target.pk, form))


@needs("surveillance.read")
@require_safe
def targets(request: HttpRequest) -> HttpResponse:
    """Every target agreed with a provider, with filters."""
    everything = queries.agreed_with_all(user=request.user)
    form, shown = _chosen(request, everything)
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    content = {
        "form": form,
        "page": page,
        "lines": list(page),
        "sentence": presenter.sentence(shown, is_any=bool(everything)),
        "is_any": bool(everything),
    }
    return render(request, "surveillance/target_list.jinja", content)


@needs("surveillance.read")
@require_safe
def targets_csv(request: HttpRequest) -> HttpResponse:
    """Exactly what the filters show, all pages."""
    _, shown = _chosen(request, queries.agreed_with_all(user=request.user))
    audit.note_export(request.user, "surveillance.targets_taken", "targets", len(shown))
    return csv_response("agreed-targets.csv", presenter.csv_rows(shown))


def _lines(request: HttpRequest, found: list[AgreedTarget]) -> list[presenter.Line]:
    statuses = queries.statuses_by(user=request.user, targets=found)
    return presenter.lines(found, queries.standing_of(found), statuses, library(), clock.today())


def _chosen(
    request: HttpRequest, everything: list[AgreedTarget]
) -> tuple[TargetFilterForm, list[presenter.Line]]:
    form = TargetFilterForm(request.GET)
    form.is_valid()
    asked = form.cleaned_data
    name, state = asked.get("provider", "").strip().lower(), asked.get("state", "")
    shown = [
        line
        for line in _lines(request, everything)
        if _is_in_state(line, state)
        and asked.get("kind", "") in ("", line.target.kind)
        and asked.get("landing", "") in ("", line.landing)
        and _is_named(line, name)
    ]
    return form, sorted(shown, key=_ORDERS[asked.get("sort", "")])


def _is_in_state(line: presenter.Line, state: str) -> bool:
    """Without a state: what is in force, or over but still what the latest figure is judged by, since figures come late."""
    if not state:
        return line.state == IN_FORCE or line.is_now
    return state in ("all", line.state)


def _is_named(line: presenter.Line, name: str) -> bool:
    organisation = line.target.organisation
    return name in organisation.name.lower() or name == organisation.code.lower()


def _due(line: presenter.Line) -> dt.date:
    return line.target.by_on or line.until or NEVER


_ORDERS: dict[str, Any] = {
    "": lambda line: (WORST_FIRST.index(line.landing), line.target.organisation.name, line.definition.title),
    "provider": lambda line: (line.target.organisation.name, line.definition.title),
    "due": lambda line: (_due(line), line.target.organisation.name),
}


def _form(
    kind: str, status: SeriesStatus, year: str, data: Any = None, typed: Mapping[str, str] | None = None
) -> TermsForm | None:
    """The form of a kind that these figures allow; None for another. typed: what stands in it, still to be checked."""
    indicator = definition(status.indicator)
    if kind not in _kinds(indicator):
        return None
    today = clock.today()
    years = {each.isoformat(): each for each in years_about(today)}
    begins = years.get(year, financial_year(today))
    initial = {"begins": begins.isoformat(), "year_of": begins.isoformat(), **(typed or {})}
    return FORMS[kind](
        data, definition=indicator, today=today, year=begins, known=status.last_start, initial=initial
    )


def _kinds(indicator: Definition) -> list[str]:
    """Kinds of target that can be agreed of an indicator."""
    if indicator.improvement == "neither":
        return []
    counts = indicator.takes_ceiling and indicator.improvement == "down"
    return [kind for kind in FORMS if kind != "ceiling" or counts]


def _kept(request: HttpRequest, form: TermsForm) -> dict[str, str]:
    """What was typed into another kind of form: it travels along unseen, so that choosing that kind again shows it."""
    return {name: text for name, text in typed_in(request.POST).items() if name not in form.fields}


def _page(
    request: HttpRequest,
    status: SeriesStatus,
    *,
    terms_form: TermsForm | None = None,
    drawn: TermsForm | None = None,
    withdrawn: tuple[int, WithdrawTargetForm] | None = None,
    is_refused: bool = False,
) -> HttpResponse:
    indicator = definition(status.indicator)
    found = queries.agreed_on(user=request.user, series=status.series)
    told = _lines(request, found)
    refused = dict([withdrawn]) if withdrawn else {}
    form = terms_form or drawn or _form(request.GET.get("kind", ""), status, request.GET.get("year", ""))
    content = {
        "status": status,
        "definition": indicator,
        "lines": told,
        "current": next((line for line in told if line.is_now), None),
        "outlook": presenter.outlook(status, indicator),
        "beside": presenter.beside(status, indicator),
        "counting": presenter.counting(status, indicator),
        "withdraw_forms": {
            each.pk: refused.get(each.pk) or WithdrawTargetForm(prefix=each.public_id) for each in found
        },
        "may_agree": may(request.user, "surveillance.agree"),
        "kinds": [(kind, AgreedTarget.Kind(kind).label) for kind in _kinds(indicator)],
        "terms_form": form,
        "kept": _kept(request, form) if form else {},
        "years": [(day.isoformat(), year_words(day)) for day in years_about(clock.today())],
        "so_far": so_far_picture(status, indicator),
        "form": terms_form or (withdrawn[1] if withdrawn else None),
    }
    return render(
        request,
        "surveillance/series_targets.jinja",
        content,
        status=422 if content["form"] or is_refused else 200,
    )
