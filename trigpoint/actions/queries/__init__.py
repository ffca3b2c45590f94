"""Reading the register."""

from trigpoint.actions.queries.known import Known, known_among
from trigpoint.actions.queries.one import (
    action_of,
    actions_to_choose,
    known,
    leads_meant,
    locked,
    numbers_of,
    parts_of,
    people_named,
    people_of,
)

__all__ = [
    "Known",
    "action_of",
    "actions_to_choose",
    "known",
    "known_among",
    "leads_meant",
    "locked",
    "numbers_of",
    "parts_of",
    "people_named",
    "people_of",
]
