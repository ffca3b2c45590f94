"""The early-warning dashboard: providers by indicators, and one provider over time."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from trigpoint.accounts.access import needs
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.indicators.definitions import library
from trigpoint.organisations.models import Organisation
from trigpoint.surveillance import queries
from trigpoint.surveillance.presenters import matrix as presenter
from trigpoint.surveillance.presenters.smalls import small_charts
from trigpoint.surveillance.presenters.tables import matrix_csv
from trigpoint.surveillance.presenters.weighing import tests_here, weighing
from trigpoint.surveillance.queries import Chosen
from trigpoint.surveillance.queries.dashboard import TestsMade, silent_providers, tests_among
from trigpoint.surveillance.views.filters import chips, chosen_filters, definitions_for
from trigpoint.surveillance.views.once import drawn_once
from trigpoint.ui.downloads import csv_response

PER_PAGE = 25
LEAST_PER_PAGE = 10
CELLS = 3_000  # about as many as a page may have: with hundreds of indicators it has fewer providers
PER_FILE = 5000
MOST_SILENT = 20
MOST_SMALL = 12  # charts of a dimension, what is new or unusual first; the rest a click away


@needs("surveillance.read")
@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """Providers down, indicators across; what is new comes first."""
    body = drawn_once(request, "surveillance/_dashboard.jinja", lambda: _content(request))
    return render(request, "surveillance/dashboard_show.jinja", {"body": body})


def _content(request: HttpRequest) -> dict[str, Any]:
    form, chosen, places = chosen_filters(request)
    fitting = CELLS // max(len(definitions_for(chosen)), 1)
    page = _page(request, chosen, max(LEAST_PER_PAGE, min(PER_PAGE, fitting)))
    shown = _matrix(request, chosen, page)
    refreshed = queries.latest_refresh(user=request.user)
    place = dict(places).get(chosen.place, "England")
    return {
        "form": form,
        "chosen": chosen,
        "chips": chips(request, chosen, places),
        "matrix": shown,
        "page": page,
        "opening": presenter.opening(shown.rows, place, is_part=page.has_other_pages()),
        "stale": presenter.stale_sentence(shown.columns),
        "silent": _silent(request, chosen, page),
        "news": presenter.news(shown.rows),
        "tests": tests_here(_tests(request, chosen, page)),
        "refreshed": refreshed,
    }


@needs("surveillance.read")
@require_safe
def dashboard_csv(request: HttpRequest) -> HttpResponse:
    """Exactly what the filters show, one line a provider and indicator, all pages."""
    _, chosen, _ = chosen_filters(request)
    shown = _matrix(request, chosen, _page(request, chosen, PER_FILE))
    audit.note_export(request.user, "surveillance.table_taken", "early warning", len(shown.rows))
    return csv_response("early-warning.csv", matrix_csv(shown))


@needs("surveillance.read")
@require_safe
def chance(request: HttpRequest) -> HttpResponse:
    """How much was looked at, what chance alone would raise, and how what stands out is told from it."""
    found = weighing(refreshed := queries.latest_refresh(user=request.user))
    return render(request, "surveillance/chance_show.jinja", {"weighing": found, "refreshed": refreshed})


@needs("surveillance.read")
@require_safe
def provider(request: HttpRequest, code: str) -> HttpResponse:
    """One provider: every indicator as a small chart over time."""
    organisation = get_object_or_404(Organisation.visible_to(request.user), code=code)
    _, chosen, places = chosen_filters(request)
    definitions = {each.code: each for each in definitions_for(chosen)}
    statuses = queries.statuses_at(user=request.user, organisations=[organisation], indicators=definitions)
    most = len(definitions) if chosen.dimension else MOST_SMALL
    groups = small_charts(statuses, definitions, clock.today(), most)
    return render(
        request,
        "surveillance/provider_show.jinja",
        {
            "organisation": organisation,
            "chips": [chip for chip in chips(request, chosen, places) if chip["key"] == "dimension"],
            "groups": groups,
            "all_indicators": len(library()),
            "opening": presenter.provider_opening(groups),
        },
    )


def _silent(request: HttpRequest, chosen: Chosen, page: Page) -> list[Organisation]:
    """Providers without any figure: told below the whole table, not where it is narrowed to something else."""
    is_narrowed = chosen.place == queries.EVERYWHERE or chosen.show or chosen.dimension or chosen.provider
    if is_narrowed or page.has_next():
        return []
    return list(silent_providers(user=request.user, chosen=chosen, today=clock.today())[:MOST_SILENT])


def _tests(request: HttpRequest, chosen: Chosen, page: Page) -> TestsMade:
    codes = [definition.code for definition in definitions_for(chosen)]
    return tests_among(user=request.user, organisations=list(page), indicators=codes)


def _page(request: HttpRequest, chosen: Chosen, size: int) -> Page:
    codes = [definition.code for definition in definitions_for(chosen)]
    found = queries.providers(user=request.user, chosen=chosen, indicators=codes, today=clock.today())
    return Paginator(found, size).get_page(request.GET.get("page"))


def _matrix(request: HttpRequest, chosen: Chosen, page: Page) -> presenter.Matrix:
    definitions = definitions_for(chosen)
    organisations = list(page)
    statuses = queries.statuses_at(
        user=request.user, organisations=organisations, indicators=[each.code for each in definitions]
    )
    return presenter.matrix(organisations, statuses, definitions, clock.today())
