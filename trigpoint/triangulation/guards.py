"""What the database itself refuses: changing or removing what was done about a concern, and what became of a proposal."""

from __future__ import annotations

from trigpoint.common.triggers import AddedToOnly

CONCERNS = AddedToOnly(
    "What was done about a concern never changes.",
    "concern_step_refuse",
    {"triangulation_concernstep": ("id", "public_id")},
)
PROPOSALS = AddedToOnly(
    "What became of a proposal never changes.",
    "proposal_step_refuse",
    {"triangulation_proposalstep": ("id",)},
)
RULES = (CONCERNS, PROPOSALS)
