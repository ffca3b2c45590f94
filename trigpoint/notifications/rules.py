"""What is due, when a person is reminded of it, and on which days summaries go out: pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from trigpoint.common.clock import LONDON

WEEK = 7
SOON = 7  # days ahead that a summary looks
DIGEST_FROM = dt.time(7, 30)
MOST_TRIES = 5
BETWEEN_TRIES = dt.timedelta(minutes=10)
LOST = dt.timedelta(hours=1)  # a message that was begun so long ago and never ended was lost with its worker

IsWorkingDay = Callable[[dt.date], bool]


@dataclass(frozen=True)
class Due:
    """Something that a person has to see to by a day, as the area that keeps it tells.

    what: "Action 8.1": enough to tell it from others, and nothing that may not leave the system. title: what the
    person's own pages call it. address: of its page, without the host. changed_at: when any of this last changed.
    """

    reference: str
    what: str
    title: str
    due_on: dt.date
    address: str
    changed_at: dt.datetime
    is_overdue: bool = False


@dataclass(frozen=True)
class CalendarEntry:
    """One whole day in a person's calendar. uid: the same as long as it is the same thing."""

    uid: str
    title: str
    on: dt.date
    address: str
    changed_at: dt.datetime


@dataclass(frozen=True)
class NewsKind:
    """One kind of news. title: what a person chooses by. short: the word that stands beside each piece of it."""

    name: str
    title: str
    short: str


@dataclass(frozen=True)
class Reminder:
    """What to say, and the stage that is said once."""

    stage: str
    words: str


def reminder_for(due_on: dt.date, today: dt.date, ahead: Sequence[int]) -> Reminder | None:
    """The reminder that stands on `today` for something due on a day, whether or not it was given already.

    One each `ahead` days before (the nearest that has come counts), one on the day, then one a week from the day after. A
    day on which nothing ran is caught up with: the latest stage stands until the next begins.
    """
    left = (due_on - today).days
    if left < 0:
        weeks = (-left - 1) // WEEK
        return Reminder(f"overdue-{weeks}", f"Overdue since {_day(due_on)}{_again(weeks)}")
    if left == 0:
        return Reminder("today", "Due today, " + _day(due_on))
    stages = [days for days in ahead if left <= days]
    return Reminder(f"{min(stages)}-ahead", f"Due on {_day(due_on)}") if stages else None


def reminder_key(reference: str, due_on: dt.date, stage: str) -> str:
    """The words under which a reminder is told once. Another due date begins anew."""
    return f"{reference} {due_on.isoformat()} {stage}"


def is_weekday(day: dt.date) -> bool:
    """Monday to Friday: working days as long as no calendar is known."""
    return day.weekday() < 5


def may_send(now: dt.datetime, is_working_day: IsWorkingDay) -> bool:
    """Whether summaries go out at all at this moment: from half past seven in England, on working days."""
    local = now.astimezone(LONDON)
    return local.time() >= DIGEST_FROM and is_working_day(local.date())


def is_due_again(cadence: str, today: dt.date, last: dt.date | None) -> bool:
    """Whether a person who had their last summary on a day gets one today, if there is something in it.

    daily: one a day. weekly: one in each week from Monday to Sunday.
    """
    if cadence == "daily":
        return last is None or last < today
    if cadence == "weekly":
        return last is None or last < today - dt.timedelta(days=today.weekday())
    return False


def may_try_again(state: str, tries: int, tried_at: dt.datetime, now: dt.datetime) -> bool:
    """Whether a message that did not go out is tried once more."""
    if tries >= MOST_TRIES:
        return False
    if state == "failed":
        return now - tried_at >= BETWEEN_TRIES
    return state == "in_hand" and now - tried_at >= LOST


def parted(dues: Iterable[Due], today: dt.date) -> tuple[list[Due], list[Due]]:
    """What is overdue and what is due within a week, earliest first; the rest can wait."""
    by_day = sorted(dues, key=lambda due: (due.due_on, due.what))
    overdue = [due for due in by_day if due.due_on < today]
    soon = [due for due in by_day if today <= due.due_on <= today + dt.timedelta(days=SOON)]
    return overdue, soon


def _day(date: dt.date) -> str:
    return f"{date:%a} {date.day} {date:%b %Y}"


def _again(weeks: int) -> str:
    return f", {weeks + 1} weeks running" if weeks else ""
