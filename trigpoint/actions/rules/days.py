"""Days of which sometimes only the month is known."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass

DAY, MONTH = "day", "month"


@dataclass(frozen=True)
class RoughDay:
    """A day, or a month of which the day is not known.

    A month counts as its first day where things are put in order, and as its last day where it is asked
    whether something was late.
    """

    day: dt.date
    precision: str = DAY

    @property
    def first(self) -> dt.date:
        """The earliest day it can mean."""
        return self.day.replace(day=1) if self.precision == MONTH else self.day

    @property
    def last(self) -> dt.date:
        """The latest day it can mean."""
        if self.precision != MONTH:
            return self.day
        return self.day.replace(day=calendar.monthrange(self.day.year, self.day.month)[1])

    def __str__(self) -> str:
        day = self.day
        return f"{day:%B %Y}" if self.precision == MONTH else f"{day:%a} {day.day} {day:%b %Y}"


def next_month(day: dt.date) -> dt.date:
    """The same day of the next month, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))
