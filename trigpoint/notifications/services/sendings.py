"""Keeping account of summaries: to whom, on which day, and what became of each."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import F

from trigpoint.accounts.models import User
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.notifications import rules
from trigpoint.notifications.models import Sending


@transaction.atomic
def prepare(*, person: User, day: dt.date, by: User) -> Sending | None:
    """Note that a person at a desk gets a summary today. None when it was noted already."""
    sending, is_new = Sending.objects.get_or_create(person=person, owner=person.commissioner, day=day)
    if not is_new:
        return None
    audit.record(by, "notifications.summary_prepared", sending, after={"day": day.isoformat()})
    return sending


@transaction.atomic
def begin(*, sending: Sending, by: User) -> bool:
    """Take a summary in hand, unless another worker did, or it is not to be tried again yet."""
    now = clock.now()
    is_first = sending.state == Sending.State.WAITING
    if not is_first and not rules.may_try_again(sending.state, sending.tries, sending.tried_at, now):
        return False
    same = Sending.objects.filter(pk=sending.pk, state=sending.state, tries=sending.tries)
    taken = same.update(state=Sending.State.IN_HAND, tries=F("tries") + 1, tried_at=now)
    if taken:
        sending.refresh_from_db(fields=["state", "tries", "tried_at"])
        audit.record(by, "notifications.summary_begun", sending, after={"tries": sending.tries})
    return bool(taken)


@transaction.atomic
def end(*, sending: Sending, state: str, problem: str, by: User) -> Sending:
    """Note what became of a summary."""
    sending.state, sending.problem = state, problem[:200]
    sending.save(update_fields=["state", "problem"])
    audit.record(by, f"notifications.summary_{state}", sending, after={"tries": sending.tries})
    return sending
