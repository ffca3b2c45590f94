"""Charts of what was told: good and critical side by side, month by month, as Vega-Lite specifications."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from trigpoint.intelligence.rules.themes_over_time import NOTHING, Told

GOOD = ("Good", "#005eb8", "triangle-up")
CRITICAL = ("Critical", "#ed8b00", "diamond")
SILENT = "#768692"
MOST_LABELS = 12
LEAST_TOP = 5


def told_spec(
    told: Mapping[dt.date, Told],
    months: Sequence[dt.date],
    title: str,
    *,
    words: tuple[str, str] = ("Good", "Critical"),
) -> dict[str, Any]:
    """Two lines over the months. A month of which nothing was told has no point: the line breaks, and a cross stands below."""
    kinds = [(words[0], *GOOD[1:]), (words[1], *CRITICAL[1:])]
    values = []
    for month in months:
        each = told.get(month, NOTHING)
        for (word, *_), number in zip(kinds, (each.positive, each.critical), strict=True):
            values.append(
                {
                    "month": month.isoformat(),
                    "when": f"{month:%B %Y}",
                    "number": None if each.is_silence else number,
                    "of": each.items,
                    "says": word,
                }
            )
    silent = [
        {"month": month.isoformat(), "at": 0} for month in months if told.get(month, NOTHING).is_silence
    ]
    return {
        "description": title,
        "width": 720,
        "height": 260,
        "data": {"values": values},
        "encoding": {"x": _time(len(months)), "y": _number([value["number"] or 0 for value in values])},
        "layer": [_lines(kinds), *_silences(silent)],
    }


def _time(number: int) -> dict[str, Any]:
    return {
        "field": "month",
        "type": "temporal",
        "title": None,
        "scale": {"padding": 14},
        "axis": {
            "format": "%b %Y",
            "labelAngle": 0,
            "labelOverlap": "greedy",
            "labelSeparation": 12,
            "tickCount": min(number, MOST_LABELS),
        },
    }


def _number(drawn: Sequence[int]) -> dict[str, Any]:
    """Nought to the most, and to five at least: there are no halves of a word."""
    return {
        "type": "quantitative",
        "scale": {"domain": [0, max(LEAST_TOP, *drawn)], "nice": True},
        "title": "Told in a month",
    }


def _lines(kinds: list[tuple[str, ...]]) -> dict[str, Any]:
    domain = [kind[0] for kind in kinds]
    legend = {"orient": "bottom", "title": None}
    looks = {
        channel: {
            "field": "says",
            "type": "nominal",
            "scale": {"domain": domain, "range": [kind[place] for kind in kinds]},
            "legend": legend,
        }
        for channel, place in (("color", 1), ("shape", 2))
    }
    return {
        "mark": {
            "type": "line",
            "strokeWidth": 2,
            "invalid": "break-paths-filter-domains",
            "point": {"filled": True, "size": 70},
        },
        "encoding": {
            "y": {"field": "number"},
            "color": looks["color"],
            "shape": looks["shape"],
            "strokeDash": {
                "field": "says",
                "type": "nominal",
                "scale": {"domain": domain, "range": [[1, 0], [5, 3]]},
                "legend": legend,
            },
            "tooltip": [
                {"field": "when", "title": "Month"},
                {"field": "says", "title": "How"},
                {"field": "number", "title": "Told"},
                {"field": "of", "title": "Of all told"},
            ],
        },
    }


def _silences(silent: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if not silent:
        return []
    return [
        {
            "data": {"values": silent},
            "mark": {
                "type": "point",
                "shape": "cross",
                "size": 50,
                "color": SILENT,
                "angle": 45,
                "filled": True,
            },
            "encoding": {"y": {"field": "at"}, "tooltip": {"value": "Nothing was told"}},
        }
    ]
