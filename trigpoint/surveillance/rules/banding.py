"""What the publisher's own bands of mortality say, read in one place: pure."""

from __future__ import annotations

from collections.abc import Sequence

MORTALITY = "shmi"  # whose publisher says a band
HIGHER, LOWER = "higher than expected", "lower than expected"
BANDS_ASKED = 2  # periods in a row that open a door


def run_at_end(bands: Sequence[str]) -> tuple[str, int]:
    """The latest band in small letters, and in how many of the latest periods it was said without a break.

    >>> run_at_end(["As expected", "Higher than expected", "Higher than expected"])
    ('higher than expected', 2)
    """
    lower = [band.lower() for band in bands if band]
    if not lower:
        return "", 0
    length = next((place for place, band in enumerate(reversed(lower)) if band != lower[-1]), len(lower))
    return lower[-1], length
