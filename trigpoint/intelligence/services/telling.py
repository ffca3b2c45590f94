"""Telling something: the item, what is sealed beside it, and who is told at once."""

from __future__ import annotations

from django.db import transaction

from trigpoint.accounts.models import User
from trigpoint.intelligence.models import Item, PracticeLink
from trigpoint.intelligence.queries.telling import Teller, told_just_now
from trigpoint.intelligence.rules.telling import Telling
from trigpoint.intelligence.services.receiving import receive
from trigpoint.intelligence.services.risk_telling import tell_next
from trigpoint.vault import services as vault


@transaction.atomic
def tell(*, telling: Telling, by: User, link: PracticeLink | None = None) -> Item:
    """Take in what somebody tells. The same again within minutes, with nothing to seal, is the same item.

    Whoever is on duty hears of a risk at once.

    Names and references are sealed before anything is told to anybody, and never stand in the item.
    """
    known = None if telling.is_kept_apart else told_just_now(telling.draft, Teller(by, link))
    if known is not None:
        return known
    item = receive(draft=telling.draft, by=by, link=link)
    if telling.name.strip() or telling.contact.strip():
        vault.seal_teller(record=item, name=telling.name, contact=telling.contact, by=by)
    if telling.patient_reference.strip():
        code = item.provider.code if item.provider else ""
        vault.seal_tellers_reference(
            record=item, reference=telling.patient_reference, organisation=code, by=by
        )
    if item.is_at_risk_now:
        tell_next(item=item, by=by)
    return item
