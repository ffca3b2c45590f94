"""The Monday page and the list of briefs."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from trigpoint.accounts.access import for_anybody_signed_in, needs
from trigpoint.accounts.rules import may
from trigpoint.actions.queries import questions_waiting
from trigpoint.common import clock
from trigpoint.indicators.definitions import library
from trigpoint.intelligence.queries.inbox import counts
from trigpoint.loads.registry import all_connectors
from trigpoint.organisations.models import Kind
from trigpoint.reports import queries, services
from trigpoint.reports.presenters.home import concerns_line, home_content, proposals_line, soft_line
from trigpoint.reports.presenters.providers import brief_lines, kind_chips, list_opening
from trigpoint.triangulation.queries import concerns
from trigpoint.triangulation.queries.proposals import waiting_count

PER_PAGE = 50
FIRST_KINDS = (Kind.TRUST, Kind.AMBULANCE)


@for_anybody_signed_in
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Ten lines: what changed, what needs attention, what I promised, how fresh the data is."""
    if not may(request.user, "reports.read"):
        return redirect(_first_page_of(request.user))
    records = queries.records_for_home(user=request.user, today=clock.today())
    proposed = waiting_count(user=request.user) if may(request.user, "concerns.read") else None
    titles = {name: connector.title for name, connector in all_connectors().items()}
    return render(
        request,
        "reports/home_show.jinja",
        {
            "home": home_content(records, library(), titles, proposed=proposed or 0),
            "may_load": may(request.user, "loads.add"),
            "soft": _soft(request),
            "worried": _worried(request, proposed),
        },
    )


def _soft(request: HttpRequest) -> str:
    """What waits of soft intelligence, for those who read it."""
    if not may(request.user, "intelligence.read"):
        return ""
    return soft_line(counts(user=request.user, today=clock.today()))


def _worried(request: HttpRequest, proposed: int | None) -> tuple[str, str]:
    """What waits of proposals and of concerns, for those who read them. proposed: None for others."""
    if proposed is None:
        return "", ""
    return proposals_line(proposed), concerns_line(concerns.counts(user=request.user))


@needs("reports.read")
@require_POST
def home_seen(request: HttpRequest) -> HttpResponse:
    """Count what is new from now on."""
    services.mark_seen(by=request.user)
    messages.success(request, "Marked as seen. What is new is counted from now on.")
    return redirect("reports:home")


@needs("reports.read")
@require_GET
def briefs(request: HttpRequest) -> HttpResponse:
    """Our providers, with what each brief will say. `?kind=` chooses a kind of provider."""
    today = clock.today()
    kind = request.GET.get("kind", "")
    kinds = [kind] if kind in Kind.values else FIRST_KINDS
    found = queries.records_for_list(user=request.user, today=today, kinds=kinds)
    providers = found.providers
    lines = brief_lines(
        providers,
        meetings=queries.meetings(user=request.user, providers=providers),
        unusual=found.unusual,
        known=found.known,
        waiting=questions_waiting(user=request.user, providers=providers, day=today),
        today=today,
    )
    return render(
        request,
        "reports/brief_list.jinja",
        {
            "page": Paginator(lines, PER_PAGE).get_page(request.GET.get("page")),
            "opening": list_opening(lines, today),
            "chips": kind_chips(found.own, kind if kind in Kind.values else ""),
        },
    )


def _first_page_of(user: Any) -> str:
    """Where people begin who do not work for the commissioner: what they are asked, or what they are shown."""
    if may(user, "actions.answer"):
        return "actions:list"
    return "accounts:shared" if may(user, "shared.read") else "accounts:no-role"
