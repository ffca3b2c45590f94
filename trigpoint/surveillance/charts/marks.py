"""How meanings look: NHS blue for better, NHS orange for worse, grey for common cause, purple for neither.

Shape tells the same as colour, so that a chart reads without it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from trigpoint.indicators.definitions import Definition

MEANINGS = {
    "common": ("Nothing unusual", "#768692", "circle"),
    "improvement": ("Unusual, for the better", "#005eb8", "triangle-up"),
    "concern": ("Unusual, for the worse", "#ed8b00", "diamond"),
    "high": ("Unusual, higher", "#330072", "triangle-up"),
    "low": ("Unusual, lower", "#330072", "triangle-down"),
}
LINE = "#425563"
FAINT = "#aeb7bd"
TARGET = "#007f3b"
OURS = "#212b32"
UNITS = {
    "%": "Per cent",
    "count": "Number",
    "ratio": "Ratio",
    "rate": "Rate",
    "score": "Score (0 to 10)",
    "beds": "Beds",
    "patients": "Patients",
}


def word_of(meaning: str | None) -> str:
    """The word that the legend and tooltips use."""
    return MEANINGS[meaning or "common"][0]


def axis_title(definition: Definition) -> str:
    """What the vertical axis counts."""
    return UNITS.get(definition.unit, definition.unit)


def colour_and_shape(words: Iterable[str]) -> dict[str, Any]:
    """Encodings that give each word its colour and shape, with one legend for both."""
    present = set(words)
    kinds = [kind for kind in MEANINGS.values() if kind[0] in present]
    domain = [kind[0] for kind in kinds]
    legend = {"orient": "bottom", "title": None}
    return {
        channel: {
            "field": "says",
            "type": "nominal",
            "scale": {"domain": domain, "range": [kind[place] for kind in kinds]},
            "legend": legend,
        }
        for channel, place in (("color", 1), ("shape", 2))
    }
