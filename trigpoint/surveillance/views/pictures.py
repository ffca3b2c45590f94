"""A series as a picture or a file."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from trigpoint.accounts.access import needs
from trigpoint.indicators.definitions import definition
from trigpoint.loads.models import Load
from trigpoint.surveillance import queries
from trigpoint.surveillance.charts import series_spec, small_spec
from trigpoint.surveillance.models import SeriesStatus
from trigpoint.surveillance.presenters.tables import series_csv as table
from trigpoint.ui import drawing
from trigpoint.ui.downloads import csv_response


def status_or_404(request: HttpRequest, public_id: str) -> SeriesStatus:
    """The status of a series that this person may see."""
    status = queries.status_of(user=request.user, public_id=public_id)
    if status is None:
        raise Http404("No such series.")
    return status


@needs("surveillance.read")
@require_safe
def chart_svg(request: HttpRequest, public_id: str) -> HttpResponse:
    """The chart, to be used elsewhere."""
    status = status_or_404(request, public_id)
    return _picture(drawing.svg(_spec(status)), "image/svg+xml", f"{_name(status)}.svg")


@needs("surveillance.read")
@require_safe
def small_svg(request: HttpRequest, public_id: str) -> HttpResponse:
    """The chart, small, for pages that show many."""
    status = status_or_404(request, public_id)
    spec = small_spec(queries.points_of(status), definition(status.indicator), target=status.target)
    return _picture(drawing.svg(spec), "image/svg+xml", "")


@needs("surveillance.read")
@require_safe
def chart_png(request: HttpRequest, public_id: str) -> HttpResponse:
    """The chart as a picture for slides and documents."""
    status = status_or_404(request, public_id)
    return _picture(drawing.png(_spec(status)), "image/png", f"{_name(status)}.png")


@needs("surveillance.read")
@require_safe
def series_csv(request: HttpRequest, public_id: str) -> HttpResponse:
    """Every figure with its limits and where it came from."""
    status = status_or_404(request, public_id)
    points = queries.points_of(status)
    return csv_response(f"{_name(status)}.csv", table(points, loads_of(request, points)))


def loads_of(request: HttpRequest, points: list[dict]) -> dict[int, Load]:
    """The loads that the points came from, by key."""
    return Load.visible_to(request.user).in_bulk({point["load"] for point in points if point["load"]})


def _spec(status: SeriesStatus) -> dict:
    return series_spec(queries.points_of(status), definition(status.indicator), target=status.target)


def _name(status: SeriesStatus) -> str:
    return f"{status.indicator}-{status.organisation.code}"


def _picture(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Cache-Control"] = "private, max-age=300"
    if name:
        response["Content-Disposition"] = f'inline; filename="{name}"'
    return response
