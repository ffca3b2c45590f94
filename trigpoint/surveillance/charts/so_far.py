"""The count of a year so far, beside what its ceiling allows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from trigpoint.surveillance.charts.marks import LINE, TARGET
from trigpoint.ui.words import period

WIDTH, HEIGHT = 720, 180


def so_far_spec(points: Iterable[Mapping[str, Any]], title: str) -> dict[str, Any]:
    """Bars for the count at the end of each period, a green line for how many may have been counted by then.

    points: those of the year, dictionaries with the keys of `queries.CHART_COLUMNS`.
    """
    values = [
        {
            "date": point["period_end"].isoformat(),
            "when": f"to the end of {period(point['period_start'], point['period_end'])}",
            "so_far": point["so_far"],
            "allowed": round(point["wanted"], 1),
        }
        for point in points
    ]
    return {
        "description": title,
        "width": WIDTH,
        "height": HEIGHT,
        "data": {"values": values},
        "encoding": {
            "x": {"field": "when", "type": "ordinal", "sort": None, "title": None, "axis": {"labelAngle": 0}},
            "y": {"type": "quantitative", "scale": {"zero": True}, "title": "Counted so far"},
        },
        "layer": [_bars(), _allowed()],
    }


def _bars() -> dict[str, Any]:
    return {
        "mark": {"type": "bar", "color": LINE, "width": {"band": 0.5}},
        "encoding": {
            "y": {"field": "so_far"},
            "tooltip": [
                {"field": "when", "title": "Counted"},
                {"field": "so_far", "title": "So far"},
                {"field": "allowed", "title": "Allowed"},
            ],
        },
    }


def _allowed() -> dict[str, Any]:
    return {
        "mark": {
            "type": "line",
            "color": TARGET,
            "strokeDash": [8, 3],
            "strokeWidth": 2,
            "point": {"color": TARGET},
        },
        "encoding": {"y": {"field": "allowed"}},
    }
