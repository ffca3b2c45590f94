"""Who may do what with evidence files, and what their names must not say."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from trigpoint.accounts.rules import may, reach
from trigpoint.analysis import guard
from trigpoint.files.errors import FileRefused
from trigpoint.files.models import EvidenceFile

MOST_VERSIONS = 50
# What would tell a patient in a name that everybody sees in lists, mails and downloads.
NEVER_IN_NAMES = {guard.NHS_NUMBER: "an NHS number", guard.DOB: "a date of birth"}


def may_add(user: Any) -> bool:
    """Whether this person may add files to records that they see."""
    return may(user, "files.add")


def may_change(user: Any, file: EvidenceFile) -> bool:
    """Whether this person may bring a new version or take the file back: who added it, and the owner's own people."""
    seen_from = reach(user)
    is_ours = seen_from.is_staff and seen_from.commissioner_id == file.owner_id
    return may_add(user) and not file.is_withdrawn and (is_ours or file.added_by_id == user.pk)


def may_see_files_of(record: Any, user: Any) -> bool:
    """Whether the files of a record that this person sees are theirs to see: not where all may see it but the owner's people."""
    seen_from = reach(user)
    return not record.is_open or (seen_from.is_staff and seen_from.commissioner_id == record.owner_id)


def refuse_telling_name(name: str) -> None:
    """Refuse a name that tells who a patient is."""
    stem = name.rpartition(".")[0].replace("_", " ")
    for span in guard.findings(stem):
        if span.kind in NEVER_IN_NAMES:
            raise FileRefused(
                f"The name of the file holds {stem[span.start : span.end]}, which looks like {NEVER_IN_NAMES[span.kind]}. "
                "Rename the file without it, and check that the file itself names no patient."
            )


def most_bytes() -> int:
    """The largest file that is taken."""
    return settings.FILE_LIMIT


def most_files() -> int:
    """How many files one record may have."""
    return settings.FILES_PER_RECORD
