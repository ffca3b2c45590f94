"""Giving practices links by which they tell us something without an account, and ending them."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from trigpoint.accounts.models import User
from trigpoint.accounts.rules import REFUSED, reach, require
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.common.errors import NotAllowed
from trigpoint.intelligence.errors import LinkImpossible
from trigpoint.intelligence.models import PracticeLink
from trigpoint.organisations.models import Organisation

HAS_ONE = "It has a link already. End that one first, and everything printed with it."


def give_link(*, organisation: Organisation, by: User) -> PracticeLink:
    """Make the one link of a practice or partner."""
    require(by, "intelligence.links")
    if by.commissioner is None:
        raise NotAllowed(REFUSED)
    try:
        with transaction.atomic():
            link = PracticeLink.objects.create(owner=by.commissioner, organisation=organisation, by=by)
            audit.record(by, "intelligence.link_made", link, after={"for": organisation.code})
    except IntegrityError as known:
        raise LinkImpossible(HAS_ONE) from known
    return link


@transaction.atomic
def end_link(*, link: PracticeLink, by: User) -> PracticeLink:
    """End a link at once. It stays on record."""
    require(by, "intelligence.links")
    held = PracticeLink.objects.select_for_update().get(pk=link.pk)
    if held.owner_id != reach(by).commissioner_id:
        raise NotAllowed(REFUSED)
    if held.ended_at:
        raise LinkImpossible("It has ended already.")
    held.ended_at = clock.now()
    held.save(update_fields=["ended_at"])
    audit.record(by, "intelligence.link_ended", held)
    return held
