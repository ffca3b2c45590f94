"""Who is told when somebody may be at risk now, in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from trigpoint.accounts.models import User
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
    gone = risk.gone_from(cover)
    left = [turn.hours for turn in cover.turns.all() if turn.person not in gone]
    lost = f"{_and(gone)} no longer look{'s' if len(gone) == 1 else ''} at this and will not be told: choose somebody else below. "
    return f"{lost if gone else ''}{_on_duty(left)} {then}"


def _on_duty(hours: list[str]) -> str:
    if not hours:
        return "Nobody else is named: everybody who may read it is told."
    if missing := gaps(hours):
        return (
            f"Nobody is on duty {' or '.join(missing)}: then the first of all is told, and nobody after them."
        )
    return "Somebody is on duty at any time."


def _and(people: list[User]) -> str:
    *others, last = [str(person) for person in people] or [""]
    return f"{', '.join(others)} and {last}" if others else last


def cover_line(cover: RiskCover) -> CoverLine:
    """One that was set."""
    return CoverLine(full_day(cover.at), str(cover.by), [_turn(turn) for turn in cover.turns.all()])


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
