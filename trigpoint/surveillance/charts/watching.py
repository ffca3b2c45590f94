"""Charts with two levels of alert: what is added up or averaged, with both levels. Shape and place tell the same as colour."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from trigpoint.indicators.definitions import Definition
from trigpoint.surveillance.charts import naming
from trigpoint.surveillance.charts.marks import FAINT, LINE, OURS, axis_title, colour_and_shape, word_of
from trigpoint.ui.words import period

Point = Mapping[str, Any]
Values = list[dict[str, Any]]
ALERT_DASH, ALARM_DASH = [2, 3], [7, 3]
BREAKS = "break-paths-filter-domains"
LEVELS = (
    ("alarm_up", "Alarm", ALARM_DASH),
    ("alert_up", "First level", ALERT_DASH),
    ("alert_down", "First level", ALERT_DASH),
    ("alarm_down", "Alarm", ALARM_DASH),
)
ROOM = 16  # pixels that a name takes
PART = 0.55  # of the height that the upper of two pictures takes


def is_watched(points: Iterable[Point]) -> bool:
    """Whether the points have levels of alert."""
    return any(point.get("alarm_up") is not None for point in points)


def watched_spec(
    points: Sequence[Point], definition: Definition, *, width: int = 720, height: int = 300
) -> dict[str, Any]:
    """An EWMA with its levels; or what was observed and expected, and beneath it the CUSUM with its levels on both sides."""
    values = [_value(point, definition) for point in points]
    whole = {"description": definition.title, "data": {"values": values}}
    if any(value["average"] is not None for value in values):
        return {**whole, **_averaged(values, definition, width, height)}
    upper, lower = round(height * PART), round(height * (1.2 - PART))
    above = (
        _vlad(values) if any(value["vlad"] is not None for value in values) else _observed(values, definition)
    )
    return {
        **whole,
        "spacing": 14,
        "vconcat": [
            {"width": width, "height": upper, **above},
            {"width": width, "height": lower, **_cusum(values, lower)},
        ],
    }


def small_watched_spec(points: Sequence[Point], definition: Definition) -> dict[str, Any]:
    """What is watched alone, small, without legend and names."""
    values = [_value(point, definition) for point in points]
    is_average = any(value["average"] is not None for value in values)
    drawn = (
        _averaged(values, definition, 260, 110)
        if is_average
        else {"width": 260, "height": 110, **_cusum(values, 110)}
    )
    layers = [layer for layer in drawn["layer"] if layer["mark"]["type"] != "text"]
    for layer in layers:
        for channel in {"color", "shape"} & set(layer["encoding"]):
            layer["encoding"][channel] |= {"legend": None}
    drawn["layer"] = layers
    drawn["encoding"]["x"]["axis"]["tickCount"] = 3
    drawn["encoding"]["y"] |= {"title": None, "axis": {"tickCount": 3}}
    return {"description": definition.title, "data": {"values": values}, **drawn}


def _value(point: Point, definition: Definition) -> dict[str, Any]:
    below = {name: _turned(point.get(name)) for name in ("down", "alert_down", "alarm_down")}
    is_average = point.get("average") is not None
    if is_average:
        below |= {name: point.get(name) for name in ("alert_down", "alarm_down")}
    return {
        "date": point["period_start"].isoformat(),
        "when": period(point["period_start"], point["period_end"]),
        "value": point["value"],
        "shown": definition.show(point["value"]),
        **{
            name: point.get(name)
            for name in ("centre", "phase", "vlad", "average", "up", "alert_up", "alarm_up")
        },
        "expected": None if point.get("expected") is None else round(point["expected"], 2),
        **below,
        **_marked(point),
        "told": _told(point),
        "says": word_of(point["meaning"]),
    }


def _marked(point: Point) -> dict[str, Any]:
    """Where points are marked: on the side that speaks; a chart that rests at 0 needs but one mark."""
    up, down = point.get("up"), point.get("down")
    is_below = down is not None and down > 0 and (up or 0) < (point.get("alert_up") or 0)
    fires_below = is_below and down >= (point.get("alert_down") or down + 1)
    return {
        "mark_up": None if is_below and (not up or fires_below) else up,
        "mark_down": _turned(down) if is_below else None,
    }


def _turned(number: float | None) -> float | None:
    """Fewer events than expected are drawn below 0."""
    return None if number is None else 0.0 - number


def _told(point: Point) -> str:
    """How near to an alarm it is, for the words beside a point."""
    reach = point.get("reach")
    return "" if reach is None else f"{reach:.0%} of the way to an alarm"


def _axes(title: str | list[str], *, with_dates: bool = True, zero: bool = False) -> dict[str, Any]:
    axis: dict[str, Any] = {
        "format": "%b %Y",
        "labelAngle": 0,
        "labelOverlap": "greedy",
        "labelSeparation": 12,
        "tickCount": 8,
    }
    if not with_dates:
        axis |= {"labels": False, "ticks": False}
    return {
        "x": {"field": "date", "type": "temporal", "title": None, "axis": axis, "scale": {"padding": 8}},
        "y": {"type": "quantitative", "title": title, "scale": {"zero": zero, "nice": True, "padding": 8}},
    }


def _line(field: str, **mark: Any) -> dict[str, Any]:
    return {
        "mark": {"type": "line", "color": LINE, "invalid": BREAKS, **mark},
        "encoding": {"y": {"field": field}, "detail": {"field": "phase"}},
    }


def _levels(values: Values) -> list[dict[str, Any]]:
    """Each level as a broken line: fine for the first, coarse for an alarm."""
    there = [(name, dash) for name, _, dash in LEVELS if any(value[name] is not None for value in values)]
    return [_line(name, strokeDash=dash, strokeWidth=1.3) for name, dash in there]


def _names(
    values: Values, height: int, statistics: Sequence[str], extra: Sequence[tuple[str, float | None]] = ()
) -> dict[str, Any]:
    """Names of the lines of the latest phase at their right end, none on another."""
    last = values[-1] if values else {}
    named = [(word, last.get(name)) for name, word, _ in LEVELS]
    lines = [{"name": word, "at": at} for word, at in (*named, *extra) if at is not None]
    drawn = [value[name] for value in values for name in statistics if value[name] is not None]
    moved = naming.apart(lines, [*drawn, *(line["at"] for line in lines)], height, ROOM)
    return naming.named(moved, LINE)


def _marks(field: str, values: Values, *tooltips: tuple[str, str]) -> dict[str, Any]:
    told = (
        ("when", "Period"),
        ("shown", "Figure"),
        ("expected", "Expected"),
        *tooltips,
        ("says", "Chart says"),
    )
    return {
        "mark": {"type": "point", "filled": True, "size": 60, "opacity": 1, "invalid": "filter"},
        "encoding": {
            "y": {"field": field},
            **colour_and_shape({value["says"] for value in values}),
            "tooltip": [{"field": name, "title": title} for name, title in told],
        },
    }


def _zero() -> dict[str, Any]:
    return {
        "data": {"values": [{"zero": 0}]},
        "mark": {"type": "rule", "color": LINE, "strokeWidth": 1.2},
        "encoding": {"x": None, "y": {"field": "zero", "type": "quantitative"}},
    }


def _vlad(values: Values) -> dict[str, Any]:
    """Expected minus observed, added up: it climbs while things go better than expected."""
    ends = next((value["vlad"] for value in reversed(values) if value["vlad"] is not None), None)
    name = {
        "data": {"values": [{"name": "VLAD", "at": ends}] if ends is not None else []},
        "mark": {
            "type": "text",
            "align": "left",
            "baseline": "middle",
            "dx": 6,
            "fontSize": 12,
            "color": OURS,
        },
        "encoding": {
            "x": {"value": "width"},
            "y": {"field": "at", "type": "quantitative"},
            "text": {"field": "name"},
        },
    }
    dots = {
        "mark": {"type": "circle", "color": OURS, "size": 18, "opacity": 1, "invalid": "filter"},
        "encoding": {
            "y": {"field": "vlad"},
            "tooltip": [
                {"field": "when", "title": "Period"},
                {"field": "shown", "title": "Figure"},
                {"field": "vlad", "title": "Fewer than expected so far", "format": ".1f"},
            ],
        },
    }
    return {
        "encoding": _axes(["Fewer than", "expected, in all"], with_dates=False),
        "layer": [_zero(), _line("vlad", color=OURS, strokeWidth=2), dots, name],
    }


def _observed(values: Values, definition: Definition) -> dict[str, Any]:
    """The figures, and what was expected of each."""
    last = next((value["centre"] for value in reversed(values) if value["centre"] is not None), None)
    dots = {
        "mark": {"type": "circle", "color": OURS, "size": 28, "opacity": 1, "invalid": "filter"},
        "encoding": {"y": {"field": "value"}},
    }
    name = {
        "data": {"values": [{"name": "Expected", "at": last}] if last is not None else []},
        "mark": {
            "type": "text",
            "align": "left",
            "baseline": "middle",
            "dx": 6,
            "fontSize": 12,
            "color": LINE,
        },
        "encoding": {
            "x": {"value": "width"},
            "y": {"field": "at", "type": "quantitative"},
            "text": {"field": "name"},
        },
    }
    axes = _axes(axis_title(definition), with_dates=False)
    if definition.unit == "count":
        axes["y"]["axis"] = {"tickMinStep": 1, "format": "d"}
    return {
        "encoding": axes,
        "layer": [_line("centre", strokeWidth=1.5), _line("value", color=FAINT, strokeWidth=1), dots, name],
    }


def _cusum(values: Values, height: int) -> dict[str, Any]:
    """More than expected above 0, fewer below, each with two levels."""
    has_down = any(value["down"] is not None for value in values)
    below = (
        [_line("down", color=OURS, strokeWidth=1.2), _marks("mark_down", values, ("told", "Now"))]
        if has_down
        else []
    )
    return {
        "encoding": _axes("CUSUM", zero=True),
        "layer": [
            *_levels(values),
            _zero(),
            _names(values, height, ("up", "down")),
            *below,
            _line("up", color=OURS, strokeWidth=1.2),
            _marks("mark_up", values, ("told", "Now")),
        ],
    }


def _averaged(values: Values, definition: Definition, width: int, height: int) -> dict[str, Any]:
    """Figures faint behind their average, with the levels of the average."""
    last = values[-1]["centre"] if values else None
    dots = {
        "mark": {"type": "circle", "color": FAINT, "size": 22, "opacity": 1, "invalid": "filter"},
        "encoding": {"y": {"field": "value"}},
    }
    return {
        "width": width,
        "height": height,
        "encoding": _axes(axis_title(definition)),
        "layer": [
            *_levels(values),
            _line("centre", strokeWidth=1.5),
            dots,
            _names(values, height, ("value", "average"), [("Usual", last)]),
            _line("average", color=OURS, strokeWidth=2),
            _marks("average", values, ("told", "Now")),
        ],
    }
