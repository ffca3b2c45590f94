"""Concerns as a list, and the same as a file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from trigpoint.accounts.access import needs
from trigpoint.accounts.rules import may
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.frameworks.queries import pack_on
from trigpoint.triangulation.forms.concern_filters import ConcernFilterForm
from trigpoint.triangulation.presenters import concern_list as presenter
from trigpoint.triangulation.queries import concerns as queries
from trigpoint.triangulation.queries.concerns_known import marked_items
from trigpoint.triangulation.rules.concerns import READ, WRITE
from trigpoint.ui.downloads import csv_response

PAGE = 50
PER_FILE = 10_000
MOST_MARKED_SHOWN = 10


@needs(READ)
@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Concerns as chosen in the address, fifty to a page; what was marked for a concern and stands in none."""
    form = _filters(request)
    chosen, today = form.chosen(), clock.today()
    found = queries.concerns_listed(user=request.user, chosen=chosen)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    counts = queries.counts(user=request.user)
    may_write = may(request.user, WRITE)
    shown = list(page.object_list)
    return render(
        request,
        "triangulation/concern_list.jinja",
        {
            "filters": form,
            "chips": form.chips(),
            "chosen": chosen,
            "shows": [(show, presenter.TITLES[show], show == chosen.show) for show in queries.SHOWS],
            "page": page,
            "rows": presenter.rows(shown, names=_names(request, shown), today=today),
            "opening": presenter.opening(counts),
            "is_empty": counts.total == 0,
            "may_write": may_write,
            "marked": marked_items(user=request.user)[:MOST_MARKED_SHOWN] if may_write else [],
        },
    )


@needs(READ)
@require_safe
def index_csv(request: HttpRequest) -> HttpResponse:
    """The list as it is seen."""
    found = list(queries.concerns_listed(user=request.user, chosen=_filters(request).chosen())[:PER_FILE])
    table = presenter.table(found, names=_names(request, found))
    audit.note_export(request.user, "concerns.list_taken", "concerns", len(table) - 1)
    return csv_response("concerns.csv", table)


def _names(request: HttpRequest, found: Iterable[Any]) -> presenter.Names:
    today = clock.today()
    pack = pack_on(today)
    late = queries.replies_overdue(request.user, today).values_list("concern", flat=True)
    return presenter.Names(
        themes=queries.themes_of(pack, today),
        levels=queries.levels_of(pack),
        people=queries.people_called(each.lead_id for each in found),
        late=set(late),
    )


def _filters(request: HttpRequest) -> ConcernFilterForm:
    return ConcernFilterForm(request.GET, choices=queries.choices(user=request.user))
