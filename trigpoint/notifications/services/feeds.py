"""The secret address from which a calendar program fetches a person's dates."""

from __future__ import annotations

import secrets

from django.db import transaction

from trigpoint.accounts.models import User
from trigpoint.accounts.rules import reach
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.notifications import queries
from trigpoint.notifications.errors import FeedRefused
from trigpoint.notifications.models import CalendarKey

SECRET_BYTES = 32


@transaction.atomic
def make_calendar_key(*, by: User) -> tuple[CalendarKey, str]:
    """A new calendar address for this desk, and its secret, which is told this once. An earlier address ends."""
    if reach(by).is_nowhere:
        raise FeedRefused("You have no role yet, so there is nothing to put into a calendar.")
    User.objects.select_for_update().get(pk=by.pk)
    renewed = CalendarKey.objects.visible_to(by).filter(ended_at=None).update(ended_at=clock.now())
    secret = secrets.token_urlsafe(SECRET_BYTES)
    key = CalendarKey.objects.create(owner=by.commissioner, person=by, digest=queries.digest_of(secret))
    audit.record(by, "notifications.calendar_key_made", key, after={"renewed": bool(renewed)})
    return key, secret


@transaction.atomic
def end_calendar_key(*, by: User) -> CalendarKey:
    """End the calendar address of this desk at once."""
    key = queries.calendar_key(by)
    if key is None:
        raise FeedRefused("There is no calendar address to end.")
    key.ended_at = clock.now()
    key.save(update_fields=["ended_at"])
    audit.record(by, "notifications.calendar_key_ended", key)
    return key
