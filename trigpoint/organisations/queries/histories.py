"""Who took over from whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from trigpoint.organisations.models import Organisation, Succession

MOST_GENERATIONS = 20


@dataclass(frozen=True)
class Step:
    """One succession seen from an organisation: `generation` 1 is its own, 2 that of those before or after."""

    organisation: Organisation
    other: Organisation
    on: dt.date
    generation: int


@dataclass(frozen=True)
class History:
    """Whom an organisation took over from, and who took over from it, to the beginning and the end."""

    predecessors: tuple[Step, ...]
    successors: tuple[Step, ...]

    @property
    def next(self) -> tuple[Step, ...]:
        """Its own successors."""
        return tuple(step for step in self.successors if step.generation == 1)


def history_of(organisation: Organisation) -> History:
    """Predecessors and successors with dates, generation by generation."""
    return History(
        predecessors=tuple(_walk(organisation, "successor", "predecessor")),
        successors=tuple(_walk(organisation, "predecessor", "successor")),
    )


def _walk(organisation: Organisation, this: str, other: str) -> Iterable[Step]:
    """One query a generation; a circle of codes ends the walk."""
    seen, current = {organisation.pk}, {organisation.pk}
    for generation in range(1, MOST_GENERATIONS + 1):
        steps = Succession.objects.filter(**{f"{this}__in": current}).select_related(this, other)
        found = [step for step in steps if getattr(step, other).pk not in seen]
        if not found:
            return
        for step in sorted(found, key=lambda s: s.on):
            yield Step(getattr(step, this), getattr(step, other), step.on, generation)
        current = {getattr(step, other).pk for step in found}
        seen |= current
