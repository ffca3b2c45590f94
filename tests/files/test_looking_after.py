"""The doctor, the command and the timetable see to evidence files."""

import argparse
import datetime as dt
import os

import pytest

from tests.factories import files as make
from tests.files import clamd
from trigpoint.common import clock
from trigpoint.config.checks import evidence
from trigpoint.config.commands import files as command
from trigpoint.files import keeping, kinds, tasks
from trigpoint.files.models import FileVersion, ScanState
from trigpoint.jobs import timetable


def do(deed):
    return command.run(argparse.Namespace(deed=deed))


def test_kinds_of_file_are_sound():
    assert evidence.file_kinds().state == "ok"


def test_faulty_list_of_kinds_fails_with_every_fault(settings, tmp_path):
    (tmp_path / "files.yaml").write_text(
        "kinds:\n  - {name: PDF, content: pdf, endings: [.pdf], media_type: application/pdf, more: 1}\n"
        "  - {name: Film, content: film, endings: [mov], media_type: video/quicktime}\nrefused: []\n"
    )
    schema = settings.DEFINITIONS_DIR / "files.schema.json"
    (tmp_path / "files.schema.json").write_text(schema.read_text())
    settings.DEFINITIONS_DIR = tmp_path

    found = evidence.file_kinds()

    assert found.state == "fail"
    for told in ("“.pdf” is not written as it should be", "There is no key more", "“film” is not a choice"):
        assert told in found.means


def test_kind_that_is_taken_out_is_refused_and_kept_ones_stay_readable(
    settings, tmp_path, quality_lead, action
):
    file = make.evidence(quality_lead, action)
    shipped = (settings.DEFINITIONS_DIR / "files.yaml").read_text()
    narrowed = shipped.replace(
        "  - name: PDF\n    content: pdf\n    endings: [pdf]\n    media_type: application/pdf\n", ""
    )
    (tmp_path / "files.yaml").write_text(narrowed)
    (tmp_path / "files.schema.json").write_text((settings.DEFINITIONS_DIR / "files.schema.json").read_text())
    settings.DEFINITIONS_DIR = tmp_path

    with pytest.raises(Exception, match="is not known here"):
        make.evidence(quality_lead, action, make.upload("new.pdf"))
    assert kinds.name_of(file.latest.ending) == ".pdf file"
    assert kinds.media_type_of(file.latest.ending) == "application/octet-stream"


def test_doctor_warns_where_there_is_no_scanner():
    found = evidence.virus_scanner()

    assert found.state == "warn"
    assert "are not scanned" in found.means
    assert "CLAMD" in found.mend


def test_doctor_asks_the_scanner(scanner):
    assert evidence.virus_scanner().state == "ok"


def test_doctor_warns_of_a_scanner_that_learns_nothing(scanner):
    with clock.replaying(dt.date(2026, 12, 24)):
        found = evidence.virus_scanner()

    assert found.state == "warn"
    assert "last learnt of new viruses on 21 November 2026" in found.means


def test_doctor_warns_of_a_scanner_that_says_nothing_of_itself(scanner, monkeypatch):
    monkeypatch.setattr("trigpoint.files.scanner.version", lambda known: "ClamAV 1.4.3")

    assert "nobody knows when" in evidence.virus_scanner().means


@pytest.mark.parametrize("address", ["127.0.0.1:9", "nonsense"])
def test_doctor_fails_with_a_scanner_that_cannot_be_asked(settings, address):
    settings.CLAMD = address

    assert evidence.virus_scanner().state == "fail"


def test_doctor_notices_missing_and_altered_content(quality_lead, action):
    file = make.evidence(quality_lead, action)
    assert evidence.evidence_files().state == "ok"

    keeping.place_of(file.latest.sha256).write_bytes(b"other")

    assert evidence.evidence_files().state == "fail"


def test_doctor_notices_files_that_wait_too_long(quality_lead, action, scanner):
    make.evidence(quality_lead, action)
    assert evidence.evidence_files().state == "ok"

    FileVersion.objects.update(uploaded_at=clock.now() - dt.timedelta(days=2))

    found = evidence.evidence_files()
    assert (found.state, found.mend) == ("warn", "Run: trigpoint files scan")


def test_command_scans_what_waits(quality_lead, action, scanner, capsys):
    file = make.evidence(quality_lead, action)
    scanner.manner = clamd.hangs_up

    assert do("scan") == 1
    assert "no clear answer" in capsys.readouterr().out
    scanner.manner = clamd.honest
    assert do("scan") == 0
    assert "1  no virus found" in capsys.readouterr().out
    assert do("scan") == 0
    assert "Nothing waits" in capsys.readouterr().out
    assert file.latest.scan.state == ScanState.CLEAN
    assert file.latest.scan.by.username == "trigpoint"


def test_command_sweeps_what_nobody_refers_to(quality_lead, action, folder, capsys):
    make.evidence(quality_lead, action)
    orphan = folder / "ab" / "abandoned"
    orphan.parent.mkdir(exist_ok=True)
    orphan.write_bytes(b"x")
    for path in folder.rglob("*"):
        os.utime(path, (0, 0))

    assert do("sweep") == 0

    assert "1 files that nobody refers to were removed." in capsys.readouterr().out
    assert evidence.evidence_files().state == "ok"


def test_timetable_scans_and_sweeps():
    assert {tasks.scan_waiting, tasks.sweep} <= {entry.task for entry in timetable.entries()}


def test_timetable_scans_as_the_system(quality_lead, action, scanner):
    file = make.evidence(quality_lead, action)

    tasks.scan_waiting()

    assert file.latest.scan.state == ScanState.CLEAN
