"""Names at the right end of lines, where no point can be behind them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

TURNS = 10  # of moving names apart


def apart(
    lines: Sequence[dict[str, Any]], drawn: Sequence[float], height: int, room: int
) -> list[dict[str, Any]]:
    """Names moved up or down a little where two would stand on each other; what they name stays where it is.

    lines: each with `at`. drawn: every number on the axis. height, room: pixels of the picture, and that a name takes.
    """
    gap = room * (max(drawn) - min(drawn)) / height if drawn else 0
    moved = sorted(lines, key=lambda line: line["at"])
    for _ in range(TURNS):
        for below, above in pairwise(moved):
            short = gap - (above["at"] - below["at"])
            if short > 0:
                above["at"] += short / 2
                below["at"] -= short / 2
    return moved


def named(lines: Sequence[dict[str, Any]], color: str) -> dict[str, Any]:
    """A layer of names in one colour: of the layer, not an encoding, which would quarrel with the legend of the marks."""
    return {
        "data": {"values": lines},
        "mark": {
            "type": "text",
            "align": "left",
            "baseline": "middle",
            "dx": 6,
            "fontSize": 12,
            "color": color,
        },
        "encoding": {
            "x": {"value": "width"},
            "y": {"field": "at", "type": "quantitative"},
            "text": {"field": "name"},
        },
    }
