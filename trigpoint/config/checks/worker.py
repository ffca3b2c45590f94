"""Background work: does somebody do it."""

from __future__ import annotations

from trigpoint.config.finding import Finding
from trigpoint.jobs import queries as jobs


def worker() -> Finding:
    """Does some worker live."""
    if jobs.is_worker_alive():
        return Finding("worker", "ok", "A worker process is alive.")
    waiting = jobs.unfinished().count()
    means = f"No worker process is alive; {waiting} jobs wait."
    return Finding("worker", "warn", means, "Start it: make run, or trigpoint worker.")
