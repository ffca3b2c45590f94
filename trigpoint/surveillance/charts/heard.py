"""Critical comments on one theme at one provider, month by month, beside what was expected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from trigpoint.surveillance.charts import naming
from trigpoint.surveillance.charts.marks import FAINT, LINE, MEANINGS
from trigpoint.surveillance.charts.series import DATES, ROOM

WIDTH, HEIGHT = 720, 260
SMALL = (260, 110)
ON, OFF = "More than expected: a signal", "No signal"
BAR = {"width": {"band": 0.7}}


def heard_spec(
    months: Iterable[Mapping[str, Any]], title: str, *, width: int = WIDTH, height: int = HEIGHT
) -> dict[str, Any]:
    """Bars for critical comments, those of months with a signal in orange with a dark edge; a line for what was expected.

    months: as `SignalCounts.months` has them.
    """
    values = [_value(each) for each in months]
    words = [word for word in (OFF, ON) if any(value["says"] == word for value in values)]
    return {
        "description": title,
        "width": width,
        "height": height,
        "data": {"values": values},
        "encoding": {
            "x": {
                "field": "date",
                "type": "temporal",
                "timeUnit": "yearmonth",
                "title": None,
                "axis": {**DATES},
            },
            "y": {"type": "quantitative", "scale": {"zero": True}, "title": "Critical comments"},
        },
        "layer": [_bars(words), _expected(), *_names(values, height)],
    }


def small_heard_spec(months: Iterable[Mapping[str, Any]], title: str) -> dict[str, Any]:
    """The same chart, small, without its legend: one of many on a page."""
    spec = heard_spec(months, title, width=SMALL[0], height=SMALL[1])
    spec["encoding"]["x"]["axis"]["tickCount"] = 3
    spec["encoding"]["y"] |= {"title": None, "axis": {"tickCount": 3}}
    bars = spec["layer"][0]["encoding"]
    for channel in ("color", "stroke"):
        bars[channel]["legend"] = None
    spec["layer"] = spec["layer"][:2]
    return spec


def _value(month: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "date": month["month"],
        "critical": month["critical"],
        "expected": month["expected"],
        "says": ON if month["is_on"] else OFF,
    }


def _bars(words: list[str]) -> dict[str, Any]:
    colours = {OFF: FAINT, ON: MEANINGS["concern"][1]}
    edges = {OFF: FAINT, ON: "#212b32"}
    legend = {"orient": "bottom", "title": None}
    return {
        "mark": {"type": "bar", "strokeWidth": 1.5, **BAR},
        "encoding": {
            "y": {"field": "critical"},
            **{
                channel: {
                    "field": "says",
                    "type": "nominal",
                    "scale": {"domain": words, "range": [told[word] for word in words]},
                    "legend": legend,
                }
                for channel, told in (("color", colours), ("stroke", edges))
            },
            "tooltip": [
                {"field": "date", "type": "temporal", "format": "%B %Y", "title": "Month"},
                {"field": "critical", "title": "Critical comments"},
                {"field": "expected", "title": "Expected"},
                {"field": "says", "title": "Chart says"},
            ],
        },
    }


def _expected() -> dict[str, Any]:
    return {
        "mark": {
            "type": "line",
            "color": LINE,
            "strokeWidth": 2,
            "strokeDash": [5, 4],
            "invalid": "break-paths-filter-domains",
        },
        "encoding": {"x": {"field": "date", "bandPosition": 0.5}, "y": {"field": "expected"}},
    }


def _names(values: list[dict[str, Any]], height: int) -> list[dict[str, Any]]:
    latest = next((value["expected"] for value in reversed(values) if value["expected"] is not None), None)
    if latest is None:
        return []
    drawn = [float(value["critical"]) for value in values]
    lines = naming.apart([{"at": latest, "name": "Expected"}], drawn, height, ROOM)
    return [naming.named(lines, LINE)]
