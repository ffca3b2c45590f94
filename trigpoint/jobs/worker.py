"""The worker process: runs jobs, says that it lives, keeps the timetable, and gives back what dead workers left."""

from __future__ import annotations

import contextvars
import logging
import os
import secrets
import socket
import threading
from collections.abc import Callable

from django.conf import settings
from django.db import OperationalError, close_old_connections, connection
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.utils import is_locked_database_exception

from trigpoint.common import clock
from trigpoint.jobs import services, timetable
from trigpoint.jobs.models import Heartbeat
from trigpoint.jobs.running import worker_name

logger = logging.getLogger("trigpoint.jobs")
# What a worker sees to while it lives. One that ends when nothing waits leaves the timetable to others.
Chores = tuple[Callable[[], object], ...]
CHORES: Chores = (services.give_back_orphans, timetable.ask_for_due)


def work(*, until_empty: bool = False) -> None:
    """Run jobs until told to stop, or until there are none left."""
    name = f"{socket.gethostname()[:40]}-{os.getpid()}-{secrets.token_hex(3)}"
    worker_name.set(name)
    beat(name)
    services.give_back_orphans()
    stop = threading.Event()
    chores = (services.give_back_orphans,) if until_empty else CHORES
    context = contextvars.copy_context()  # a replayed day is replayed there too
    house = threading.Thread(target=context.run, args=(keep_house, name, stop, chores), daemon=True)
    house.start()
    logging.getLogger("django_tasks_db").setLevel(logging.ERROR)
    worker = Worker(
        queue_names=["default"],
        interval=settings.JOB_POLL,
        batch=until_empty,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=name,
        excluded_queue_names=[],
    )
    worker.configure_signals()
    try:
        run_through_locks(worker)
    finally:
        stop.set()
        Heartbeat.objects.filter(name=name).delete()


def run_through_locks(worker: Worker) -> None:
    """A database that stays locked for long (a large load) is waited for, not died of."""
    while True:
        try:
            worker.run()
            return
        except OperationalError as problem:
            if not is_locked_database_exception(problem):
                raise


def beat(name: str) -> None:
    """Say that this worker lives."""
    Heartbeat.objects.update_or_create(
        name=name,
        defaults={"beat_at": clock.machine_now()},
        create_defaults={"beat_at": clock.machine_now(), "host": socket.gethostname(), "pid": os.getpid()},
    )


def keep_house(name: str, stop: threading.Event, chores: Chores) -> None:
    """Say so again and again, and do the chores, on a connection of its own."""
    while not stop.wait(settings.JOB_LEASE / 6):
        close_old_connections()
        go_round(name, chores)
    connection.close()


def go_round(name: str, chores: Chores) -> None:
    """Say that this worker lives, and do each chore. What a locked database keeps from being done waits for the next round."""
    try:
        beat(name)
        for chore in chores:
            chore()
    except OperationalError as problem:
        logger.info("heartbeat late: %s", problem)
