"""Numbers of actions: 8, and 8.1 for a part of it."""

from __future__ import annotations

import re
from collections.abc import Iterable

DIGITS = 6


def place_of(ref: str) -> str:
    """The number so that it sorts as people count: 9 before 10, 8.2 before 8.10.

    >>> place_of("8.2") < place_of("8.10") < place_of("9")
    True
    """
    return ".".join(
        re.sub(r"\d+", lambda digits: digits.group().zfill(DIGITS), part) for part in ref.split(".")
    )[:120]


def next_number(taken: Iterable[str], parent: str = "") -> str:
    """The next free number of a plan, or of the parts of `parent`."""
    begin = f"{parent}." if parent else ""
    tails = [ref.removeprefix(begin) for ref in taken if ref.startswith(begin)]
    used = [int(found.group()) for tail in tails if (found := re.match(r"\d+", tail))]
    return f"{begin}{max(used, default=0) + 1}"


def parent_of(ref: str) -> str:
    """8 for 8.1; "" for a number without dots."""
    return ref.rpartition(".")[0]
