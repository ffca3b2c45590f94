"""What the vault does by the timetable."""

from __future__ import annotations

from trigpoint.accounts.system import system_person
from trigpoint.vault import services


def erase_expired() -> None:
    """Erase the references whose last day is over."""
    services.erase_expired(by=system_person())
