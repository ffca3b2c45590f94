"""Who is told when somebody may be at risk now, in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from trigpoint.common import clock
from trigpoint.intelligence.models import Item, RiskCover, RiskTurn
from trigpoint.intelligence.queries import risk
from trigpoint.intelligence.rules.climbing import Hours
from trigpoint.intelligence.rules.covering import gaps
from trigpoint.ui.words import day as full_day


@dataclass(frozen=True)
class CoverLine:
    """A cover as it was set: when, by whom, who is told in which order."""

    on: str
    by: str
    turns: list[str]


@dataclass(frozen=True)
class RiskLine:
    """An item at risk that nobody has read, for the banner above the inbox."""

    about: str
    since: str
    address: str


def cover_sentence(cover: RiskCover | None) -> str:
    """The answer first: whether somebody is told at any time."""
    minutes = risk.minutes_to_wait(clock.today())
    then = f"After {minutes} minutes in which nobody has read it the next on duty is told."
    if cover is None:
        return f"Nobody has set this yet: quality leads are told first, then quality managers, at any time. {then}"
    missing = gaps(turn.hours for turn in cover.turns.all())
    if missing:
        return f"Nobody is on duty {' or '.join(missing)}: then the first of all is told, and nobody after them. {then}"
    return f"Somebody is on duty at any time. {then}"


def cover_line(cover: RiskCover) -> CoverLine:
    """One that was set."""
    return CoverLine(full_day(cover.at.date()), str(cover.by), [_turn(turn) for turn in cover.turns.all()])


def risk_lines(items: list[Item]) -> list[RiskLine]:
    """What the banner lists."""
    now = clock.now()
    return [RiskLine(item.about, _ago(now - item.at), item.get_absolute_url()) for item in items]


def _turn(turn: RiskTurn) -> str:
    who = risk.roles_that_triage().get(turn.role, turn.role) if turn.role else str(turn.person)
    return f"{who}, {Hours(turn.hours).label.lower()}"


def _ago(past: dt.timedelta) -> str:
    minutes = int(past.total_seconds() // 60)
    if minutes < 60:
        return f"{minutes} minute{'s' if minutes != 1 else ''} ago"
    hours = minutes // 60
    if hours < 48:
        return f"{hours} hour{'s' if hours != 1 else ''} ago"
    return f"{hours // 24} days ago"
