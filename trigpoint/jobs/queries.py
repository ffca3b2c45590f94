"""Reading what is in hand."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db.models import QuerySet
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from trigpoint.common import clock
from trigpoint.jobs.models import Heartbeat, Job


def unfinished() -> QuerySet[Job]:
    """Work that waits or runs."""
    return Job.objects.filter(finished_at=None)


def is_worker_alive(*, at: dt.datetime | None = None) -> bool:
    """Whether some worker was heard of lately."""
    now = at or clock.machine_now()
    return Heartbeat.objects.filter(beat_at__gte=now - dt.timedelta(seconds=settings.JOB_LEASE)).exists()


def orphaned() -> list[Job]:
    """Jobs that a worker took and will not finish, because it is gone."""
    now = clock.machine_now()
    living = {beat.name for beat in Heartbeat.objects.all() if not beat.is_dead(now)}
    taken = DBTaskResult.objects.exclude(status=TaskResultStatus.READY)
    holders = dict(taken.filter(pk__in=unfinished().values("message")).values_list("pk", "worker_ids"))
    return [
        job for job in unfinished() if job.message in holders and living.isdisjoint(holders[job.message][-1:])
    ]


def failing_entries() -> list[str]:
    """Entries of the timetable whose last slot, of those that ended within two days, failed."""
    ended = Job.objects.filter(slot_at__gte=clock.now() - dt.timedelta(days=2), finished_at__isnull=False)
    last = {
        key.partition(":")[0]: problem
        for key, problem in ended.order_by("slot_at").values_list("key", "problem")
    }
    return sorted(name for name, problem in last.items() if problem)
