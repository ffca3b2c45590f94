"""Who was listened to, before it is a record, and quarters of the financial year: pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

QUARTER = 3  # months
# Kinds of marks that say whom an occasion covered, with the list of the pack that names them.
COVERED = {"characteristic": "protected_characteristics", "group": "seldom_heard"}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An occasion on which people were listened to. Texts have been through the guard.

    people: None where nobody counted. followed: what came of it, where no change stands for it.
    """

    title: str
    from_on: dt.date
    heard: str
    methods: tuple[str, ...]
    to_on: dt.date | None = None
    people: int | None = None
    place: str = ""
    service: str = ""
    followed: str = ""
    characteristics: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()

    @property
    def last_on(self) -> dt.date:
        """Its last day; its only one where it took one day."""
        return self.to_on or self.from_on

    def marks(self) -> Iterator[tuple[str, str]]:
        """Kind and code of each thing that holds of it, once."""
        told = {
            "method": self.methods,
            "characteristic": self.characteristics,
            "group": self.groups,
            "provider": self.providers,
            "theme": self.themes,
        }
        for kind, codes in told.items():
            for code in dict.fromkeys(codes):
                yield kind, code


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of the year, by its first day."""

    begins_on: dt.date

    @property
    def ends_on(self) -> dt.date:
        """Its last day."""
        return self.after().begins_on - dt.timedelta(days=1)

    @property
    def name(self) -> str:
        """Its number in the financial year, which begins in April.

        >>> Quarter(dt.date(2026, 10, 1)).name, Quarter(dt.date(2027, 1, 1)).name
        ('Q3 2026/27', 'Q4 2026/27')
        """
        number = (self.begins_on.month - 4) // QUARTER % 4 + 1
        year = self.begins_on.year - (self.begins_on.month < 4)
        return f"Q{number} {year}/{(year + 1) % 100:02}"

    def after(self) -> Quarter:
        """The next one."""
        return quarter_of(self.begins_on + dt.timedelta(days=31 * QUARTER))

    def before(self) -> Quarter:
        """The one before."""
        return quarter_of(self.begins_on - dt.timedelta(days=1))


def quarter_of(day: dt.date) -> Quarter:
    """The quarter in which a day lies.

    >>> quarter_of(dt.date(2026, 11, 22)).begins_on
    datetime.date(2026, 10, 1)
    """
    return Quarter(dt.date(day.year, (day.month - 1) // QUARTER * QUARTER + 1, 1))


def last_quarters(today: dt.date, number: int) -> list[Quarter]:
    """The quarter of today and those before it, the earliest first."""
    found = [quarter_of(today)]
    while len(found) < number:
        found.append(found[-1].before())
    return found[::-1]


def between(from_on: dt.date, to_on: dt.date, quarters: Iterable[Quarter]) -> list[Quarter]:
    """Those quarters that an occasion from one day to another touched."""
    return [each for each in quarters if from_on <= each.ends_on and to_on >= each.begins_on]
