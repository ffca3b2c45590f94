"""The day that pages of evidence speak of: today, or one to look back to, month by month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from trigpoint.frameworks.queries import packs
from trigpoint.triangulation.queries.grid import LOADED, PUBLISHED
from trigpoint.triangulation.queries.ranking import When
from trigpoint.ui.words import day as in_words
from trigpoint.ui.words import month

MONTHS = 60  # how far back the list goes; any day may stand in the address
VINTAGES = (
    (PUBLISHED, "As it could be known", "By what stands today and had been published or received by then"),
    (LOADED, "As Trigpoint knew it", "By what this service held at the end of that day"),
)


@dataclass(frozen=True)
class Choice:
    """One month to look back to. value: what stands in the address, "" for today."""

    value: str
    text: str
    is_chosen: bool


@dataclass(frozen=True)
class AsAt:
    """The day chosen, what else may be chosen, and what links to other pages carry along. earlier, later: None at the end."""

    when: When
    chosen: str
    months: tuple[Choice, ...]
    earlier: Choice | None
    later: Choice | None

    @property
    def vintages(self) -> tuple[tuple[str, str, str], ...]:
        """Ways to look back: code, name, what it means."""
        return VINTAGES

    @property
    def banner(self) -> str:
        """That this is not how things stand now; empty when it is."""
        if self.when.is_today:
            return ""
        held = "as Trigpoint knew it" if self.when.vintage == LOADED else "as it could be known"
        return f"This is {in_words(self.when.day)}, {held}. It is not how things stand now."

    @property
    def begins(self) -> str:
        """How sentences about another day begin."""
        return "" if self.when.is_today else f"On {in_words(self.when.day)}: "

    def may_show(self, day: dt.date | None) -> bool:
        """Whether this is today, from where a page may send readers back to that day."""
        return self.when.is_today and day is not None and bool(_day(day.isoformat(), self.when.day)[0])

    @property
    def carried(self) -> dict[str, str]:
        """Values of the address that a link to another page of evidence keeps."""
        held = {"on": self.chosen} if self.chosen else {}
        return held | ({"vintage": LOADED} if self.when.vintage == LOADED else {})


def as_at(asked: Mapping[str, str], today: dt.date) -> AsAt:
    """The day that an address asks for: on=2026-03 (the end of that month) or on=2026-03-14; else, or where it cannot be, today."""
    chosen, day = _day(asked.get("on", ""), today)
    vintage = LOADED if chosen and asked.get("vintage") == LOADED else PUBLISHED
    firsts = _firsts(today)
    months = [Choice("", "Today", not chosen)]
    months += [
        Choice(f"{first:%Y-%m}", f"End of {month(first)}", chosen == f"{first:%Y-%m}") for first in firsts
    ]
    if chosen and not any(each.is_chosen for each in months):
        months.insert(1, Choice(chosen, in_words(day), is_chosen=True))
    before = _next_to(day, today, -1)
    return AsAt(
        when=When(day, vintage),
        chosen=chosen,
        months=tuple(months),
        earlier=before if _day(before.value, today)[0] else None,
        later=_next_to(day, today, 1) if chosen else None,
    )


def _day(text: str, today: dt.date) -> tuple[str, dt.date]:
    """What stands in the address and the day it means; ("", today) for what is no day, to come, or before any pack."""
    try:
        is_month = len(text) == len("2026-03")
        day = _end(dt.date.fromisoformat(f"{text}-01")) if is_month else dt.date.fromisoformat(text)
    except ValueError:
        return "", today
    if not packs()[0].effective_from <= day < today:
        return "", today
    return text, day


def _end(first: dt.date) -> dt.date:
    return (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)


def _firsts(today: dt.date) -> list[dt.date]:
    """First days of the months that are over, the latest first."""
    begins = today.year * 12 + today.month - 1
    found = [dt.date((begins - n) // 12, (begins - n) % 12 + 1, 1) for n in range(1, MONTHS + 1)]
    return [each for each in found if each >= packs()[0].effective_from]


def _next_to(day: dt.date, today: dt.date, step: int) -> Choice:
    """The end of the month before or after; today where that month is not over."""
    at = day.year * 12 + day.month - 1 + step
    first = dt.date(at // 12, at % 12 + 1, 1)
    if _end(first) >= today:
        return Choice("", "Today", is_chosen=False)
    return Choice(f"{first:%Y-%m}", f"End of {month(first)}", is_chosen=False)
