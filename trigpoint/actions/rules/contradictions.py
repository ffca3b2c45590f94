"""Where what is written of an action does not fit together. Shown, never corrected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from trigpoint.actions.rules.rag import Facts, Outcome, Rag, moved_too_late, rag

SAYS = {
    "ACT-001": "The completion date is still to come.",
    "ACT-002": "It is stated to be green, but has no completion date.",
    "ACT-004": "It is superseded, but nothing says by which action.",
    "ACT-006": "Nobody leads it.",
}
COLOURS = {"R": "red", "A": "amber", "G": "green", "B": "blue"}
WARNINGS = {"ACT-005"}


@dataclass(frozen=True)
class Contradiction:
    """A code, what it means here, and whether it is only a warning."""

    code: str
    message: str

    @property
    def is_warning(self) -> bool:
        """Whether a rule was broken rather than two things at odds."""
        return self.code in WARNINGS


def contradictions(
    facts: Facts, as_of: dt.date, *, when_stated: Rag | None = None
) -> tuple[Contradiction, ...]:
    """Everything that does not fit together on a day, in the order of the codes.

    when_stated: what it was, by the rule, on the day for which somebody stated a letter; that day is `as_of`
    where it is left out.
    """
    found = _found(facts, as_of, when_stated or rag(facts, as_of))
    return tuple(Contradiction(code, message) for code, message in found)


def _found(facts: Facts, as_of: dt.date, computed: Rag) -> Iterator[tuple[str, str]]:
    completed = facts.completed
    if completed and completed.first > as_of:
        yield "ACT-001", SAYS["ACT-001"]
    if facts.stated == "G" and not completed and not facts.outcome:
        yield "ACT-002", SAYS["ACT-002"]
    if facts.stated and facts.stated != computed.letter:
        yield (
            "ACT-003",
            f"It is stated to be {COLOURS[facts.stated]}, but by the rule it is {_words_of(computed)}.",
        )
    if facts.outcome == Outcome.SUPERSEDED and not facts.has_successor:
        yield "ACT-004", SAYS["ACT-004"]
    for due in () if facts.is_question else moved_too_late(facts, as_of):
        said = f"The deadline of {due.day} {due:%b %Y} was moved when it had come or passed, so it counts as missed."
        yield "ACT-005", said
    if not facts.has_lead and not facts.has_parts:
        yield "ACT-006", "Nobody is named to answer it." if facts.is_question else SAYS["ACT-006"]
    after = [day for day in facts.evidence_on if completed and day > completed.last]
    if completed and after and not facts.is_question:  # an answer may be added to
        yield (
            "ACT-007",
            f"Evidence is dated {max(after).day} {max(after):%b %Y}, after it was completed ({completed}).",
        )


def _words_of(computed: Rag) -> str:
    word = computed.word.lower()
    return f"{COLOURS[computed.letter]} ({word})" if computed.letter else word
