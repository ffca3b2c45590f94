"""Counts of what was told, month by month, with how sure a share is; who is praised more than others: pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from trigpoint.analysis.intervals import wilson

RECENT = 4  # three whole months and the one in progress, of which the first sentence of a page tells
FEWEST_PRAISED = 10  # good mentions of a theme before anybody is said to be praised
FEWEST_ELSEWHERE = 30  # comments of the others before anybody is compared with them


@dataclass(frozen=True)
class Told:
    """How much was told. critical: negative or mixed; people: different senders of the critical ones.

    >>> Told(10, 4, 3, 2) + Told(5, 1, 1, 1)
    Told(items=15, positive=5, critical=4, people=3)
    """

    items: int = 0
    positive: int = 0
    critical: int = 0
    people: int = 0

    def __add__(self, other: Told) -> Told:
        return Told(
            self.items + other.items,
            self.positive + other.positive,
            self.critical + other.critical,
            self.people + other.people,
        )

    @property
    def is_silence(self) -> bool:
        """Whether nothing was told."""
        return not self.items

    @property
    def critical_share(self) -> Share | None:
        """The part that is critical; None where nothing was told."""
        return share(self.critical, self.items)

    @property
    def positive_share(self) -> Share | None:
        """The part that is positive; None where nothing was told."""
        return share(self.positive, self.items)


NOTHING = Told()


@dataclass(frozen=True)
class Share:
    """A part of a whole, with the ends of its 95% interval."""

    hits: int
    of: int
    low: float
    high: float

    @property
    def words(self) -> str:
        """As people read it: 64% (43% to 80%)."""
        return f"{_percent(self.hits / self.of)} ({_percent(self.low)} to {_percent(self.high)})"


@dataclass(frozen=True)
class Praise:
    """A theme that is praised clearly more at one provider than at the others together."""

    provider: int
    theme: str
    here: Share
    elsewhere: Share


def share(hits: int, of: int) -> Share | None:
    """A part of a whole; None where there is no whole.

    >>> share(14, 22).words
    '64% (43% to 80%)'
    >>> share(0, 0)
    """
    return Share(hits, of, *wilson(hits, of)) if of else None


def total(told: Iterable[Told]) -> Told:
    """All of it together."""
    return sum(told, NOTHING)


def months_until(last: dt.date, number: int) -> list[dt.date]:
    """So many months up to the one of `last`, each by its first day, the earliest first.

    >>> [f"{each:%b %Y}" for each in months_until(dt.date(2026, 1, 31), 3)]
    ['Nov 2025', 'Dec 2025', 'Jan 2026']
    """
    found = [last.replace(day=1)]
    while len(found) < number:
        found.append((found[-1] - dt.timedelta(days=1)).replace(day=1))
    return found[::-1]


def months_since(month: dt.date, today: dt.date) -> int:
    """How many whole months lie between a month and that of today: 0 where it is this or the last one.

    >>> months_since(dt.date(2026, 8, 1), dt.date(2026, 11, 22))
    2
    """
    return max(0, (today.year - month.year) * 12 + today.month - month.month - 1)


def most_told(told: Mapping[tuple[int, str], Told]) -> tuple[int, str] | None:
    """Provider and theme with the most critical mentions; None where there is none. Of equals, the one with fewer good."""
    critical = {key: each for key, each in told.items() if each.critical}
    return max(critical, key=lambda key: (critical[key].critical, -critical[key].items, key[1]), default=None)


def praised(
    by_theme: Mapping[tuple[int, str], Told], by_provider: Mapping[int, Told], groups: Iterable[set[int]]
) -> list[Praise]:
    """Themes praised clearly more at a provider than at the others of its group: the intervals do not touch.

    by_theme: (provider, theme) -> what was told. by_provider: provider -> all that was told of it, which is what good
    mentions are a part of. groups: providers that are compared with each other. The clearest first.
    """
    found = []
    for group in groups:
        known = {provider: by_provider[provider] for provider in group if provider in by_provider}
        everything = total(known.values())
        good: dict[str, int] = {}
        for (provider, theme), told in by_theme.items():
            if provider in known:
                good[theme] = good.get(theme, 0) + told.positive
        for (provider, theme), told in by_theme.items():
            if provider not in known or told.positive < FEWEST_PRAISED:
                continue
            others = everything.items - known[provider].items
            if others < FEWEST_ELSEWHERE:
                continue
            here, elsewhere = (
                share(told.positive, known[provider].items),
                share(good[theme] - told.positive, others),
            )
            if here and elsewhere and here.low > elsewhere.high:
                found.append(Praise(provider, theme, here, elsewhere))
    return sorted(found, key=lambda each: each.elsewhere.high - each.here.low)


def _percent(part: float) -> str:
    return f"{part:.0%}"
