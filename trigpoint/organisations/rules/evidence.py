"""What the regulator's ratings say, as evidence: pure."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from trigpoint.common.evidence import CONCERN, GOOD, WATCH, Covered, Fact

STREAM = "regulator"
DOOR = "regulator_inadequate"
STATES = {"inadequate": CONCERN, "requires improvement": WATCH, "outstanding": GOOD}
RATED = (*STATES, "good")
OVERALL = "overall"
TITLES = {
    OVERALL: "overall",
    "safe": "safe",
    "effective": "effective",
    "caring": "caring",
    "responsive": "responsive",
    "well_led": "well-led",
}


@dataclass(frozen=True, kw_only=True)
class Rated:
    """One rating. provider: who is rated, or of a site its trust; place: name of the site, then. code and record: of whom it is.

    on: the day of the report; where the file says none, the day on which it came. is_dated: whether it says one.
    """

    provider: int
    code: str
    record: str
    place: str
    domain: str
    service: str
    rating: str
    on: dt.date
    is_dated: bool
    is_current: bool


def facts(ratings: Iterable[Rated], fresh_days: int) -> Iterator[Fact]:
    """Every rating that is not merely good, known from the day of its report, which it also ages from.

    A rating holds until the next, but what was seen grows old: the day of the report says how old. One in whose place
    another came counts no more from that day.
    """
    for rows in _by_question(ratings).values():
        for place, rated in enumerate(rows):
            later = rows[place + 1].on if place + 1 < len(rows) else None
            if rated.rating.lower() in STATES and (later is not None or rated.is_current):
                yield _fact(rated, later, fresh_days)


def covered(ratings: Iterable[Rated]) -> Iterator[Covered]:
    """From the first report to the latest, of each question about each part."""
    for rows in _by_question(ratings).values():
        first, last = rows[0], rows[-1]
        yield Covered(
            key=f"rated:{first.code}:{first.domain}:{_short(first.service)}",
            provider=first.provider,
            service=first.service,
            place=first.place,
            about=f"key_question:{first.domain}",
            stream=STREAM,
            first_known=first.on,
            last_known=last.on,
        )


def _by_question(ratings: Iterable[Rated]) -> dict[tuple[str, str, str], list[Rated]]:
    """Ratings of each question about each part, the earliest first; of one day what is current comes last."""
    found: dict[tuple[str, str, str], list[Rated]] = defaultdict(list)
    for rated in ratings:
        if rated.rating.lower() in RATED:
            found[rated.code, rated.domain, rated.service].append(rated)
    return {key: _one_a_day(rows) for key, rows in sorted(found.items())}


def _one_a_day(rows: Sequence[Rated]) -> list[Rated]:
    ordered = sorted(rows, key=lambda each: (each.on, each.is_current, each.rating))
    return list({each.on: each for each in ordered}.values())


def _fact(rated: Rated, later: dt.date | None, fresh_days: int) -> Fact:
    is_whole = not rated.service and not rated.place
    opens = rated.rating.lower() == "inadequate" and rated.domain == OVERALL and is_whole
    last_on = rated.on if later is None else min(rated.on, later - dt.timedelta(days=fresh_days + 1))
    return Fact(
        key=f"rating:{rated.code}:{rated.domain}:{_short(rated.service)}:{rated.on}",
        event=f"report:{rated.code}:{rated.on}",
        provider=rated.provider,
        service=rated.service,
        place=rated.place,
        about=f"key_question:{rated.domain}",
        stream=STREAM,
        state=STATES[rated.rating.lower()],
        says=_says(rated),
        origin="Care Quality Commission, ratings as published",
        record=rated.record,
        happened_on=rated.on,
        known_on=rated.on,
        last_on=last_on,
        door=DOOR if opens else "",
    )


def _says(rated: Rated) -> str:
    """Rated requires improvement for safe, in surgery at Royal Infirmary, in the report of 3 October 2024."""
    how = "overall" if rated.domain == OVERALL else f"for being {TITLES.get(rated.domain, rated.domain)}"
    part = f", in {rated.service}" if rated.service else ""
    site = f", at {rated.place}" if rated.place else ""
    day = f"{rated.on.day} {rated.on:%B %Y}"
    when = (
        f"in the report of {day}"
        if rated.is_dated
        else f"in a file that came on {day} and says no day of the report"
    )
    return f"The regulator rated it {rated.rating.lower()} {how}{part}{site}, {when}."


def _short(service: str) -> str:
    """The name of a service as a part of a key, however long it is; "" for none."""
    return hashlib.sha256(service.encode()).hexdigest()[:16] if service else ""
