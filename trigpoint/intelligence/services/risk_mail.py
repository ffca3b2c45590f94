"""Keeping account of the e-mails by which people are told at once that something does not wait."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from trigpoint.accounts.models import User
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.intelligence.models import RiskTelling

Mail = RiskTelling.Mail


@transaction.atomic
def begin(*, telling: RiskTelling, by: User) -> bool:
    """Take one in hand, unless another worker did."""
    same = RiskTelling.objects.filter(pk=telling.pk, mail=telling.mail, tries=telling.tries)
    taken = same.update(mail=Mail.IN_HAND, tries=F("tries") + 1, tried_at=clock.now())
    if taken:
        telling.refresh_from_db(fields=["mail", "tries", "tried_at"])
        audit.record(by, "intelligence.risk_mailed", telling.item, after={"tries": telling.tries})
    return bool(taken)


@transaction.atomic
def end(*, telling: RiskTelling, mail: str, by: User) -> RiskTelling:
    """Note what became of it."""
    telling.mail = mail
    telling.save(update_fields=["mail"])
    audit.record(by, "intelligence.risk_mailed", telling.item, after={"mail": str(mail)})
    return telling
