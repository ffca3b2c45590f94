"""Charts of what is new in the early-warning paper: what is drawn, and the words beside it.

A chart is kept as its specification with its figures, a part of the content: so the fingerprint of a paper covers it,
and the picture of an issued paper is drawn from what was known then, whatever is revised later.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from trigpoint.indicators.definitions import Definition
from trigpoint.reports.presenters.criteria import Lens
from trigpoint.reports.presenters.figures import stale_words, usual_range
from trigpoint.reports.presenters.paper_content import Chart
from trigpoint.surveillance import queries as surveillance
from trigpoint.surveillance.charts import series_spec
from trigpoint.surveillance.models import SeriesStatus, Signal
from trigpoint.surveillance.rules import telling, watch_words
from trigpoint.ui.words import count, day, period

AT_MOST = 3  # charts of one provider; the others are named
IN_ALL = 60  # charts of a paper: with more nobody reads it, and Word does not open it quickly
PERIODS = 60  # the latest of a series: more cannot be told apart at this size
WIDTH, HEIGHT = 430, 180
EVENTS = ("cusum_poisson", "vlad")  # kinds of chart that lay a count against an expected one
BY_PLACE = "funnel"  # the rule that compares providers; a chart over time does not show it


def charts(
    signals: Sequence[Signal],
    statuses: Mapping[int, SeriesStatus],
    lens: Lens,
    *,
    drawn_before: int,
) -> tuple[tuple[Chart, ...], str]:
    """Charts of the first few series that have a new signal, and in words what is not drawn.

    signals: in the order in which the paper tells them. drawn_before: charts that the paper has already.
    """
    drawable = [each for each in _once(signals) if _can_be_drawn(statuses.get(each.series_id), lens)]
    room = max(min(AT_MOST, IN_ALL - drawn_before), 0)
    drawn = [
        _chart(each, statuses[each.series_id], lens, number)
        for number, each in enumerate(drawable[:room], start=drawn_before + 1)
    ]
    left = [lens.definitions[each.indicator].title for each in drawable[room:]]
    more = f"New as well, each with its chart behind its title above: {'; '.join(left)}." if left else ""
    return tuple(drawn), more


def spec_of(status: SeriesStatus, definition: Definition) -> dict[str, Any]:
    """The chart of a series as papers show it: its latest periods, without what only a browser could open."""
    points = surveillance.points_of(status)[-PERIODS:]
    return _still(
        series_spec(
            points, definition, target=status.target, is_phased=status.is_phased, width=WIDTH, height=HEIGHT
        )
    )


def _once(signals: Iterable[Signal]) -> list[Signal]:
    """The first signal of each series."""
    first: dict[int, Signal] = {}
    for signal in signals:
        if signal.theme:
            continue  # what people say is told in words
        first.setdefault(signal.series_id, signal)
    return list(first.values())


def _can_be_drawn(status: SeriesStatus | None, lens: Lens) -> bool:
    if status is None or status.indicator not in lens.definitions:
        return False
    return sum(1 for point in surveillance.points_of(status) if point["value"] is not None) > 1


def _chart(signal: Signal, status: SeriesStatus, lens: Lens, number: int) -> Chart:
    definition = lens.definitions[status.indicator]
    points = [each for each in surveillance.points_of(status)[-PERIODS:] if each["value"] is not None]
    return Chart(
        number=number,
        series=status.series.public_id,
        title=definition.title,
        caption=_caption(signal, status, lens, points),
        alternative=_alternative(status, definition, points),
        address=status.series.get_absolute_url(),
        source=lens.notes.source_of(status, definition),
        spec=spec_of(status, definition),
    )


def _caption(signal: Signal, status: SeriesStatus, lens: Lens, points: Sequence[Mapping[str, Any]]) -> str:
    """Period, size, freshness and source, each a sentence."""
    definition, last = lens.definitions[status.indicator], points[-1]
    published = (
        f", published {day(status.published_on)}"
        if status.published_on
        else ", date of publication not in the file"
    )
    stale = stale_words(telling(status, definition, lens.today).stale_since)
    told = (
        f"{_span(points)}, {len(points)} figures.",
        f"Latest: {definition.show(last['value'])}{_size(last, status, definition)}.",
        "Flagged against like providers, which a chart over time does not show."
        if signal.rule == BY_PLACE
        else "",
        stale or "No newer figure is due yet.",
        f"{definition.source.publisher}, {definition.source.title}{published}.",
    )
    return " ".join(each for each in told if each)


def _alternative(status: SeriesStatus, definition: Definition, points: Sequence[Mapping[str, Any]]) -> str:
    """What the picture shows, for whoever does not see it."""
    flagged = sum(1 for point in points if (point["meaning"] or "common") != "common")
    latest = points[-1]
    return " ".join(
        each
        for each in (
            f"Chart of {definition.title} at {status.organisation.name}, {_span(points)}:",
            f"{len(points)} figures, {flagged or 'none'} of them unusual.",
            _levels(latest) if watch_words.is_watched(status.chart_kind) else _usual(status, definition),
            f"Latest {definition.show(latest['value'])} in {period(latest['period_start'], latest['period_end'])}.",
            f"Target {definition.show(status.target)}." if status.target is not None else "",
        )
        if each
    )


def _span(points: Sequence[Mapping[str, Any]]) -> str:
    first, last = points[0], points[-1]
    start = period(first["period_start"], first["period_end"]).split(" to ")[0]
    return f"{start} to {period(last['period_start'], last['period_end']).split(' to ')[-1]}"


def _usual(status: SeriesStatus, definition: Definition) -> str:
    usual = usual_range(status, definition)
    return f"Usual range {usual}." if usual else "No usual range can be drawn."


def _levels(latest: Mapping[str, Any]) -> str:
    """How near the latest figure is to an alarm, of a chart with two levels of alert."""
    reach = latest.get("reach")
    if reach is None:
        return "Two levels of alert."
    near = "is at the level of an alarm" if reach >= 1 else f"is {reach:.0%} of the way to an alarm"
    return f"Two levels of alert; the latest figure {near}."


def _size(point: Mapping[str, Any], status: SeriesStatus, definition: Definition) -> str:
    """How large what a figure tells of is, or what was expected where that is what it is laid against."""
    expected = point.get("expected")
    if status.chart_kind in EVENTS and expected is not None:
        observed = point["numerator"]
        if definition.unit == "count" or observed is None:
            return f", expected {expected:,.4g}"
        return f", {count(observed)} where {expected:,.4g} were expected"
    if definition.unit != "%" or point["numerator"] is None or point["denominator"] is None:
        return ""  # a mean is no share of its days, nor a ratio of what was expected
    return f" ({count(point['numerator'])} of {count(point['denominator'])})"


def _still(spec: dict[str, Any]) -> dict[str, Any]:
    """Without tooltips and what only they show."""
    made = copy.deepcopy(spec)
    for view in _views(made):
        view.get("encoding", {}).pop("tooltip", None)
    for value in made["data"]["values"]:
        for name in ("when", "shown", "told"):
            value.pop(name, None)
    return made


def _views(spec: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A specification and every part of it: layers, and pictures one above the other."""
    yield spec
    for part in (*spec.get("layer", ()), *spec.get("vconcat", ())):
        yield from _views(part)
