"""What people are told about, and by whom: the sources of news, dues and calendars, wired to `notifications`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.urls import reverse

from trigpoint.accounts.rules import may
from trigpoint.actions.queries import due_for
from trigpoint.common.errors import DomainError
from trigpoint.frameworks import calendar
from trigpoint.intelligence.queries.complaints_listed import due_for as complaints_due_for
from trigpoint.intelligence.queries.dues import due_for as items_due_for
from trigpoint.notifications import queries, registry
from trigpoint.notifications.rules import CalendarEntry, NewsKind, is_weekday
from trigpoint.reports.models import MeetingStep
from trigpoint.surveillance.queries.dues import due_for as signals_due_for
from trigpoint.triangulation.queries.concerns_due import due_for as concerns_due_for
from trigpoint.ui.navigation import use_news

KINDS = (
    NewsKind("given", "Something is given to me, or taken from me", "Given"),
    NewsKind("answered", "Somebody answers, or says that something is done", "Answered"),
    NewsKind("decided", "Something of mine is verified, sent back, or given more time", "Decided"),
    NewsKind("heard", "Something became of what my practice or organisation told", "You said, we did"),
    NewsKind("risk", "Somebody may be at risk now, and I am on duty for it", "At risk"),
    NewsKind("clock", "A signal of the early warning starts a clock by the rule of the pack", "Clock"),
    NewsKind("proposed", "Independent kinds of evidence agree, and nobody has answered yet", "Proposed"),
)


def register_telling() -> None:
    """Called once at start."""
    use_news(queries.unread_count)
    for kind in KINDS:
        registry.register_kind(kind)
    registry.register_due("actions", due_for)
    registry.register_due("signals", signals_due_for)
    registry.register_due("intelligence", items_due_for)
    registry.register_due("complaints", complaints_due_for)
    registry.register_due("concerns", concerns_due_for)
    registry.register_calendar("meetings", meetings_from)
    registry.use_working_days(is_working_day)


def is_working_day(day: dt.date) -> bool:
    """As the calendar of bank holidays says; Monday to Friday in a year that nobody has entered yet."""
    try:
        return calendar.is_working_day(day)
    except DomainError:
        return is_weekday(day)


def meetings_from(person: Any, since: dt.date) -> Iterator[CalendarEntry]:
    """Quality meetings in the diary of the person's commissioner.

    Only where names may leave is the provider named, and linked to by an address that holds its code.
    """
    if not may(person, "reports.read"):
        return
    steps = MeetingStep.visible_to(person).filter(held_on__gte=since).select_related("provider")
    latest = {(step.provider_id, step.held_on): step for step in steps}
    is_named = settings.TITLES_OUTSIDE
    for step in latest.values():
        if step.deed == MeetingStep.Deed.SET:
            yield CalendarEntry(
                uid=f"meeting-{step.public_id}",
                title=f"Quality meeting: {step.provider}" if is_named else "Quality meeting",
                on=step.held_on,
                address=step.get_absolute_url() if is_named else reverse("reports:briefs"),
                changed_at=step.at,
            )
