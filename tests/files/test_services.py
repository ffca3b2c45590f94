"""Adding, bringing newer versions, taking back and scanning: who may, what is kept, what is audited."""

import hashlib
import os

import pytest
from django.db import transaction

from tests.factories import actions
from tests.factories import files as make
from tests.factories.accounts import UserFactory
from tests.files import clamd, made
from trigpoint.audit.models import Event
from trigpoint.common.errors import NotAllowed
from trigpoint.common.references import reference_to
from trigpoint.files import keeping, queries, services, tasks
from trigpoint.files.errors import FileRefused, FileShut
from trigpoint.files.models import EvidenceFile, FileScan, FileVersion, ScanState


def seen(action, user):
    return queries.files_of(reference_to(action), user=user)


def states(file):
    return [step.state for step in file.latest.scans.all()]


def told(name):
    [event] = Event.objects.filter(name=name)
    return event


@pytest.fixture
def after_commit(django_capture_on_commit_callbacks):
    """Runs what waits for the commit."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_file_is_kept_with_who_and_when_and_belongs_to_who_owns_the_record(quality_lead, action):
    file = make.evidence(quality_lead, action)

    [found] = seen(action, quality_lead)
    assert found == file
    assert found.owner == action.owner
    assert (found.added_by, found.description) == (quality_lead, make.WHAT)
    assert (found.latest.number, found.latest.name, found.latest.ending) == (1, "minutes.pdf", "pdf")
    assert keeping.is_whole(found.latest.sha256)
    assert states(found) == [ScanState.UNSCANNED]


def test_adding_is_audited_on_the_file_and_on_the_record_without_words(quality_lead, action):
    file = make.evidence(quality_lead, action)

    event = told("files.added")
    assert event.target == reference_to(file)
    assert event.after["belongs_to"] == reference_to(action)
    assert event.after["sha256"] == file.latest.sha256
    assert "minutes" not in str(event.after)
    assert told("files.evidence_added").target == reference_to(action)


def test_provider_adds_to_an_action_that_it_was_sent(action, rosa, quality_lead):
    file = make.evidence(rosa, action)

    assert file.owner == action.owner
    assert [each.added_by for each in seen(action, quality_lead)] == [rosa]


def test_same_content_lies_on_disk_once(quality_lead, action, folder):
    make.evidence(quality_lead, action)
    make.evidence(quality_lead, actions.action(quality_lead))

    assert len([path for path in folder.rglob("*") if path.is_file()]) == 1


@pytest.mark.parametrize("role", ["clinical_chair", "auditor", "partner", "associate_commissioner"])
def test_who_only_reads_may_not_add(action, role):
    reader = UserFactory(role=role)

    with pytest.raises(NotAllowed, match="Your role does not allow this"):
        make.evidence(reader, action)


def test_nobody_adds_to_what_they_cannot_see(action, other_lead, quality_lead):
    unsent = actions.action(quality_lead)
    of_bolton = actions.rosa()
    of_wigan = UserFactory(role="provider", organisation="RRF")

    for stranger, record in ((other_lead, action), (of_bolton, unsent), (of_wigan, action)):
        with pytest.raises(NotAllowed, match="cannot see what this file belongs to"):
            make.evidence(stranger, record)
    assert not EvidenceFile.objects.exists()


@pytest.mark.parametrize(
    ("upload", "said"),
    [
        (make.upload("minutes.docx"), "but the file is a PDF"),
        (make.upload("4505577104.pdf"), "looks like an NHS number"),
        (make.upload("tool.exe", b"MZ" + bytes(200)), "program"),
    ],
)
def test_nothing_is_kept_of_what_is_refused(quality_lead, action, folder, upload, said):
    with pytest.raises(FileRefused, match=said):
        make.evidence(quality_lead, action, upload)

    assert not EvidenceFile.objects.exists()
    assert not Event.objects.filter(name__startswith="files.").exists()
    assert not [path for path in folder.rglob("*") if path.is_file()]


def test_large_file_is_refused(quality_lead, action, settings):
    settings.FILE_LIMIT = 1_000

    with pytest.raises(FileRefused, match="The file is larger than"):
        make.evidence(quality_lead, action, make.note("x" * 1_001))


def test_one_record_takes_so_many_files(quality_lead, action, settings):
    settings.FILES_PER_RECORD = 2
    for number in range(2):
        make.evidence(quality_lead, action, make.note(str(number)))

    with pytest.raises(FileRefused, match="There are 2 files here already"):
        make.evidence(quality_lead, action, make.note("three"))


def test_same_file_twice_on_a_record_is_refused(quality_lead, action):
    make.evidence(quality_lead, action)

    with pytest.raises(FileRefused, match="This file is here already"):
        make.evidence(quality_lead, action, make.upload("again.pdf"))


def test_newer_version_leaves_the_older_one_as_it_was(quality_lead, action, rosa):
    file = make.evidence(rosa, action, make.note("first"))

    services.add_version(file=file, upload=make.note("second", "newer.txt"), by=quality_lead)

    [found] = seen(action, rosa)
    newer, older = found.versions.all()
    assert (newer.number, newer.name, newer.uploaded_by) == (2, "newer.txt", quality_lead)
    assert (older.number, older.name, older.uploaded_by) == (1, "note.txt", rosa)
    assert keeping.place_of(older.sha256).read_bytes() == b"first"
    assert told("files.version_added").after["version"] == 2


def test_same_content_is_no_newer_version(quality_lead, action):
    file = make.evidence(quality_lead, action)

    with pytest.raises(FileRefused, match="the same file as version 1"):
        services.add_version(file=file, upload=make.upload(), by=quality_lead)


def test_versions_end_somewhere(quality_lead, action, monkeypatch):
    monkeypatch.setattr(services, "MOST_VERSIONS", 1)
    file = make.evidence(quality_lead, action)

    with pytest.raises(FileRefused, match="1 versions already"):
        services.add_version(file=file, upload=make.note(), by=quality_lead)


def test_provider_changes_its_own_files_only(action, rosa, quality_lead):
    theirs, ours = make.evidence(rosa, action), make.evidence(quality_lead, action, make.note())
    sister = UserFactory(role="provider", organisation="RMC")

    services.add_version(file=theirs, upload=make.note("newer"), by=rosa)
    for person, file in ((rosa, ours), (sister, theirs)):
        with pytest.raises(NotAllowed, match="Only who added the file"):
            services.withdraw(file=file, why="Mistake", by=person)


def test_file_that_was_taken_back_stays_on_record_and_shut(quality_lead, action, rosa):
    file = make.evidence(rosa, action)

    services.withdraw(file=file, why="It names a patient", by=quality_lead)

    [found] = seen(action, rosa)
    assert (found.withdrawal.by, found.withdrawal.why) == (quality_lead, "It names a patient")
    assert "patient" not in str(told("files.withdrawn").after)
    with pytest.raises(FileShut, match="taken back"):
        services.note_opened(version=found.latest, by=quality_lead)
    with pytest.raises(FileShut, match="stays as it is"):
        services.withdraw(file=found, why="Again", by=quality_lead)
    with pytest.raises(FileShut, match="stays as it is"):
        services.add_version(file=found, upload=make.note(), by=quality_lead)


def test_same_file_can_be_added_again_after_it_was_taken_back(quality_lead, action):
    services.withdraw(file=make.evidence(quality_lead, action), why="Wrong action", by=quality_lead)

    make.evidence(quality_lead, action)

    assert queries.numbers_of([reference_to(action)], user=quality_lead) == {reference_to(action): 1}


def test_opening_is_audited(quality_lead, action, rosa):
    [found] = [make.evidence(rosa, action)]

    services.note_opened(version=found.latest, by=quality_lead)

    event = told("files.opened")
    assert (event.actor, event.target, event.after) == ("amina", reference_to(found), {"version": 1})
    assert event.kind == "export"


def test_clean_file_can_be_opened_once_it_was_scanned(quality_lead, action, scanner, after_commit):
    with after_commit():
        make.evidence(quality_lead, action)
        [waiting] = seen(action, quality_lead)
        assert not waiting.latest.is_openable

    [found] = seen(action, quality_lead)
    assert states(found) == [ScanState.CLEAN, ScanState.WAITING]
    assert found.latest.is_openable
    assert told("files.scanned").after == {"version": 1, "state": "clean"}


def test_infected_content_is_deleted_wherever_it_was_added(quality_lead, action, scanner, after_commit):
    other = actions.action(quality_lead)
    scanner.manner = clamd.hangs_up
    virus = clamd.VIRUS.decode()
    with after_commit():
        make.evidence(quality_lead, other, make.note(virus))
    scanner.manner = clamd.honest

    with after_commit():
        make.evidence(quality_lead, action, make.note(virus))

    for record in (action, other):
        [found] = seen(record, quality_lead)
        assert states(found) == [ScanState.INFECTED, ScanState.WAITING]
        assert found.latest.scan.virus == clamd.NAME
        assert not found.latest.is_openable
        assert not keeping.place_of(found.latest.sha256).exists()
    with pytest.raises(FileShut, match="A virus was found"):
        services.note_opened(version=found.latest, by=quality_lead)
    assert queries.content_to_keep() == set()


def test_file_waits_while_the_scanner_is_silent_and_is_asked_about_again(
    quality_lead, action, scanner, after_commit
):
    scanner.manner = clamd.silent
    with after_commit():
        make.evidence(quality_lead, action)
    [found] = seen(action, quality_lead)
    with pytest.raises(FileShut, match="waits for the virus scanner"):
        services.note_opened(version=found.latest, by=quality_lead)

    assert services.scan_all(by=quality_lead) == {"unanswered": 1}
    scanner.manner = clamd.honest
    assert services.scan_all(by=quality_lead) == {"clean": 1}
    assert services.scan_all(by=quality_lead) == {}


def test_file_that_the_scanner_cannot_judge_does_not_hold_up_others(quality_lead, action, scanner):
    for words in ("one", "two"):
        make.evidence(quality_lead, action, make.note(words))

    def doubtful(connection, content):
        (clamd.too_large if content == b"one" else clamd.honest)(connection, content)

    scanner.manner = doubtful

    assert services.scan_all(by=quality_lead) == {"unanswered": 1, "clean": 1}


def test_what_came_without_a_scanner_is_scanned_once_there_is_one(quality_lead, action, scanner, settings):
    settings.CLAMD = ""
    make.evidence(quality_lead, action)
    assert services.scan_all(by=quality_lead) == {"unscanned": 1}

    settings.CLAMD = scanner.address

    assert services.scan_all(by=quality_lead) == {"clean": 1}


def test_missing_content_is_told_and_an_infected_one_known_again(quality_lead, action, scanner):
    file = make.evidence(quality_lead, action, make.note("words"))
    keeping.erase(file.latest.sha256)

    with pytest.raises(FileShut, match="brought back from a backup"):
        services.scan(version=file.latest, by=quality_lead)

    FileScan.objects.create(
        version=FileVersion.objects.create(
            file=file,
            number=2,
            name="b",
            ending="txt",
            sha256=file.latest.sha256,
            size=1,
            uploaded_by=quality_lead,
        ),
        state=ScanState.INFECTED,
        virus="X",
        by=quality_lead,
    )
    first = file.versions.get(number=1)
    assert services.scan(version=first, by=quality_lead).virus == "X"


def test_nothing_stays_when_the_transaction_fails(quality_lead, action, folder):
    with transaction.atomic():
        make.evidence(quality_lead, action)
        transaction.set_rollback(True)

    assert not EvidenceFile.objects.exists()
    assert queries.content_to_keep() == set()
    orphan = keeping.place_of(hashlib.sha256(made.pdf()).hexdigest())
    os.utime(orphan, (0, 0))
    tasks.sweep()
    assert not orphan.exists()


def test_file_of_a_restricted_action_is_reached_only_behind_the_door(quality_lead):
    restricted = actions.action(quality_lead, restriction="whistleblowing")
    colleague = actions.colleague()

    file = make.evidence(quality_lead, restricted)

    assert seen(restricted, quality_lead) == []
    assert queries.file_for(file.public_id, user=quality_lead) is None
    assert queries.numbers_of([reference_to(restricted)], user=quality_lead) == {}
    assert queries.record_with_files(reference_to(restricted), user=quality_lead) is None
    assert queries.files_behind_door(reference_to(restricted), user=quality_lead) == [file]
    assert queries.files_behind_door(reference_to(restricted), user=colleague) == []
    with pytest.raises(NotAllowed):
        make.evidence(colleague, restricted, make.note())
    assert told("files.added").is_restricted
