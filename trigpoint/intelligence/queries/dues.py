"""Soft intelligence that waits for a first look, for reminders, summaries and calendars. Never a restricted one."""

from __future__ import annotations

import datetime as dt
from typing import Any

from trigpoint.accounts.rules import may, reach
from trigpoint.common.references import reference_to
from trigpoint.intelligence.models import Item
from trigpoint.intelligence.queries.inbox import handled, look_by
from trigpoint.notifications.rules import Due

MOST = 500
WHO = frozenset(
    {"quality_lead", "quality_manager"}
)  # who is reminded of them; everybody who may triage sees them


def due_for(user: Any, today: dt.date) -> list[Due]:
    """Items that nobody has looked at yet, the earliest first, for those who answer for quality."""
    if not may(user, "intelligence.triage") or not reach(user).roles & WHO:
        return []
    found = handled(user=user).waiting().select_related("provider").order_by("received_on", "pk")[:MOST]
    return [_due(item, today) for item in found]


def _due(item: Item, today: dt.date) -> Due:
    clock = look_by(item.received_on)
    due_on = clock.due_on if clock else item.received_on
    return Due(
        reference=reference_to(item),
        what="Soft intelligence",
        title=f"A first look at something told about {item.about}",
        due_on=due_on,
        address=item.get_absolute_url(),
        changed_at=item.at,
        is_overdue=due_on < today,
    )
