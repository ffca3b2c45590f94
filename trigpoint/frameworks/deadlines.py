"""Due dates that can say how they came about, for the question every page is asked: why this date?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from trigpoint.common.clock import LONDON
from trigpoint.frameworks import calendar
from trigpoint.frameworks.entries import DeadlineRule
from trigpoint.frameworks.errors import CalendarMissing
from trigpoint.frameworks.working_days import ONE_DAY, SATURDAY, Pause
from trigpoint.ui.words import day as words_of

UNITS = {
    "working_days": ("working day", "working days"),
    "calendar_days": ("day", "days"),
    "hours": ("hour", "hours"),
    "months": ("month", "months"),
}


@dataclass(frozen=True)
class Deadline:
    """When something is due, and why then. `due_at` is the last moment, in London; overdue is strictly after.

    `steps` and `not_counted` are sentences, in order. `off_day` tells of a due date that is no working day, as help:
    the date stays. `ground` is who says so; `to_confirm` why it is only a local default.
    """

    due_on: dt.date
    due_at: dt.datetime
    rule: str
    steps: tuple[str, ...]
    not_counted: tuple[str, ...] = ()
    off_day: str = ""
    ground: str = ""
    note: str = ""
    to_confirm: str = ""

    def is_overdue(self, at: dt.datetime) -> bool:
        """Whether `at` is strictly after the last moment."""
        return calendar.is_overdue(self.due_at, at=at)


def in_working_days(
    anchor: dt.date, count: int, counts_from: str = "", pauses: Sequence[Pause] = ()
) -> Deadline:
    """Day number `count`, where day 1 is the next working day after `anchor`; days within pauses do not count."""
    due = calendar.add_working_days(anchor, count, pauses)
    steps = [_day_nought(anchor, counts_from)]
    why_not = calendar.england().why_not(anchor) if anchor.year in calendar.england().years else ""
    if why_not:
        steps.append(f"That is no working day ({why_not}); the count begins with the next one all the same.")
    if count > 1:
        first = calendar.add_working_days(anchor, 1, pauses)
        steps.append(f"Day 1 is {words_of(first)}, the next working day.")
    steps.append(f"Day {count} is {words_of(due)}. {_end_of_day(due)}")
    return Deadline(
        due_on=due,
        due_at=calendar.due_moment(due),
        rule=words_of_rule(count, "working_days", counts_from),
        steps=tuple(steps),
        not_counted=tuple(_not_counted(anchor, due, pauses)),
    )


def in_calendar_days(anchor: dt.date, count: int, counts_from: str = "") -> Deadline:
    """So many days after `anchor`, every day counted."""
    due = calendar.add_calendar_days(anchor, count)
    steps = (
        _day_nought(anchor, counts_from),
        "Every day counts, weekends and bank holidays too.",
        f"Day {count} is {words_of(due)}. {_end_of_day(due)}",
    )
    rule = words_of_rule(count, "calendar_days", counts_from)
    return Deadline(due, calendar.due_moment(due), rule, steps, off_day=_off_day(due))


def in_months(anchor: dt.date, count: int, counts_from: str = "") -> Deadline:
    """The same day so many months later, or the last of that month."""
    due = calendar.add_months(anchor, count)
    steps = [_day_nought(anchor, counts_from)]
    if due.day < anchor.day:
        steps.append(f"{due:%B %Y} has no day {anchor.day}, so its last day counts.")
    else:
        steps.append(f"The same day of the month counts, {_counted(count, 'months')} later.")
    steps.append(f"That is {words_of(due)}. {_end_of_day(due)}")
    rule = words_of_rule(count, "months", counts_from)
    return Deadline(due, calendar.due_moment(due), rule, tuple(steps), off_day=_off_day(due))


def in_hours(anchor: dt.datetime, count: int, counts_from: str = "") -> Deadline:
    """So many hours that really pass after the moment `anchor`."""
    start, due = calendar.hours_after(anchor, 0), calendar.hours_after(anchor, count)
    told = f", {counts_from}" if counts_from else ""
    steps = [
        f"The clock starts on {_moment(start)}{told}.",
        "Hours are counted as they pass, nights, weekends and bank holidays too.",
    ]
    if start.utcoffset() != due.utcoffset():
        way = (
            "forward"
            if (due.utcoffset() or dt.timedelta()) > (start.utcoffset() or dt.timedelta())
            else "back"
        )
        steps.append(f"The clocks go {way} on the way, so the hour on the clock is another.")
    steps.append(f"It is due on {_moment(due)}.")
    return Deadline(due.date(), due, words_of_rule(count, "hours", counts_from), tuple(steps))


def by_rule(
    rule: DeadlineRule, anchor: dt.date, pauses: Sequence[Pause] = (), *, ground: str = ""
) -> Deadline:
    """The deadline that a pack's rule gives. Rules in hours need the moment, the others take its day in London."""
    if rule.unit == "hours":
        if not isinstance(anchor, dt.datetime):
            raise ValueError(f"{rule.code} counts hours, so it needs a moment and not only a day.")
        made = in_hours(anchor, rule.count, rule.counts_from)
    else:
        made = _in_days(rule, day_of(anchor), pauses)
    note, to_confirm = ("", rule.note) if rule.local_default else (rule.note, "")
    return replace(made, ground=ground, note=note, to_confirm=to_confirm)


