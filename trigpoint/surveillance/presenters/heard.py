"""A signal of what people say, on its page: the sentence, how sure it is, and its months as a table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from trigpoint.surveillance.models import Signal
from trigpoint.surveillance.rules.heard_words import NOT_HARM, how_sure, theme_title
from trigpoint.ui.words import count, month


@dataclass(frozen=True)
class Month:
    """One month of the table."""

    name: str
    critical: str
    people: str
    comments: str
    expected: str
    is_on: bool


@dataclass(frozen=True)
class Content:
    """What the page says of it. `comments`: where they can be read, "" for who may not. `months`: the latest first.
    `services`: which ones the comments name, "" where none does."""

    sure: str
    not_harm: str
    picture: str
    picture_says: str
    comments: str
    services: str
    months: tuple[Month, ...]


def content(signal: Signal, services: Sequence[tuple[str, int]], *, may_read: bool) -> Content:
    """What a signal rests on, in words and numbers. services: with how many comments. may_read: comments, word for word."""
    title = theme_title(signal.theme)
    return Content(
        sure=how_sure(signal),
        not_harm=NOT_HARM,
        picture=f"{reverse('surveillance:signal-svg', args=[signal.public_id])}?whole",
        picture_says=f"Critical comments on {title} by month, beside how many were expected; the table below has the numbers.",
        comments=_comments_address(signal) if may_read else "",
        services=_services(services),
        months=tuple(_month(each) for each in reversed(signal.heard.months)),
    )


def _services(named: Sequence[tuple[str, int]]) -> str:
    """The services named most: "Surgery (6), Maternity (2)"."""
    return ", ".join(f"{name} ({count(number)})" for name, number in named)


def _comments_address(signal: Signal) -> str:
    """The comments on the theme in the months in which it went on."""
    query = {
        "provider": signal.organisation.code,
        "theme": signal.theme,
        "since": signal.first_period.isoformat(),
        "until": signal.last_period.isoformat(),
    }
    return f"{reverse('intelligence:comments')}?{urlencode(query)}"


def _month(told: dict) -> Month:
    expected = told["expected"]
    return Month(
        name=month(dt.date.fromisoformat(told["month"])),
        critical=count(told["critical"]),
        people=count(told["people"]),
        comments=count(told["comments"]),
        expected="Not known yet" if expected is None else f"{expected:.1f}",
        is_on=told["is_on"],
    )
