"""Charts drawn on the server: a Vega-Lite specification in, a picture out.

Drawing takes about 65 milliseconds (the first one in a process over a second), so each picture is kept under
the hash of its specification. Pictures can be thrown away at any time; they are drawn again when asked for.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import vl_convert
from django.conf import settings

VEGA_LITE = "6.4"  # the version that vl-convert carries and package.json pins
FONT = "Arial, Helvetica, sans-serif"
CONFIG = {
    "font": FONT,
    "background": "#ffffff",
    "axis": {"labelFontSize": 12, "titleFontSize": 13, "gridColor": "#e8edee", "labelColor": "#212b32"},
    "legend": {"labelFontSize": 12, "titleFontSize": 12, "symbolSize": 90},
    "view": {"stroke": None},
}


def fingerprint(spec: dict[str, Any]) -> str:
    """Hash of a specification with its data: the name under which its pictures are kept."""
    canonical = json.dumps([vl_convert.__version__, spec], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def whole(spec: dict[str, Any]) -> dict[str, Any]:
    """The specification as a browser needs it: with schema and house style."""
    return {"$schema": "https://vega.github.io/schema/vega-lite/v6.json", "config": CONFIG, **spec}


def svg(spec: dict[str, Any]) -> bytes:
    """The chart as SVG, UTF-8."""
    return _kept(spec, "svg", lambda: vl_convert.vegalite_to_svg(whole(spec), vl_version=VEGA_LITE).encode())


def png(spec: dict[str, Any], scale: float = 2.0) -> bytes:
    """The chart as PNG, `scale` pixels to a point of the specification."""
    return _kept(
        spec,
        f"{scale:g}.png",
        lambda: vl_convert.vegalite_to_png(whole(spec), vl_version=VEGA_LITE, scale=scale),
    )


def is_drawn(spec: dict[str, Any]) -> bool:
    """Whether the SVG is there already."""
    return _place(spec, "svg").exists()


def _place(spec: dict[str, Any], suffix: str) -> Path:
    name = fingerprint(spec)
    return Path(settings.DATA_DIR) / "drawn" / name[:2] / f"{name}.{suffix}"


def _kept(spec: dict[str, Any], suffix: str, draw: Callable[[], bytes]) -> bytes:
    place = _place(spec, suffix)
    try:
        return place.read_bytes()
    except FileNotFoundError:
        pass
    drawn = draw()
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_suffix(f".{os.getpid()}.draft")
    draft.write_bytes(drawn)
    draft.replace(place)  # all or nothing, when two processes draw the same chart
    return drawn