def day_of(anchor: dt.date) -> dt.date:
    """A day as it is; of a moment its day in London."""
    return anchor.astimezone(LONDON).date() if isinstance(anchor, dt.datetime) else anchor


def words_of_rule(count: int, unit: str, counts_from: str = "") -> str:
    """10 working days from the day the provider became aware."""
    return f"{_counted(count, unit)} from {counts_from}" if counts_from else _counted(count, unit)


def _in_days(rule: DeadlineRule, anchor: dt.date, pauses: Sequence[Pause]) -> Deadline:
    if rule.unit == "working_days":
        return in_working_days(anchor, rule.count, rule.counts_from, pauses)
    if pauses:
        raise ValueError(f"{rule.code} does not count working days, so its clock cannot be stopped.")
    made = in_months if rule.unit == "months" else in_calendar_days
    return made(anchor, rule.count, rule.counts_from)


def _counted(count: int, unit: str) -> str:
    one, many = UNITS[unit]
    return f"{count} {one if count == 1 else many}"


def _day_nought(anchor: dt.date, counts_from: str) -> str:
    return f"Day 0 is {words_of(anchor)}{', ' + counts_from if counts_from else ''}."


def _end_of_day(due: dt.date) -> str:
    return "It is due by the end of that day, 23:59:59 in London."


def _moment(moment: dt.datetime) -> str:
    return f"{words_of(moment)} at {moment:%H:%M}"


def _not_counted(anchor: dt.date, due: dt.date, pauses: Sequence[Pause]) -> list[str]:
    """What lies between day 0 and the due date and was passed over."""
    held = calendar.england()
    passed = [anchor + ONE_DAY * number for number in range(1, (due - anchor).days + 1)]
    weekends = [day for day in passed if day.weekday() >= SATURDAY]
    told = [f"{len(weekends)} {'Saturday or Sunday' if len(weekends) == 1 else 'Saturdays and Sundays'}"]
    told = told if weekends else []
    told += [f"{words_of(day)}: {held.holidays[day]}" for day in passed if day in held.holidays]
    for pause in pauses:
        stopped = [day for day in passed if pause.holds(day) and held.is_working_day(day)]
        if stopped:
            days = _counted(len(stopped), "working_days")
            told.append(f"{words_of(stopped[0])} to {words_of(stopped[-1])}: the clock was stopped, {days}")
    return told


def _off_day(due: dt.date) -> str:
    """Help for a due date on which nobody works; "" for a working day."""
    try:
        why = calendar.england().why_not(due)
        onward = words_of(calendar.next_working_day(due)) if why else ""
    except CalendarMissing as missing:
        return f"Whether that is a working day is not known: no calendar is loaded for {missing.year}."
    return f"That is no working day ({why}). The date stays; the next working day is {onward}." if why else ""
