"""`trigpoint audit` and what the doctor says of the audit, on an installation of its own."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest

from tests.config.installation import prepare, trigpoint

EVENT = (
    "INSERT INTO audit_event (public_id, at, actor, owner, kind, name, target, is_restricted, why, address, request, place) "
    "VALUES ('{0}', '2026-11-{1:02} 10:00:00', 'amina', 'QOP', 'change', 'loads.loaded', '', 0, '', '', '', '')"
)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """An installation that is migrated and empty."""
    folder = tmp_path_factory.mktemp("installation")
    prepare(folder)
    return folder


@pytest.fixture
def installation(prepared, tmp_path):
    """A copy of it with two seals: of three events and of one."""
    folder = tmp_path / "installation"
    folder.mkdir()
    with (
        closing(sqlite3.connect(prepared / "trigpoint.sqlite3")) as source,
        closing(sqlite3.connect(folder / "trigpoint.sqlite3")) as copy,
    ):
        source.backup(copy)
    sql(folder, *(EVENT.format(f"e{n}", n) for n in range(1, 4)))
    assert trigpoint(folder, "audit", "seal").stdout == "3 events were sealed.\n"
    sql(folder, EVENT.format("e4", 4))
    trigpoint(folder, "audit", "seal")
    return folder


def sql(folder, *statements):
    """What somebody does who has the file."""
    with closing(sqlite3.connect(folder / "trigpoint.sqlite3")) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def doctored(folder):
    """What the doctor says of the audit: state and sentence by name."""
    told = json.loads(trigpoint(folder, "doctor", "--json").stdout)
    return {each["name"]: each for each in told if each["name"].startswith("audit")}


def test_a_sound_audit_is_told_sound(installation):
    done = trigpoint(installation, "audit", "verify")

    assert done.returncode == 0, done.stderr
    assert "Sound: 4 events in 2 seals, 0 not sealed yet." in done.stdout
    assert {name: each["state"] for name, each in doctored(installation).items()} == {
        "audit guards": "ok", "audit rows": "ok", "audit heads": "ok", "audit sealer": "ok",
    }  # fmt: skip


def test_a_changed_row_and_the_guard_that_was_taken_away_are_told(installation):
    sql(
        installation,
        "DROP TRIGGER audit_event_not_changed",
        "UPDATE audit_event SET actor = 'somebody else' WHERE public_id = 'e2'",
    )

    done = trigpoint(installation, "audit", "verify")
    found = doctored(installation)

    assert done.returncode == 1
    assert "audit_event_not_changed is missing" in done.stdout
    assert "Event 2 was changed after it was sealed" in done.stdout
    assert found["audit guards"]["state"] == "fail"
    assert "audit_event_not_changed" in found["audit guards"]["means"]
    assert found["audit rows"]["state"] == "fail"
    assert "restore a backup elsewhere, and compare" in found["audit rows"]["mend"]


def test_lost_heads_are_told_and_can_be_accepted(installation):
    (installation / "anchors" / "heads.jsonl").unlink()

    found = doctored(installation)
    assert found["audit heads"]["state"] == "fail"
    assert "is gone" in found["audit heads"]["means"]

    assert trigpoint(installation, "audit", "accept", "--why", " ").returncode == 1
    done = trigpoint(installation, "audit", "accept", "--why", "The disk broke")
    assert done.returncode == 0, done.stderr
    found = doctored(installation)
    assert found["audit heads"]["state"] == "warn"
    assert "The disk broke" in found["audit heads"]["means"]
    assert "The disk broke" in trigpoint(installation, "audit", "verify").stdout


def test_a_sealer_that_is_behind_is_told(installation):
    sql(installation, EVENT.format("e5", 5))

    found = doctored(installation)

    assert found["audit sealer"]["state"] == "warn"
    assert "1 events are not sealed yet" in found["audit sealer"]["means"]


def test_a_restored_backup_is_accepted_as_such(installation, tmp_path):
    assert trigpoint(installation, "backup", "--to", str(tmp_path / "backup")).returncode == 0
    sql(installation, EVENT.format("e5", 5))
    trigpoint(installation, "audit", "seal")

    done = trigpoint(installation, "restore", "--from", str(tmp_path / "backup"), "--force")

    assert done.returncode == 0, done.stderr
    checked = trigpoint(installation, "audit", "verify")
    assert checked.returncode == 0, checked.stdout
    assert "was restored" in checked.stdout


def test_a_backup_brings_the_heads_to_another_machine(installation, tmp_path):
    assert trigpoint(installation, "backup", "--to", str(tmp_path / "backup")).returncode == 0
    elsewhere = tmp_path / "elsewhere"

    done = trigpoint(elsewhere, "restore", "--from", str(tmp_path / "backup"))

    assert done.returncode == 0, done.stderr
    heads = (elsewhere / "anchors" / "heads.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line).get("seal") for line in heads] == [1, 2, None, 3]
    assert trigpoint(elsewhere, "audit", "verify").returncode == 0
