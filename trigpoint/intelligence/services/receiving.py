"""Taking in what somebody tells, one at a time."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from trigpoint.accounts.models import Commissioner, User
from trigpoint.accounts.rules import REFUSED, reach, require
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.common.errors import NotAllowed
from trigpoint.frameworks.errors import NotInPack
from trigpoint.frameworks.queries import pack_on
from trigpoint.intelligence.errors import DateImpossible, NothingTold, SourceUnknown
from trigpoint.intelligence.models import Item, ItemStep, PracticeLink
from trigpoint.intelligence.models.items import month_of
from trigpoint.intelligence.rules.drafts import Draft, digest, same_telling
from trigpoint.intelligence.rules.states import Deed, State


@transaction.atomic
def receive(*, draft: Draft, by: User, link: PracticeLink | None = None) -> Item:
    """Take in one piece of soft intelligence: by staff, by people of the organisation that sends it, or through its link.

    Through a link `by` is the service itself (`accounts.system.system_person`). What its source says of restriction and of
    handling holds from the first moment.
    """
    owner = _owner(draft, by, link)
    today = clock.today()
    received_on = draft.received_on or today
    _check_days(draft.happened_on, received_on, today)
    if not draft.words.strip():
        raise NothingTold("Write what happened.")
    item = _item(draft, received_on)
    item.owner, item.by = owner, by
    item.save()
    if item.is_one_by_one:
        ItemStep.objects.create(item=item, deed=Deed.RECEIVED, state=State.RECEIVED, by=by)
    told = {"source": item.source, "at_risk_now": item.is_at_risk_now, "by_link": link is not None}
    audit.record(by, "intelligence.received", item, after=told)
    return item


def _owner(draft: Draft, by: User, link: PracticeLink | None) -> Commissioner:
    """To whom it is told. Raises NotAllowed where these people may not tell it, or not for that organisation."""
    if link is not None:
        if link.ended_at or link.organisation != draft.sent_for:
            raise NotAllowed("This link does not count any more. Ask for a new one.")
        return link.owner
    if reach(by).is_staff:
        require(by, "intelligence.add")
    else:
        require(by, "intelligence.send")
        if draft.sent_for is None or draft.sent_for.code not in reach(by).organisations:
            raise NotAllowed(REFUSED)
    if by.commissioner is None:
        raise NotAllowed(REFUSED)
    return by.commissioner


def _item(draft: Draft, received_on: dt.date) -> Item:
    """The record of a draft, not yet saved, without its owner and who wrote it in."""
    pack = pack_on(received_on)
    try:
        source = pack.listening_to(draft.source, received_on)
    except NotInPack as unknown:
        raise SourceUnknown("Choose where it comes from.") from unknown
    provider = draft.provider.code if draft.provider else draft.about_words
    day = draft.happened_on or received_on
    return Item(
        source=draft.source,
        restriction=source.restriction or draft.restriction,
        words=draft.words.strip(),
        question=draft.question,
        provider=draft.provider,
        about_words=draft.about_words,
        service=draft.service,
        place=draft.place,
        tone=draft.tone,
        worry=draft.worry,
        score=draft.score,
        is_at_risk_now=draft.is_at_risk_now,
        happened_on=draft.happened_on,
        received_on=received_on,
        month=month_of(draft.happened_on, received_on),
        told_by=draft.told_by,
        sent_for=draft.sent_for,
        sender_mark=digest(draft.sender),
        may_share_identity=draft.may_share_identity,
        wants_reply=draft.wants_reply,
        ref=draft.ref,
        mark=same_telling(source=draft.source, provider=provider, day=day, words=draft.words),
        is_one_by_one=source.is_one_by_one or draft.is_at_risk_now,
        pack=pack.name,
    )


def _check_days(happened_on: dt.date | None, received_on: dt.date, today: dt.date) -> None:
    if received_on > today:
        raise DateImpossible("It cannot have come on a day that is still ahead.")
    if happened_on and happened_on > received_on:
        raise DateImpossible("It cannot have happened after it came.")
