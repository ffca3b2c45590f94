"""Where the heads of the audit's chain are written down."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from trigpoint.config.finding import Finding


def anchors() -> Finding:
    """Are they out of reach of whoever can change the database."""
    place = Path(settings.AUDIT_ANCHORS)
    if place.is_relative_to(Path(settings.DATA_DIR)):
        means = f"The heads of the audit are in {place}, beside the database: whoever can cut off its end can change both."
        mend = "Let AUDIT_ANCHORS be a folder on other storage that the service can only add to; see docs/audit.md."
        return Finding("audit anchors", "warn", means, mend)
    return Finding("audit anchors", "ok", f"The heads of the audit are written down in {place}.")
