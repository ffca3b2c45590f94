"""Is there a copy of everything, and is it a new one."""

from __future__ import annotations

import datetime as dt

from django.conf import settings

from trigpoint.common import clock
from trigpoint.config.backups import latest
from trigpoint.config.finding import Finding


def backups() -> Finding:
    """When the last one was made."""
    mend = "Run it every night from the system's own timetable: trigpoint backup --to DIR, DIR on another machine's disk."
    last = latest()
    if last is None:
        return Finding("backups", "warn", "No backup was made yet: a lost disk loses everything.", mend)
    means = f"The last backup was made on {last:%d %B %Y}."
    if clock.now() - last > dt.timedelta(days=settings.BACKUP_DAYS):
        return Finding("backups", "warn", f"{means} What was done since is lost with the disk.", mend)
    return Finding("backups", "ok", means)
