"""What the timetable does for evidence files."""

from __future__ import annotations

from trigpoint.accounts.system import system_person
from trigpoint.files import keeping, queries, services


def scan_waiting() -> None:
    """Ask the scanner again about what still waits, and about what came when there was no scanner."""
    services.scan_all(by=system_person())


def sweep() -> None:
    """Remove content that nobody refers to: what a killed service left."""
    keeping.sweep(queries.content_to_keep())
