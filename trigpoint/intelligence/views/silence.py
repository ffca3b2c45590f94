"""Who is silent: practices that tell nothing, providers and services of which nothing is told."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from trigpoint.accounts.access import needs, opens_to
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.intelligence.forms.themes_over_time import SilenceFilterForm
from trigpoint.intelligence.presenters import silence as presenter
from trigpoint.intelligence.queries import silence as queries
from trigpoint.intelligence.views.themes_over_time import SEES
from trigpoint.organisations.queries import places_to_choose
from trigpoint.ui.downloads import csv_response

PER_PAGE = 50
PER_FILE = 10_000


@needs(*SEES)
@require_safe
def silence(request: HttpRequest) -> HttpResponse:
    """Practices with their last word, the silent first; providers and services without any for some months."""
    form, practices, quiet = _found(request)
    counts = queries.how_silent(practices)
    page = Paginator(practices, PER_PAGE).get_page(request.GET.get("page"))
    content = {
        "form": form,
        "opening": presenter.opening(counts, quiet, form.chosen_months),
        "page": page,
        "counts": counts,
        "quiet": quiet,
        "may_link": opens_to(request.user, "intelligence:links"),
    }
    return render(request, "intelligence/silence.jinja", content)


@needs(*SEES)
@require_safe
def silence_csv(request: HttpRequest) -> HttpResponse:
    """Both lists of the page, one under the other."""
    _, practices, quiet = _found(request)
    rows = presenter.table(practices[:PER_FILE], quiet)
    audit.note_export(request.user, "intelligence.silence_taken", "who is silent", len(rows) - 1)
    return csv_response("silence.csv", rows)


def _found(request: HttpRequest) -> tuple[SilenceFilterForm, Any, list[queries.Quiet]]:
    own = request.user.commissioner.code if request.user.commissioner_id else ""
    places = [(code, name) for code, name in places_to_choose(request.user)]
    form = SilenceFilterForm(request.GET, places=places)
    within, today = form.chosen_place or own, clock.today()
    practices = queries.practices(request.user, within=within, today=today)
    return (
        form,
        practices,
        queries.quiet_providers(request.user, within=within, months=form.chosen_months, today=today),
    )
