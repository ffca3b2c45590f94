"""What the pages of the vault say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from trigpoint.accounts.models import ConfidentialRecord
from trigpoint.accounts.rules import role_book
from trigpoint.vault.models import Sealed

KINDS = {"action": "Action", "evidencefile": "Evidence file", "item": "Soft intelligence"}


@dataclass(frozen=True)
class RestrictedLine:
    """A restricted record in the list of those who are named: that it is there, and nothing of what it says."""

    kind: str
    number: str
    restricted_as: str
    address: str


@dataclass(frozen=True)
class SealedLine:
    """Something sealed, without what it says."""

    public_id: str
    what: str
    since: dt.datetime
    by: str
    purpose: str
    organisation: str
    expires_on: dt.date | None
    is_erased: bool
    can_open: bool


def restricted_lines(records: Iterable[ConfidentialRecord]) -> list[RestrictedLine]:
    """The list of restricted records."""
    classes = role_book().classes
    return [
        RestrictedLine(
            kind=KINDS.get(record._meta.model_name, record._meta.verbose_name.capitalize()),
            number=record.public_id[:6],
            restricted_as=classes.get(record.restriction, record.restriction),
            address=reverse("vault:open", args=[record._meta.model_name, record.public_id]),
        )
        for record in records
    ]


def sealed_lines(found: Iterable[Sealed], *, may_learn: bool) -> list[SealedLine]:
    """What is sealed about one record."""
    return [
        SealedLine(
            public_id=each.public_id,
            what=each.get_kind_display(),
            since=each.at,
            by=str(each.by),
            purpose=each.purpose,
            organisation=each.for_organisation,
            expires_on=each.expires_on,
            is_erased=each.erased_at is not None,
            can_open=each.kind == Sealed.Kind.REPORTER and may_learn and each.erased_at is None,
        )
        for each in found
    ]


def first_line(count: int) -> str:
    """The answer of the list in one sentence."""
    if count == 0:
        return "Nothing restricted is open to your role."
    return f"{count} restricted {'record is' if count == 1 else 'records are'} open to your role. Each opening asks for a reason, and is kept."
