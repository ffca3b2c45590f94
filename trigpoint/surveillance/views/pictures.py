"""A series as a picture or a file."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from trigpoint.accounts.access import needs
from trigpoint.audit import services as audit
from trigpoint.indicators.definitions import MONTHS, Definition, definition
from trigpoint.loads.models import Load
from trigpoint.surveillance import queries
from trigpoint.surveillance.charts import series_spec, small_spec, so_far_spec
from trigpoint.surveillance.models import SeriesStatus
from trigpoint.surveillance.presenters.tables import series_csv as table
from trigpoint.surveillance.rules.agreeing import financial_year, starts
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
    return _taken(request, public_id, drawing.svg, "image/svg+xml", "svg")


@needs("surveillance.read")
@require_safe
def small_svg(request: HttpRequest, public_id: str) -> HttpResponse:
    """The chart, small, for pages that show many."""
    status = status_or_404(request, public_id)
    spec = small_spec(
        queries.points_of(status),
        definition(status.indicator),
        target=status.target,
        is_phased=status.is_phased,
    )
    return _picture(drawing.svg(spec), "image/svg+xml", "")


@needs("surveillance.read")
@require_safe
def chart_png(request: HttpRequest, public_id: str) -> HttpResponse:
    """The chart as a picture for slides and documents."""
    return _taken(request, public_id, drawing.png, "image/png", "png")


@needs("surveillance.read")
@require_safe
def series_csv(request: HttpRequest, public_id: str) -> HttpResponse:
    """Every figure with its limits and where it came from."""
    status = status_or_404(request, public_id)
    points = queries.points_of(status)
    audit.note_export(request.user, "surveillance.table_taken", status.series, len(points))
    return csv_response(f"{_name(status)}.csv", table(points, loads_of(request, points)))


def loads_of(request: HttpRequest, points: list[dict]) -> dict[int, Load]:
    """The loads that the points came from, by key."""
    return Load.visible_to(request.user).in_bulk({point["load"] for point in points if point["load"]})


def _taken(
    request: HttpRequest, public_id: str, draw: Callable[[dict], bytes], kind: str, suffix: str
) -> HttpResponse:
    """The chart as a picture to take away; those on pages are not noted."""
    status = status_or_404(request, public_id)
    picture = draw(_spec(status))
    audit.note_export(request.user, "surveillance.chart_taken", status.series, None, after={"as": suffix})
    return _picture(picture, kind, f"{_name(status)}.{suffix}")


def _spec(status: SeriesStatus) -> dict:
    return series_spec(
        queries.points_of(status),
        definition(status.indicator),
        target=status.target,
        is_phased=status.is_phased,
    )


def _name(status: SeriesStatus) -> str:
    return f"{status.indicator}-{status.organisation.code}"


def _picture(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Cache-Control"] = "private, max-age=300"
    if name:
        response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def so_far_picture(status: SeriesStatus, indicator: Definition) -> str:
    """The count of the year so far beside its ceiling, as a picture; "" without one."""
    if status.target_kind != "ceiling" or not status.target_due:
        return ""
    begins = financial_year(status.target_due)
    periods = starts(begins, status.target_due, MONTHS[indicator.frequency])
    spec = so_far_spec(queries.points_of(status), periods, status.target_at_end or 0, indicator.title)
    return drawing.svg(spec).decode()
