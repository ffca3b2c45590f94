"""Words for pages, messages and calendars about news."""

from trigpoint.notifications.presenters.feed import calendar_of
from trigpoint.notifications.presenters.news import NewsItem, news_items, opening
from trigpoint.notifications.presenters.preferences import PreferenceWords, is_sent_to, preference_words
from trigpoint.notifications.presenters.summary import Letter, letter

__all__ = [
    "Letter",
    "NewsItem",
    "PreferenceWords",
    "calendar_of",
    "is_sent_to",
    "letter",
    "news_items",
    "opening",
    "preference_words",
]
