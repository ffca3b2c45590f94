"""The database: does it answer, has it the tables, is it set as it should be."""

from __future__ import annotations

from django.db import Error, connection

from trigpoint.config.finding import Finding
from trigpoint.config.readiness import unapplied

PRAGMAS = {"journal_mode": "wal", "recursive_triggers": 1, "foreign_keys": 1}


def database() -> Finding:
    """Does it answer."""
    try:
        connection.ensure_connection()
    except Error as problem:
        mend = "Check DATABASE_URL, and that the database server runs and accepts this account."
        return Finding("database", "fail", f"The database cannot be reached: {problem}", mend)
    return Finding("database", "ok", f"The database ({connection.display_name}) answers.")


def migrations() -> Finding:
    """Are its tables those of this code."""
    waiting = unapplied()
    if waiting:
        means = f"The database is behind this code by {len(waiting)} steps; pages will fail."
        return Finding("migrations", "fail", means, "Take a backup, then run: trigpoint prepare --no-demo")
    return Finding("migrations", "ok", "The tables are those of this code.")


def sqlite_settings() -> Finding:
    """Readers do not wait for writers, triggers cannot be slipped past, references hold."""
    with connection.cursor() as cursor:
        held = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in PRAGMAS}
    wrong = [f"{name} is {held[name]}" for name, expected in PRAGMAS.items() if held[name] != expected]
    if wrong:
        means = f"SQLite is not set as it should be: {', '.join(wrong)}. Pages may wait for loads."
        return Finding(
            "sqlite", "fail", means, "Keep DATA_DIR on a local disk: network disks cannot do this."
        )
    return Finding("sqlite", "ok", "Readers do not wait for writers, and references are checked.")
