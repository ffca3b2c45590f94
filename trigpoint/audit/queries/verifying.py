"""Is the audit what was sealed? One pass over all rows, in the order of their numbers, with flat memory."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Max, Q

from trigpoint.audit import guards
from trigpoint.audit.models import Anchor, Event, Seal
from trigpoint.audit.queries.heads import Acceptance, HeadsRead
from trigpoint.audit.queries.heads_compared import HeadsCompared
from trigpoint.audit.rules import chain
from trigpoint.audit.rules.chain import FIELDS, FORM, Ranges

ROWS, SEALS = 5_000, 50  # read at once
MOST = 20_000  # numbers of unsealed rows in between that are kept in mind


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong. code: changed, removed, forged, vanished, cut, seal, guard, heads."""

    code: str
    means: str


@dataclass
class Verdict:
    """What a check of the whole audit came to."""

    events: int = 0
    seals: int = 0
    unsealed: int = 0
    oldest_unsealed: dt.datetime | None = None
    accepted: list[Acceptance] = field(default_factory=list)
    given_up: int = 0
    faults: list[Fault] = field(default_factory=list)

    def add(self, code: str, means: str) -> None:
        """Note a fault."""
        self.faults.append(Fault(code, means))


def verify() -> Verdict:
    """Check every row, seal and head."""
    verdict = Verdict()
    for name in guards.missing():
        verdict.add("guard", f"The database's guard {name} is missing or was altered.")
    told = HeadsRead()
    heads = HeadsCompared(told, anchored=Anchor.objects.aggregate(newest=Max("seal_id"))["newest"] or 0)
    walk = Walk(verdict)
    for seal in _seals():
        walk.take(seal)
        heads.take(seal.number, seal.hash)
    walk.finish()
    newest = Seal.objects.aggregate(newest=Max("number"))["newest"] or 0
    for code, means in heads.finish(newest):
        verdict.add(code, means)
    verdict.accepted, verdict.given_up = told.accepted, told.given_up
    return verdict


class Walk:
    """Goes along the seals and, beside them, along the rows."""

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict
        self.rows = Rows()
        self.number, self.head, self.through = 0, "", 0  # of the last seal
        self.waiting: list[list[Any]] = []
        self.is_whole = True  # no seal between the last sound one and this
        self.strangers: set[int] = set()  # unsealed so far, though their number lies below what is sealed

    def take(self, seal: Seal) -> None:
        """Check one seal against the one before, and its rows against it."""
        if self._follows(seal):
            self._compare(seal)
            self.through, self.waiting, self.is_whole = seal.through, seal.waiting, True
            self.verdict.events += seal.count
        self.number, self.head = seal.number, seal.hash
        self.verdict.seals += 1

    def finish(self) -> None:
        """What stands after the last seal, and what never was in one."""
        hoped_for = {n for n in self.strangers if any(first <= n <= last for first, last, _ in self.waiting)}
        forged = sorted(self.strangers - hoped_for)
        if forged:
            self.verdict.add("forged", _told(forged, "stands in no seal: put in later, among sealed ones"))
        rest = Event.objects.filter(Q(id__gt=self.through) | Q(id__in=sorted(hoped_for))).order_by("id")
        self.verdict.unsealed = rest.count()
        self.verdict.oldest_unsealed = rest.values_list("at", flat=True).first()
        if connection.vendor == "sqlite" and self.is_whole:
            known = rest.filter(id__gt=self.through).values_list("id", flat=True).iterator()
            self._tell_vanished(known, self.through, _numbers_given_out())

    def _follows(self, seal: Seal) -> bool:
        """Whether what this seal says can be relied on. The chain before it may be broken all the same."""
        if chain.seal_hash(seal) != seal.hash:
            self.verdict.add("seal", f"Seal {seal.number} was changed after it was made.")
            self.is_whole = False
            return False
        if seal.number != self.number + 1:
            gone = _ranges([[self.number + 1, seal.number - 1]])
            self.verdict.add("seal", f"Of the chain of seals {gone} is gone.")
            self.is_whole = False
        elif seal.previous != self.head:
            self.verdict.add(
                "seal", f"Seal {seal.number} does not belong to the one before: the chain was made anew."
            )
        return True

    def _compare(self, seal: Seal) -> None:
        members = chain.numbers_of(seal.members)
        late = [number for number in members if number <= self.through]
        span = dict(self.rows.through(seal.through))
        self._compare_rows(seal, members, {**_rows_numbered(chain.ranges_of(late)), **span})
        self.strangers -= set(late)
        if self.is_whole:
            if len(self.strangers) < MOST:
                self.strangers |= span.keys() - set(members)
            known = sorted({*span, *(number for number in members if number > self.through)})
            self._tell_vanished(known, self.through, seal.through)

    def _compare_rows(self, seal: Seal, members: list[int], held: dict[int, tuple[Any, ...]]) -> None:
        hashes = {number: chain.row_hash(held[number]) for number in members if number in held}
        if len(hashes) == len(members) and chain.digest_of(hashes.values()) == seal.digest:
            return
        when = f"after it was sealed on {seal.made_at:%d %B %Y at %H:%M} UTC (seal {seal.number})"
        marks = {n: bytes(seal.marks)[i * chain.MARK : (i + 1) * chain.MARK] for i, n in enumerate(members)}
        gone = [number for number in members if number not in hashes]
        changed = [number for number, found in hashes.items() if found[: chain.MARK] != marks[number]]
        if gone:
            self.verdict.add("removed", _told(gone, f"was taken out {when}"))
        if changed:
            self.verdict.add("changed", _told(changed, f"was changed {when}"))
        if not gone and not changed:
            self.verdict.add("seal", f"The digest of seal {seal.number} does not fit its events.")

    def _tell_vanished(self, known: Iterable[int], before: int, through: int) -> None:
        """On SQLite numbers do not get lost by themselves."""
        gone = (
            chain.gaps_in(chain.ranges_of(known), before + 1, through)
            if connection.vendor == "sqlite"
            else []
        )
        if gone:
            self.verdict.add("vanished", f"Events {_ranges(gone)}: taken out before they were sealed.")


