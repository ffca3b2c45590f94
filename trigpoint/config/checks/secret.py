"""The secret that signs sessions."""

from __future__ import annotations

import re

from django.conf import settings

from trigpoint.config.finding import Finding

SHORT = 32
# Words that stand in examples, on the pages of tutorials, and in tests.
KNOWN = re.compile(
    r"insecure|change.?me|secret|only-for|password|example|default|trigpoint|(.)\1{7}", re.IGNORECASE
)
FEW = 12  # different characters


def secret() -> Finding:
    """Is it long."""
    if len(settings.SECRET_KEY) < SHORT:
        means = "SECRET_KEY is short, so sessions could be forged."
        return Finding(
            "secret key", "fail", means, "Remove SECRET_KEY: a good one is made and kept in DATA_DIR."
        )
    return Finding("secret key", "ok", "The secret that signs sessions is long enough.")


def weak_secret() -> Finding:
    """Could somebody guess it."""
    key = settings.SECRET_KEY
    if KNOWN.search(key) or len(set(key)) < FEW:
        means = "SECRET_KEY is made of words or repeats itself, so it could be guessed and sessions forged."
        return Finding(
            "secret key's chance",
            "fail",
            means,
            "Remove SECRET_KEY: a good one is made and kept in DATA_DIR.",
        )
    return Finding("secret key's chance", "ok", "The secret that signs sessions looks like chance.")
