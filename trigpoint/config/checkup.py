"""The checks of `trigpoint doctor`, in turn. Each is in `checks/`, gives one finding and never raises for what it looks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.db import connection

from trigpoint.config.checks import (
    database,
    debug,
    definitions,
    evidence,
    figures,
    files,
    folder,
    frameworks,
    hosts,
    https,
    pages,
    secret,
    worker,
)
from trigpoint.config.finding import Finding

Check = Callable[[], Finding]

ALWAYS: tuple[Check, ...] = (
    folder.data_folder,
    folder.room,
    pages.static_files,
    secret.secret,
    hosts.hosts,
    definitions.definitions,
    frameworks.packs,
    frameworks.working_days,
    evidence.file_kinds,
    evidence.virus_scanner,
)
# These read tables, so that the tables have to be there.
WITH_TABLES: tuple[Check, ...] = (worker.worker, figures.statuses, files.kept_files, evidence.evidence_files)
# What people outside the house could use against it.
DEPLOY: tuple[Check, ...] = (https.https, debug.debug)
DEPLOY_WITH_TABLES: tuple[Check, ...] = ()


def findings(*, deploy: bool) -> list[Finding]:
    """Every check in turn. What needs the database is left out when it cannot be reached."""
    found = [check() for check in ALWAYS]
    found += list(with_database(WITH_TABLES + (DEPLOY_WITH_TABLES if deploy else ())))
    if deploy:
        found += [check() for check in DEPLOY]
    return found


def with_database(checks: tuple[Check, ...]) -> Iterator[Finding]:
    """Checks that ask the database; `checks` only when its tables are those of this code."""
    answers = database.database()
    yield answers
    if answers.state != "ok":
        return
    tables = database.migrations()
    yield tables
    if connection.vendor == "sqlite":
        yield database.sqlite_settings()
    if tables.state == "ok":
        yield from (check() for check in checks)
