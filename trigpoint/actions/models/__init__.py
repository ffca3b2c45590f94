"""Actions and everything that happened to them. Rows are only ever added."""

from trigpoint.actions.models.action import Action, ActionQuerySet
from trigpoint.actions.models.deadlines import Deadline, DeadlineDecision
from trigpoint.actions.models.steps import Evidence, Lead, Position, Step

__all__ = [
    "Action",
    "ActionQuerySet",
    "Deadline",
    "DeadlineDecision",
    "Evidence",
    "Lead",
    "Position",
    "Step",
]
