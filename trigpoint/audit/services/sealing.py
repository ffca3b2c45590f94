"""Sealing: what was recorded is gathered into batches, each chained to the one before.

Nobody who records waits for it. On PostgreSQL numbers are given out before a transaction commits, so a number that is
missing may still come: such gaps are remembered in the seal, and what turns up in one is put into a later seal. After
`PATIENCE` a gap is taken for what it nearly always is, a transaction that was rolled back. SQLite has one writer at a
time and leaves no gaps.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from trigpoint.audit.models import Event, Seal
from trigpoint.audit.rules import chain
from trigpoint.audit.rules.chain import FIELDS, FORM, Ranges
from trigpoint.audit.services.anchoring import write_heads
from trigpoint.common import clock

BATCH = 2_000  # events of one seal, so that SQLite's one writer is never held up for long
PATIENCE = dt.timedelta(hours=24)
TURN = 7_401_164  # any fixed number: the key of the lock that lets one sealer work at a time
AT_ONCE = 100  # ranges asked for in one query


def seal_waiting() -> int:
    """Seal everything that waits and write the heads down outside the database; how many events were sealed.

    Where another sealer is at work it is left to that one.
    """
    sealed = 0
    while seal := _seal_batch():
        sealed += seal.count
    write_heads()
    return sealed


@transaction.atomic
def _seal_batch() -> Seal | None:
    if not _take_turn():
        return None
    last = Seal.objects.order_by("-number").first()
    now = clock.machine_now()
    hoped_for = [gap for gap in (last.waiting if last else []) if _is_hoped_for(gap, now)]
    through = last.through if last else 0
    rows = [*_late(hoped_for), *_new(through)]
    if not rows:
        return None
    numbers = [row[0] for row in rows]
    hashes = [chain.row_hash(row) for row in rows]
    seal = Seal(
        number=last.number + 1 if last else 1,
        made_at=now,
        form=FORM,
        through=max(through, numbers[-1]),
        members=chain.ranges_of(numbers),
        waiting=_still_waiting(hoped_for, numbers, through, now),
        count=len(rows),
        total=len(rows) + (last.total if last else 0),
        digest=chain.digest_of(hashes),
        marks=chain.marks_of(hashes),
        previous=last.hash if last else "",
    )
    seal.hash = chain.seal_hash(seal)
    seal.save(force_insert=True)
    return seal


def _take_turn() -> bool:
    """On SQLite a transaction begins by taking the one write lock."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [TURN])
        return cursor.fetchone()[0]


def _is_hoped_for(gap: list[Any], now: dt.datetime) -> bool:
    return now - dt.datetime.fromisoformat(gap[2]) < PATIENCE


def _late(gaps: list[list[Any]]) -> Iterator[tuple[Any, ...]]:
    """Rows that came after all."""
    for start in range(0, len(gaps), AT_ONCE):
        within = Q()
        for first, last, _ in gaps[start : start + AT_ONCE]:
            within |= Q(id__range=(first, last))
        yield from Event.objects.filter(within).order_by("id").values_list(*FIELDS[FORM])


def _new(through: int) -> Iterator[tuple[Any, ...]]:
    yield from Event.objects.filter(id__gt=through).order_by("id").values_list(*FIELDS[FORM])[:BATCH]


def _still_waiting(gaps: list[list[Any]], seen: list[int], through: int, now: dt.datetime) -> list[list[Any]]:
    """Gaps that are left, older ones with the moment they were first missed; and new ones among what is new."""
    if connection.vendor != "postgresql":
        return []
    late = [number for number in seen if number <= through]
    left = [[*part, since] for first, last, since in gaps for part in chain.without([[first, last]], late)]
    new = [number for number in seen if number > through]
    missed: Ranges = chain.gaps_in(chain.ranges_of(new), through + 1, new[-1]) if new else []
    return [*left, *([first, last, now.isoformat()] for first, last in missed)]
