"""Adding files to records, new versions of them, taking them back, and asking the scanner. Nothing is overwritten."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction

from trigpoint.accounts.rules import require
from trigpoint.audit import services as audit
from trigpoint.common import clock, references
from trigpoint.common.errors import NotAllowed
from trigpoint.common.references import reference_to
from trigpoint.files import keeping, queries
from trigpoint.files.contents.recognition import recognised
from trigpoint.files.errors import FileRefused, FileShut, ScannerUnavailable, ScannerUnclear
from trigpoint.files.keeping import Received
from trigpoint.files.models import EvidenceFile, FileScan, FileVersion, FileWithdrawal, ScanState
from trigpoint.files.names import cleaned, ending_of
from trigpoint.files.rules import MOST_VERSIONS, may_change, most_bytes, most_files, refuse_telling_name
from trigpoint.files.scanner import scan as ask_scanner
from trigpoint.ui.vocabulary import term


@dataclass(frozen=True)
class Accepted:
    """A file that may be kept, waiting on disk."""

    received: Received
    name: str


def keep(*, belongs_to: Any, upload: Any, description: str, by: Any) -> EvidenceFile:
    """Add a file to a record that `by` may see; it belongs to whoever owns the record.

    `upload` has a name and gives its content in chunks(). Where there is a scanner, it is asked once the file is kept.
    """
    require(by, "files.add")
    reference = reference_to(belongs_to)
    _require_sight(reference, by)
    _refuse_too_many(reference)
    with _accepted(upload) as accepted, transaction.atomic():
        _refuse_same(reference, accepted)
        file = EvidenceFile.objects.create(
            owner=belongs_to.owner,
            belongs_to=reference,
            name=accepted.name,
            description=description,
            added_by=by,
            added_at=clock.now(),
        )
        version = _new_version(file, accepted, number=1, by=by)
        told = {**_told(version), "belongs_to": reference}
        _note(by, "files.added", file, belongs_to, after=told)
        audit.record(by, "files.evidence_added", belongs_to, after={"file": reference_to(file)})
    return file


def add_version(*, file: EvidenceFile, upload: Any, by: Any) -> FileVersion:
    """A newer content of a file; the older ones stay."""
    record = _require_change(file, by)
    with _accepted(upload) as accepted, transaction.atomic():
        latest = _locked(file).latest
        if latest.number >= MOST_VERSIONS:
            raise FileRefused(f"There are {MOST_VERSIONS} versions already. Add it as a file of its own.")
        if latest.sha256 == accepted.received.sha256:
            raise FileRefused(f"This is the same file as version {latest.number}. Choose the newer one.")
        version = _new_version(file, accepted, number=latest.number + 1, by=by)
        _note(by, "files.version_added", file, record, after=_told(version))
    return version


@transaction.atomic
def withdraw(*, file: EvidenceFile, why: str, by: Any) -> FileWithdrawal:
    """Take a file back: nobody can open it any more. That it was there, and why it went, stays on record."""
    record = _require_change(_locked(file), by)
    withdrawal = FileWithdrawal.objects.create(file=file, why=why, by=by, at=clock.now())
    _note(by, "files.withdrawn", file, record)
    audit.record(by, "files.evidence_withdrawn", record, after={"file": reference_to(file)})
    return withdrawal


def note_opened(*, version: FileVersion, by: Any) -> None:
    """Note that `by` takes the content of a version away; FileShut when it cannot be opened."""
    record = _require_sight(version.file.belongs_to, by)
    if not version.is_openable:
        raise FileShut(_why_shut(version))
    version.file.restriction = getattr(record, "restriction", "")
    audit.note_export(by, "files.opened", version.file, None, after={"version": version.number})


def scan(*, version: FileVersion, by: Any) -> FileScan | None:
    """Ask the scanner about one version. None where there is no scanner; ScannerUnavailable when it gives no answer.

    Infected content is deleted, and every version that has the same content says so.
    """
    scanner = queries.scanner()
    if scanner is None:
        return None
    try:
        with keeping.place_of(version.sha256).open("rb") as file:
            verdict = ask_scanner(scanner, file)
    except FileNotFoundError as error:
        return _same_as_found_before(version, by, error)
    state = ScanState.INFECTED if verdict.virus else ScanState.CLEAN
    return _note_scan(version, state, verdict.virus[:100], by)


def scan_all(*, by: Any) -> dict[str, int]:
    """Ask the scanner about every version of which nothing is known; how many are in which state then.

    `unanswered` counts those for which there is no clear answer. A scanner that does not answer at all ends the round.
    """
    counted: Counter[str] = Counter()
    waiting = list(queries.to_be_scanned())
    for done, version in enumerate(waiting):
        try:
            said = scan(version=version, by=by)
        except (ScannerUnclear, FileShut):
            counted["unanswered"] += 1
        except ScannerUnavailable:
            counted["unanswered"] += len(waiting) - done
            break
        else:
            counted[said.state if said else ScanState.UNSCANNED] += 1
    return dict(counted)


@contextmanager
def _accepted(upload: Any) -> Iterator[Accepted]:
    """Within the block a file waits that may be kept by its name, its size and what it holds."""
    name = cleaned(upload.name or "")
    refuse_telling_name(name)
    with keeping.received(upload.chunks(), most=most_bytes()) as received:
        recognised(received.path, name)
        yield Accepted(received, name)


def _new_version(file: EvidenceFile, accepted: Accepted, *, number: int, by: Any) -> FileVersion:
    version = FileVersion.objects.create(
        file=file,
        number=number,
        name=accepted.name,
        ending=ending_of(accepted.name),
        sha256=accepted.received.sha256,
        size=accepted.received.size,
        uploaded_by=by,
        uploaded_at=clock.now(),
    )
    has_scanner = queries.scanner() is not None
    state = ScanState.WAITING if has_scanner else ScanState.UNSCANNED
    FileScan.objects.create(version=version, state=state, by=by, at=clock.now())
    accepted.received.keep()
    if has_scanner:
        transaction.on_commit(partial(_scan_if_it_answers, version, by))
    return version


def _scan_if_it_answers(version: FileVersion, by: Any) -> None:
    """The first try; the timetable tries again."""
    try:
        scan(version=version, by=by)
    except (ScannerUnavailable, FileShut):
        return


@transaction.atomic
def _note_scan(version: FileVersion, state: ScanState, virus: str, by: Any) -> FileScan:
    """What became known of a version; of a virus, for every version with the same content."""
    meant = [version]
    if state == ScanState.INFECTED:
        same = queries.with_state().filter(sha256=version.sha256).exclude(pk=version.pk)
        meant += same.exclude(state=ScanState.INFECTED).select_related("file__owner")
        transaction.on_commit(partial(keeping.erase, version.sha256))
    steps = []
    for each in meant:
        steps.append(FileScan.objects.create(version=each, state=state, virus=virus, by=by, at=clock.now()))
        told = {"version": each.number, "state": state.value, **({"virus": virus} if virus else {})}
        audit.record(by, "files.scanned", each.file, after=told)
    return steps[0]


def _same_as_found_before(version: FileVersion, by: Any, error: OSError) -> FileScan:
    """The content is gone: because a virus was found in it when it came another time, or for no good reason."""
    found = FileScan.objects.filter(version__sha256=version.sha256, state=ScanState.INFECTED).first()
    if found is None:
        raise FileShut(
            "The content of this file is missing. It can be brought back from a backup."
        ) from error
    return _note_scan(version, ScanState.INFECTED, found.virus, by)


def _require_sight(reference: str, by: Any) -> Any:
    """The record, if `by` may see it, or may open it as a restricted one."""
    record = queries.record_with_files(reference, user=by)
    record = record or references.find_restricted(reference, user=by)
    if record is None:
        raise NotAllowed("You cannot see what this file belongs to.")
    return record


def _require_change(file: EvidenceFile, by: Any) -> Any:
    require(by, "files.add")
    record = _require_sight(file.belongs_to, by)
    if file.is_withdrawn:
        raise FileShut("The file was taken back, so it stays as it is. Add a new file.")
    if not may_change(by, file):
        raise NotAllowed(
            f"Only who added the file, or somebody of the {term('commissioner')} that owns it, may change it."
        )
    return record


def _locked(file: EvidenceFile) -> EvidenceFile:
    """The file as it is now; until this transaction ends, nobody else changes it."""
    return EvidenceFile.objects.select_for_update().get(pk=file.pk)


def _refuse_too_many(reference: str) -> None:
    if EvidenceFile.objects.filter(belongs_to=reference).count() >= most_files():
        raise FileRefused(
            f"There are {most_files()} files here already. Bring a newer one as a new version of the file it follows."
        )


def _refuse_same(reference: str, accepted: Accepted) -> None:
    for file in EvidenceFile.objects.filter(belongs_to=reference, withdrawal__isnull=True).with_history():
        if file.latest.sha256 == accepted.received.sha256:
            raise FileRefused(f"This file is here already, as {file.latest.name}.")


def _told(version: FileVersion) -> dict[str, Any]:
    """What the audit keeps of a version: never its name, which people wrote."""
    return {
        "version": version.number,
        "ending": version.ending,
        "size": version.size,
        "sha256": version.sha256,
    }


def _note(by: Any, name: str, file: EvidenceFile, record: Any, *, after: Any = None) -> None:
    """Audit a deed; of a restricted record's file it is as restricted as the record."""
    file.restriction = getattr(record, "restriction", "")
    audit.record(by, name, file, after=after)


def _why_shut(version: FileVersion) -> str:
    if version.file.is_withdrawn:
        return "The file was taken back, so it cannot be opened any more."
    if version.scan.state == ScanState.WAITING:
        return "The file waits for the virus scanner. Try again in a few minutes."
    return "A virus was found in this file, so its content was deleted."
