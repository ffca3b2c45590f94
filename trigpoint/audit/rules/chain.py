"""How events and seals are written down to be hashed. What was sealed in one form is for ever checked in that form.

A row becomes a JSON array of its fields, in a fixed order, keys of its objects sorted, moments in UTC. Its hash is the
sha256 of that text. The digest of a batch is the sha256 of its rows' hashes one after the other, in the order of their
numbers. The hash of a seal covers its batch, what it says of itself, and the hash of the seal before.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from trigpoint.audit.models import Seal

FORM = 1  # in which new seals are made
FIELDS = {
    1: (
        "id", "public_id", "at", "actor", "owner", "kind", "name", "target", "is_restricted", "before", "after", "why",
        "address", "request", "place",
    ),
}  # fmt: skip
MARK = 8  # bytes of each row's hash that a seal keeps

Ranges = list[list[int]]  # [[first, last], ...], both included, ascending

_written = json.JSONEncoder(
    ensure_ascii=True, sort_keys=True, separators=(",", ":"), default=lambda value: _utc(value)
)


def row_hash(row: Sequence[Any]) -> bytes:
    """The sha256 of one event, given the fields of its form."""
    return hashlib.sha256(_written.encode(row).encode()).digest()


def digest_of(hashes: Iterable[bytes]) -> str:
    """What a batch of hashes comes to."""
    return hashlib.sha256(b"".join(hashes)).hexdigest()


def marks_of(hashes: Iterable[bytes]) -> bytes:
    """The beginnings of the hashes, one after the other."""
    return b"".join(each[:MARK] for each in hashes)


def seal_hash(seal: Seal) -> str:
    """What the next seal, and the anchors, hold on to."""
    told = (
        seal.form, seal.number, seal.previous, seal.made_at, seal.through, seal.members, seal.waiting, seal.count,
        seal.total, seal.digest, hashlib.sha256(bytes(seal.marks)).hexdigest(),
    )  # fmt: skip
    return hashlib.sha256(_written.encode(told).encode()).hexdigest()


def ranges_of(numbers: Iterable[int]) -> Ranges:
    """Ascending numbers as ranges.

    >>> ranges_of([1, 2, 3, 7, 9, 10])
    [[1, 3], [7, 7], [9, 10]]
    """
    found: Ranges = []
    for number in numbers:
        if found and found[-1][1] == number - 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return found


def numbers_of(ranges: Ranges) -> list[int]:
    """Every number of the ranges.

    >>> numbers_of([[1, 3], [7, 7]])
    [1, 2, 3, 7]
    """
    return [number for first, last in ranges for number in range(first, last + 1)]


def gaps_in(ranges: Ranges, first: int, last: int) -> Ranges:
    """What the ranges leave out from `first` to `last`.

    >>> gaps_in([[3, 4], [7, 7]], 1, 9)
    [[1, 2], [5, 6], [8, 9]]
    """
    found, expected = [], first
    for begin, end in ranges:
        if begin > expected:
            found.append([expected, begin - 1])
        expected = end + 1
    return [*found, [expected, last]] if expected <= last else found


def without(ranges: Ranges, numbers: Iterable[int]) -> Ranges:
    """The ranges without some of their numbers.

    >>> without([[1, 5], [9, 9]], [2, 9])
    [[1, 1], [3, 5]]
    """
    left = [list(each) for each in ranges]
    for number in numbers:
        left = [
            part
            for first, last in left
            for part in (
                [[first, last]] if not first <= number <= last else [[first, number - 1], [number + 1, last]]
            )
            if part[0] <= part[1]
        ]
    return left


def _utc(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="microseconds")
    raise TypeError(f"{type(value).__name__} cannot be sealed")
