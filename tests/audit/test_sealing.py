"""Batches: everything is sealed once, also what a slow transaction brings late; one sealer works at a time."""

import datetime as dt
import json
import threading

import pytest
from django.db import connections, transaction

from trigpoint.audit.models import Anchor, Event, Seal
from trigpoint.audit.queries.verifying import verify
from trigpoint.audit.rules import chain
from trigpoint.audit.services import AnchorsNotWritten, record, seal_waiting, sealing
from trigpoint.common import clock

only_postgresql = pytest.mark.postgresql


def members():
    """Every number that stands in a seal, in order."""
    return sorted(number for seal in Seal.objects.all() for number in chain.numbers_of(seal.members))


def lines(anchors):
    return [json.loads(line) for line in (anchors / "heads.jsonl").read_text(encoding="utf-8").splitlines()]


def test_events_are_sealed_in_batches_that_hold_on_to_one_another(sealed, anchors):
    first, second = sealed(3), sealed(2)

    one, two = Seal.objects.all()
    assert chain.numbers_of(one.members) == first
    assert chain.numbers_of(two.members) == second
    assert (one.number, one.previous, one.count, one.total) == (1, "", 3, 3)
    assert (two.number, two.previous, two.count, two.total) == (2, one.hash, 2, 5)
    assert [(line["seal"], line["hash"], line["events"]) for line in lines(anchors)] == [
        (1, one.hash, 3),
        (2, two.hash, 5),
    ]
    assert Anchor.objects.count() == 2


def test_nothing_to_seal_makes_no_seal(db, anchors):
    assert seal_waiting() == 0
    assert not Seal.objects.exists()
    assert not anchors.exists()


def test_many_events_become_several_seals(sealed, monkeypatch):
    monkeypatch.setattr(sealing, "BATCH", 4)

    made = sealed(10)

    assert list(Seal.objects.values_list("count", flat=True)) == [4, 4, 2]
    assert members() == made
    assert verify().faults == []


def test_the_form_of_a_row_is_written_down(quality_lead):
    """Worked by hand: what was sealed once has to come to the same for ever."""
    row = (
        7, "abc", dt.datetime(2026, 7, 1, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=1))), "amina", "QOP", "change",
        "actions.deadline_moved", "action:xyz", False, None, {"b": 1, "a": "é"}, "why", "192.0.2.1", "req", "actions:move",
    )  # fmt: skip
    written = (
        '[7,"abc","2026-07-01T08:30:00.000000+00:00","amina","QOP","change","actions.deadline_moved","action:xyz",'
        'false,null,{"a":"\\u00e9","b":1},"why","192.0.2.1","req","actions:move"]'
    )

    assert chain._written.encode(row) == written
    assert chain.row_hash(row).hex() == "04f8b059893019bd145ad2ef608c3784a915065ea8f1453f8f91feca436597b2"


def test_the_fields_that_are_sealed_are_all_there_are():
    assert set(chain.FIELDS[chain.FORM]) == {field.attname for field in Event._meta.concrete_fields}


def test_the_time_zone_of_the_service_changes_no_hash(sealed, settings):
    with clock.replaying(dt.date(2026, 10, 25)):  # the night in which the clock goes back
        sealed()

    settings.TIME_ZONE = "America/New_York"

    assert verify().faults == []


def test_a_folder_that_cannot_be_written_to_holds_up_no_seal(quality_lead, settings, tmp_path, anchors):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    settings.AUDIT_ANCHORS = tmp_path / "file" / "anchors"
    record(quality_lead, "loads.loaded", quality_lead)

    with pytest.raises(AnchorsNotWritten, match="AUDIT_ANCHORS"):
        seal_waiting()

    assert Seal.objects.count() == 1
    assert not Anchor.objects.exists()
    settings.AUDIT_ANCHORS = anchors
    seal_waiting()
    assert [line["seal"] for line in lines(anchors)] == [1]


def test_a_head_written_before_a_crash_is_not_written_twice(sealed, anchors, by_force):
    sealed()
    by_force("DELETE FROM audit_anchor")

    seal_waiting()

    assert [line["seal"] for line in lines(anchors)] == [1]
    assert Anchor.objects.count() == 1


def test_a_line_that_broke_off_is_written_again(sealed, anchors, by_force):
    sealed()
    heads = anchors / "heads.jsonl"
    heads.write_text(heads.read_text(encoding="utf-8")[:40], encoding="utf-8")
    by_force("DELETE FROM audit_anchor")

    seal_waiting()

    assert verify().faults == []


@only_postgresql
@pytest.mark.django_db(transaction=True)
def test_what_a_slow_writer_commits_later_is_sealed_too(quality_lead):
    begun, go_on = threading.Event(), threading.Event()

    def slow():
        with transaction.atomic():
            record(quality_lead, "loads.loaded", quality_lead, why="slow")
            begun.set()
            go_on.wait(10)
        connections.close_all()

    writer = threading.Thread(target=slow)
    writer.start()
    begun.wait(10)
    quick = record(quality_lead, "loads.loaded", quality_lead, why="quick")
    seal_waiting()

    assert members() == [quick.pk]
    assert Seal.objects.get().waiting[-1][1] == quick.pk - 1
    assert verify().faults == []

    go_on.set()
    writer.join()
    assert verify().unsealed == 1
    assert verify().faults == []
    assert seal_waiting() == 1
    assert members() == [quick.pk - 1, quick.pk]
    assert quick.pk - 1 not in chain.numbers_of([gap[:2] for gap in Seal.objects.last().waiting])
    assert verify().faults == []


@only_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_gap_that_a_rolled_back_transaction_leaves_is_given_up_after_a_day(quality_lead, monkeypatch):
    with transaction.atomic():
        record(quality_lead, "loads.loaded", quality_lead)
        transaction.set_rollback(True)
    record(quality_lead, "loads.loaded", quality_lead)
    seal_waiting()
    assert Seal.objects.get().waiting
    later = clock.machine_now() + sealing.PATIENCE
    monkeypatch.setattr(clock, "machine_now", lambda: later)
    record(quality_lead, "loads.loaded", quality_lead)

    seal_waiting()

    assert Seal.objects.last().waiting == []
    assert verify().faults == []


@only_postgresql
@pytest.mark.django_db(transaction=True)
def test_two_writers_and_two_sealers_at_once_lose_nothing_and_seal_nothing_twice(quality_lead):
    def write(name):
        for n in range(40):
            with transaction.atomic():
                record(quality_lead, "loads.loaded", quality_lead, after={"n": n}, why=name)
        connections.close_all()

    def seal(stop):
        while not stop.is_set():
            seal_waiting()
        connections.close_all()

    stop = threading.Event()
    writers = [threading.Thread(target=write, args=(name,)) for name in ("one", "two")]
    sealers = [threading.Thread(target=seal, args=(stop,)) for _ in range(2)]
    for thread in (*writers, *sealers):
        thread.start()
    for writer in writers:
        writer.join()
    stop.set()
    for sealer in sealers:
        sealer.join()
    seal_waiting()

    assert members() == sorted(Event.objects.values_list("pk", flat=True))
    assert len(members()) == 80
    assert verify().faults == []
