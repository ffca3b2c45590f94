"""A backup brings everything back, and says when it cannot."""

import sqlite3
import stat
from contextlib import closing

import pytest

from tests.config.installation import prepare, trigpoint

PEOPLE = "INSERT INTO accounts_commissioner (public_id, code, name) VALUES ('p', 'QOP', 'Greater Manchester')"


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    """An installation with a commissioner, a load and its kept file."""
    folder = tmp_path_factory.mktemp("installation")
    file = folder / "trusts.csv"
    file.write_bytes(b"not what the connector wants\n")
    prepare(folder)
    with closing(sqlite3.connect(folder / "trigpoint.sqlite3")) as connection:
        connection.execute(PEOPLE)
        connection.execute(
            "INSERT INTO accounts_user (public_id, username, password, first_name, last_name, email, is_superuser,"
            " is_staff, is_active, date_joined) VALUES ('u', 'amina', '', '', '', '', 0, 0, 1, '2026-01-01')"
        )
        connection.commit()
    kept = folder / "loads" / "ab" / "abc.gz"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"kept")
    (kept.parent / "waiting-x").write_bytes(b"half written")
    own_calendar = folder / "calendars" / "england.yaml"
    own_calendar.parent.mkdir()
    own_calendar.write_text("name: england\n", encoding="utf-8")
    evidence = folder / "files" / "cd" / "cde"
    evidence.parent.mkdir(parents=True)
    evidence.write_bytes(b"evidence")
    evidence.chmod(0o600)
    return folder


@pytest.fixture
def backup(installation, tmp_path):
    """A backup of it."""
    done = trigpoint(installation, "backup", "--to", str(tmp_path / "backup"))
    assert done.returncode == 0, done.stderr
    return tmp_path / "backup"


def names(folder):
    """Commissioners in an installation's database."""
    with closing(sqlite3.connect(folder / "trigpoint.sqlite3")) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM accounts_commissioner")]


def test_backup_round_trip(installation, backup, tmp_path):
    elsewhere = tmp_path / "elsewhere"

    done = trigpoint(elsewhere, "restore", "--from", str(backup))

    assert done.returncode == 0, done.stderr
    assert names(elsewhere) == ["Greater Manchester"]
    assert (elsewhere / "loads" / "ab" / "abc.gz").read_bytes() == b"kept"
    assert (elsewhere / "calendars" / "england.yaml").read_text(encoding="utf-8") == "name: england\n"
    evidence = elsewhere / "files" / "cd" / "cde"
    assert evidence.read_bytes() == b"evidence"
    assert stat.S_IMODE(evidence.stat().st_mode) == 0o600
    assert (elsewhere / "secret-key").read_text() == (installation / "secret-key").read_text()
    assert not (elsewhere / "loads" / "ab" / "waiting-x").exists()


def test_restore_refuses_to_overwrite(installation, backup):
    done = trigpoint(installation, "restore", "--from", str(backup))

    assert done.returncode == 1
    assert "has people or figures in it" in done.stderr
    assert trigpoint(installation, "restore", "--from", str(backup), "--force").returncode == 0


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda folder: (folder / "files/loads/ab/abc.gz").write_bytes(b"other"), "abc.gz was altered"),
        (lambda folder: (folder / "files/loads/ab/abc.gz").unlink(), "abc.gz is missing"),
        (lambda folder: (folder / "manifest.json").unlink(), "no finished backup"),
        (lambda folder: (folder / "database.sqlite3").write_bytes(b"x" * 5000), "cannot be read"),
    ],
)
def test_damaged_backup_is_noticed_and_not_restored(backup, tmp_path, spoil, told):
    spoil(backup)

    checked = trigpoint(tmp_path / "elsewhere", "restore", "--from", str(backup), "--check")
    restored = trigpoint(tmp_path / "elsewhere", "restore", "--from", str(backup))

    assert checked.returncode == 1
    assert told in checked.stdout
    assert restored.returncode == 1
    assert "nothing was restored" in restored.stderr


def test_backup_never_goes_into_a_used_folder(installation, backup):
    done = trigpoint(installation, "backup", "--to", str(backup))

    assert done.returncode == 1
    assert "is not empty" in done.stderr
