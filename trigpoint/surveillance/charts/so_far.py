"""The count of a year so far, beside what its ceiling allows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from trigpoint.surveillance.charts.marks import FAINT, TARGET

WIDTH, HEIGHT = 720, 180


def so_far_spec(
    points: Iterable[Mapping[str, Any]], periods: Sequence[dt.date], most: float, title: str
) -> dict[str, Any]:
    """Bars for the count at the end of each period, a green line for how many may have been counted by then.

    points: dictionaries with the keys of `queries.CHART_COLUMNS`. periods: the first day of each period of the year.
    most: its ceiling.
    """
    known = {point["period_start"]: point["so_far"] for point in points}
    values = [
        {
            "when": f"{start:%b %Y}",
            "so_far": known.get(start),
            "allowed": round(most * (place + 1) / len(periods), 1),
        }
        for place, start in enumerate(periods)
    ]
    return {
        "description": title,
        "width": WIDTH,
        "height": HEIGHT,
        "data": {"values": values},
        "encoding": {
            "x": {
                "field": "when",
                "type": "ordinal",
                "sort": None,
                "scale": {"domain": [value["when"] for value in values]},  # also where nothing is counted yet
                "title": None,
                "axis": {"labelAngle": 0},
            },
            "y": {"type": "quantitative", "scale": {"zero": True}, "title": "Counted so far"},
        },
        "layer": [_bars(), _allowed()],
    }


def _bars() -> dict[str, Any]:
    return {
        "mark": {"type": "bar", "color": FAINT, "invalid": "filter", "width": {"band": 0.5}},
        "encoding": {
            "y": {"field": "so_far"},
            "tooltip": [
                {"field": "when", "title": "Period"},
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
