"""Working days told a second time: day by day, with the bank holidays of another library."""

from __future__ import annotations

import datetime as dt

import holidays

YEARS = range(2012, 2029)
FIRST, LAST = dt.date(YEARS[0], 1, 1), dt.date(YEARS[-1], 12, 31)
OTHER_LIBRARY = holidays.UnitedKingdom(subdiv="ENG", years=YEARS)
DAY = dt.timedelta(days=1)


def is_working_day(day):
    """Monday to Friday and no holiday."""
    return day.isoweekday() <= 5 and day not in OTHER_LIBRARY


def add_working_days(day, count, pauses=()):
    """Step on until so many working days outside the pauses have gone by."""
    while count:
        day += DAY
        if is_working_day(day) and not any(first <= day <= last for first, last in pauses):
            count -= 1
    return day


def working_days_between(start, end):
    """How many working days are in the days after the earlier, up to and with the later."""
    if end < start:
        return -working_days_between(end, start)
    return sum(is_working_day(start + DAY * n) for n in range(1, (end - start).days + 1))
