"""What a worker does with a job: take it, run it, say how it ended."""

from __future__ import annotations

import logging
from contextvars import ContextVar
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.module_loading import import_string
from django_tasks import task

from trigpoint.audit.context import WORKER, Whence, coming_from
from trigpoint.common import clock
from trigpoint.common.errors import DomainError
from trigpoint.jobs.models import Job

logger = logging.getLogger("trigpoint.jobs")


@dataclass(frozen=True)
class Held:
    """The job in hand: its key and which attempt this is."""

    public_id: str
    attempt: int

    def rows(self) -> QuerySet[Job]:
        """The job, as long as this attempt is the one that counts."""
        return Job.objects.filter(public_id=self.public_id, attempt=self.attempt, finished_at=None)


worker_name: ContextVar[str] = ContextVar("worker_name", default="")
_held: ContextVar[Held | None] = ContextVar("held", default=None)


@task()
def run_job(public_id: str, attempt: int) -> None:
    """The one task of the queue: run the job it names, unless a later attempt or the end has overtaken it."""
    held = Held(public_id, attempt)
    started = held.rows().update(worker=worker_name.get() or "in this process", started_at=clock.now())
    if not started:
        return
    job = Job.objects.get(public_id=public_id)
    token = _held.set(held)
    try:
        with coming_from(Whence(WORKER, job.public_id, job.task)):
            import_string(job.task)(**job.arguments)
    except DomainError as problem:
        finish(held, problem=str(problem))
    except (SystemExit, KeyboardInterrupt):
        raise  # the worker is being ended: another one takes the job over
    except BaseException as problem:
        # Whatever else went wrong is a mistake of ours: it is told on the job and in the log, never swallowed.
        finish(held, problem=f"It failed in a way that was not foreseen ({type(problem).__name__}).")
        logger.exception("job %s failed", job.key)
        raise
    else:
        finish(held, problem="")
    finally:
        _held.reset(token)


def finish(held: Held, *, problem: str) -> None:
    """Note the end, unless the job was taken from this worker meanwhile."""
    done = {} if problem else {"percent": 100}
    held.rows().update(finished_at=clock.now(), problem=problem, **done)


def say(text: str, percent: int | None = None) -> None:
    """How far the job in hand is, for the page that waits for it. Outside a job it does nothing.

    Inside a transaction nobody sees it before the commit.
    """
    held = _held.get()
    if held is not None:
        held.rows().update(progress=text[:200], percent=percent)
