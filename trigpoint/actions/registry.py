"""What the areas above tell this one: when a provider is met next. Registered in `config`, once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from trigpoint.actions.rules.days import next_month
from trigpoint.organisations.models import Organisation

# The first meeting with a provider after a day that stands in the diary of a person's commissioner, or None.
NextMeeting = Callable[[Any, Organisation, dt.date], dt.date | None]


def _none(user: Any, provider: Organisation, after: dt.date) -> dt.date | None:
    return None


_next_meeting: NextMeeting = _none


def use_meetings(next_meeting: NextMeeting) -> None:
    """Say who knows the meetings. Until then none is in the diary."""
    global _next_meeting
    _next_meeting = next_meeting


def meeting_after(user: Any, provider: Organisation, after: dt.date) -> dt.date | None:
    """The first meeting with a provider after a day, where one is in the diary."""
    return _next_meeting(user, provider, after)


def carry_to(user: Any, provider: Organisation, due_on: dt.date | None, today: dt.date) -> dt.date:
    """The day that is proposed for a question carried forward: the next meeting, else the same day next month."""
    after = max(due_on or today, today)
    return _next_meeting(user, provider, after) or next_month(after)
