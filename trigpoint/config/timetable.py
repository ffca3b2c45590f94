"""The timetable of this service: what runs by itself, and when. One line an entry."""

from __future__ import annotations

import datetime as dt

from trigpoint.accounts.limiting import forget_old_counts
from trigpoint.accounts.tasks import forget_ended_sessions
from trigpoint.audit import tasks as audit
from trigpoint.files import tasks as files
from trigpoint.intelligence import risk_tasks
from trigpoint.intelligence.tasks import code_left_over
from trigpoint.jobs import timetable
from trigpoint.jobs.timetable import Daily, Entry, Every
from trigpoint.notifications import tasks
from trigpoint.notifications.rules import DIGEST_FROM
from trigpoint.surveillance.tasks import hear_new_month
from trigpoint.triangulation.tasks import look_for_evidence
from trigpoint.vault.tasks import erase_expired

ENTRIES = (
    Entry("audit-sealed", audit.seal, Every(minutes=5)),
    Entry("jobs-forgotten", timetable.forget_old_slots, Daily(dt.time(3, 15))),
    Entry("reminders", tasks.remind, Daily(dt.time(6, 30))),
    Entry("summaries", tasks.send_summaries, Daily(DIGEST_FROM)),
    Entry("summaries-again", tasks.send_again, Every(minutes=15)),
    Entry("risk-watched", risk_tasks.watch, Every(minutes=5)),
    Entry("sealed-erased", erase_expired, Daily(dt.time(0, 30))),
    Entry("themes-heard", hear_new_month, Daily(dt.time(4, 10))),
    Entry("evidence-gathered", look_for_evidence, Every(minutes=5)),
    Entry("files-scanned", files.scan_waiting, Every(minutes=5)),
    Entry("files-swept", files.sweep, Daily(dt.time(3, 25))),
    Entry("comments-read", code_left_over, Every(minutes=15)),
    Entry("limits-forgotten", forget_old_counts, Daily(dt.time(3, 20))),
    Entry("sessions-forgotten", forget_ended_sessions, Daily(dt.time(3, 30))),
)


def register_timetable() -> None:
    """Called once at start."""
    for entry in ENTRIES:
        timetable.register(entry)
