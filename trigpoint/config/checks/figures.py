"""Figures: were they looked through."""

from __future__ import annotations

from trigpoint.config.finding import Finding
from trigpoint.surveillance.models import Refresh


def statuses() -> Finding:
    """Have the figures been looked through."""
    newest = Refresh.objects.order_by("-at").first()
    if newest is None:
        means = "No figures have been looked through yet: the dashboard is empty."
        return Finding("statuses", "warn", means, "Load figures: trigpoint demo, or trigpoint load.")
    return Finding(
        "statuses", "ok", f"Figures were last looked through on {newest.at:%d %B %Y at %H:%M} UTC."
    )
