"""What of concerns is due to a person, for the Monday page, reminders and calendars. Never a restricted one."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Max

from trigpoint.accounts.rules import may
from trigpoint.common.references import reference_to
from trigpoint.notifications.rules import Due
from trigpoint.triangulation.models import Concern, ConcernState
from trigpoint.triangulation.queries.concerns import concerns_of, replies_overdue

MOST = 500


def due_for(user: Any, today: dt.date) -> list[Due]:
    """Concerns that a person leads: a reply that is overdue, looking at it again, checking whether it held; the earliest first."""
    if not may(user, "concerns.write"):
        return []
    late = set(replies_overdue(user, today).values_list("concern", flat=True))
    found = concerns_of(user).filter(lead_id=user.pk).exclude(state=ConcernState.MERGED)
    rows = found.annotate(changed_at=Max("steps__at")).select_related("provider")[:MOST]
    told = [due for each in rows if (due := _due(each, today, is_late=each.pk in late))]
    return sorted(told, key=lambda due: due.due_on)


def _due(concern: Any, today: dt.date, *, is_late: bool) -> Due | None:
    if concern.state == ConcernState.CLOSED:
        verb, due_on = "Check whether it held: concern", concern.check_on
    elif is_late:
        verb, due_on = "Ask again for the reply to concern", today
    else:
        verb, due_on = "Look at concern", concern.next_on
    if due_on is None:
        return None
    return Due(
        reference=reference_to(concern),
        what=f"Concern {concern.number}",
        title=f"{verb} {concern.number}",
        due_on=due_on,
        address=Concern.get_absolute_url(concern),
        changed_at=concern.changed_at or concern.at,
        is_overdue=is_late or due_on < today,
    )
