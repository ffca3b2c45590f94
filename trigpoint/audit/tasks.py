"""Work of the timetable."""

from __future__ import annotations

from trigpoint.audit import services


def seal() -> None:
    """Seal what was recorded since the last time, and write the heads down outside the database."""
    services.seal_waiting()
