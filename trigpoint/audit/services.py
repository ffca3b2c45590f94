"""Writing to the audit. Every service that changes something calls `record` by name."""

from __future__ import annotations

from typing import Any

from trigpoint.audit.models import Event
from trigpoint.common.references import reference_to


def record(by: Any, name: str, target: Any, *, before: Any = None, after: Any = None, why: str = "") -> Event:
    """Note that `by` did `name` to `target`. Runs inside the caller's transaction, so both stand or neither."""
    owner = getattr(target, "owner", None) or getattr(by, "commissioner", None)
    return Event.objects.create(
        actor=by.username,
        owner=owner.code if owner else "",
        name=name,
        target=reference_to(target),
        before=before,
        after=after,
        why=why,
    )


def note_refusal(by: Any, *, place: str, why: str) -> Event:
    """Note that `by` was refused at a page: its name, and the deed that no role of theirs grants."""
    commissioner = getattr(by, "commissioner", None)
    return Event.objects.create(
        actor=getattr(by, "username", ""),
        owner=commissioner.code if commissioner else "",
        name="accounts.refused",
        target=f"page:{place}"[:80],
        why=why,
    )
