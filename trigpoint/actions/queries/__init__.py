"""Reading the register."""

from trigpoint.actions.queries.due import due_for
from trigpoint.actions.queries.export import actions_as_at
from trigpoint.actions.queries.known import Known, known_among
from trigpoint.actions.queries.lists import Chosen, Counts, choices, counts, listed, standing_on
from trigpoint.actions.queries.one import (
    action_of,
    actions_to_choose,
    groups_to_choose,
    known,
    leads_meant,
    locked,
    numbers_of,
    parts_of,
    people_named,
    people_of,
    people_who,
    providers_coded,
    providers_to_choose,
)
from trigpoint.actions.queries.questions import (
    Brief,
    InShort,
    questions_about,
    questions_in_short,
    questions_to,
    questions_waiting,
)
from trigpoint.actions.registry import meeting_after

__all__ = [
    "Brief",
    "Chosen",
    "Counts",
    "InShort",
    "Known",
    "action_of",
    "actions_as_at",
    "actions_to_choose",
    "choices",
    "counts",
    "due_for",
    "groups_to_choose",
    "known",
    "known_among",
    "leads_meant",
    "listed",
    "locked",
    "meeting_after",
    "numbers_of",
    "parts_of",
    "people_named",
    "people_of",
    "people_who",
    "providers_coded",
    "providers_to_choose",
    "questions_about",
    "questions_in_short",
    "questions_to",
    "questions_waiting",
    "standing_on",
]
