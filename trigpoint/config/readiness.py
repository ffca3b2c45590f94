"""Is it alive, and does everything hold that `READY` promises?"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.urls import get_resolver

from trigpoint.indicators.models import Observation
from trigpoint.jobs import queries as jobs
from trigpoint.surveillance.models import Refresh

_seen: set[str] = set()


def shortcomings() -> list[str]:
    """What is missing before people can work, in the order in which it is put right; nothing when ready."""
    try:
        if not is_migrated():
            return ["The database is not up to date."]
        once("pages", lambda: bool(get_resolver().url_patterns))  # a page that cannot be imported fails here
        missing = []
        if settings.DEMONSTRATION and not once("figures", Observation.objects.exists):
            missing.append("The published figures are not loaded yet.")
        if Observation.objects.exists() and not once("refreshed", Refresh.objects.exists):
            missing.append("The figures have not been looked through yet.")
        if not jobs.is_worker_alive():
            missing.append("No worker process is alive.")
        return missing
    except Error:
        return ["The database cannot be reached."]


def is_migrated() -> bool:
    """Whether the database knows every migration of this code."""
    return once("migrated", lambda: not unapplied())


def unapplied() -> list[str]:
    """Migrations still to be run, by name."""
    executor = MigrationExecutor(connection)
    return [str(migration) for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def once(name: str, holds: Callable[[], bool]) -> bool:
    """Ask until it holds; what was reached once is not asked again by this process."""
    if name not in _seen and holds():
        _seen.add(name)
    return name in _seen


def probes(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware that answers /healthz and /readyz ahead of everything else, under any host name."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return HttpResponse("ok", content_type="text/plain")
        if request.path == "/readyz":
            missing = shortcomings()
            text = "\n".join(missing) or "ok"
            response = HttpResponse(text, content_type="text/plain", status=503 if missing else 200)
            response._has_been_logged = True  # asked again and again while starting: no error to log
            return response
        return get_response(request)

    return answer
