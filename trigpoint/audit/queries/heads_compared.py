"""Laying the heads that were written down outside beside the seals, one after the other."""

from __future__ import annotations

from collections.abc import Iterator

from trigpoint.audit.queries.heads import Head, HeadsRead, heads_file, read_heads


class HeadsCompared:
    """Takes the seals in turn. `anchored`: up to which seal the database says that heads were written down."""

    def __init__(self, told: HeadsRead, *, anchored: int) -> None:
        self.told, self.anchored = told, anchored
        self.problem = ""
        self.heads = self._read()
        self.ahead = next(self.heads, None)
        self.differ: list[int] = []
        self.missing: list[int] = []
        self.last = Head(0, "")

    def take(self, number: int, hash: str) -> None:  # noqa: A002 - what it is
        """The head of the next seal."""
        is_there = False
        while self.ahead and self.ahead.number <= number:
            if self.ahead.number == self.last.number:
                self._note_difference(self.last.hash)
            elif self.ahead.number == number:
                self._note_difference(hash)
                is_there = True
            self.ahead = next(self.heads, None)
        if not is_there and number <= self.anchored:
            self.missing.append(number)
        self.last = Head(number, hash)

    def finish(self, newest: int) -> Iterator[tuple[str, str]]:
        """What does not fit: code and sentence. `newest`: the last seal now, for more may have been made meanwhile."""
        beyond = self._beyond()
        forgiven = max((each.number for each in self.told.accepted), default=0)
        gone = [number for number in self.missing if number > forgiven]
        if self.problem:
            yield "heads", self.problem
        elif gone and not heads_file().exists():
            yield "heads", f"The file of heads, {heads_file()}, is gone."
        elif gone:
            yield (
                "heads",
                f"The file of heads has lost lines: seals {gone[0]} to {gone[-1]}, {len(gone)} in all.",
            )
        if self.differ:
            yield (
                "seal",
                f"Seal {self.differ[0]} is not the one whose head was written down: the chain was made anew.",
            )
        if beyond > newest:
            yield (
                "cut",
                (
                    f"The end was cut off: heads up to seal {beyond} were written down, the last seal is {newest}."
                ),
            )
        if self.told.unreadable:
            yield "heads", f"The file of heads was damaged: line {self.told.unreadable[0]} cannot be read."

    def _beyond(self) -> int:
        found = 0
        while self.ahead:
            if self.ahead.number > self.last.number:
                found = max(found, self.ahead.number)
            elif self.ahead.number == self.last.number:
                self._note_difference(self.last.hash)
            self.ahead = next(self.heads, None)
        return found

    def _note_difference(self, kept: str) -> None:
        if self.ahead and self.ahead.hash != kept:
            self.differ.append(self.ahead.number)

    def _read(self) -> Iterator[Head]:
        try:
            yield from read_heads(heads_file(), self.told)
        except OSError as problem:
            self.problem = f"The file of heads, {heads_file()}, cannot be read: {problem.strerror}."
