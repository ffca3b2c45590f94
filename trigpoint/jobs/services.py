"""Asking for background work, and seeing to it that a killed worker's job runs again, once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from trigpoint.accounts.models import User
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.jobs import queries
from trigpoint.jobs.asking import ask, begin_again, dotted_name, send
from trigpoint.jobs.models import Job


class WorkerLost(Exception):
    """The worker that held the job ended without finishing it."""


@transaction.atomic
def enqueue(
    *, task: Callable[..., object], key: str, by: User, arguments: dict[str, Any] | None = None
) -> Job:
    """Have `task(**arguments)` run by a worker, once for this key.

    The same key again gives the same job; only one that failed is run again. `task` is a function at the top
    of a module, `arguments` what JSON can hold.
    """
    job, is_sent = ask(
        key, task=dotted_name(task), arguments=arguments or {}, asked_by=by, owner=by.commissioner
    )
    if is_sent:
        audit.record(by, "jobs.asked", job, after={"key": key, "attempt": job.attempt})
    return job


def give_back_orphans(*, by: User | None = None) -> list[Job]:
    """Give jobs of workers that are gone to the queue again; those that took three workers with them fail."""
    given = []
    for job in queries.orphaned():
        with transaction.atomic():
            current = Job.objects.select_for_update().filter(pk=job.pk, attempt=job.attempt, finished_at=None)
            if current.first() is None:
                continue  # another worker was quicker, or it is finished after all
            DBTaskResult.objects.get(pk=job.message).set_failed(WorkerLost())
            if job.attempt >= settings.JOB_ATTEMPTS:
                job.finished_at = clock.now()
                job.problem = f"The worker died {job.attempt} times while doing this, so it was given up."
                job.save()
            else:
                begin_again(job)
                send(job)
            audit.record(by or job.asked_by, "jobs.given_back", job, after={"attempt": job.attempt})
            given.append(job)
    return given
