"""A financial year of complaints, for ourselves and for publication."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from trigpoint.accounts.access import needs
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.intelligence.presenters import complaint_year as presenter
from trigpoint.intelligence.queries.complaints_figures import subject_titles
from trigpoint.intelligence.queries.complaints_year import days_of, year_of_complaints
from trigpoint.intelligence.rules.complaints_figures import year_of, year_words
from trigpoint.ui.downloads import csv_response

READS = "complaints.read"
FIRST = 2013
PUBLIC = "public"


@needs(READS)
@require_safe
def years(request: HttpRequest) -> HttpResponse:
    """The report of this year."""
    return redirect("intelligence:complaint-year", year_of(clock.today()))


@needs(READS)
@require_safe
def year(request: HttpRequest, year: int) -> HttpResponse:
    """A financial year of complaints."""
    this = year_of(clock.today())
    return render(
        request,
        "intelligence/complaint_year.jinja",
        {
            "shown": _shown(request, year),
            "year": year,
            "is_running": year == this,
            "before": (year - 1, year_words(year - 1)) if year > FIRST else None,
            "after": (year + 1, year_words(year + 1)) if year < this else None,
        },
    )


@needs(READS)
@require_safe
def year_csv(request: HttpRequest, year: int) -> HttpResponse:
    """The same as it is seen."""
    shown = _shown(request, year)
    table = presenter.table(shown)
    name = f"complaints-{year}{'-public' if shown.is_public else ''}.csv"
    audit.note_export(request.user, "complaints.year_taken", shown.title, len(table) - 1)
    return csv_response(name, table)


def _shown(request: HttpRequest, year: int) -> presenter.Shown:
    if not FIRST <= year <= year_of(clock.today()):
        raise Http404("No such year.")
    found = year_of_complaints(year, user=request.user)
    titles = subject_titles(days_of(year)[0]) | subject_titles(days_of(year)[1])
    return presenter.page_of(found, titles=titles, is_public=request.GET.get("version") == PUBLIC)
