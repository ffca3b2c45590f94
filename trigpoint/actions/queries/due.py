"""What is due to a person, for reminders, summaries and calendars alike. Only what leaves no secret outside."""

from __future__ import annotations

import datetime as dt
from typing import Any

from trigpoint.accounts.rules import may, reach
from trigpoint.actions.models import ActionQuerySet
from trigpoint.actions.queries.known import Known, known_among
from trigpoint.actions.queries.lists import standing_on
from trigpoint.actions.rules.states import ALIVE
from trigpoint.common.references import reference_to
from trigpoint.notifications.rules import Due

MOST = 500


def due_for(user: Any, today: dt.date) -> list[Due]:
    """Open actions with a deadline that a person has to see to, the earliest first.

    That is what they lead, and what was sent to an organisation that they answer for.
    """
    return [_due(known, today) for known in _theirs(user, today)]


def _theirs(user: Any, today: dt.date) -> list[Known]:
    found = standing_on(today, user=user).filter(state__in=ALIVE, due__isnull=False)
    theirs = found.filter(_to_see_to(found, user)).select_related("provider", "owner", "parent")
    return known_among(theirs.order_by("due", "plan", "place", "pk")[:MOST], day=today, user=user)


def _to_see_to(found: ActionQuerySet, user: Any) -> Any:
    mine = found.leads_of(user)
    seen_from = reach(user)
    if seen_from.organisations and may(user, "actions.answer"):
        return mine | found.addressed_to(seen_from)
    return mine


def _due(known: Known, today: dt.date) -> Due:
    return Due(
        reference=reference_to(known.action),
        what=known.action.name,
        title=f"{known.action.name}: {known.action.text[:80]}",
        due_on=known.due_on or today,
        address=known.action.get_absolute_url(),
        changed_at=_changed_at(known),
        is_overdue=known.rag.letter == "R",
    )


def _changed_at(known: Known) -> dt.datetime:
    """When the deadline or who leads last changed."""
    moments = [known.action.at, *(row.at for row in (*known.steps, *known.leads, *known.deadlines))]
    decided = [each.decision.at for each in known.deadlines if hasattr(each, "decision")]
    return max([*moments, *decided])
