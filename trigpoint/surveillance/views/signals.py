"""Signals: who has news, a sitting with one provider's, one signal, every one, and how right the rules were."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from trigpoint.accounts.access import needs
from trigpoint.accounts.attempt import attempt
from trigpoint.accounts.models import User
from trigpoint.accounts.rules import may
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.frameworks.queries import packs
from trigpoint.indicators.definitions import library
from trigpoint.intelligence.rules.themes import titles
from trigpoint.organisations.models import Organisation
from trigpoint.surveillance import queries, services
from trigpoint.surveillance.charts import heard_spec, small_heard_spec
from trigpoint.surveillance.forms import AnswerForm, ClockForm, SignalFilterForm, SittingForm
from trigpoint.surveillance.models import Signal, Stream
from trigpoint.surveillance.presenters import heard as heard_presenter
from trigpoint.surveillance.presenters import signals as presenter
from trigpoint.surveillance.rules.ledger import precision
from trigpoint.ui import drawing
from trigpoint.ui.downloads import csv_response

PER_PAGE = 50
PER_FILE = 5000


@needs("surveillance.read")
@require_safe
def signals(request: HttpRequest) -> HttpResponse:
    """Providers with what is new at each: where to sit down next."""
    tables = queries.sittings(user=request.user, today=clock.today())
    content = {"tables": tables, "sentence": presenter.tables_sentence(tables)}
    return render(request, "surveillance/signal_tables.jinja", content)


@needs("surveillance.read")
@require_safe
def sitting(request: HttpRequest, code: str) -> HttpResponse:
    """What is new at one provider, all together."""
    organisation = _provider(request, code)
    return _sitting(request, organisation, SittingForm(signals=_new_at(request, organisation)))


@needs("surveillance.triage")
@require_POST
def sitting_answer(request: HttpRequest, code: str) -> HttpResponse:
    """Write down what the new signals of a provider are; what is left stays new."""
    organisation = _provider(request, code)
    form = SittingForm(request.POST, signals=_new_at(request, organisation))
    if form.is_valid():
        answers = form.answers

        def answer(*, by: User, **_: str) -> Organisation:
            services.answer_signals(answers=answers, by=by)
            return organisation

        if attempt(form, answer, by=request.user):
            messages.success(request, _said(len(answers)))
            return redirect("surveillance:signals")
    return _sitting(request, organisation, form)


def _said(number: int) -> str:
    if not number:
        return "Nothing was chosen, so everything stays new."
    return "1 signal was answered." if number == 1 else f"{number} signals were answered."


@needs("surveillance.read")
@require_safe
def signal(request: HttpRequest, public_id: str) -> HttpResponse:
    """One signal: what fired, what it says now, what people made of it, what followed."""
    return _signal(request, _signal_or_404(request, public_id))


@needs("surveillance.read")
@require_safe
def signal_svg(request: HttpRequest, public_id: str) -> HttpResponse:
    """Critical comments by month, of a signal of what people say; `?whole` large, else small."""
    found = _signal_or_404(request, public_id)
    if not found.theme:
        raise Http404
    draw = heard_spec if "whole" in request.GET else small_heard_spec
    spec = draw(found.heard.months, presenter.title_of(found, library()))
    response = HttpResponse(drawing.svg(spec), content_type="image/svg+xml")
    response["Cache-Control"] = "private, max-age=300"
    return response


@needs("surveillance.triage")
@require_POST
def signal_answer(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say what one signal is, or open it again."""
    found = _signal_or_404(request, public_id)
    form = AnswerForm(request.POST, is_answered=bool(found.outcome))

    def answer(*, outcome: str, reason: str, by: User) -> Signal:
        services.answer_signals(answers={found: (outcome, reason)}, by=by)
        return found

    if form.is_valid() and attempt(form, answer, by=request.user):
        messages.success(request, "It was written down.")
        return redirect(found)
    return _signal(request, found, answer_form=form)


@needs("surveillance.triage")
@require_POST
def signal_clock(request: HttpRequest, public_id: str) -> HttpResponse:
    """Set a day by which somebody answers, or take it away."""
    found = _signal_or_404(request, public_id)
    form = ClockForm(request.POST)
    if form.is_valid() and attempt(form, services.set_clock, signal=found, by=request.user):
        messages.success(request, "The day was set." if found.due_on else "No day is set any more.")
        return redirect(found)
    return _signal(request, found, clock_form=form)


@needs("surveillance.read")
@require_safe
def signal_list(request: HttpRequest) -> HttpResponse:
    """Every signal, with filters."""
    form, found = _chosen(request)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    content = {"form": form, "page": page, "lines": _lines(request, page), "total": page.paginator.count}
    return render(request, "surveillance/signal_list.jinja", content)


