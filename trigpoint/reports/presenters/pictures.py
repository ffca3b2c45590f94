"""Charts of what changed, as pictures for the papers, each with its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trigpoint.indicators.definitions import Definition
from trigpoint.reports.presenters.content import BriefContent
from trigpoint.reports.presenters.figures import usual_range
from trigpoint.surveillance import queries as surveillance
from trigpoint.surveillance.charts import series_spec
from trigpoint.surveillance.models import SeriesStatus
from trigpoint.ui import drawing
from trigpoint.ui.words import period

AT_MOST = 6


@dataclass(frozen=True)
class Picture:
    """One chart as PNG. `alternative` says in words what the chart shows."""

    png: bytes
    title: str
    alternative: str
    address: str


def pictures(
    content: BriefContent, changes: Sequence[SeriesStatus], definitions: Mapping[str, Definition]
) -> tuple[Picture, ...]:
    """Charts of the first few things that changed, the worse before the better, as the brief lists them."""
    by_series = {status.series.public_id: status for status in changes}
    charted = [each for each in (*content.changes, *content.better) if each.charted][:AT_MOST]
    surveillance.fetch_charts([by_series[change.series] for change in charted])
    found = []
    for change in charted:
        status = by_series[change.series]
        points = surveillance.points_of(status)
        if points:
            definition = definitions[status.indicator]
            spec = series_spec(
                points, definition, target=status.target, is_phased=status.is_phased, width=560
            )
            alternative = _alternative(status, definition, len(points), change.sentence)
            found.append(Picture(drawing.png(spec), change.title, alternative, change.address))
    return tuple(found)


def _alternative(status: SeriesStatus, definition: Definition, count: int, sentence: str) -> str:
    usual = usual_range(status, definition)
    within = f", with a usual range of {usual}" if usual else ""
    latest = period(status.last_start, status.last_end)
    return f"Chart of {count} periods up to {latest}{within}. {sentence}"
