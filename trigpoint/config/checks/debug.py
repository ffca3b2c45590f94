"""What pages show of faults."""

from __future__ import annotations

from django.conf import settings

from trigpoint.config.finding import Finding


def debug() -> Finding:
    """Do faults show their inside."""
    if settings.DEBUG:
        return Finding(
            "debug", "fail", "DEBUG is on: pages with faults show settings and data.", "Remove DEBUG."
        )
    return Finding("debug", "ok", "Faults show nothing of the inside.")
