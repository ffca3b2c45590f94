"""The page of news."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from trigpoint.common import clock, references
from trigpoint.common.clock import LONDON
from trigpoint.notifications import registry
from trigpoint.notifications.models import Notice
from trigpoint.ui.words import day

GONE = "Something you cannot see any more"


@dataclass(frozen=True)
class NewsItem:
    """One piece of news. `title` is what the record is called for this reader; `address` opens it and notes it as read."""

    title: str
    address: str
    words: str
    kind: str
    when: str
    is_read: bool
    mark: str


def news_items(notices: Iterable[Notice], *, user: Any) -> list[NewsItem]:
    """News as a person reads it, with titles of only what they may see today."""
    listed = list(notices)
    shown = references.show_all([notice.reference for notice in listed if notice.reference], user=user)
    return [_item(notice, shown.get(notice.reference)) for notice in listed]


def _item(notice: Notice, shown: references.Shown | None) -> NewsItem:
    title = shown.label if shown else (GONE if notice.reference else notice.words)
    return NewsItem(
        title=title,
        address=reverse("notifications:news-open", args=[notice.public_id]) if shown else "",
        words=notice.words if notice.reference else "",
        kind=registry.short_title_of(notice.kind),
        when=ago(notice.at, clock.now()),
        is_read=hasattr(notice, "reading"),
        mark=reverse("notifications:news-read", args=[notice.public_id]),
    )


def opening(unread: int, *, ever: bool) -> str:
    """The first sentence of the page."""
    if unread:
        return f"You have {unread:,} piece{'s' if unread != 1 else ''} of news that you have not read."
    return "You have read all your news." if ever else "There is no news for you yet."


def ago(moment: dt.datetime, now: dt.datetime) -> str:
    """The time for today, yesterday, else the day."""
    local, today = moment.astimezone(LONDON), now.astimezone(LONDON).date()
    days = (today - local.date()).days
    if days == 0:
        return f"today at {local:%H:%M}"
    return f"yesterday at {local:%H:%M}" if days == 1 else day(local.date())