class Rows:
    """All rows in the order of their numbers, a few thousand at a time; taken once."""

    def __init__(self) -> None:
        self.last: int | None = None
        self.ahead: list[tuple[Any, ...]] = []  # the next one last

    def through(self, number: int) -> Iterator[tuple[int, tuple[Any, ...]]]:
        """Those not taken yet, up to and with `number`."""
        while self.ahead or self._read_on():
            if self.ahead[-1][0] > number:
                return
            row = self.ahead.pop()
            yield row[0], row

    def _read_on(self) -> bool:
        rows = Event.objects.order_by("id").values_list(*FIELDS[FORM])
        if self.last is not None:
            rows = rows.filter(id__gt=self.last)
        self.ahead = list(rows[:ROWS])[::-1]
        self.last = self.ahead[0][0] if self.ahead else self.last
        return bool(self.ahead)


def _rows_numbered(ranges: Ranges) -> dict[int, tuple[Any, ...]]:
    found = {}
    for span in ranges:
        found.update((row[0], row) for row in Event.objects.filter(id__range=span).values_list(*FIELDS[FORM]))
    return found


def _seals() -> Iterator[Seal]:
    """Those there are when it begins, in turn."""
    newest = Seal.objects.aggregate(newest=Max("number"))["newest"] or 0
    number = 0
    while some := list(Seal.objects.filter(number__gt=number, number__lte=newest).order_by("number")[:SEALS]):
        yield from some
        number = some[-1].number


def _numbers_given_out() -> int:
    """How far SQLite has counted."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = 'audit_event'")
        return (cursor.fetchone() or [0])[0]


def _told(numbers: list[int], fate: str) -> str:
    """A sentence about some events; `fate` is in the singular."""
    if len(numbers) == 1:
        return f"Event {numbers[0]} {fate}."
    many = fate.replace("was ", "were ", 1).replace("stands ", "stand ", 1).replace("it was", "they were", 1)
    return f"Events {_ranges(chain.ranges_of(numbers))} ({len(numbers):,} in all) {many}."


def _ranges(ranges: Ranges) -> str:
    shown = [str(first) if first == last else f"{first} to {last}" for first, last in ranges[:10]]
    return ", ".join([*shown, "and others"] if len(ranges) > 10 else shown)
