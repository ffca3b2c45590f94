"""The charts of papers as pictures: of a draft from today's figures, of an issued paper from what was kept with it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from trigpoint.accounts.access import needs
from trigpoint.indicators.definitions import library
from trigpoint.reports.presenters.paper_charts import spec_of
from trigpoint.reports.presenters.paper_content import charts_of, thawed
from trigpoint.reports.views.early_warning import month_or_404, paper_or_404
from trigpoint.surveillance import queries as surveillance
from trigpoint.ui import drawing

# How long a browser may keep it. Whoever issues a draft must see what is issued: its address stays, its figures do not.
NEVER, FOR_MINUTES = "no-store", "max-age=300"


@needs("reports.read")
@require_GET
def paper_draft_chart(request: HttpRequest, month: str, series: str) -> HttpResponse:
    """A chart of a draft."""
    month_or_404(request, month)
    status = surveillance.status_of(user=request.user, public_id=series)
    if status is None or status.indicator not in library() or not surveillance.points_of(status):
        raise Http404("There is no such chart.")
    return _picture(spec_of(status, library()[status.indicator]), NEVER)


@needs("reports.read")
@require_GET
def paper_chart(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """A chart of an issued paper, as it was then."""
    charts = charts_of(thawed(paper_or_404(request, public_id).content))
    chart = next((each for each in charts if each["number"] == number), None)
    if chart is None:
        raise Http404("There is no such chart in this paper.")
    return _picture(chart["spec"], FOR_MINUTES)


def _picture(spec: dict[str, Any], kept: str) -> HttpResponse:
    response = HttpResponse(drawing.svg(spec), content_type="image/svg+xml")
    response["Cache-Control"] = f"private, {kept}"
    return response
