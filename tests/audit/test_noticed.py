"""What `trigpoint audit verify` and `trigpoint doctor` say to each way of tampering, on either database."""

from __future__ import annotations

import argparse

import pytest
from django.db import connection

from trigpoint.audit.models import Seal
from trigpoint.audit.services import sealing
from trigpoint.config.checks.audit import audit
from trigpoint.config.commands.audit import run_verify

OTHERS = "at, actor, owner, kind, name, target, is_restricted, why, address, request, place"


@pytest.fixture
def numbers(sealed, monkeypatch):
    """Nine events in three seals; their numbers."""
    monkeypatch.setattr(sealing, "BATCH", 3)
    return sealed(9)


def changed(numbers):
    return [f"UPDATE audit_event SET actor = 'other' WHERE id = {numbers[4]}"]


def removed(numbers):
    return [f"DELETE FROM audit_event WHERE id = {numbers[4]}"]


def forged(numbers):
    """A row below all that was ever recorded."""
    return [
        f"INSERT INTO audit_event (id, public_id, {OTHERS}) SELECT -5, 'forged', {OTHERS} FROM audit_event WHERE id = {numbers[0]}"
    ]


def cut(numbers):
    gone = [
        "DELETE FROM audit_anchor WHERE seal_id > 1",
        "DELETE FROM audit_seal WHERE number > 1",
        f"DELETE FROM audit_event WHERE id > {numbers[2]}",
    ]
    if connection.vendor == "sqlite":
        gone.append(
            "UPDATE sqlite_sequence SET seq = (SELECT max(id) FROM audit_event) WHERE name = 'audit_event'"
        )
    return gone


@pytest.mark.parametrize(
    ("tampering", "finding", "told"),
    [
        (changed, "audit rows", "was changed after it was sealed"),
        (removed, "audit rows", "was taken out after it was sealed"),
        (forged, "audit rows", "stands in no seal: put in later"),
        (cut, "audit heads", "The end was cut off: heads up to seal 3 were written down, the last seal is 1"),
    ],
)
def test_it_is_noticed_and_told_what_to_do(numbers, by_force, capsys, tampering, finding, told):
    assert run_verify(argparse.Namespace()) == 0
    by_force(*tampering(numbers))

    code = run_verify(argparse.Namespace())
    findings = {each.name: each for each in audit()}

    assert code == 1
    assert told in capsys.readouterr().out
    assert findings[finding].state == "fail"
    assert told in findings[finding].means
    assert findings[finding].mend
    assert Seal.objects.exists()
