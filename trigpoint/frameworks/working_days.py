"""Working days as the NHS counts them, over a calendar that is given as data. It asks neither clock nor settings.

Day 0 is the anchor date, day 1 the next working day, whether or not the anchor is one itself.
"""

from __future__ import annotations

import datetime as dt
import itertools
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from trigpoint.frameworks.errors import CalendarMissing, ClockStopped

ONE_DAY = dt.timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True)
class Holiday:
    """One day on which work stands still, and why."""

    on: dt.date
    name: str


@dataclass(frozen=True)
class Year:
    """The bank holidays of a year. `is_own`: given by this installation, not by the file that ships."""

    year: int
    days: tuple[Holiday, ...]
    local_default: bool = False
    note: str = ""
    is_own: bool = False


@dataclass(frozen=True)
class Pause:
    """Days on which a clock stood still, both ends included; without `to_on` it still does."""

    from_on: dt.date
    to_on: dt.date | None

    def holds(self, day: dt.date) -> bool:
        """Whether `day` is one of them."""
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)


@dataclass(frozen=True)
class Calendar:
    """Bank holidays by year. A year that is not there is refused (CAL-001), never guessed."""

    name: str
    title: str
    source: str
    years: Mapping[int, Year]

    @cached_property
    def holidays(self) -> dict[dt.date, str]:
        """The name of each bank holiday."""
        return {day.on: day.name for year in self.years.values() for day in year.days}

    @cached_property
    def _working_days(self) -> list[dt.date]:
        """Every working day of the years that are there, in order."""
        days = (
            dt.date(year, 1, 1) + ONE_DAY * number
            for year in sorted(self.years)
            for number in range((dt.date(year + 1, 1, 1) - dt.date(year, 1, 1)).days)
        )
        return [day for day in days if day.weekday() < SATURDAY and day not in self.holidays]

    def is_working_day(self, day: dt.date) -> bool:
        """Not Saturday, Sunday, Christmas Day, Good Friday or a bank holiday."""
        self._need(day.year)
        return day.weekday() < SATURDAY and day not in self.holidays

    def why_not(self, day: dt.date) -> str:
        """Why a day is no working day: the holiday's name, or Saturday or Sunday; "" for a working day."""
        if self.is_working_day(day):
            return ""
        return self.holidays.get(day) or f"{day:%A}"

    def add_working_days(self, day: dt.date, count: int, pauses: Sequence[Pause] = ()) -> dt.date:
        """Day number `count` after `day`. Working days within a pause do not count."""
        if count < 0:
            raise ValueError("Working days are counted forwards.")
        if count == 0:
            return day
        if pauses:
            return next(itertools.islice(self.counted(day, pauses), count - 1, None))
        place = bisect_right(self._working_days, day) + count - 1
        first = (day + ONE_DAY).year
        last = self._working_days[place].year if place < len(self._working_days) else max(self.years) + 1
        for year in range(first, last + 1):
            self._need(year)
        return self._working_days[place]

    def counted(self, day: dt.date, pauses: Sequence[Pause] = ()) -> Iterator[dt.date]:
        """Day 1, day 2 and so on after `day`, without end; stops at a pause whose end is not known."""
        for number in itertools.count(1):
            each = day + ONE_DAY * number
            if not self.is_working_day(each):
                continue
            holding = [pause for pause in pauses if pause.holds(each)]
            endless = [pause for pause in holding if pause.to_on is None]
            if endless:
                raise ClockStopped(endless[0].from_on)
            if not holding:
                yield each

    def working_days_between(self, start: dt.date, end: dt.date) -> int:
        """Working days after `start` up to and with `end`; as a negative number when `end` is the earlier."""
        if end < start:
            return -self.working_days_between(end, start)
        if start < end:
            for year in range((start + ONE_DAY).year, end.year + 1):
                self._need(year)
        return bisect_right(self._working_days, end) - bisect_right(self._working_days, start)

    def next_working_day(self, day: dt.date) -> dt.date:
        """The first working day after `day`."""
        return self.add_working_days(day, 1)

    def last_day_covered(self, day: dt.date) -> dt.date | None:
        """How far the calendar reaches from `day` without a gap, or None when it does not hold that year."""
        if day.year not in self.years:
            return None
        last = next(year for year in itertools.count(day.year) if year + 1 not in self.years)
        return dt.date(last, 12, 31)

    def _need(self, year: int) -> None:
        if year not in self.years:
            raise CalendarMissing(year, self.years)
