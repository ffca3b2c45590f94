"""Providers of one kind side by side in one period, against their size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from trigpoint.indicators.definitions import Definition
from trigpoint.surveillance.charts.marks import LINE, OURS, axis_title, colour_and_shape

DASHES = {"lower95": [2, 3], "upper95": [2, 3], "lower998": [6, 3], "upper998": [6, 3]}

WIDTH, HEIGHT = 720, 340
PLACES = (14, -14, 26, -26)  # pixels above a point where its name may stand
NAMED = 30  # providers of ours at most
ROOM = (34, 12)  # pixels that a name takes


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
    ordered = sorted(units, key=lambda unit: unit.size)
    heights = _heights(ordered)
    values = [asdict(unit) | {"up": up} for unit, up in zip(ordered, heights, strict=True)]
    return {
        "description": f"{definition.title}, by size of provider",
        "width": WIDTH,
        "height": HEIGHT,
        "data": {"values": values},
        "encoding": {
            "x": {
                "field": "size",
                "type": "quantitative",
                "title": definition.denominator.rstrip("."),
                "scale": {"zero": False, "nice": True},
            },
            "y": {"type": "quantitative", "scale": {"zero": False}, "title": axis_title(definition)},
        },
        "layer": [*_edges(), _centre(centre), _marks(units), *_names(set(heights) - {0})],
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


def _heights(units: Sequence[Unit]) -> list[int]:
    """How many pixels above its point each of our names stands, so that none stands on another; 0 for no name.

    Where a place has more than `NAMED` of the kind, names would cover the points: none is given.
    """
    ours = [unit for unit in units if unit.is_ours]
    if len(ours) > NAMED:
        return [0] * len(units)
    wide = max((unit.size for unit in units), default=1) or 1
    drawn = [
        each for unit in units for each in (unit.ratio, unit.lower998, unit.upper998) if each is not None
    ]
    tall = (max(drawn, default=1) - min(drawn, default=0)) or 1
    points = {unit.code: (WIDTH * unit.size / wide, HEIGHT * unit.ratio / tall) for unit in ours}
    taken: list[tuple[float, float]] = []
    chosen: dict[str, int] = {}
    for code, (x, y) in points.items():
        others = taken + [point for other, point in points.items() if other != code]
        chosen[code] = next((up for up in PLACES if _is_free(x, y + up, others)), PLACES[0])
        taken.append((x, y + chosen[code]))
    return [chosen.get(unit.code, 0) if unit.is_ours else 0 for unit in units]


def _is_free(x: float, y: float, taken: Sequence[tuple[float, float]]) -> bool:
    return all(abs(x - left) > ROOM[0] or abs(y - up) > ROOM[1] for left, up in taken)


def _names(heights: set[int]) -> list[dict[str, Any]]:
    """The codes of ours, on a white edge that keeps them readable upon other points: a layer for each height."""
    halo = {"stroke": "#ffffff", "strokeWidth": 3, "strokeJoin": "round"}
    return [
        {
            "transform": [{"filter": f"datum.is_ours && datum.up == {up}"}],
            "mark": {"type": "text", "dy": -up, "fontSize": 11, "fontWeight": "bold", "color": OURS, **edge},
            "encoding": {"y": {"field": "ratio"}, "text": {"field": "code"}},
        }
        for edge in (halo, {})
        for up in sorted(heights)
    ]
