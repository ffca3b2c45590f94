"""What the database itself refuses: changing or removing a row of the audit, on SQLite and on PostgreSQL.

Triggers go with a table that Django makes anew, so they are put up again after every `migrate`
(`config/management/commands/migrate.py`); `doctor` looks whether they stand as they should.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

SENTENCE = "The audit is only ever added to."
TABLES = {
    "audit_event": ("id", "public_id"),
    "audit_seal": ("number",),
    "audit_anchor": ("seal_id",),
}
FUNCTION = f"BEGIN RAISE EXCEPTION '{SENTENCE}' USING ERRCODE = 'integrity_constraint_violation'; END"
# pg_trigger.tgtype of "before update, delete or truncate, for each statement".
BEFORE_ALL_BUT_INSERT = 2 + 8 + 16 + 32


@dataclass(frozen=True)
class Guard:
    """One trigger: its name, its table and the SQL that makes it."""

    name: str
    table: str
    sql: str


def expected() -> list[Guard]:
    """The triggers that this kind of database needs."""
    return _for_sqlite() if connection.vendor == "sqlite" else _for_postgresql()


def missing() -> list[str]:
    """Names of triggers that are not there, switched off or not as they should be."""
    standing = _standing_on_sqlite() if connection.vendor == "sqlite" else _standing_on_postgresql()
    return [guard.name for guard in expected() if guard.name not in standing]


def put_up() -> list[str]:
    """Make every trigger that is missing; their names."""
    gone = missing()
    if not gone:
        return []
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            body = f"CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $${FUNCTION}$$"
            cursor.execute(body)
        for guard in expected():
            if guard.name in gone:
                cursor.execute(drop(guard))
                cursor.execute(guard.sql)
                if connection.vendor == "postgresql":
                    cursor.execute(f"ALTER TABLE {guard.table} ENABLE ALWAYS TRIGGER {guard.name}")
        if WORDS.name in gone and connection.vendor == "sqlite":
            gather_words(cursor)
    return gone


def drop(guard: Guard) -> str:
    """The SQL that takes a trigger away."""
    on = "" if connection.vendor == "sqlite" else f" ON {guard.table}"
    return f"DROP TRIGGER IF EXISTS {guard.name}{on}"


def gather_words(cursor) -> None:
    """Fill SQLite's index of the words of reasons from the events there are."""
    cursor.execute("INSERT INTO audit_words(audit_words) VALUES ('delete-all')")
    cursor.execute("INSERT INTO audit_words(rowid, why) SELECT id, why FROM audit_event WHERE why <> ''")


# SQLite keeps the words of reasons in an index of its own, fed by a trigger; PostgreSQL has an index on the table.
WORDS = Guard(
    "audit_event_words",
    "audit_event",
    "CREATE TRIGGER audit_event_words AFTER INSERT ON audit_event WHEN NEW.why <> '' "
    "BEGIN INSERT INTO audit_words(rowid, why) VALUES (NEW.id, NEW.why); END",
)


def _for_sqlite() -> list[Guard]:
    """INSERT OR REPLACE would slip past the trigger on DELETE where recursive_triggers is off: it has one of its own."""
    refuse = f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
    found = []
    for table, keys in TABLES.items():
        same = " OR ".join(f"{key} = NEW.{key}" for key in keys)
        deeds = {
            "not_changed": "BEFORE UPDATE ON {0}",
            "not_removed": "BEFORE DELETE ON {0}",
            "not_replaced": f"BEFORE INSERT ON {{0}} WHEN EXISTS (SELECT 1 FROM {{0}} WHERE {same})",
        }
        for name, when in deeds.items():
            sql = f"CREATE TRIGGER {table}_{name} {when.format(table)} {refuse}"
            found.append(Guard(f"{table}_{name}", table, sql))
    return [*found, WORDS]


def _for_postgresql() -> list[Guard]:
    return [
        Guard(
            f"{table}_added_to_only",
            table,
            f"CREATE TRIGGER {table}_added_to_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
        )
        for table in TABLES
    ]


def _standing_on_sqlite() -> set[str]:
    sql = {guard.name: guard.sql for guard in expected()}
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return {name for name, found in cursor.fetchall() if sql.get(name) == found}


def _standing_on_postgresql() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.tgname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE t.tgenabled = 'A' AND t.tgtype = %s AND t.tgqual IS NULL AND p.prosrc = %s "
            "AND t.tgname = c.relname || '_added_to_only' AND pg_table_is_visible(c.oid)",
            [BEFORE_ALL_BUT_INSERT, FUNCTION],
        )
        return {name for (name,) in cursor.fetchall()}
