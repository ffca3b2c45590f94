"""Pages of news, of how to be told, and the calendar that programs fetch."""

from trigpoint.notifications.views.calendar import calendar, calendar_address, end_calendar_address
from trigpoint.notifications.views.news import news, news_open, read, read_all
from trigpoint.notifications.views.preferences import preferences

__all__ = [
    "calendar",
    "calendar_address",
    "end_calendar_address",
    "news",
    "news_open",
    "preferences",
    "read",
    "read_all",
]
