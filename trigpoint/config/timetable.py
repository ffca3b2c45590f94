"""The timetable of this service: what runs by itself, and when. One line an entry."""

from __future__ import annotations

import datetime as dt

from trigpoint.accounts.limiting import forget_old_counts
from trigpoint.jobs import timetable
from trigpoint.jobs.timetable import Daily, Entry

ENTRIES = (
    Entry("jobs-forgotten", timetable.forget_old_slots, Daily(dt.time(3, 15))),
    Entry("limits-forgotten", forget_old_counts, Daily(dt.time(3, 20))),
)


def register_timetable() -> None:
    """Called once at start."""
    for entry in ENTRIES:
        timetable.register(entry)
