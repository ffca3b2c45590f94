"""Who is told of somebody at risk now, and when the next is told because nobody has read it: pure."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import TextChoices

from trigpoint.common.clock import LONDON


class Hours(TextChoices):
    """When somebody is on duty."""

    ALWAYS = "always", "At any time"
    WORKING = "working", "In working hours"
    OUTSIDE = "outside", "Outside working hours"


@dataclass(frozen=True)
class Told:
    """A turn of the cover that was told, and when."""

    turn: int
    at: dt.datetime


def next_turn(
    turns: Sequence[str], told: Sequence[Told], *, now: dt.datetime, wait: dt.timedelta, is_working_time: bool
) -> int | None:
    """Which turn of the cover is told now; None where nobody is to be told yet.

    turns: the hours of each, in order. At once the first that is on duty; where nobody is, the first of all, so that it is
    never nobody. Each time `wait` is over since the last was told, the next on duty that was told least often: after the
    last it begins again, and whoever is off duty is left alone.
    """
    if not turns:
        return None
    on_duty = [place for place, hours in enumerate(turns) if is_on_duty(hours, is_working_time)]
    if not told:
        return on_duty[0] if on_duty else 0
    if not on_duty or now - max(each.at for each in told) < wait:
        return None
    times = Counter(each.turn for each in told)
    return min(on_duty, key=lambda place: (times[place], place))


def is_on_duty(hours: str, is_working_time: bool) -> bool:
    """Whether somebody with these hours is on duty."""
    return hours == Hours.ALWAYS or (hours == Hours.WORKING) is is_working_time


def in_working_hours(
    now: dt.datetime, *, begins: dt.time, ends: dt.time, is_working_day: Callable[[dt.date], bool]
) -> bool:
    """Whether a moment lies in the working hours of a working day, by London's clocks. `ends` is outside."""
    local = now.astimezone(LONDON)
    return begins <= local.time() < ends and is_working_day(local.date())
