"""Evidence files in the words of pages."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from trigpoint.common.clock import LONDON
from trigpoint.common.references import reference_to
from trigpoint.files import queries
from trigpoint.files.forms import AddForm
from trigpoint.files.keeping import MEGABYTE
from trigpoint.files.kinds import name_of
from trigpoint.files.models import EvidenceFile, FileVersion, ScanState
from trigpoint.files.rules import may_add, may_change
from trigpoint.ui.words import day

KILOBYTE = 1000
# What is known of viruses, and the tone of its tag, where it needs one to be seen.
STATES = {
    ScanState.WAITING: ("Waiting for the virus scanner", "high"),
    ScanState.CLEAN: ("No virus found", ""),
    ScanState.INFECTED: ("Virus found, content deleted", "overdue"),
    ScanState.UNSCANNED: ("Not scanned for viruses", ""),
}


@dataclass(frozen=True)
class VersionRow:
    """One version. `open_address` is "" where it cannot be opened."""

    number: int
    name: str
    kind: str
    size: str
    who: str
    when: str
    state: str
    tone: str
    virus: str
    scanned: str
    open_address: str


@dataclass(frozen=True)
class FileRow:
    """One file with its latest version. `gone` says who took it back, when and why; else ""."""

    address: str
    description: str
    latest: VersionRow
    number: int
    gone: str


@dataclass(frozen=True)
class Evidence:
    """The files of a record. For who may not add, `add_address` is "" and `form` None."""

    rows: list[FileRow]
    add_address: str
    form: AddForm | None


@dataclass(frozen=True)
class FilePage:
    """Everything the page of one file says."""

    title: str
    opening: str
    description: str
    added: str
    versions: list[VersionRow]
    gone: str
    may_change: bool


def evidence(record: Any, *, user: Any, form: AddForm | None = None) -> Evidence:
    """The files of `record` as `user` may see them, with the form to add one; `form` is one that was refused.

    Of a restricted record only for a page that comes after its door.
    """
    reference = reference_to(record)
    adds = may_add(user)
    found = queries.files_behind_door if getattr(record, "restriction", "") else queries.files_of
    return Evidence(
        rows=[row_of(file) for file in found(reference, user=user)],
        add_address=reverse("files:add", args=[reference]) if adds else "",
        form=(form or AddForm()) if adds else None,
    )


def row_of(file: EvidenceFile) -> FileRow:
    """A file in a list."""
    return FileRow(
        address=file.get_absolute_url(),
        description=file.description,
        latest=version_row(file.latest),
        number=len(file.versions.all()),
        gone=gone(file),
    )


def version_row(version: FileVersion) -> VersionRow:
    """A version in a table."""
    state, tone = STATES[ScanState(version.scan.state)]
    address = reverse("files:open", args=[version.file.public_id, version.number])
    return VersionRow(
        number=version.number,
        name=version.name,
        kind=name_of(version.ending),
        size=size(version.size),
        who=str(version.uploaded_by),
        when=moment(version.uploaded_at),
        state=state,
        tone=tone,
        virus=version.scan.virus,
        scanned=moment(version.scan.at),
        open_address=address if version.is_openable else "",
    )


def page(file: EvidenceFile, *, user: Any) -> FilePage:
    """The page of one file."""
    versions = [version_row(version) for version in file.versions.all()]
    return FilePage(
        title=versions[0].name,
        opening=_opening(file, versions),
        description=file.description,
        added=f"Added by {file.added_by} on {moment(file.added_at)}",
        versions=versions,
        gone=gone(file),
        may_change=may_change(user, file),
    )


def gone(file: EvidenceFile) -> str:
    """Who took the file back, when and why; "" when nobody did."""
    if not file.is_withdrawn:
        return ""
    step = file.withdrawal
    return f"Taken back by {step.by} on {moment(step.at)}: {step.why}"


def after_adding(version: FileVersion) -> str:
    """What is said when a file or a version has come in; "" when there is bad news to be told instead."""
    said = {
        ScanState.CLEAN: "was added. No virus was found in it.",
        ScanState.WAITING: "was added. It can be opened once the virus scanner has looked at it.",
        ScanState.UNSCANNED: "was added.",
    }
    words = said.get(ScanState(version.scan.state), "")
    return f"{version.name} {words}" if words else ""


def size(number: int) -> str:
    """2.3 MB, 340 kB, 12 bytes."""
    if number >= MEGABYTE:
        return f"{number / MEGABYTE:.1f} MB"
    return f"{number / KILOBYTE:.0f} kB" if number >= KILOBYTE else f"{number} bytes"


def moment(at: dt.datetime) -> str:
    """Tue 24 Nov 2026 at 14:05, in England."""
    here = at.astimezone(LONDON)
    return f"{day(here.date())} at {here:%H:%M}"


def _opening(file: EvidenceFile, versions: list[VersionRow]) -> str:
    if file.is_withdrawn:
        return "This file was taken back, so it cannot be opened any more."
    latest = versions[0]
    which = f"Version {latest.number} of this file" if latest.number > 1 else "This file"
    return {
        ScanState.CLEAN: f"{which} can be opened: no virus was found in it.",
        ScanState.UNSCANNED: f"{which} can be opened, but was not scanned for viruses: open it with care.",
        ScanState.WAITING: f"{which} waits for the virus scanner, and can be opened once it was looked at.",
        ScanState.INFECTED: f"A virus ({latest.virus}) was found in it, so its content was deleted. Tell whoever sent it, and add a clean copy.",
    }[ScanState(file.latest.scan.state)]
