"""Background work: what was asked for, how far it is, and which worker holds it."""

from __future__ import annotations

import datetime as dt
import os
import socket
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from trigpoint.accounts.models import Commissioner, OwnedRecord
from trigpoint.common import clock


class Heartbeat(models.Model):
    """A worker process and when it last said that it lives."""

    name = models.CharField(max_length=64, unique=True)
    host = models.CharField(max_length=255)
    pid = models.PositiveIntegerField()
    started_at = models.DateTimeField(default=clock.machine_now)
    beat_at = models.DateTimeField(default=clock.machine_now, db_index=True)

    class Meta:
        ordering = ["-beat_at"]

    def __str__(self) -> str:
        return f"{self.name} on {self.host}, last heard {self.beat_at:%Y-%m-%d %H:%M:%S}"

    def is_dead(self, at: dt.datetime) -> bool:
        """Whether the worker is gone. On its own machine its process is asked, elsewhere only silence tells.

        A process that is still there may be silent for long while it writes; its number may also have gone to
        another program, so that much longer silence counts even then.
        """
        silence = (at - self.beat_at).total_seconds()
        if self.host != socket.gethostname():
            return silence > settings.JOB_LEASE
        return not is_running(self.pid) or silence > 10 * settings.JOB_LEASE


def is_running(pid: int) -> bool:
    """Whether a process of this number exists on this machine."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


class Job(OwnedRecord):
    """One piece of work, asked for once under a key.

    `attempt` counts how often it was given to a worker. Whatever an earlier attempt still reports is not
    believed, so that work taken from a worker that seemed dead is finished once.
    """

    owner = models.ForeignKey(Commissioner, on_delete=models.PROTECT, null=True, related_name="+")
    key = models.CharField(max_length=200, unique=True, help_text="the same key is the same work")
    task = models.CharField(max_length=200, help_text="dotted name of the function")
    arguments = models.JSONField(default=dict)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now, db_index=True)
    slot_at = models.DateTimeField(null=True, help_text="the slot of the timetable; none when a person asked")
    attempt = models.PositiveSmallIntegerField(default=1)
    message = models.UUIDField(default=uuid.uuid4, help_text="of the queue, for this attempt")
    worker = models.CharField(max_length=64, blank=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    problem = models.TextField(blank=True, help_text="why it failed; blank when it did not")
    progress = models.CharField(max_length=200, blank=True)
    percent = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(problem="") | Q(finished_at__isnull=False), name="job_fails_only_when_finished"
            ),
            models.CheckConstraint(
                condition=Q(percent__isnull=True) | Q(percent__lte=100), name="job_percent_to_100"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.state}"

    @property
    def state(self) -> str:
        """waiting, running, done or failed."""
        if self.finished_at:
            return "failed" if self.problem else "done"
        return "running" if self.worker else "waiting"
