"""The checks of `trigpoint doctor`, in turn. Each is in `checks/`, gives one finding (the audit's, one pass over all of it, several) and never raises
for what it looks for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.db import connection

from trigpoint.config.checks import (
    account,
    anchors,
    audit,
    backups,
    database,
    debug,
    definitions,
    dependencies,
    evidence,
    figures,
    files,
    folder,
    frameworks,
    hosts,
    https,
    mail,
    pages,
    papers,
    people,
    secret,
    timetable,
    vault,
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
WITH_TABLES: tuple[Check, ...] = (
    worker.worker,
    timetable.timetable,
    figures.statuses,
    files.kept_files,
    evidence.evidence_files,
    vault.keys,
    papers.papers,
)
# What people outside the house could use against it.
DEPLOY: tuple[Check, ...] = (
    debug.debug,
    https.https,
    https.hsts,
    https.trusted_origins,
    https.proxies,
    people.second_factor,
    secret.weak_secret,
    folder.readers,
    folder.web_root,
    folder.network_disk,
    database.database_password,
    account.account,
    account.limits,
    account.log_level,
    anchors.anchors,
    vault.key_place,
    backups.backups,
    mail.mail,
    dependencies.dependencies,
)
DEPLOY_WITH_TABLES: tuple[Check, ...] = (database.database_travel, people.demonstration)


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
        yield from audit.audit()
