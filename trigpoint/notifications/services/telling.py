"""Telling people, and noting what they have read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from trigpoint.accounts.models import User
from trigpoint.audit import services as audit
from trigpoint.common import references
from trigpoint.notifications import queries, registry, rules
from trigpoint.notifications.models import Notice, NoticeQuerySet, NoticeReading


@transaction.atomic
def tell(*, person: User, kind: str, reference: str, words: str, by: User, once: str = "") -> Notice | None:
    """Tell a person something about a record, at the desk from which they can see it. None when nothing was said.

    words: what happened, without the record's own words; those are looked up when the news is read. Nobody is told what
    they did themselves, or of what they cannot see: a restricted record is news to nobody. Unread news of the same kind
    about the same record is replaced; the same words again are not news. once: told once ever under these words.
    """
    registry.kind(kind)
    desk = _desk_that_sees(person, reference)
    if desk is None or person == by:
        return None
    User.objects.select_for_update().get(pk=person.pk)  # so that two who tell the same wait for each other
    if once and queries.told_already(desk, [once]):
        return None
    waiting = Notice.objects.visible_to(desk).unread().filter(kind=kind, reference=reference)
    same = None if once else waiting.filter(words=words).first()
    if same is not None:
        return same
    _replace(waiting)
    notice = Notice.objects.create(
        owner=desk.commissioner,
        person=desk,
        kind=kind,
        reference=reference,
        words=words,
        once=once or None,
        by=by,
    )
    audit.record(by, "notifications.told", notice, after={"kind": kind, "about": reference})
    return notice


def remind(*, person: User, today: dt.date, ahead: Sequence[int], by: User) -> list[Notice]:
    """Remind a person at a desk of what is due to them, each stage once: `ahead` days before, on the day, each week after.

    Reminders of what is not due to them any more, because it is done or somebody else's, count as read.
    """
    wanted = {}
    dues = queries.dues(person, today)
    _replace(queries.reminders(person).exclude(reference__in=[due.reference for due in dues]))
    for due in dues:
        reminder = rules.reminder_for(due.due_on, today, ahead)
        if reminder:
            wanted[rules.reminder_key(due.reference, due.due_on, reminder.stage)] = (
                due.reference,
                reminder.words,
            )
    told = queries.told_already(person, list(wanted))
    given = [
        tell(person=person, kind=registry.DUE.name, reference=reference, words=words, by=by, once=key)
        for key, (reference, words) in wanted.items()
        if key not in told
    ]
    return [notice for notice in given if notice is not None]


@transaction.atomic
def mark_read(*, notice: Notice, by: User) -> NoticeReading:
    """Note that a person has read a piece of news. Reading it again changes nothing."""
    reading, is_new = NoticeReading.objects.get_or_create(notice=notice)
    if is_new:
        audit.record(by, "notifications.read", notice)
    return reading


@transaction.atomic
def mark_all_read(*, by: User) -> int:
    """Note that a person has read all their news at this desk; how much it was."""
    unread = Notice.objects.visible_to(by).unread()
    read = NoticeReading.objects.bulk_create(
        [NoticeReading(notice=notice) for notice in unread.select_for_update(of=("self",))],
        ignore_conflicts=True,
    )
    if read:
        audit.record(by, "notifications.all_read", by, after={"count": len(read)})
    return len(read)


def _desk_that_sees(person: User, reference: str) -> User | None:
    """The person at the first desk from which the record can be seen; any of theirs when it is about no record."""
    for desk in queries.desks_of(person):
        if not reference or references.find(reference, user=desk) is not None:
            return desk
    return None


def _replace(waiting: NoticeQuerySet) -> None:
    NoticeReading.objects.bulk_create(
        [NoticeReading(notice=notice, is_replaced=True) for notice in waiting], ignore_conflicts=True
    )
