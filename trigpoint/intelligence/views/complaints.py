"""Complaints as a list, the same as a file, and writing one in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from trigpoint.accounts.access import needs
from trigpoint.accounts.attempt import attempt
from trigpoint.accounts.rules import may
from trigpoint.actions.queries import providers_to_choose
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.intelligence.forms.complaint_add import ComplaintForm
from trigpoint.intelligence.forms.complaint_fields import subjects_on
from trigpoint.intelligence.forms.complaint_filters import ComplaintFilterForm
from trigpoint.intelligence.models import Complaint
from trigpoint.intelligence.presenters import complaint_list as presenter
from trigpoint.intelligence.queries import complaints_listed as queries
from trigpoint.intelligence.queries.complaints_listed import SHOWS
from trigpoint.intelligence.rules.complaints_drafts import ComplaintDraft
from trigpoint.intelligence.services.complaints_taking import take_in_complaint
from trigpoint.ui.downloads import csv_response

PAGE = 50
PER_FILE = 10_000
READS, WRITES = "complaints.read", "complaints.write"


@needs(READS)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Complaints as chosen in the address, fifty to a page."""
    form = _filters(request)
    chosen, today = form.chosen(), clock.today()
    page = Paginator(queries.listed(user=request.user, chosen=chosen, today=today), PAGE).get_page(
        request.GET.get("page")
    )
    counts = queries.counts(user=request.user, today=today)
    return render(
        request,
        "intelligence/complaint_list.jinja",
        {
            "filters": form,
            "chips": form.chips(),
            "chosen": chosen,
            "shows": [(show, presenter.TITLES[show], show == chosen.show) for show in SHOWS],
            "page": page,
            "rows": presenter.rows(page.object_list, titles=dict(subjects_on(today)), today=today),
            "opening": presenter.opening(counts),
            "is_empty": counts.total == 0,
            "may_write": may(request.user, WRITES),
        },
    )


@needs(READS)
@require_safe
def index_csv(request: HttpRequest) -> HttpResponse:
    """The list as it is seen, without words and without anybody's identity."""
    today = clock.today()
    found = queries.listed(user=request.user, chosen=_filters(request).chosen(), today=today)[:PER_FILE]
    table = presenter.table(found, titles=dict(subjects_on(today)), today=today)
    audit.note_export(request.user, "complaints.list_taken", "complaints", len(table) - 1)
    return csv_response("complaints.csv", table)


@needs(WRITES)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Write in a complaint."""
    made: list[Complaint] = []

    def save(*, by: Any, **typed: Any) -> Complaint:
        made.append(take_in_complaint(draft=ComplaintDraft(**typed), by=by))
        return made[0]

    form = ComplaintForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_valid() and attempt(form, save, by=request.user):
        messages.success(request, f"Complaint {made[0].number} is written in. Its clocks run.")
        return redirect(made[0])
    providers = providers_to_choose(user=request.user)
    return render(
        request,
        "intelligence/complaint_add.jinja",
        {"form": form, "providers": providers},
        status=422 if form.errors else 200,
    )


def _filters(request: HttpRequest) -> ComplaintFilterForm:
    return ComplaintFilterForm(request.GET, choices=queries.choices(user=request.user))
