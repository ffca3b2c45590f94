"""What a check of the installation found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """state: ok, warn or fail. `mend` says what to do unless it is ok."""

    name: str
    state: str
    means: str
    mend: str = ""
