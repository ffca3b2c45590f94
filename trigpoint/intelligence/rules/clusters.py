"""When several pieces of soft intelligence about one thing ask for further information: pure (RULEBOOK 5.4).

Enough pieces on one provider and theme, near enough to each other, from enough different people. The numbers are the
pack's. The same telling that came twice is one piece, and senders whom nothing tells apart are one.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

LEAST_SENDERS = 2  # "at least two people", so that no single voice decides


@dataclass(frozen=True)
class Telling:
    """One piece on one theme. sender: what tells senders apart, "" where nothing does. same: what tells tellings apart."""

    item: int
    provider: int
    theme: str
    sender: str
    on: dt.date
    same: str = ""


@dataclass(frozen=True)
class Cluster:
    """Pieces on one provider and theme that together ask for further information. `items`: the latest first."""

    provider: int
    theme: str
    items: tuple[int, ...]
    pieces: int
    senders: int
    first_on: dt.date
    last_on: dt.date


def clusters(tellings: Iterable[Telling], *, today: dt.date, least: int, days: int) -> list[Cluster]:
    """What asks for further information today, the most pieces first. Only the last `days` days count, today's too."""
    by_subject: dict[tuple[int, str], list[Telling]] = defaultdict(list)
    for each in tellings:
        if dt.timedelta(0) <= today - each.on <= dt.timedelta(days=days):
            by_subject[each.provider, each.theme].append(each)
    found = [made for told in by_subject.values() if (made := _cluster(told, least)) is not None]
    return sorted(found, key=lambda each: (-each.pieces, -each.senders, each.provider, each.theme))


def _cluster(told: list[Telling], least: int) -> Cluster | None:
    pieces = len({each.same or each.item for each in told})
    senders = len({each.sender for each in told})
    if pieces < least or senders < LEAST_SENDERS:
        return None
    told = sorted(told, key=lambda each: (each.on, each.item), reverse=True)
    return Cluster(
        provider=told[0].provider,
        theme=told[0].theme,
        items=tuple(each.item for each in told),
        pieces=pieces,
        senders=senders,
        first_on=told[-1].on,
        last_on=told[0].on,
    )
