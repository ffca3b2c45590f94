"""The secret that signs sessions."""

from __future__ import annotations

from django.conf import settings

from trigpoint.config.finding import Finding


def secret() -> Finding:
    """The secret that signs sessions."""
    if len(settings.SECRET_KEY) < 32:
        means = "SECRET_KEY is short, so sessions could be forged."
        return Finding(
            "secret key", "fail", means, "Remove SECRET_KEY: a good one is made and kept in DATA_DIR."
        )
    return Finding("secret key", "ok", "The secret that signs sessions is long enough.")
