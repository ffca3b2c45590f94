"""Work that runs by itself: does it end well."""

from __future__ import annotations

from trigpoint.config.finding import Finding
from trigpoint.jobs import queries as jobs


def timetable() -> Finding:
    """Did the last run of each entry."""
    failing = jobs.failing_entries()
    if not failing:
        return Finding("timetable", "ok", "What runs by itself ended well the last time.")
    return Finding(
        "timetable",
        "warn",
        f"Failed the last time: {', '.join(failing)}.",
        "The worker's log says why; each runs again at its next time.",
    )
