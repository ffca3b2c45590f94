"""What may happen to a question, and when: pure."""

from __future__ import annotations

import calendar
import datetime as dt

from trigpoint.reports.models import WAITING, Deed

# Which deeds are possible where a question stands.
OPEN = (*WAITING, Deed.ANSWERED)
POSSIBLE_FROM = {
    Deed.ANSWERED: OPEN,
    Deed.CARRIED: OPEN,
    Deed.CLOSED: OPEN,
    Deed.REOPENED: (Deed.CLOSED,),
}
REFUSALS = {
    Deed.ANSWERED: "This question is closed. Open it again to write down an answer.",
    Deed.CARRIED: "This question is closed. Open it again to carry it forward.",
    Deed.CLOSED: "This question is closed already.",
    Deed.REOPENED: "This question is open already.",
}


def possible(state: str, deed: str) -> bool:
    """Whether `deed` can happen to a question that stands at `state`."""
    return state in POSSIBLE_FROM[Deed(deed)]


def is_waiting(state: str) -> bool:
    """Whether the question waits for an answer."""
    return state in WAITING


def next_month(day: dt.date) -> dt.date:
    """The same day of the next month, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def carry_to(due_on: dt.date, next_meeting: dt.date | None, today: dt.date) -> dt.date:
    """The day that the page proposes for a question carried forward: the next meeting, else next month."""
    return next_meeting or next_month(max(due_on, today))


def due_words(due_on: dt.date, today: dt.date) -> str:
    """A date as people say it: "Tue 24 Nov, in 2 days"."""
    days = (due_on - today).days
    year = "" if due_on.year == today.year else f" {due_on.year}"
    when = f"{due_on:%a} {due_on.day} {due_on:%b}{year}"
    if abs(days) > 1:
        return f"{when}, in {days} days" if days > 0 else f"{when}, {-days} days overdue"
    return f"{when}, {('1 day overdue', 'today', 'tomorrow')[days + 1]}"


def last_before(meetings: list[dt.date], today: dt.date) -> dt.date | None:
    """The last meeting before today; one held today is still to be prepared for."""
    return max((day for day in meetings if day < today), default=None)


def next_from(meetings: list[dt.date], today: dt.date) -> dt.date | None:
    """The next meeting, today's included."""
    return min((day for day in meetings if day >= today), default=None)


def meeting_words(held_on: dt.date, today: dt.date) -> str:
    """How people name a past meeting: "the March meeting", with the year when it is not the latest March."""
    months = (today.year - held_on.year) * 12 + today.month - held_on.month
    if months == 0:
        return f"the meeting of {held_on.day} {held_on:%B}"
    return f"the {held_on:%B} meeting" if months < 12 else f"the {held_on:%B %Y} meeting"
