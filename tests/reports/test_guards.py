"""An issued paper cannot be changed or removed, whichever way the database is asked."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction

from tests.factories import reports
from trigpoint.common.triggers import drop
from trigpoint.config.checks.papers import papers
from trigpoint.reports.guards import RULE
from trigpoint.reports.models import Paper

DEEDS = [
    "UPDATE reports_paper SET content = '{}'",
    "UPDATE reports_paper SET id = id + 1000",
    "DELETE FROM reports_paper",
]


@pytest.fixture
def paper(quality_lead, provider):
    """A paper that was issued."""
    return reports.issued(quality_lead)


def refused(statement):
    """Whether the database refuses it."""
    with (
        pytest.raises(IntegrityError, match=RULE.sentence),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    return True


@pytest.mark.parametrize("deed", DEEDS)
def test_raw_sql_is_refused(paper, deed):
    assert refused(deed)


def test_whoever_goes_round_the_model_is_refused_too(paper):
    with pytest.raises(IntegrityError), transaction.atomic():
        models.QuerySet(Paper).filter(pk=paper.pk).update(why="x")


def test_a_paper_is_not_put_in_place_of_another(paper):
    columns = ", ".join(field.column for field in Paper._meta.concrete_fields)

    assert refused(
        f"INSERT INTO reports_paper ({columns}) SELECT {columns} FROM reports_paper WHERE id = {paper.pk} "
        "ON CONFLICT (id) DO UPDATE SET content = '{}'"
    )


@pytest.mark.postgresql
def test_the_table_is_not_emptied_at_once(paper):
    connection.check_constraints()  # PostgreSQL empties no table for which something is still to be checked

    assert refused("TRUNCATE reports_paper CASCADE")


def test_what_is_gone_is_told_by_the_doctor_and_put_up_by_migrate(paper):
    assert papers().state == "ok"

    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute(drop(RULE.expected()[0]))

    assert RULE.missing() == [RULE.expected()[0].name]
    found = papers()
    assert found.state == "fail"
    assert RULE.expected()[0].name in found.means

    call_command("migrate", verbosity=0)

    assert RULE.missing() == []
