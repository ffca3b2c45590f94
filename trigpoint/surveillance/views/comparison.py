"""One indicator across providers."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from trigpoint.accounts.access import needs
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.indicators.definitions import Definition, library
from trigpoint.surveillance import queries
from trigpoint.surveillance.charts import funnel_spec
from trigpoint.surveillance.presenters.comparison import Comparison, comparison
from trigpoint.surveillance.presenters.tables import peers_csv
from trigpoint.surveillance.queries import EVERYWHERE, Chosen
from trigpoint.surveillance.views.filters import chips, chosen_filters
from trigpoint.surveillance.views.once import drawn_once
from trigpoint.ui import drawing
from trigpoint.ui.downloads import csv_response

PER_PAGE = 150  # all trusts of England stand on one page


@needs("surveillance.read")
@require_safe
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    """Funnel and table, or a list by name where providers may not be compared."""
    definition = _definition(code)
    body = drawn_once(request, "surveillance/_indicator.jinja", lambda: _content(request, definition))
    return render(request, "surveillance/indicator_show.jinja", {"definition": definition, "body": body})


def _content(request: HttpRequest, definition: Definition) -> dict[str, Any]:
    form, chosen, places = chosen_filters(request)
    shown = _comparison(request, definition, chosen, places)
    spec = funnel_spec(shown.units, definition, centre=shown.centre) if shown.units else None
    return {
        "definition": definition,
        "form": form,
        "chosen": chosen,
        "chips": [chip for chip in chips(request, chosen, places) if chip["key"] in {"place", "kind"}],
        "shown": shown,
        "page": Paginator(shown.rows, PER_PAGE).get_page(request.GET.get("page")),
        "place": dict(places).get(chosen.place, "England"),
        "svg": drawing.svg(spec).decode() if spec else "",
        "spec": drawing.whole(spec) if spec else None,
    }


@needs("surveillance.read")
@require_safe
def indicator_csv(request: HttpRequest, code: str) -> HttpResponse:
    """The table as a file."""
    _, chosen, places = chosen_filters(request)
    rows = _comparison(request, _definition(code), chosen, places).rows
    audit.note_export(request.user, "surveillance.table_taken", f"{code} across providers", len(rows))
    return csv_response(f"{code}.csv", peers_csv(rows))


@needs("surveillance.read")
@require_safe
def funnel_svg(request: HttpRequest, code: str) -> HttpResponse:
    """The funnel as a picture."""
    definition = _definition(code)
    _, chosen, places = chosen_filters(request)
    shown = _comparison(request, definition, chosen, places)
    if not shown.units:
        raise Http404("Providers are not compared on this indicator.")
    audit.note_export(request.user, "surveillance.chart_taken", f"{code} across providers", None)
    return HttpResponse(
        drawing.svg(funnel_spec(shown.units, definition, centre=shown.centre)), content_type="image/svg+xml"
    )


def _definition(code: str) -> Definition:
    known = library()
    if code not in known:
        raise Http404("No such indicator.")
    return known[code]


def _comparison(
    request: HttpRequest, definition: Definition, chosen: Chosen, places: list[tuple[str, str]]
) -> Comparison:
    today = clock.today()
    statuses = queries.peers(user=request.user, indicator=definition.code)
    if chosen.kind:
        statuses = [status for status in statuses if status.organisation.kind == chosen.kind]
    ours: set[int] = set()
    if chosen.place != EVERYWHERE:
        ours = queries.providers_in(user=request.user, place=chosen.place, today=today)
    return comparison(statuses, definition, ours=ours, place=dict(places)[chosen.place], today=today)
