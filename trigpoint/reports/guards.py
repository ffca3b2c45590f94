"""What the database itself refuses: changing or removing a paper that was issued (`common/triggers.py`)."""

from __future__ import annotations

from trigpoint.common.triggers import AddedToOnly

RULE = AddedToOnly("An issued paper never changes.", "paper_refuse", {"reports_paper": ("id", "public_id")})
