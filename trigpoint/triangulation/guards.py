"""What the database itself refuses: changing or removing what people did about a concern (`common/triggers.py`)."""

from __future__ import annotations

from trigpoint.common.triggers import AddedToOnly

RULE = AddedToOnly(
    "What was done about a concern never changes.",
    "concern_step_refuse",
    {"triangulation_concernstep": ("id", "public_id")},
)
