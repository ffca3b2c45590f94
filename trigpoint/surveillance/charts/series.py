"""The chart of one series over time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from trigpoint.indicators.definitions import Definition
from trigpoint.surveillance.charts.marks import FAINT, LINE, TARGET, axis_title, colour_and_shape, word_of
from trigpoint.ui.words import period

Points = Iterable[Mapping[str, Any]]


def series_spec(
    points: Points, definition: Definition, *, target: float | None, width: int = 720, height: int = 300
) -> dict[str, Any]:
    """Points, centre, limits by phase and target.

    points: dictionaries with the keys of `queries.CHART_COLUMNS`.
    """
    values = [_point(point, definition) for point in points]
    layers = [*_limits(values), _trace(), _marks(values)]
    if target is not None:
        layers.insert(0, _target(target, definition))
    axis = {"format": "%b %Y", "labelAngle": 0, "labelOverlap": "greedy", "tickCount": 8}
    return {
        "description": definition.title,
        "width": width,
        "height": height,
        "data": {"values": values},
        "encoding": {
            "x": {"field": "date", "type": "temporal", "title": None, "axis": axis},
            "y": {
                "type": "quantitative",
                "scale": {"zero": False, "nice": True},
                "title": axis_title(definition),
            },
        },
        "layer": layers,
    }


def small_spec(points: Points, definition: Definition, *, target: float | None) -> dict[str, Any]:
    """The same chart, small, without its legend: one of many on a page."""
    spec = series_spec(points, definition, target=target, width=260, height=110)
    spec["encoding"]["x"]["axis"]["tickCount"] = 3
    spec["encoding"]["y"] |= {"title": None, "axis": {"tickCount": 3}}
    for channel in ("color", "shape"):
        spec["layer"][-1]["encoding"][channel]["legend"] = None
    return spec


def _point(point: Mapping[str, Any], definition: Definition) -> dict[str, Any]:
    return {
        "date": point["period_start"].isoformat(),
        "when": period(point["period_start"], point["period_end"]),
        "value": point["value"],
        "shown": definition.show(point["value"]),
        "centre": point["centre"],
        "lower": point["lower"],
        "upper": point["upper"],
        "phase": point["phase"],
        "says": word_of(point["meaning"]),
    }


def _limits(values: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Centre and limits, where there are any."""
    if all(value["centre"] is None for value in values):
        return []
    edges = [_line(side, strokeDash=[5, 4], strokeWidth=1.2) for side in ("lower", "upper")]
    return [*edges, _line("centre", strokeWidth=1.5)]


def _line(field: str, **mark: Any) -> dict[str, Any]:
    return {
        "mark": {"type": "line", "color": LINE, **mark},
        "encoding": {"y": {"field": field}, "detail": {"field": "phase"}},
    }


def _trace() -> dict[str, Any]:
    return {
        "mark": {"type": "line", "color": FAINT, "strokeWidth": 1, "invalid": "break-paths-filter-domains"},
        "encoding": {"y": {"field": "value"}},
    }


def _marks(values: list[dict[str, Any]]) -> dict[str, Any]:
    words = {value["says"] for value in values if value["value"] is not None}
    return {
        "mark": {"type": "point", "filled": True, "size": 70, "opacity": 1, "invalid": "filter"},
        "encoding": {
            "y": {"field": "value"},
            **colour_and_shape(words),
            "tooltip": [
                {"field": "when", "title": "Period"},
                {"field": "shown", "title": "Figure"},
                {"field": "says", "title": "Chart says"},
            ],
        },
    }


def _target(target: float, definition: Definition) -> dict[str, Any]:
    place = {"field": "target", "type": "quantitative"}
    rule = {"type": "rule", "color": TARGET, "strokeDash": [8, 3], "strokeWidth": 1.5}
    words = {"type": "text", "align": "left", "dx": 4, "dy": -6, "color": TARGET, "fontSize": 12}
    return {
        "data": {"values": [{"target": target, "name": f"Target {definition.show(target)}"}]},
        "layer": [
            {"mark": rule, "encoding": {"x": None, "y": place}},
            {"mark": words, "encoding": {"x": {"value": 0}, "y": place, "text": {"field": "name"}}},
        ],
    }
