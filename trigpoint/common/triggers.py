"""Triggers by which the database itself refuses to change or remove rows, on SQLite and on PostgreSQL.

They go with a table that Django makes anew, so they are put up again after every `migrate`
(`config/management/commands/migrate.py`); `doctor` looks whether they stand as they should.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

# pg_trigger.tgtype of "before update, delete or truncate, for each statement".
BEFORE_ALL_BUT_INSERT = 2 + 8 + 16 + 32


@dataclass(frozen=True)
class Guard:
    """One trigger: its name, its table and the SQL that makes it."""

    name: str
    table: str
    sql: str


@dataclass(frozen=True)
class AddedToOnly:
    """Tables whose rows may be added and nothing else.

    sentence: what the database says when it refuses. function: the name of PostgreSQL's function that says it.
    tables: with the columns by which a row is known. more: other triggers that SQLite needs.
    """

    sentence: str
    function: str
    tables: Mapping[str, tuple[str, ...]]
    more: Sequence[Guard] = ()

    @property
    def body(self) -> str:
        """What PostgreSQL's function does."""
        return (
            f"BEGIN RAISE EXCEPTION '{self.sentence}' USING ERRCODE = 'integrity_constraint_violation'; END"
        )

    def expected(self) -> list[Guard]:
        """The triggers that this kind of database needs."""
        return self._for_sqlite() if connection.vendor == "sqlite" else self._for_postgresql()

    def missing(self) -> list[str]:
        """Names of triggers that are not there, switched off or not as they should be."""
        standing = _on_sqlite(self.expected()) if connection.vendor == "sqlite" else _on_postgresql(self.body)
        return [guard.name for guard in self.expected() if guard.name not in standing]

    def put_up(self) -> list[str]:
        """Make every trigger that is missing; their names."""
        gone = self.missing()
        if not gone:
            return []
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                body = f"CREATE OR REPLACE FUNCTION {self.function}() RETURNS trigger LANGUAGE plpgsql AS $${self.body}$$"
                cursor.execute(body)
            for guard in self.expected():
                if guard.name in gone:
                    cursor.execute(drop(guard))
                    cursor.execute(guard.sql)
                    if connection.vendor == "postgresql":
                        cursor.execute(f"ALTER TABLE {guard.table} ENABLE ALWAYS TRIGGER {guard.name}")
        return gone

    def _for_sqlite(self) -> list[Guard]:
        """INSERT OR REPLACE would slip past the trigger on DELETE where recursive_triggers is off: it has one of its own."""
        refuse = f"BEGIN SELECT RAISE(ABORT, '{self.sentence}'); END"
        found = []
        for table, keys in self.tables.items():
            same = " OR ".join(f"{key} = NEW.{key}" for key in keys)
            deeds = {
                "not_changed": "BEFORE UPDATE ON {0}",
                "not_removed": "BEFORE DELETE ON {0}",
                "not_replaced": f"BEFORE INSERT ON {{0}} WHEN EXISTS (SELECT 1 FROM {{0}} WHERE {same})",
            }
            for name, when in deeds.items():
                sql = f"CREATE TRIGGER {table}_{name} {when.format(table)} {refuse}"
                found.append(Guard(f"{table}_{name}", table, sql))
        return [*found, *self.more]

    def _for_postgresql(self) -> list[Guard]:
        return [
            Guard(
                f"{table}_added_to_only",
                table,
                f"CREATE TRIGGER {table}_added_to_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {self.function}()",
            )
            for table in self.tables
        ]


def drop(guard: Guard) -> str:
    """The SQL that takes a trigger away."""
    on = "" if connection.vendor == "sqlite" else f" ON {guard.table}"
    return f"DROP TRIGGER IF EXISTS {guard.name}{on}"


def _on_sqlite(expected: Sequence[Guard]) -> set[str]:
    sql = {guard.name: guard.sql for guard in expected}
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return {name for name, found in cursor.fetchall() if sql.get(name) == found}


def _on_postgresql(body: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.tgname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE t.tgenabled = 'A' AND t.tgtype = %s AND t.tgqual IS NULL AND p.prosrc = %s "
            "AND t.tgname = c.relname || '_added_to_only' AND pg_table_is_visible(c.oid)",
            [BEFORE_ALL_BUT_INSERT, body],
        )
        return {name for (name,) in cursor.fetchall()}
