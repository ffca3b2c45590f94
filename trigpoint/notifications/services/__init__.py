"""What can be done about news: telling, reading, choosing how to be told, sending."""

from trigpoint.notifications.services.feeds import end_calendar_key, make_calendar_key
from trigpoint.notifications.services.preferences import choose
from trigpoint.notifications.services.sendings import begin, end, prepare
from trigpoint.notifications.services.telling import mark_all_read, mark_read, remind, tell

__all__ = [
    "begin",
    "choose",
    "end",
    "end_calendar_key",
    "make_calendar_key",
    "mark_all_read",
    "mark_read",
    "prepare",
    "remind",
    "tell",
]
