"""The chart of one series over time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from trigpoint.indicators.definitions import Definition
from trigpoint.surveillance.charts import naming
from trigpoint.surveillance.charts.marks import FAINT, LINE, TARGET, axis_title, colour_and_shape, word_of
from trigpoint.surveillance.charts.watching import is_watched, small_watched_spec, watched_spec
from trigpoint.ui.words import period

EDGE = 8  # pixels that keep points off the axes
ROOM = 18  # pixels that a name takes
DATES = {
    "format": "%b %Y",
    "labelAngle": 0,
    "labelOverlap": "greedy",
    "labelSeparation": 12,
    "tickCount": 8,
}
Points = Iterable[Mapping[str, Any]]


def series_spec(
    points: Points,
    definition: Definition,
    *,
    target: float | None,
    is_phased: bool = False,
    width: int = 720,
    height: int = 300,
) -> dict[str, Any]:
    """Points, centre, limits by phase and target; the lines are named at their right end.

    points: dictionaries with the keys of `queries.CHART_COLUMNS`. is_phased: what is wanted changes from period to
    period, and is drawn in steps.
    """
    drawn = list(points)
    if is_watched(drawn):
        return watched_spec(drawn, definition, width=width, height=height)
    values = [_point(point, definition) for point in drawn]
    names = _names(_apart(_lines(values, target, definition), values, height))
    layers = [*_limits(values), _trace(), _marks(values), *names]
    if is_phased and _is_known(values, "wanted"):
        layers.insert(0, _wanted())
    elif target is not None:
        layers.insert(0, _target(target))
    return {
        "description": definition.title,
        "width": width,
        "height": height,
        "data": {"values": values},
        "encoding": {
            "x": {
                "field": "date",
                "type": "temporal",
                "title": None,
                "axis": {**DATES},
                "scale": {"padding": EDGE},
            },
            "y": {
                "type": "quantitative",
                "scale": {"zero": False, "nice": True, "padding": EDGE},
                "title": axis_title(definition),
            },
        },
        "layer": layers,
    }


def small_spec(
    points: Points, definition: Definition, *, target: float | None, is_phased: bool = False
) -> dict[str, Any]:
    """The same chart, small, without its legend and names: one of many on a page."""
    points = list(points)
    if is_watched(points):
        return small_watched_spec(points, definition)
    spec = series_spec(points, definition, target=target, is_phased=is_phased, width=260, height=110)
    spec["encoding"]["x"]["axis"]["tickCount"] = 3
    spec["encoding"]["y"] |= {"title": None, "axis": {"tickCount": 3}}
    drawn = [layer for layer in spec["layer"] if layer["mark"]["type"] != "text"]
    for channel in ("color", "shape"):
        drawn[-1]["encoding"][channel]["legend"] = None
    spec["layer"] = [*drawn, *_names(_lines([], target, definition))]
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
        # a ceiling is of the count so far, which is not drawn here
        "wanted": point.get("wanted") if point.get("so_far") is None else None,
        "says": word_of(point["meaning"]),
    }


def _limits(values: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Centre and limits, where there are any."""
    sides = [side for side in ("lower", "upper") if _is_known(values, side)]
    edges = [_line(side, strokeDash=[5, 4], strokeWidth=1.2) for side in sides]
    return [*edges, _line("centre", strokeWidth=1.5)] if _is_known(values, "centre") else edges


def _is_known(values: list[dict[str, Any]], name: str) -> bool:
    return any(value[name] is not None for value in values)


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


def _target(target: float) -> dict[str, Any]:
    return {
        "data": {"values": [{"target": target}]},
        "mark": {"type": "rule", "color": TARGET, "strokeDash": [8, 3], "strokeWidth": 1.5},
        "encoding": {"x": None, "y": {"field": "target", "type": "quantitative"}},
    }


def _wanted() -> dict[str, Any]:
    """What was wanted of each period, in steps."""
    return {
        "mark": {
            "type": "line",
            "interpolate": "step-after",
            "color": TARGET,
            "strokeDash": [8, 3],
            "strokeWidth": 1.5,
            "invalid": "break-paths-filter-domains",
        },
        "encoding": {"y": {"field": "wanted"}},
    }


def _lines(
    values: list[dict[str, Any]], target: float | None, definition: Definition
) -> list[dict[str, Any]]:
    """The names of target, centre and limits of the latest phase, each at the height of its line."""
    latest = next((value for value in reversed(values) if value["centre"] is not None), {})
    known = [
        ("Target", target, TARGET),
        ("Average", latest.get("centre"), LINE),
        ("Usually up to", latest.get("upper"), LINE),
        ("Usually from", latest.get("lower"), LINE),
    ]
    return [
        {"at": at, "name": f"{word} {definition.show(at)}", "color": color}
        for word, at, color in known
        if at is not None
    ]


def _apart(lines: list[dict[str, Any]], values: list[dict[str, Any]], height: int) -> list[dict[str, Any]]:
    """Names moved up or down a little where two would stand on each other; what they name stays where it is."""
    drawn = [value[name] for value in values for name in ("value", "lower", "upper")]
    known = [each for each in drawn if each is not None] + [line["at"] for line in lines]
    return naming.apart(lines, known, height, ROOM)


def _names(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Names to the right of the plot: a layer for each colour."""
    return [
        naming.named([line for line in lines if line["color"] == color], color)
        for color in sorted({line["color"] for line in lines})
    ]
