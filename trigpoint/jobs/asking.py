"""Putting one piece of work into the queue, once for its key."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from trigpoint.jobs.models import Job
from trigpoint.jobs.running import run_job


def ask(key: str, **fields: Any) -> tuple[Job, bool]:
    """The job of this key, and whether it was put into the queue now: when it is new, or when it had failed.

    To be called within a transaction.
    """
    job, is_new = Job.objects.select_for_update().get_or_create(key=key, defaults=fields)
    if not is_new and job.state != "failed":
        return job, False
    if not is_new:
        begin_again(job)
    send(job)
    return job, True


def begin_again(job: Job) -> None:
    """Make the job ready for its next attempt."""
    job.attempt += 1
    job.worker, job.problem, job.progress = "", "", ""
    job.percent = job.started_at = job.finished_at = None


def send(job: Job) -> None:
    """Put this attempt of the job into the queue."""
    job.message = UUID(run_job.enqueue(job.public_id, job.attempt).id)
    job.save()


def dotted_name(task: Any) -> str:
    """The name under which a worker finds the function."""
    return f"{task.__module__}.{task.__qualname__}"
