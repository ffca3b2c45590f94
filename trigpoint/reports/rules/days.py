"""Days of meetings and answers, as people say them: pure."""

from __future__ import annotations

import datetime as dt


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
