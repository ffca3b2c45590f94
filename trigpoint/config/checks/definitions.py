"""The definitions of indicators."""

from __future__ import annotations

from trigpoint.common.errors import DomainError
from trigpoint.config.finding import Finding
from trigpoint.indicators.definitions import library


def definitions() -> Finding:
    """Are the indicators' definitions sound."""
    try:
        count = len(library())
    except DomainError as problem:
        return Finding("definitions", "fail", str(problem), "Correct the file it names in definitions/.")
    return Finding("definitions", "ok", f"{count} indicators are defined and sound.")
