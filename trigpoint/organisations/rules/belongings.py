"""How a fact about a parent meets what the directory holds: one parent in each hierarchy at a time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

DAY = dt.timedelta(days=1)


@dataclass
class Span:
    """A child under a parent from one day to another; null: since before, or until now, as far as is known.

    known_at: the day for which the publication spoke that said so. `pk` is None for one that is not stored
    yet; `is_changed` marks one that must be stored again.
    """

    parent: int
    from_on: dt.date | None = None
    to_on: dt.date | None = None
    known_at: dt.date = dt.date.min
    pk: int | None = None
    is_changed: bool = False

    def holds(self, day: dt.date) -> bool:
        """Whether it stands on that day."""
        return (self.from_on is None or self.from_on <= day) and (self.to_on is None or day <= self.to_on)

    def change(self, **dates: dt.date | None) -> None:
        """Set dates and remember that something changed."""
        for name, day in dates.items():
            if getattr(self, name) != day:
                setattr(self, name, day)
                self.is_changed = True


@dataclass
class Spans:
    """All parents that one child has or had in one hierarchy."""

    spans: list[Span] = field(default_factory=list)

    def meet(self, new: Span, as_at: dt.date, *, may_end: bool = True) -> Span:
        """Take in what a publication says; gives the span that now says so, or that stands against it.

        A dated statement sets the dates. An undated one speaks only for the day `as_at`: it confirms the
        parent of that day, or else begins a span there. Without `may_end` it only fills a gap.
        """
        standing = next((span for span in self.spans if span.holds(as_at)), None)
        if not may_end:
            known = next((span for span in self.spans if span.parent == new.parent), standing)
            if known is not None:
                return known
        return self._meet_dated(new) if new.from_on else self._meet_undated(new, as_at, standing)

    def _meet_dated(self, new: Span) -> Span:
        same = self._same(new)
        if same is not None:
            same.change(from_on=new.from_on, to_on=new.to_on or self._end_before_next(new))
            self._end_others(same)
            return same
        new.to_on = new.to_on or self._end_before_next(new)
        self._end_others(new)
        self.spans.append(new)
        return new

    def _same(self, new: Span) -> Span | None:
        """The span that the new one repeats or dates more exactly."""
        same_parent = [span for span in self.spans if span.parent == new.parent]
        for span in same_parent:
            if span.from_on == new.from_on:
                return span
        return next(
            (s for s in same_parent if s.from_on is None and s.holds(new.from_on or dt.date.min)), None
        )

    def _end_before_next(self, new: Span) -> dt.date | None:
        later = [s.from_on for s in self.spans if s.from_on and new.from_on and s.from_on > new.from_on]
        return min(later) - DAY if later else None

    def _end_others(self, new: Span) -> None:
        """A child has one parent at a time: spans that are open when the new one begins end the day before."""
        for span in self.spans:
            is_before = span.from_on is None or (new.from_on is not None and span.from_on < new.from_on)
            if (
                span is not new
                and new.from_on
                and is_before
                and (span.to_on is None or span.to_on >= new.from_on)
            ):
                span.change(to_on=new.from_on - DAY)

    def _meet_undated(self, new: Span, as_at: dt.date, standing: Span | None) -> Span:
        if standing is not None and standing.parent == new.parent:
            return standing
        if standing is not None and (standing.known_at > as_at or (standing.from_on and standing.to_on)):
            return standing  # a later word, or dated on both sides: when the other parent ended is not known
        if standing is not None:
            standing.change(to_on=as_at - DAY)
            new.from_on = as_at
        self._end_undated(new, as_at)
        self.spans.append(new)
        return new

    def _end_undated(self, new: Span, as_at: dt.date) -> None:
        later = [span.from_on for span in self.spans if span.from_on and span.from_on > as_at]
        if later:
            new.to_on = min(later) - DAY
