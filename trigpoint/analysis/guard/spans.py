"""What was found: its kind, and where it stands."""

from bisect import bisect_left
from collections.abc import Iterable
from typing import NamedTuple

NHS_NUMBER, DOB, POSTCODE, PHONE, EMAIL, NAME = "nhs_number", "dob", "postcode", "phone", "email", "name"
# Where two overlap, the one earlier in this list stays: a telephone number is not a date of birth as well.
KINDS = (EMAIL, PHONE, NHS_NUMBER, POSTCODE, DOB, NAME)


class Span(NamedTuple):
    """Characters `start` to `end` (exclusive) are of this kind."""

    start: int
    end: int
    kind: str


def without_overlap(spans: Iterable[Span]) -> list[Span]:
    """The spans in the order of the text, of those that overlap the first of `KINDS`, then the longest, then the first.

    >>> without_overlap([Span(0, 9, "name"), Span(5, 20, "email")])
    [Span(start=5, end=20, kind='email')]
    """
    kept: list[Span] = []
    for span in sorted(spans, key=_rank):
        at = bisect_left(kept, span)
        is_clear_before = at == 0 or kept[at - 1].end <= span.start
        is_clear_after = at == len(kept) or span.end <= kept[at].start
        if is_clear_before and is_clear_after:
            kept.insert(at, span)
    return kept


def _rank(span: Span) -> tuple[int, int, int]:
    return KINDS.index(span.kind), span.start - span.end, span.start
