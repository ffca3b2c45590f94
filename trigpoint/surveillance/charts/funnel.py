"""Providers of one kind side by side in one period, against their size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from trigpoint.indicators.definitions import Definition
from trigpoint.surveillance.charts.marks import LINE, OURS, axis_title, colour_and_shape

DASHES = {"lower95": [2, 3], "upper95": [2, 3], "lower998": [6, 3], "upper998": [6, 3]}


@dataclass(frozen=True)
class Unit:
    """One provider: its size (denominator), its figure, and the limits that hold at its size."""

    code: str
    name: str
    size: float
    ratio: float
    shown: str
    says: str
    is_ours: bool
    lower95: float | None
    upper95: float | None
    lower998: float | None
    upper998: float | None


def funnel_spec(units: Sequence[Unit], definition: Definition, *, centre: float) -> dict[str, Any]:
    """Points for providers, broken lines for 95% (fine) and 99.8% (coarse) limits; ours are larger and named."""
    values = [asdict(unit) for unit in sorted(units, key=lambda unit: unit.size)]
    return {
        "description": f"{definition.title}, by size of provider",
        "width": 720,
        "height": 340,
        "data": {"values": values},
        "encoding": {
            "x": {
                "field": "size",
                "type": "quantitative",
                "title": definition.denominator,
                "scale": {"zero": False, "nice": True},
            },
            "y": {"type": "quantitative", "scale": {"zero": False}, "title": axis_title(definition)},
        },
        "layer": [*_edges(), _centre(centre), _marks(units), _names()],
    }


def _edges() -> list[dict[str, Any]]:
    return [
        {
            "mark": {"type": "line", "color": LINE, "strokeDash": dash, "strokeWidth": 1.2},
            "encoding": {"y": {"field": field}},
        }
        for field, dash in DASHES.items()
    ]


def _centre(centre: float) -> dict[str, Any]:
    return {
        "data": {"values": [{"centre": centre}]},
        "mark": {"type": "rule", "color": LINE},
        "encoding": {"x": None, "y": {"field": "centre", "type": "quantitative"}},
    }


def _marks(units: Sequence[Unit]) -> dict[str, Any]:
    return {
        "mark": {"type": "point", "filled": True, "opacity": 0.9},
        "encoding": {
            "y": {"field": "ratio"},
            "size": {"condition": {"test": "datum.is_ours", "value": 130}, "value": 45},
            "stroke": {"condition": {"test": "datum.is_ours", "value": OURS}, "value": None},
            **colour_and_shape(unit.says for unit in units),
            "tooltip": [
                {"field": "name", "title": "Provider"},
                {"field": "shown", "title": "Figure"},
                {"field": "says", "title": "Compared"},
            ],
        },
    }


def _names() -> dict[str, Any]:
    return {
        "transform": [{"filter": "datum.is_ours"}],
        "mark": {"type": "text", "dy": -12, "fontSize": 11, "color": OURS},
        "encoding": {"y": {"field": "ratio"}, "text": {"field": "code"}},
    }
