"""The timetable: which slot is due, asked for once, by however many workers, on both sides of a change of the clock."""

import datetime as dt
import threading
import time

import pytest
from django.db import OperationalError, connection
from django_tasks_db.models import DBTaskResult

from tests.jobs import work
from trigpoint.accounts.models import User
from trigpoint.accounts.system import system_person
from trigpoint.audit.models import Event
from trigpoint.common import clock
from trigpoint.jobs import queries, timetable
from trigpoint.jobs.models import Job
from trigpoint.jobs.running import run_job
from trigpoint.jobs.timetable import Daily, Entry, Every
from trigpoint.jobs.worker import CHORES, go_round


def moment(text):
    """A moment in UTC."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


@pytest.fixture
def entries(monkeypatch):
    """A timetable of its own, empty at first."""
    monkeypatch.setattr(timetable, "_entries", {})
    return timetable


def done(job):
    """What a worker does with the job."""
    run_job.call(job.public_id, job.attempt)
    job.refresh_from_db()
    return job


def keys():
    """Keys of all jobs, in the order in which they were asked for."""
    return list(Job.objects.order_by("pk").values_list("key", flat=True))


@pytest.mark.parametrize(
    ("now", "slot"),
    [
        ("2026-11-22T07:29:59", "2026-11-21"),
        ("2026-11-22T07:30:00", "2026-11-22"),
        ("2026-11-22T23:59:59", "2026-11-22"),
        ("2026-07-01T06:29:59", "2026-06-30"),  # 07:29:59 in England
        ("2026-07-01T06:30:00", "2026-07-01"),
        ("2026-07-01T23:30:00", "2026-07-01"),  # half past midnight of 2 July in England
    ],
)
def test_daily_slot_is_counted_in_english_time(now, slot):
    assert Daily(dt.time(7, 30)).latest(moment(now)).name == slot


@pytest.mark.parametrize(
    ("now", "slot", "at"),
    [
        ("2026-03-28T07:30:00", "2026-03-28", "2026-03-28T07:30:00"),
        ("2026-03-29T06:29:59", "2026-03-28", "2026-03-28T07:30:00"),
        ("2026-03-29T06:30:00", "2026-03-29", "2026-03-29T06:30:00"),
        ("2026-10-25T07:29:59", "2026-10-24", "2026-10-24T06:30:00"),
        ("2026-10-25T07:30:00", "2026-10-25", "2026-10-25T07:30:00"),
    ],
    ids=["before spring", "spring not yet", "spring", "autumn not yet", "autumn"],
)
def test_daily_slot_on_both_sides_of_a_change_of_the_clock(now, slot, at):
    latest = Daily(dt.time(7, 30)).latest(moment(now))

    assert (latest.name, latest.at) == (slot, moment(at))


@pytest.mark.parametrize(
    ("now", "slot"),
    [
        ("2026-03-29T01:29:59", "2026-03-28"),  # 02:29:59 in England: there is no 01:30 that day
        ("2026-03-29T01:30:00", "2026-03-29"),
        ("2026-10-25T00:29:59", "2026-10-24"),
        ("2026-10-25T00:30:00", "2026-10-25"),  # the first 01:30
        ("2026-10-25T01:30:00", "2026-10-25"),  # the second one is the same slot
    ],
)
def test_daily_slot_that_the_clock_leaves_out_or_repeats_is_one_slot(now, slot):
    assert Daily(dt.time(1, 30)).latest(moment(now)).name == slot


@pytest.mark.parametrize(
    ("now", "slot"),
    [
        ("2026-11-22T07:14:59", "2026-11-22T07:10Z"),
        ("2026-11-22T07:15:00", "2026-11-22T07:15Z"),
        ("2026-11-22T00:00:01", "2026-11-22T00:00Z"),
    ],
)
def test_slot_of_every_five_minutes(now, slot):
    assert Every(minutes=5).latest(moment(now)).name == slot


def test_every_hour_is_neither_doubled_nor_skipped_when_the_clock_changes():
    for first in ("2026-03-29T00:30:00", "2026-10-25T00:30:00"):
        names = [Every(60).latest(moment(first) + dt.timedelta(hours=hour)).name for hour in range(3)]

        assert len(set(names)) == 3


@pytest.mark.django_db
def test_slot_is_asked_for_once(entries, tmp_path):
    entries.register(Entry("digest", work.nothing, Daily(dt.time(7, 30))))

    with clock.replaying(moment("2026-11-22T08:00:00")):
        first, again = entries.ask_for_due(), entries.ask_for_due()

    assert [job.key for job in first] == ["digest:2026-11-22"]
    assert again == []
    assert DBTaskResult.objects.count() == 1
    assert first[0].slot_at == moment("2026-11-22T07:30:00")


@pytest.mark.django_db
def test_slot_is_not_asked_for_again_when_done_or_failed(entries):
    entries.register(Entry("well", work.nothing, Every(5)))
    entries.register(Entry("badly", work.refuse, Every(5)))

    with clock.replaying(moment("2026-11-22T08:00:00")):
        states = [done(job).state for job in entries.ask_for_due()]
        again = entries.ask_for_due()
    with clock.replaying(moment("2026-11-22T08:05:00")):
        later = entries.ask_for_due()

    assert states == ["done", "failed"]
    assert again == []
    assert [job.key for job in later] == ["well:2026-11-22T08:05Z", "badly:2026-11-22T08:05Z"]


@pytest.mark.django_db
def test_slots_that_went_by_are_run_once_for_the_latest(entries):
    entries.register(Entry("digest", work.nothing, Daily(dt.time(7, 30))))
    with clock.replaying(moment("2026-11-12T08:00:00")):
        done(*entries.ask_for_due())

    with clock.replaying(moment("2026-11-22T06:00:00")):
        done(*entries.ask_for_due())
    with clock.replaying(moment("2026-11-22T09:00:00")):
        done(*entries.ask_for_due())

    assert keys() == ["digest:2026-11-12", "digest:2026-11-21", "digest:2026-11-22"]


@pytest.mark.django_db
def test_entry_that_still_waits_is_not_asked_for_again(entries):
    entries.register(Entry("seal", work.nothing, Every(5)))
    with clock.replaying(moment("2026-11-22T08:00:00")):
        [waiting] = entries.ask_for_due()

    with clock.replaying(moment("2026-11-22T09:00:00")):
        assert entries.ask_for_due() == []
        done(waiting)
        assert [job.key for job in entries.ask_for_due()] == ["seal:2026-11-22T09:00Z"]


@pytest.mark.django_db
def test_timed_work_belongs_to_no_commissioner_and_is_asked_for_by_trigpoint_itself(entries, quality_lead):
    entries.register(Entry("seal", work.nothing, Every(5)))
    system = system_person()
    system.commissioner = quality_lead.commissioner
    system.save()

    [job] = entries.ask_for_due()

    assert (job.asked_by, job.owner) == (system, None)
    assert not Job.visible_to(quality_lead).exists()
    assert not Event.objects.exists()  # the timetable is nobody's deed; the job is its own record


@pytest.mark.django_db
def test_looking_costs_one_query_when_nothing_is_due(entries, django_assert_num_queries):
    for name in ("one", "two", "three"):
        entries.register(Entry(name, work.nothing, Every(5)))
    with clock.replaying(moment("2026-11-22T08:00:00")):
        entries.ask_for_due()

        with django_assert_num_queries(1):
            entries.ask_for_due()


@pytest.mark.django_db(transaction=True)
def test_several_workers_ask_once(entries):
    entries.register(Entry("seal", work.nothing, Every(5)))
    system_person()
    ready = threading.Barrier(4)
    looked = []

    def worker():
        ready.wait()
        with clock.replaying(moment("2026-11-22T08:00:00")):
            looked.append(len(asked_in_spite_of_locks(entries)))
        connection.close()

    threads = [threading.Thread(target=worker) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(looked) == [0, 0, 0, 1]
    assert keys() == ["seal:2026-11-22T08:00Z"]
    assert DBTaskResult.objects.count() == 1


def asked_in_spite_of_locks(entries):
    """What a worker asked for; it comes round again when the database was locked."""
    while True:
        try:
            return entries.ask_for_due()
        except OperationalError:
            time.sleep(0.01)


@pytest.mark.django_db
def test_a_worker_keeps_the_timetable_while_it_lives(entries):
    entries.register(Entry("seal", work.nothing, Every(5)))

    go_round("a-worker", CHORES)

    assert Job.objects.get().key.startswith("seal:")


@pytest.mark.django_db
def test_old_slots_are_forgotten_and_nothing_else(entries, quality_lead):
    entries.register(Entry("seal", work.nothing, Every(5)))
    with clock.replaying(moment("2026-10-01T08:00:00")):
        done(*entries.ask_for_due())
        Job.objects.create(key="by-hand", task="x", asked_by=quality_lead, finished_at=clock.now())
    with clock.replaying(moment("2026-11-01T08:00:00")):
        done(*entries.ask_for_due())

        timetable.forget_old_slots()

    assert keys() == ["by-hand", "seal:2026-11-01T08:00Z"]
    assert DBTaskResult.objects.count() == 1


@pytest.mark.django_db
def test_trigpoint_itself_is_one_person_who_cannot_sign_in(client):
    assert system_person() == system_person()
    assert User.objects.count() == 1
    assert not system_person().has_usable_password()
    assert not client.login(username="trigpoint", password="")


def test_a_name_is_given_once_and_has_no_colon(entries):
    entries.register(Entry("seal", work.nothing, Every(5)))

    for name in ("seal", "a:b"):
        with pytest.raises(ValueError, match="timetable has"):
            entries.register(Entry(name, work.nothing, Every(5)))


@pytest.mark.django_db
def test_entry_is_failing_while_its_last_slot_failed(entries):
    entries.register(Entry("well", work.nothing, Every(5)))
    entries.register(Entry("badly", work.refuse, Every(5)))
    with clock.replaying(moment("2026-11-22T08:00:00")):
        for job in entries.ask_for_due():
            done(job)

        assert queries.failing_entries() == ["badly"]
    with clock.replaying(moment("2026-11-22T08:05:00")):
        entries.ask_for_due()
        Job.objects.filter(key="badly:2026-11-22T08:05Z").update(finished_at=clock.now())

        assert queries.failing_entries() == []
