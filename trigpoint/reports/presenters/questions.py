"""The history of a question, in words."""

from __future__ import annotations

from dataclasses import dataclass

from trigpoint.reports.models import Deed, Question
from trigpoint.ui.words import day


@dataclass(frozen=True)
class StepLine:
    """One thing that happened: "Answered on Tue 24 Nov 2026", its text, and who wrote it down."""

    deed: str
    text: str
    by: str


def steps_of(question: Question) -> tuple[StepLine, ...]:
    """Everything that happened to a question, oldest first."""
    return tuple(
        StepLine(
            deed=f"{Deed(step.deed).label} on {day(step.on)}"
            + (f", to {day(step.due_on)}" if step.due_on else ""),
            text=step.text,
            by=str(step.by),
        )
        for step in question.steps.all()
    )
