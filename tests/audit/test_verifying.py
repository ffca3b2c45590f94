"""Whoever owns the database can take the guards away and change what they like: it is found out, and told which rows."""

import json

import pytest
from django.db import connection

from trigpoint.audit.models import Event, Seal
from trigpoint.audit.queries.verifying import verify
from trigpoint.audit.rules import chain
from trigpoint.audit.services import accept, record, seal_waiting, sealing

COLUMNS = "public_id, at, actor, owner, kind, name, target, is_restricted, why, address, request, place"
OTHERS = COLUMNS.replace("public_id, ", "")
FIELDS = [field.attname for field in Event._meta.concrete_fields if field.attname not in {"id", "public_id"}]


def codes():
    """The kinds of faults."""
    return sorted({fault.code for fault in verify().faults})


def told():
    """Every fault as a person reads it."""
    return " ".join(fault.means for fault in verify().faults)


def made_anew():
    """What a clever forger does: the whole chain again, over the rows as they are now."""
    previous, total = "", 0
    for seal in Seal.objects.order_by("number"):
        rows = Event.objects.filter(id__in=chain.numbers_of(seal.members)).order_by("id")
        hashes = [chain.row_hash(row) for row in rows.values_list(*chain.FIELDS[1])]
        total += len(hashes)
        members = chain.ranges_of(rows.values_list("id", flat=True))
        seal.previous, seal.digest, seal.marks = previous, chain.digest_of(hashes), chain.marks_of(hashes)
        seal.count, seal.total, seal.members = len(hashes), total, members
        seal.hash = previous = chain.seal_hash(seal)
        seal.save()


@pytest.fixture
def cut_in_batches(sealed, monkeypatch):
    """Nine events in three seals; their numbers."""
    monkeypatch.setattr(sealing, "BATCH", 3)
    return sealed(9)


def test_what_nobody_touched_is_sound(cut_in_batches, quality_lead):
    record(quality_lead, "loads.loaded", quality_lead)

    found = verify()

    assert (found.faults, found.events, found.seals, found.unsealed) == ([], 9, 3, 1)
    assert found.oldest_unsealed == Event.objects.order_by("pk").last().at


def test_an_audit_with_nothing_in_it_is_sound(db):
    found = verify()

    assert (found.faults, found.events, found.unsealed, found.oldest_unsealed) == ([], 0, 0, None)


@pytest.mark.parametrize("field", FIELDS)
def test_a_changed_row_is_named_whatever_was_changed_in_it(cut_in_batches, by_force, field):
    values = {
        "at": "'2020-01-01 00:00:00'", "is_restricted": "NOT is_restricted", "before": "'{\"x\": 1}'",
        "after": "'{\"x\": 1}'",
    }  # fmt: skip
    by_force(
        f"UPDATE audit_event SET {field} = {values.get(field, repr('other'))} WHERE id = {cut_in_batches[4]}"
    )

    [fault] = verify().faults

    assert fault.code == "changed"
    assert fault.means.startswith(f"Event {cut_in_batches[4]} was changed after it was sealed on ")
    assert fault.means.endswith("(seal 2).")


def test_a_removed_row_is_named(cut_in_batches, by_force):
    first, second = cut_in_batches[3:5]
    by_force(f"DELETE FROM audit_event WHERE id IN ({first}, {second})")

    assert codes() == ["removed"]
    assert f"Events {first} to {second} (2 in all) were taken out" in told()


def test_a_row_put_in_among_sealed_ones_is_named(cut_in_batches, by_force):
    number = cut_in_batches[0] - 1
    by_force(
        f"INSERT INTO audit_event (id, {COLUMNS}) SELECT {number}, 'x', {OTHERS} FROM audit_event WHERE id = {cut_in_batches[5]}"
    )

    waiting = [gap for gap in Seal.objects.last().waiting if gap[0] <= number <= gap[1]]
    assert codes() == ([] if waiting else ["forged"])
    if (
        waiting
    ):  # PostgreSQL: it is as if a slow transaction had brought it; no different from one added at the end
        assert verify().unsealed == 1
    else:
        assert f"Event {number} stands in no seal" in told()


def test_two_rows_that_changed_places_are_noticed(cut_in_batches, by_force):
    one, two = cut_in_batches[0], cut_in_batches[8]
    by_force(
        f"UPDATE audit_event SET id = -1 WHERE id = {one}",
        f"UPDATE audit_event SET id = {one} WHERE id = {two}",
        f"UPDATE audit_event SET id = {two} WHERE id = -1",
    )

    assert codes() == ["changed"]
    assert f"Event {one} " in told()
    assert f"Event {two} " in told()


