"""Pages of the directory. What is published is open to everybody who signs in."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from trigpoint.accounts.access import needs
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.organisations import presenters, queries
from trigpoint.organisations.forms import SearchForm
from trigpoint.organisations.models import Organisation
from trigpoint.ui.downloads import csv_response

ROWS = 50
CHILDREN = 25


@needs("organisations.read")
@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """Find an organisation by a few letters, its kind, and where it belongs."""
    found, chosen, form = _found(request)
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    is_empty = not page.paginator.count and not Organisation.visible_to(request.user).exists()
    context = {
        "form": form,
        "chips": presenters.chips(chosen, form),
        "page": page,
        "rows": presenters.rows(page.object_list),
        "sort": chosen["sort"],
        "sentence": presenters.list_sentence(page.paginator.count, chosen, form),
        "is_empty": is_empty,
    }
    return render(request, "organisations/organisation_list.jinja", context)


@needs("organisations.read")
@require_safe
def directory_csv(request: HttpRequest) -> HttpResponse:
    """Exactly what the list shows, all pages of it."""
    found, _, _ = _found(request)
    shown = presenters.rows(found)
    audit.note_export(request.user, "organisations.list_taken", "organisations", len(shown))
    return csv_response("organisations.csv", [presenters.CSV_HEADINGS, *(row.cells() for row in shown)])


def _found(request: HttpRequest) -> tuple[QuerySet[Organisation], dict[str, str], SearchForm]:
    """What the address asks for. A choice that does not exist narrows nothing."""
    places = queries.places_to_choose(request.user)
    asked = SearchForm(request.GET, places=places)
    asked.is_valid()
    chosen: dict[str, str] = {name: asked.cleaned_data.get(name, "") for name in asked.fields}
    chosen["state"] = chosen["state"] or queries.OPEN
    sort = request.GET.get("sort", "")
    chosen["sort"] = sort if sort.removeprefix("-") in queries.SORTS else "name"
    found = queries.search(request.user, chosen["q"], chosen["kind"])
    found = queries.narrowed(found, within=chosen["within"], state=chosen["state"])
    shown = SearchForm(initial=chosen, places=places, auto_id="id_%s")
    return queries.in_order(found, chosen["sort"]), chosen, shown


@needs("organisations.read")
@require_safe
def organisation(request: HttpRequest, code: str) -> HttpResponse:
    """One organisation: what it is, where it belongs, what became of it, and what the regulator says."""
    seen = Organisation.visible_to(request.user)
    held = get_object_or_404(seen.select_related("load"), code=code)
    members = queries.in_order(queries.narrowed(seen, within=held.code), "kind")
    page = Paginator(members, CHILDREN).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "organisation": held,
        "shown": presenters.organisation_page(held, today=clock.today()),
        "indicators": held.series.visible_to(request.user).values("indicator").distinct().count(),
        "members": presenters.rows(page.object_list),
        "page": page,
    }
    return render(request, "organisations/organisation_show.jinja", context)
