"""Rows of the audit cannot be changed or removed, whichever way the database is asked."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from trigpoint.audit import guards
from trigpoint.audit.models import Event
from trigpoint.common import clock

only_postgresql = pytest.mark.postgresql
DEEDS = [
    "UPDATE audit_event SET actor = 'somebody'",
    "UPDATE audit_event SET id = id + 1000",
    "DELETE FROM audit_event",
    "UPDATE audit_seal SET hash = 'x'",
    "DELETE FROM audit_seal",
    "UPDATE audit_anchor SET at = CURRENT_TIMESTAMP",
    "DELETE FROM audit_anchor",
]
COLUMNS = "id, public_id, at, actor, owner, kind, name, target, is_restricted, why, address, request, place"
SAME = "public_id, at, 'forger', owner, kind, name, target, is_restricted, why, address, request, place FROM audit_event"


def refused(*statements):
    """Whether the database refuses each."""
    for statement in statements:
        with (
            pytest.raises(IntegrityError, match=guards.SENTENCE),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    return True


@pytest.mark.parametrize("deed", DEEDS)
def test_raw_sql_is_refused(sealed, deed):
    sealed()

    assert refused(deed)


def test_the_models_are_refused_too(sealed):
    sealed()

    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.update(why="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.all().delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.first().save()


def test_a_row_is_not_put_in_place_of_another(sealed):
    number = sealed()[0]

    assert refused(
        f"INSERT INTO audit_event ({COLUMNS}) SELECT id, {SAME} WHERE id = {number} "
        "ON CONFLICT (id) DO UPDATE SET actor = 'forger'"
    )


@only_postgresql
def test_the_tables_are_not_emptied_at_once(sealed):
    sealed()
    connection.check_constraints()  # PostgreSQL empties no table for which something is still to be checked

    assert refused("TRUNCATE audit_event", "TRUNCATE audit_seal CASCADE", "TRUNCATE audit_anchor")


@only_postgresql
def test_a_replica_role_does_not_switch_the_guards_off(sealed):
    sealed()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")

    assert refused("UPDATE audit_event SET why = 'x'", "DELETE FROM audit_seal")


@only_postgresql
def test_a_role_that_does_not_own_the_tables_cannot_take_the_guards_away(sealed):
    sealed()
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE trigpoint_web_in_a_test")
        cursor.execute("GRANT SELECT, INSERT ON audit_event TO trigpoint_web_in_a_test")
        cursor.execute("SET LOCAL ROLE trigpoint_web_in_a_test")
        for deed in (
            "ALTER TABLE audit_event DISABLE TRIGGER ALL",
            "DROP TRIGGER audit_event_added_to_only ON audit_event",
            "UPDATE audit_event SET why = 'x'",
            "TRUNCATE audit_event",
        ):
            with pytest.raises(Exception, match=r"owner|permission"), transaction.atomic():
                cursor.execute(deed)
        cursor.execute("RESET ROLE")


def test_every_guard_that_is_gone_or_altered_is_named(db, by_force):
    assert guards.missing() == []

    by_force(again=False)

    assert guards.missing() == [guard.name for guard in guards.expected()]
    assert guards.put_up() == [guard.name for guard in guards.expected()]
    assert guards.missing() == []


def test_a_guard_that_was_made_harmless_is_noticed(db):
    first = guards.expected()[0]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(guards.drop(first))
            cursor.execute(f"CREATE TRIGGER {first.name} BEFORE UPDATE ON {first.table} BEGIN SELECT 1; END")
        else:
            cursor.execute(f"ALTER TABLE {first.table} DISABLE TRIGGER {first.name}")

    assert guards.missing() == [first.name]


@only_postgresql
def test_a_function_that_was_made_harmless_is_noticed(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NULL; END$$"
        )

    assert len(guards.missing()) == len(guards.TABLES)


@pytest.mark.django_db(transaction=True)
def test_a_table_that_is_made_anew_gets_its_guards_again():
    with connection.schema_editor() as editor:
        field = Event._meta.get_field("place")
        longer = type(field)(max_length=120, blank=True)
        longer.set_attributes_from_name("place")
        editor.alter_field(Event, field, longer)
        if connection.vendor == "sqlite":
            assert guards.missing()

    call_command("migrate", verbosity=0)

    assert guards.missing() == []


def test_the_time_of_an_event_is_when_it_was_recorded(sealed):
    before = clock.now()
    number = sealed(1)[0]

    assert before <= Event.objects.get(pk=number).at <= clock.now()
