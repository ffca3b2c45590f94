"""Showing a record to another commissioner or organisation, and ceasing to."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from trigpoint.accounts.errors import ShareRefused
from trigpoint.accounts.models import Commissioner, OwnedRecord, Share, ShareEnd, User
from trigpoint.accounts.rules import reach, require
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.ui.vocabulary import term


@transaction.atomic
def share(
    *,
    record: OwnedRecord,
    whom: Commissioner | str,
    basis: str,
    why: str,
    by: User,
    until: dt.date | None = None,
) -> Share:
    """Show a record to another commissioner, or to an organisation by its ODS code, until a day or for good.

    Restricted records cannot be shared.
    """
    require(by, "accounts.share")
    if not record.is_shareable or record.owner_id != reach(by).commissioner_id:
        raise ShareRefused(f"Only records of your own {term('commissioner')} can be shared.")
    if getattr(record, "restriction", ""):
        raise ShareRefused("A restricted record is never shared.")
    if not why.strip():
        raise ShareRefused("Say why it is shared.")
    if until and until < clock.today():
        raise ShareRefused("The last day of sharing cannot be in the past.")
    made = Share.objects.create(
        owner=record.owner,
        kind=record._meta.model_name,
        shared=record.public_id,
        with_commissioner=whom if isinstance(whom, Commissioner) else None,
        with_organisation=whom if isinstance(whom, str) else "",
        basis=basis,
        why=why.strip(),
        until=until,
        by=by,
    )
    after = {"with": whom if isinstance(whom, str) else whom.code, "basis": basis}
    audit.record(by, "accounts.shared", record, after=after, why=why.strip())
    return made


@transaction.atomic
def end_share(*, share: Share, by: User) -> ShareEnd:
    """Stop showing a record at once."""
    require(by, "accounts.share")
    if share.owner_id != reach(by).commissioner_id:
        raise ShareRefused(f"This is not shared by your {term('commissioner')}.")
    end, is_new = ShareEnd.objects.get_or_create(share=share, defaults={"by": by})
    if not is_new:
        raise ShareRefused("This is not shared any more.")
    audit.record(by, "accounts.share_ended", share, before={"with": share.with_organisation})
    return end
