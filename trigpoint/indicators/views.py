"""Pages of the indicator library. It is open: everybody who signs in sees all of it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from trigpoint.accounts.access import needs
from trigpoint.common import clock
from trigpoint.indicators import presenters, queries
from trigpoint.indicators.definitions import CHARTS, DIMENSIONS, FREQUENCIES, PROVIDER_KINDS, library
from trigpoint.indicators.forms import CoverageForm, LibraryForm
from trigpoint.indicators.models import DefinitionVersion
from trigpoint.organisations.models import Kind


@needs("indicators.read")
@require_safe
def indicators(request: HttpRequest) -> HttpResponse:
    """Every indicator by dimension, narrowed by words, dimension and frequency."""
    form = LibraryForm(request.GET)
    form.is_valid()  # a choice that does not exist narrows nothing
    chosen = {key: value for key, value in form.cleaned_data.items() if value}
    held = queries.held_by_indicator(user=request.user)
    known = library()
    groups = presenters.groups(known.values(), held, chosen, clock.today())
    titles = {**DIMENSIONS, **FREQUENCIES}
    context = {
        "form": LibraryForm(initial=chosen, auto_id="id_%s"),
        "chips": [
            {"key": key, "value": value, "text": titles.get(value, f"“{value}”")}
            for key, value in chosen.items()
        ],
        "groups": groups,
        "sentence": presenters.list_sentence(groups, len(known)),
    }
    return render(request, "indicators/indicator_list.jinja", context)


@needs("indicators.read")
@require_safe
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    """One indicator: what it means, how it is charted and compared, its targets, source and versions."""
    definition = library().get(code)
    if definition is None:
        raise Http404
    held = queries.held_by_indicator(user=request.user, indicator=code).get(code)
    versions = (
        DefinitionVersion.visible_to(request.user).filter(indicator=code).order_by("-recorded_at", "-pk")
    )
    today = clock.today()
    context = {
        "definition": definition,
        "sentence": presenters.indicator_sentence(definition, held),
        "freshness": presenters.freshness(definition, held, today),
        "facts": presenters.facts(definition),
        "chart_words": CHARTS.get(definition.chart, ""),
        "watched": presenters.watched(definition),
        "compared": presenters.FUNNELS.get(definition.compare.kind or "", "No"),
        "targets": presenters.target_rows(definition.targets, definition),
        "target_now": definition.target_on(today),
        "questions": presenters.questions(definition),
        "versions": presenters.version_rows(list(versions)),
        "review_is_due": definition.next_review <= today,
    }
    return render(request, "indicators/indicator_show.jinja", context)


@needs("indicators.read")
@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """What is not measured: each dimension for each kind of provider, the gaps in words."""
    form = CoverageForm(request.GET)
    form.is_valid()  # a kind that does not exist narrows nothing
    kind = form.cleaned_data.get("kind", "")
    context = {
        "form": CoverageForm(initial={"kind": kind}),
        "chips": [{"key": "kind", "value": kind, "text": Kind(kind).label}] if kind else [],
        "coverage": presenters.coverage([kind] if kind else PROVIDER_KINDS),
    }
    return render(request, "indicators/coverage_show.jinja", context)
