"""An audit with heads of its own."""

import pytest
from django.db import connection, transaction

from trigpoint.audit import guards
from trigpoint.audit.services import record, seal_waiting


@pytest.fixture(autouse=True)
def anchors(settings, tmp_path):
    """The folder of the heads."""
    settings.AUDIT_ANCHORS = tmp_path / "anchors"
    return settings.AUDIT_ANCHORS


@pytest.fixture
def sealed(quality_lead):
    """`sealed(3)`: that many more events in a seal of their own; gives their numbers."""

    def make(count=3, why="because"):
        made = [
            record(quality_lead, "loads.loaded", quality_lead, after={"n": n}, why=why).pk
            for n in range(count)
        ]
        seal_waiting()
        return made

    return make


@pytest.fixture
def by_force(db):
    """`by_force(sql)`: what somebody can do who owns the database: takes the guards away first, and puts them up again."""

    def tamper(*statements, again=True):
        with transaction.atomic(), connection.cursor() as cursor:
            connection.check_constraints()  # PostgreSQL alters no table for which something is still to be checked
            for guard in guards.expected():
                cursor.execute(guards.drop(guard))
            for statement in statements:
                cursor.execute(statement)
            connection.check_constraints()
            if again:
                guards.put_up()

    return tamper
