"""Asking for work, doing it, and what is told about it."""

import datetime as dt
import os
import signal
import socket

import pytest
from django.db import IntegrityError, transaction
from django_tasks_db.models import DBTaskResult

from tests.factories.accounts import OtherCommissionerFactory, UserFactory
from tests.jobs import work
from trigpoint.audit.models import Event
from trigpoint.common import clock
from trigpoint.jobs import queries, running, services
from trigpoint.jobs.models import Heartbeat, Job
from trigpoint.jobs.running import Held, run_job, say
from trigpoint.jobs.worker import work as do_the_work

pytestmark = pytest.mark.django_db


@pytest.fixture
def marks(tmp_path):
    """The file in which work leaves its marks."""
    return tmp_path / "marks"


def asked(task, by, key="a-key", **arguments):
    """A job in the queue."""
    return services.enqueue(task=task, key=key, by=by, arguments={k: str(v) for k, v in arguments.items()})


def given_to(job, worker):
    """The job as a worker of this name holds it."""
    Job.objects.filter(pk=job.pk).update(worker=worker, started_at=clock.now())
    DBTaskResult.objects.get(pk=job.message).claim(worker)


def do(job):
    """What a worker does with the job's message."""
    run_job.call(job.public_id, job.attempt)
    job.refresh_from_db()


def test_enqueue_asks_once_for_a_key(quality_lead, marks):
    first = asked(work.mark, quality_lead, path=marks)
    second = asked(work.mark, quality_lead, path=marks)

    assert first == second
    assert DBTaskResult.objects.count() == 1
    assert [event.name for event in Event.objects.all()] == ["jobs.asked"]


def test_job_is_done_and_says_so(quality_lead, marks):
    job = asked(work.mark_with_progress, quality_lead, path=marks)

    do(job)

    assert marks.read_text() == "done\n"
    assert (job.state, job.progress, job.percent) == ("done", "Half of it", 100)


def test_job_done_is_not_done_again(quality_lead, marks):
    job = asked(work.mark, quality_lead, path=marks)
    do(job)

    asked(work.mark, quality_lead, path=marks)
    do(job)

    assert marks.read_text() == "done\n"


def test_job_that_is_refused_tells_the_sentence(quality_lead):
    job = asked(work.refuse, quality_lead)

    do(job)

    assert (job.state, job.problem) == ("failed", "The file has gone.")


def test_job_that_breaks_down_is_told_and_not_swallowed(quality_lead, caplog):
    job = asked(work.break_down, quality_lead)

    with pytest.raises(ZeroDivisionError):
        do(job)

    job.refresh_from_db()
    assert job.state == "failed"
    assert "not foreseen (ZeroDivisionError)" in job.problem
    assert "a-key failed" in caplog.text


def test_job_that_failed_is_run_when_asked_for_again(quality_lead):
    job = asked(work.refuse, quality_lead)
    do(job)

    again = asked(work.refuse, quality_lead)

    assert again == job
    assert (again.state, again.attempt) == ("waiting", 2)
    assert DBTaskResult.objects.count() == 2


def test_orphan_is_given_back_once(quality_lead, marks):
    job = asked(work.mark, quality_lead, path=marks)
    given_to(job, "gone")

    given = [len(services.give_back_orphans()), len(services.give_back_orphans())]

    job.refresh_from_db()
    assert given == [1, 0]
    assert (job.attempt, job.state) == (2, "waiting")
    assert DBTaskResult.objects.failed().count() == 1
    assert DBTaskResult.objects.ready().count() == 1


def test_job_of_a_living_worker_is_left_alone(quality_lead, marks):
    Heartbeat.objects.create(name="here", host=socket.gethostname(), pid=os.getpid())
    job = asked(work.mark, quality_lead, path=marks)
    given_to(job, "here")

    assert services.give_back_orphans() == []


def test_job_taken_before_it_began_is_an_orphan_too(quality_lead, marks):
    job = asked(work.mark, quality_lead, path=marks)
    DBTaskResult.objects.get(pk=job.message).claim("gone")

    assert [given.pk for given in services.give_back_orphans()] == [job.pk]


def test_late_end_of_an_earlier_attempt_is_not_believed(quality_lead, marks):
    job = asked(work.mark, quality_lead, path=marks)
    earlier = Held(job.public_id, job.attempt)
    given_to(job, "gone")
    services.give_back_orphans()

    running.finish(earlier, problem="")

    job.refresh_from_db()
    assert job.state == "waiting"


def test_job_that_ends_every_worker_is_given_up(quality_lead, marks, settings):
    job = asked(work.mark, quality_lead, path=marks)
    for _ in range(settings.JOB_ATTEMPTS):
        job.refresh_from_db()
        given_to(job, "gone")
        services.give_back_orphans()

    job.refresh_from_db()
    assert job.state == "failed"
    assert "died 3 times" in job.problem


@pytest.mark.parametrize(
    ("host", "pid", "seconds", "is_dead"),
    [
        ("elsewhere", 1, 30, False),
        ("elsewhere", 1, 90, True),
        (socket.gethostname(), os.getpid(), 90, False),
        (socket.gethostname(), os.getpid(), 900, True),
        (socket.gethostname(), 2**22 + 1, 1, True),
    ],
    ids=["heard-of-elsewhere", "silent-elsewhere", "silent-but-there", "silent-for-long", "process-gone"],
)
def test_worker_is_dead_when(host, pid, seconds, is_dead, settings):
    settings.JOB_LEASE = 60
    now = clock.machine_now()
    beat = Heartbeat(name="w", host=host, pid=pid, beat_at=now - dt.timedelta(seconds=seconds))

    assert beat.is_dead(now) == is_dead


def test_worker_alive_is_one_heard_of_lately(settings):
    Heartbeat.objects.create(name="w", host="h", pid=1)

    soon, late = clock.machine_now(), clock.machine_now() + dt.timedelta(seconds=settings.JOB_LEASE + 5)

    assert queries.is_worker_alive(at=soon)
    assert not queries.is_worker_alive(at=late)


def test_progress_outside_a_job_is_nothing():
    say("Nobody listens", 10)

    assert Job.objects.count() == 0


def test_job_is_seen_by_its_commissioner_only(quality_lead, other_lead, marks):
    asked(work.mark, quality_lead, path=marks)

    assert Job.visible_to(quality_lead).count() == 1
    assert Job.visible_to(other_lead).count() == 0


def test_database_refuses_a_problem_before_the_end(quality_lead, marks):
    job = asked(work.mark, quality_lead, path=marks)
    job.problem = "Too early"

    with pytest.raises(IntegrityError), transaction.atomic():
        job.save()


def test_database_refuses_more_than_all_of_it(quality_lead, marks):
    job = asked(work.mark, quality_lead, path=marks)
    job.percent = 101

    with pytest.raises(IntegrityError), transaction.atomic():
        job.save()


@pytest.mark.django_db(transaction=True)
def test_worker_does_what_waits_and_leaves_no_heartbeat(marks):
    lead = UserFactory(commissioner=OtherCommissionerFactory())
    for key in ("one", "two"):
        asked(work.mark, lead, key=key, path=marks)

    do_the_work(until_empty=True)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)

    assert marks.read_text() == "done\ndone\n"
    assert Heartbeat.objects.count() == 0
