"""Sessions in words: which browser on what, from where, since when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from allauth.usersessions.models import UserSession

from trigpoint.common import clock
from trigpoint.ui.words import day

# The first that a browser calls itself by counts; they all claim to be several.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Windows", "Windows"),
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "Android"),
    ("CrOS", "a Chromebook"),
    ("Mac OS X", "a Mac"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True)
class Session:
    """One place where somebody is signed in."""

    what: str
    address: str
    began: str
    used: str
    is_here: bool


def sessions_said(found: Iterable[UserSession], *, here: str | None) -> list[Session]:
    """In the order they came."""
    return [
        Session(
            what=device(each.user_agent),
            address=each.ip,
            began=_moment(each.created_at),
            used=_moment(each.last_seen_at),
            is_here=each.session_key == here,
        )
        for each in found
    ]


def device(user_agent: str) -> str:
    """Chrome on Windows; "A browser" when it does not say."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "A browser")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return f"{browser} on {system}" if system else browser


def _moment(moment: dt.datetime) -> str:
    local = moment.astimezone(clock.LONDON)
    return f"{day(local.date())}, {local:%H:%M}"
