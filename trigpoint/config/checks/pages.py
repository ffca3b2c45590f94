"""The style sheets and scripts that pages use."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from trigpoint.config.finding import Finding
from trigpoint.config.preparation import fingerprint_of_pages


def static_files() -> Finding:
    """Style sheets and scripts fetched and gathered."""
    if not settings.STATICFILES_DIRS:
        return Finding("static files", "fail", "NHS.UK frontend is not in node_modules.", "Run: make setup")
    kept = Path(settings.STATIC_ROOT) / ".gathered"
    if not kept.exists() or kept.read_text(encoding="utf-8") != fingerprint_of_pages():
        means = "The style sheets and scripts served are not those of this code; pages may look broken."
        return Finding("static files", "fail", means, "Run: trigpoint prepare --no-demo")
    return Finding("static files", "ok", "Style sheets and scripts are those of this code.")