def test_an_end_that_was_cut_off_is_noticed_though_the_chain_that_is_left_is_sound(cut_in_batches, by_force):
    by_force(
        "DELETE FROM audit_anchor WHERE seal_id > 1",
        "DELETE FROM audit_seal WHERE number > 1",
        f"DELETE FROM audit_event WHERE id > {cut_in_batches[2]}",
        *(
            ["UPDATE sqlite_sequence SET seq = (SELECT max(id) FROM audit_event) WHERE name = 'audit_event'"]
            if connection.vendor == "sqlite"
            else []
        ),
    )

    [fault] = verify().faults

    assert fault.code == "cut"
    assert "heads up to seal 3 were written down, the last seal is 1" in fault.means


def test_a_chain_made_anew_over_changed_rows_does_not_fit_the_heads(cut_in_batches, by_force):
    by_force(f"UPDATE audit_event SET actor = 'other' WHERE id = {cut_in_batches[4]}", again=False)
    made_anew()

    assert codes() == ["guard", "seal"]
    assert "Seal 2 is not the one whose head was written down" in told()


@pytest.mark.parametrize(
    ("deed", "words"),
    [
        ("UPDATE audit_seal SET digest = 'x' WHERE number = 2", "Seal 2 was changed"),
        ("UPDATE audit_seal SET members = '[[1, 99999999999]]' WHERE number = 2", "Seal 2 was changed"),
        (
            "UPDATE audit_seal SET hash = previous WHERE number = 2",
            "Seal 3 does not belong to the one before",
        ),
    ],
)
def test_a_changed_seal_is_named(cut_in_batches, by_force, deed, words):
    by_force(deed)

    assert codes() == ["seal"]
    assert words in told()


def test_a_seal_that_is_gone_is_named(cut_in_batches, by_force):
    by_force("DELETE FROM audit_anchor WHERE seal_id = 2", "DELETE FROM audit_seal WHERE number = 2")

    assert "Of the chain of seals 2 is gone." in told()
    assert "forged" not in codes()


def test_a_guard_that_is_gone_is_named(cut_in_batches, by_force):
    by_force(again=False)

    assert codes() == ["guard"]


def test_a_file_of_heads_that_is_gone_or_has_lost_lines_is_noticed(cut_in_batches, anchors):
    heads = anchors / "heads.jsonl"
    lines = heads.read_text(encoding="utf-8").splitlines(keepends=True)

    heads.write_text("".join(lines[:2]), encoding="utf-8")
    assert told() == "The file of heads has lost lines: seals 3 to 3, 1 in all."

    heads.write_text("".join(lines[:2]) + "{}\n", encoding="utf-8")
    assert "line 3 cannot be read" in told()

    heads.unlink()
    assert "is gone" in told()
    assert codes() == ["heads"]


def test_a_head_that_was_changed_is_noticed(cut_in_batches, anchors):
    heads = anchors / "heads.jsonl"
    text = heads.read_text(encoding="utf-8")
    heads.write_text(text.replace(Seal.objects.get(number=2).hash, "0" * 64), encoding="utf-8")

    assert "Seal 2 is not the one whose head was written down" in told()


def test_a_state_that_was_accepted_counts_from_then_on_and_is_told(
    cut_in_batches, by_force, anchors, quality_lead
):
    by_force(
        "DELETE FROM audit_anchor WHERE seal_id > 1",
        "DELETE FROM audit_seal WHERE number > 1",
        f"DELETE FROM audit_event WHERE id > {cut_in_batches[2]}",
        *(
            ["UPDATE sqlite_sequence SET seq = (SELECT max(id) FROM audit_event) WHERE name = 'audit_event'"]
            if connection.vendor == "sqlite"
            else []
        ),
    )
    record(quality_lead, "loads.loaded", quality_lead, why="after the backup was put back")
    seal_waiting()
    assert codes() == ["cut", "seal"]

    accept(by=quality_lead, why="The backup of Friday was put back")
    seal_waiting()

    found = verify()
    assert found.faults == []
    assert [(each.number, each.first, each.why) for each in found.accepted] == [
        (2, 2, "The backup of Friday was put back")
    ]
    assert (
        found.given_up == 3
    )  # two of before, and the one made after the backup, which the acceptance says again
    assert Event.objects.get(name="audit.accepted").why == "The backup of Friday was put back"
    assert json.loads((anchors / "heads.jsonl").read_text(encoding="utf-8").splitlines()[-1])["seal"] == 3


def test_lost_heads_can_be_accepted_and_are_protected_again(cut_in_batches, anchors, by_force, quality_lead):
    (anchors / "heads.jsonl").unlink()

    accept(by=quality_lead, why="The disk of the heads was lost")

    assert codes() == []
    by_force(f"UPDATE audit_event SET actor = 'other' WHERE id = {cut_in_batches[4]}", again=False)
    made_anew()
    assert "Seal 3 is not the one whose head was written down" in told()
