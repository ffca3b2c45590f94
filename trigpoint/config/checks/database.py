"""The database: does it answer, has it the tables, is it set as it should be."""

from __future__ import annotations

from django.conf import settings
from django.db import Error, connection

from trigpoint.config.finding import Finding
from trigpoint.config.readiness import unapplied

SHORT = 12
GUESSED = {"password", "postgres", "postgresql", "trigpoint", "changeme", "secret", "admin", "letmein"}
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


def database_password() -> Finding:
    """Could somebody guess it."""
    name = "database password"
    told = settings.DATABASES["default"]
    host, password = str(told.get("HOST", "")), str(told.get("PASSWORD", ""))
    is_elsewhere = bool(host) and not host.startswith("/")  # a socket asks the system who it is
    if "sqlite" in str(told["ENGINE"]) or (not is_elsewhere and not password):
        return Finding(name, "ok", "The database asks for none: the system says who may use it.")
    guessed = {*GUESSED, str(told.get("USER", "")).lower(), str(told.get("NAME", "")).lower()}
    if len(password) < SHORT or password.lower().rstrip("0123456789!") in guessed:
        means = "The database's password is missing, short or a word, so whoever reaches its port can read everything."
        mend = "Give the account a long one made by chance, and put it into DATABASE_URL."
        return Finding(name, "fail", means, mend)
    return Finding(name, "ok", "The database's password is long.")


def database_travel() -> Finding:
    """Do records travel to the database encrypted."""
    name = "database connection"
    host = str(settings.DATABASES["default"].get("HOST", ""))
    is_here = not host or host.startswith("/") or host in {"localhost", "127.0.0.1", "::1"}
    if connection.vendor != "postgresql" or is_here:
        return Finding(name, "ok", "The database is on this machine.")
    connection.ensure_connection()
    if not connection.connection.pgconn.ssl_in_use:
        means = f"Records travel to {host} unencrypted."
        return Finding(name, "fail", means, "Switch ssl on in the database server (postgresql.conf).")
    return Finding(name, "ok", f"Records travel to {host} encrypted.")
