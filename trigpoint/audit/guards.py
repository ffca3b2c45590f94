"""What the database itself refuses: changing or removing a row of the audit (`common/triggers.py`)."""

from __future__ import annotations

from django.db import connection

from trigpoint.common.triggers import AddedToOnly, Guard, drop

__all__ = ["SENTENCE", "TABLES", "drop", "expected", "missing", "put_up"]

SENTENCE = "The audit is only ever added to."
TABLES = {
    "audit_event": ("id", "public_id"),
    "audit_seal": ("number",),
    "audit_anchor": ("seal_id",),
}
# SQLite keeps the words of reasons in an index of its own, fed by a trigger; PostgreSQL has an index on the table.
WORDS = Guard(
    "audit_event_words",
    "audit_event",
    "CREATE TRIGGER audit_event_words AFTER INSERT ON audit_event WHEN NEW.why <> '' "
    "BEGIN INSERT INTO audit_words(rowid, why) VALUES (NEW.id, NEW.why); END",
)
RULE = AddedToOnly(SENTENCE, "audit_refuse", TABLES, more=(WORDS,))


def expected() -> list[Guard]:
    """The triggers that this kind of database needs."""
    return RULE.expected()


def missing() -> list[str]:
    """Names of triggers that are not there, switched off or not as they should be."""
    return RULE.missing()


def put_up() -> list[str]:
    """Make every trigger that is missing; their names."""
    gone = RULE.put_up()
    if WORDS.name in gone and connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            gather_words(cursor)
    return gone


def gather_words(cursor) -> None:
    """Fill SQLite's index of the words of reasons from the events there are."""
    cursor.execute("INSERT INTO audit_words(audit_words) VALUES ('delete-all')")
    cursor.execute("INSERT INTO audit_words(rowid, why) SELECT id, why FROM audit_event WHERE why <> ''")
