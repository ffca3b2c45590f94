"""Opening what is restricted, sealing and unsealing, erasing and changing keys. Every read is in the audit."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from trigpoint.accounts.models import ConfidentialRecord, User
from trigpoint.accounts.rules import reach, require
from trigpoint.accounts.system import is_system
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.common.references import reference_to
from trigpoint.ui.vocabulary import term
from trigpoint.vault import cipher, queries
from trigpoint.vault.errors import OpeningRefused, SealRefused
from trigpoint.vault.models import Opening, Sealed

LONGEST = dt.timedelta(days=90)  # local default: how long a patient reference may last
SHORTEST_REASON = 10  # characters
AS_TOLD = dt.timedelta(hours=1)  # within which whoever wrote something in can still seal what belongs to it
FOR_SENDERS = dt.timedelta(
    days=60
)  # local default: how long a reference lasts that came with what somebody told
PURPOSE_OF_SENDERS = "So that the provider can find the case that this is about."
NOT_YOURS = "There is nothing here that you may open."


@transaction.atomic
def open_restricted(*, kind: str, public_id: str, reason: str, by: User) -> Opening:
    """Open a restricted record that a role of yours is named for; the reason is kept."""
    record = queries.restricted_record(by, kind, public_id)
    if record is None:
        raise OpeningRefused(NOT_YOURS)
    opening = Opening.objects.create(
        owner=record.owner,
        about=reference_to(record),
        restriction=record.restriction,
        reason=_reason(reason),
        by=by,
        at=clock.now(),
    )
    audit.note_read(by, record, opening.reason)
    return opening


def read(*, kind: str, public_id: str, by: User) -> ConfidentialRecord | None:
    """A record for its page: None when `by` does not see it, or has not opened it lately. Restricted: noted, each time."""
    record = queries.record_for(by, kind, public_id)
    if record is not None:
        note_reading(record=record, by=by)
    return record


def note_reading(*, record: ConfidentialRecord, by: User) -> None:
    """Note that a restricted record is being read, for the reason it was opened for. Nothing to note of others."""
    if record.restriction:
        opening = queries.opened_lately(by, reference_to(record))
        audit.note_read(by, record, opening.reason if opening else "")


@transaction.atomic
def seal_reporter(*, record: ConfidentialRecord, name: str, contact: str, by: User) -> Sealed:
    """Keep who reported something, apart from the record and encrypted."""
    _require_ours(record, by)
    if not name.strip():
        raise SealRefused("Say who it was, or leave the reporter unknown.")
    text = "\n".join(part.strip() for part in (name, contact) if part.strip())
    return _seal(record, Sealed.Kind.REPORTER, text, by)


@transaction.atomic
def seal_patient_reference(
    *, record: ConfidentialRecord, reference: str, organisation: str, purpose: str, expires_on: dt.date, by: User
) -> Sealed:  # fmt: skip
    """Keep a reference by which one organisation alone can find the patient, for a purpose, until a day."""
    _require_ours(record, by)
    today = clock.today()
    if not today <= expires_on <= today + LONGEST:
        raise SealRefused(f"It must end within {LONGEST.days} days from today.")
    if not (reference.strip() and organisation.strip() and purpose.strip()):
        raise SealRefused("Give the reference, the organisation that may open it, and the purpose.")
    said = {"for_organisation": organisation.strip(), "purpose": purpose.strip(), "expires_on": expires_on}
    return _seal(record, Sealed.Kind.PATIENT, reference.strip(), by, **said)


@transaction.atomic
def seal_teller(*, record: ConfidentialRecord, name: str, contact: str, by: User) -> Sealed:
    """Keep who tells something, in the moment in which it is told: by whoever wrote the record in, or through their link."""
    _require_just_told(record, by)
    text = "\n".join(part.strip() for part in (name, contact) if part.strip())
    if not text:
        raise SealRefused("Say who it was or how to reach them, or leave both out.")
    return _seal(record, Sealed.Kind.REPORTER, text, by)


@transaction.atomic
def seal_tellers_reference(
    *, record: ConfidentialRecord, reference: str, organisation: str, by: User
) -> Sealed:
    """Keep the patient reference that came with what somebody tells, for the one organisation that it is about."""
    _require_just_told(record, by)
    if not (reference.strip() and organisation.strip()):
        raise SealRefused("A reference needs the provider that alone may open it.")
    said = {
        "for_organisation": organisation.strip(),
        "purpose": PURPOSE_OF_SENDERS,
        "expires_on": clock.today() + FOR_SENDERS,
    }
    return _seal(record, Sealed.Kind.PATIENT, reference.strip(), by, **said)


@transaction.atomic
def unseal(*, public_id: str, reason: str, by: User) -> str:
    """What was sealed, for the one who is named for it; every time is noted with the reason."""
    found = Sealed.objects.filter(public_id=public_id, erased_at__isnull=True).select_related("owner").first()
    if found is None or not _may_unseal(found, by):
        raise OpeningRefused(NOT_YOURS)
    text = cipher.unseal(found.sealed, found.key_mark, found.belongs_to)
    audit.note_read(by, found, _reason(reason))
    return text


@transaction.atomic
def erase(*, public_id: str, why: str, by: User) -> Sealed:
    """Erase something sealed before its time. That it was there, for whom and why stays on record."""
    found = Sealed.objects.filter(public_id=public_id, erased_at__isnull=True).first()
    if found is None or not reach(by).is_staff or found.owner_id != reach(by).commissioner_id:
        raise OpeningRefused(NOT_YOURS)
    require(by, "actions.write")
    return _erase(found, by, _reason(why))


def erase_expired(*, by: Any) -> int:
    """Erase every patient reference whose last day is over; how many. Runs every day."""
    over = Sealed.objects.filter(erased_at__isnull=True, expires_on__lt=clock.today())
    for found in over:
        with transaction.atomic():
            _erase(found, by, "its last day is over")
    return len(over)


def rotate(*, by: Any) -> int:
    """Seal everything anew with the newest key; how many. Afterwards older keys can be taken out of VAULT_KEYS."""
    older = Sealed.objects.filter(erased_at__isnull=True).exclude(key_mark=cipher.newest_mark())
    done = 0
    for public_id in older.values_list("public_id", flat=True):
        with transaction.atomic():
            found = Sealed.objects.select_for_update().get(public_id=public_id)
            if not found.sealed:
                continue  # erased meanwhile
            text = cipher.unseal(found.sealed, found.key_mark, found.belongs_to)
            before = found.key_mark
            found.sealed, found.key_mark = cipher.seal(text, found.belongs_to)
            found.save(update_fields=["sealed", "key_mark"])
            audit.record(
                by, "vault.key_changed", found, before={"key": before}, after={"key": found.key_mark}
            )
            done += 1
    return done


def _seal(record: ConfidentialRecord, kind: str, text: str, by: User, **said: Any) -> Sealed:
    made = Sealed(owner=record.owner, about=reference_to(record), kind=kind, by=by, **said)
    made.sealed, made.key_mark = cipher.seal(text, made.belongs_to)
    made.save()
    after = {"kind": str(kind), "for": said.get("for_organisation", ""), "until": said.get("expires_on")}
    audit.record(by, "vault.sealed", record, after=after, why=said.get("purpose", ""))
    return made


def _erase(found: Sealed, by: Any, why: str) -> Sealed:
    found.sealed, found.erased_at = "", clock.now()
    found.save(update_fields=["sealed", "erased_at"])
    audit.record(by, "vault.erased", found, why=why)
    return found


def _may_unseal(found: Sealed, by: User) -> bool:
    if found.kind == Sealed.Kind.PATIENT:
        return Sealed.objects.meant_for(by).filter(pk=found.pk).exists()
    record = queries.record_for(by, *found.about.split(":", 1))
    return record is not None and queries.may_learn_reporter(by, record)


def _require_ours(record: ConfidentialRecord, by: User) -> None:
    require(by, "actions.write")
    if queries.record_for(by, record._meta.model_name, record.public_id) is None:
        raise OpeningRefused(NOT_YOURS)
    if record.owner_id != reach(by).commissioner_id:
        raise SealRefused(
            f"Only the {term('commissioner')} whose record this is can seal something about it."
        )


def _require_just_told(record: ConfidentialRecord, by: User) -> None:
    """Whoever wrote it in a moment ago, for the same owner; nobody afterwards, and nobody else."""
    is_theirs = record.by_id == by.pk and clock.now() - record.at < AS_TOLD
    if not is_theirs or not (is_system(by) or reach(by).commissioner_id == record.owner_id):
        raise OpeningRefused(NOT_YOURS)


def _reason(said: str) -> str:
    if len(said.strip()) < SHORTEST_REASON:
        raise OpeningRefused("Say in a few words why you need to see this. The reason is kept.")
    return said.strip()
