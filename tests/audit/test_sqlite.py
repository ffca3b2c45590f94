"""What only SQLite could slip past, and several processes at once on one SQLite file."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from tests import migrated
from trigpoint.audit import guards
from trigpoint.audit.models import Event
from trigpoint.audit.queries.verifying import verify

ROOT = Path(__file__).resolve().parents[2]
CHILD = Path(__file__).with_name("child.py")
COLUMNS = "id, public_id, at, actor, owner, kind, name, target, is_restricted, why, address, request, place"
SAME = "public_id, at, 'forger', owner, kind, name, target, is_restricted, why, address, request, place FROM audit_event"


@pytest.mark.parametrize("triggers", ["ON", "OFF"])
@pytest.mark.parametrize("number", ["id", "id + 1000"])
@pytest.mark.parametrize("deed", ["INSERT OR REPLACE", "REPLACE"])
def test_a_row_is_not_replaced_whether_triggers_recurse_or_not(sealed, deed, number, triggers):
    first = sealed()[0]
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA recursive_triggers = {triggers}")
    try:
        with (
            pytest.raises(IntegrityError, match=guards.SENTENCE),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"{deed} INTO audit_event ({COLUMNS}) SELECT {number}, {SAME} WHERE id = {first}")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA recursive_triggers = ON")

    assert Event.objects.get(pk=first).actor == "amina"


def test_rows_taken_out_before_they_were_sealed_are_missed(sealed, by_force):
    last = sealed(5)[-1]
    by_force(f"INSERT INTO audit_event ({COLUMNS}) SELECT id + 5, 'x' || {SAME} WHERE id <= {last}")
    assert verify().faults == []

    by_force(f"DELETE FROM audit_event WHERE id IN ({last} + 2, {last} + 5)")

    [fault] = verify().faults
    assert fault.code == "vanished"
    assert f"{last + 2}, {last + 5}" in fault.means


@pytest.fixture(scope="module")
def installation(tmp_path_factory):
    """A folder with a database in which two processes wrote and two sealed, all at once; `child(...)` runs another."""
    folder = tmp_path_factory.mktemp("installation")
    environment = {
        **os.environ,
        "DATA_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/trigpoint.sqlite3",
        "SECRET_KEY": "only-for-tests",
        "PYTHONPATH": str(ROOT),
    }
    environment.pop("AUDIT_ANCHORS", None)

    def child(*words, stdout=subprocess.DEVNULL):
        return subprocess.Popen(
            [sys.executable, str(CHILD), *words],
            env=environment, stdin=subprocess.DEVNULL, stdout=stdout, text=True,
        )  # fmt: skip

    migrated.put_into(folder)
    assert child("prepare", "0").wait(120) == 0
    sealers = [child("seal", "0") for _ in range(2)]
    writers = [child("write", "50") for _ in range(2)]
    assert [writer.wait(120) for writer in writers] == [0, 0]
    (folder / "done").touch()
    assert [sealer.wait(120) for sealer in sealers] == [0, 0]
    return folder, child


def test_processes_that_write_and_seal_at_once_lose_nothing(installation):
    folder, child = installation
    told, _ = child("look", "0", stdout=subprocess.PIPE).communicate(timeout=120)

    assert json.loads(told) == {"events": 80, "unsealed": 0, "faults": []}
    heads = (folder / "anchors" / "heads.jsonl").read_text(encoding="utf-8").splitlines()
    numbers = [json.loads(line)["seal"] for line in heads]
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize(
    "deed",
    [
        "UPDATE audit_event SET why = 'x'",
        "DELETE FROM audit_event",
        "REPLACE INTO audit_event (id, public_id) VALUES (1, 'x')",
        "REPLACE INTO audit_seal (number) VALUES (1)",
        "DELETE FROM audit_anchor",
    ],
)
def test_another_program_is_refused_as_well(installation, deed):
    folder, _ = installation
    with (
        closing(sqlite3.connect(folder / "trigpoint.sqlite3", isolation_level=None)) as other,
        pytest.raises(sqlite3.IntegrityError, match=guards.SENTENCE),
    ):
        other.execute(deed)
