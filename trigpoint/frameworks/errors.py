"""What can go wrong with packs and dates, in the sentence the person reads."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterable

from trigpoint.common.definition_files import FilesRefused
from trigpoint.common.errors import DomainError


class PacksInvalid(FilesRefused):
    """One or more files of packs or calendars are faulty."""


class CalendarMissing(DomainError):
    """CAL-001: a date needs the bank holidays of a year that nobody has given. They are never guessed."""

    def __init__(self, year: int, known: Iterable[int]) -> None:
        self.year = year
        years = sorted(known)
        held = f"The calendar has {years[0]} to {years[-1]}. " if years else ""
        super().__init__(
            f"CAL-001: no calendar is loaded for {year}, so working days of that year cannot be counted. {held}"
            f"Add the bank holidays of {year} to calendars/england.yaml in the data folder, and start the service again."
        )


class ClockStopped(DomainError):
    """The clock stands still, and nobody knows yet for how long."""

    def __init__(self, since: dt.date) -> None:
        super().__init__(
            f"The clock has been stopped since {since:%d %B %Y}, and its end is not recorded, so no due date can be "
            "told. Record when it runs again."
        )


class NoPackInForce(DomainError):
    """PCK-001: a day that no framework pack speaks of."""

    def __init__(self, day: dt.date, first: dt.date) -> None:
        super().__init__(
            f"PCK-001: no framework pack is in force on {day:%d %B %Y}. The first begins on {first:%d %B %Y}. "
            "Correct the date, or add a pack for that time in definitions/packs/."
        )


class NotInPack(DomainError):
    """A pack has no term, deadline or other entry of this code."""

    def __init__(self, what: str, code: str, pack: str, known: Iterable[str]) -> None:
        near = difflib.get_close_matches(code, list(known), n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        super().__init__(f"The pack {pack} has no {what} {code}.{hint}")


class PackUnknown(DomainError):
    """There is no pack of this name."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        super().__init__(f"There is no framework pack {name}. There are {', '.join(known)}.")
