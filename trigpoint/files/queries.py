"""Reading evidence files: always through the record that they belong to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Count, OuterRef, QuerySet, Subquery

from trigpoint.common import references
from trigpoint.files.models import EvidenceFile, FileScan, FileVersion, ScanState
from trigpoint.files.rules import may_see_files_of
from trigpoint.files.scanner import Scanner, scanner_at


def files_of(reference: str, *, user: Any) -> list[EvidenceFile]:
    """The files of one record with their whole history, as far as `user` may see the record."""
    return list(EvidenceFile.visible_to(user).of(reference).with_history())


def files_behind_door(reference: str, *, user: Any) -> list[EvidenceFile]:
    """The files of a restricted record that a role of `user` names; only for a page that comes after the door."""
    if references.find_restricted(reference, user=user) is None:
        return []
    return list(EvidenceFile.objects.of(reference).with_history())


def numbers_of(of: Iterable[str], *, user: Any) -> dict[str, int]:
    """How many files each of these records has that were not taken back; records without any are left out."""
    counted = (
        EvidenceFile.visible_to(user)
        .filter(belongs_to__in=list(of), withdrawal__isnull=True)
        .order_by()
        .values_list("belongs_to")
        .annotate(Count("pk"))
    )
    return dict(counted)


def file_for(public_id: str, *, user: Any) -> EvidenceFile | None:
    """A file with its history, if `user` may see the record that it belongs to."""
    return EvidenceFile.visible_to(user).filter(public_id=public_id).with_history().first()


def file_with_record(public_id: str, *, user: Any) -> tuple[EvidenceFile, Any] | None:
    """A file with its history and the record that it belongs to, if `user` may see that record, or has opened it."""
    found = file_for(public_id, user=user)
    if found is not None:
        record = record_with_files(found.belongs_to, user=user)
    else:
        found = EvidenceFile.objects.filter(public_id=public_id).with_history().first()
        record = record_behind_door(found.belongs_to, user=user) if found else None
    return (found, record) if found is not None and record is not None else None


def as_it_is_now(file: EvidenceFile) -> EvidenceFile:
    """The same file read again, with its history."""
    return EvidenceFile.objects.with_history().get(pk=file.pk)


def record_with_files(reference: str, *, user: Any) -> Any | None:
    """A record that takes files, if `user` may see it and what belongs to it."""
    if not takes_files(reference):
        return None
    record = references.find(reference, user=user)
    return record if record is not None and may_see_files_of(record, user) else None


def record_behind_door(reference: str, *, user: Any) -> Any | None:
    """A restricted record that takes files, if `user` has opened it not long ago; the read is noted."""
    record = references.find_opened(reference, user=user) if takes_files(reference) else None
    return record if getattr(record, "restriction", "") else None


def takes_files(reference: str) -> bool:
    """Whether records of this kind take files."""
    return reference.partition(":")[0] in {kind.name for kind in references.taking_files()}


def scanner() -> Scanner | None:
    """The virus scanner of this installation, or None."""
    return scanner_at(settings.CLAMD, seconds=settings.CLAMD_SECONDS)


def with_state() -> QuerySet[FileVersion]:
    """Every version with `state`, what is known of viruses in it now."""
    latest = FileScan.objects.filter(version=OuterRef("pk")).order_by("-pk").values("state")[:1]
    return FileVersion.objects.annotate(state=Subquery(latest))


def to_be_scanned() -> QuerySet[FileVersion]:
    """Versions of which nothing is known yet, the oldest first."""
    unknown = (ScanState.WAITING, ScanState.UNSCANNED)
    return with_state().filter(state__in=unknown).select_related("file__owner").order_by("pk")


def waiting_since(moment: dt.datetime) -> QuerySet[FileVersion]:
    """Versions that came before a moment and still wait for the scanner."""
    return with_state().filter(state=ScanState.WAITING, uploaded_at__lt=moment)


def content_to_keep() -> set[str]:
    """The sha256 of every content that has to be on disk."""
    return set(with_state().exclude(state=ScanState.INFECTED).values_list("sha256", flat=True))