@needs("surveillance.read")
@require_safe
def signal_list_csv(request: HttpRequest) -> HttpResponse:
    """Exactly what the filters show, all pages."""
    _, found = _chosen(request)
    told = _lines(request, found[:PER_FILE])
    audit.note_export(request.user, "surveillance.signals_taken", "signals", len(told))
    return csv_response("signals.csv", presenter.csv_rows(told))


@needs("surveillance.read")
@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """How right each rule was, and each indicator."""
    years = queries.provider_years(user=request.user, today=clock.today())
    names = {each.code: each.title for each in library().values()}
    by_rule, by_indicator, by_theme = (
        [
            presenter.ledger_row(
                precision(score, provider_years=years), title=words.get(score.name, score.name), query=by
            )
            for score in queries.scores(user=request.user, by=by)
        ]
        for by, words in (("rule", presenter.RULE_TITLES), ("indicator", names), ("theme", titles()))
    )
    content = {"by_rule": by_rule, "by_indicator": by_indicator, "by_theme": by_theme, "years": years}
    return render(request, "surveillance/ledger_show.jinja", content)


def _provider(request: HttpRequest, code: str) -> Organisation:
    return get_object_or_404(Organisation.visible_to(request.user), code=code)


def _signal_or_404(request: HttpRequest, public_id: str) -> Signal:
    found = queries.signal_of(user=request.user, public_id=public_id)
    if found is None:
        raise Http404
    return found


def _new_at(request: HttpRequest, organisation: Organisation) -> list[Signal]:
    found = queries.waiting(user=request.user, today=clock.today()).filter(organisation=organisation)
    return [each for each in found if each.theme or each.indicator in library()]


def _lines(request: HttpRequest, found: Any) -> list[presenter.Line]:
    shown = list(found)
    series = [each.series_id for each in shown if each.series_id]
    statuses = queries.statuses_of_series(user=request.user, series=series)
    return presenter.lines(shown, statuses, library(), clock.today())


def _sitting(request: HttpRequest, organisation: Organisation, form: SittingForm) -> HttpResponse:
    told = _lines(request, form.signals)
    last = queries.last_sitting(user=request.user, organisation=organisation)
    content = {
        "organisation": organisation,
        "groups": presenter.groups(told),
        "sentence": presenter.sitting_sentence(organisation, told, last),
        "form": form,
        "may_triage": may(request.user, "surveillance.triage"),
        "answered": _answered(request, organisation),
    }
    return render(request, "surveillance/sitting_show.jinja", content, status=422 if form.is_bound else 200)


def _answered(request: HttpRequest, organisation: Organisation) -> list[presenter.Line]:
    """Signals still on that somebody has looked at, so that nobody thinks they went away."""
    found = queries.signals_at(user=request.user, organisation=organisation)
    return _lines(request, found.filter(ended_on__isnull=True).exclude(outcome=""))


def _signal(request: HttpRequest, found: Signal, **forms: Any) -> HttpResponse:
    leads = found.lead or found
    bound = next((form for form in forms.values() if form is not None), None)
    content = {
        "signal": found,
        "line": next(iter(_lines(request, [found])), None),
        "title": presenter.title_of(found, library()),
        "heard": _heard(request, found) if found.theme else None,
        "steps": presenter.history(queries.steps_on(signal=leads)),
        "leads": leads,
        "may_triage": may(request.user, "surveillance.triage") and found.lead_id is None,
        "answer_form": forms.get("answer_form") or AnswerForm(is_answered=bool(found.outcome)),
        "clock_form": forms.get("clock_form") or ClockForm(initial={"due_on": found.due_on}),
        "clocks": presenter.clocks(queries.clocks_on(signal=found), packs()),
        "followed": queries.followed_by(user=request.user, signal=found),
        "form": bound,
    }
    return render(request, "surveillance/signal_show.jinja", content, status=200 if bound is None else 422)


def _heard(request: HttpRequest, found: Signal) -> heard_presenter.Content:
    named = queries.services_of(user=request.user, signal=found)
    return heard_presenter.content(found, named, may_read=may(request.user, "intelligence.read"))


def _chosen(request: HttpRequest) -> tuple[SignalFilterForm, QuerySet[Signal]]:
    form = SignalFilterForm(request.GET, rules=list(presenter.RULE_TITLES.items()))
    form.is_valid()
    asked = form.cleaned_data
    known = Q(indicator__in=list(library())) | ~Q(theme="")
    found = queries.signals(user=request.user).filter(known)
    if state := asked.get("state"):
        found = found.filter(outcome="" if state == "new" else state)
    if rule := asked.get("rule"):
        found = found.filter(Q(rule=rule) | Q(parts__rule=rule)).distinct()
    if stream := asked.get("stream"):
        found = found.exclude(theme="") if stream == Stream.PEOPLE else found.filter(theme="")
    for name in ("indicator", "theme"):
        if code := asked.get(name):
            found = found.filter(**{name: code})
    if name := asked.get("provider", "").strip():
        found = found.filter(Q(organisation__code__iexact=name) | Q(organisation__name__icontains=name))
    return form, found
