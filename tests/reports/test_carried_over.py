"""Questions as they were before they stood in the register, and what is made of them: nothing is lost."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse

from tests.assertions import page_of
from tests.factories import actions as made
from tests.factories import reports
from tests.factories.accounts import OtherCommissionerFactory, UserFactory
from trigpoint.actions import queries
from trigpoint.actions.models import Action
from trigpoint.actions.rules.rag import moved_too_late
from trigpoint.audit.models import Event
from trigpoint.audit.services import record
from trigpoint.common import clock, references
from trigpoint.files.models import EvidenceFile

BEFORE = [("reports", "0001_initial")]
MONDAY = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


@pytest.fixture
def before(transactional_db):
    """The models of questions as they were; afterwards everything is as it is now."""
    executor = MigrationExecutor(connection)
    now = executor.loader.graph.leaf_nodes()
    executor.migrate(BEFORE)
    yield executor.loader.project_state(BEFORE).apps
    MigrationExecutor(connection).migrate(now)


def carry_over():
    """Migrate to the end."""
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def ask(before, by, provider, *steps, **said):
    """An old question with its steps: (deed, days after it was asked, text, more)."""
    known = {
        "text": "Who waits longest?",
        "answer_from": "Dr Example",
        "due_on": dt.date(2026, 3, 17),
        **said,
    }
    question = before.get_model("reports", "Question").objects.create(
        public_id=f"question{before.get_model('reports', 'Question').objects.count():08}",
        owner_id=by.commissioner_id,
        provider_id=provider.pk,
        asked_by_id=by.pk,
        asked_at=MONDAY,
        **known,
    )
    for deed, days, text, *more in (("asked", 0, ""), *steps):
        at = MONDAY + dt.timedelta(days=days)
        before.get_model("reports", "QuestionStep").objects.create(
            question=question, deed=deed, text=text, by_id=by.pk, at=at, **{"on": at.date(), **dict(*more)}
        )
    return question.public_id


def found(public_id, user):
    """The question as the register knows it."""
    return queries.action_of(user=user, public_id=public_id)


def steps_of(known):
    return [(step.deed, str(step.state), step.text, step.on.isoformat()) for step in known.steps]


@pytest.fixture
def asker(transactional_db):
    """Amina, who asked."""
    return UserFactory(username="amina")


@pytest.fixture
def provider(asker):
    return reports.bolton(asker)


def test_question_keeps_its_id_its_people_its_chart_and_its_days(asker, provider, before):
    dana = UserFactory(username="dana", first_name="Dana", last_name="Wells")
    made.action(asker, plan="")
    series = reports.series_of(provider)
    public_id = ask(before, asker, provider, series_id=series.pk, answer_from="dana wells")
    other = ask(before, asker, provider)

    carry_over()

    known = found(public_id, asker)
    action = known.action
    assert (action.kind, action.ref, action.text) == ("question", "2", "Who waits longest?")
    assert (action.owner, action.provider, action.by, action.at) == (
        asker.commissioner,
        provider,
        asker,
        MONDAY,
    )
    assert (action.source, action.raised_on) == (references.reference_to(series), dt.date(2026, 3, 2))
    assert [(lead.person, lead.words) for lead in known.leads] == [(dana, "dana wells")]
    assert (known.state_words, known.due_on) == ("Asked", dt.date(2026, 3, 17))
    assert steps_of(known) == [("agreed", "agreed", "", "2026-03-02")]
    assert [lead.person for lead in found(other, asker).leads] == [None]
    assert found(other, asker).action.ref == "3"
    assert made.action(asker).ref == "4"


def test_every_step_becomes_a_step_a_deadline_or_an_answer(asker, provider, before):
    public_id = ask(
        before,
        asker,
        provider,
        ("answered", 10, "Frail people", {"on": dt.date(2026, 3, 10)}),
        ("carried", 15, "", {"due_on": dt.date(2026, 4, 14)}),
        ("carried", 50, "Still no numbers", {"due_on": dt.date(2026, 5, 12)}),
        ("answered", 60, "Forty"),
        ("closed", 61, "Enough"),
        ("reopened", 62, ""),
        ("answered", 63, "Fifty"),
    )

    carry_over()

    known = found(public_id, asker)
    assert steps_of(known) == [
        ("agreed", "agreed", "", "2026-03-02"),
        ("claimed", "claimed", "", "2026-03-12"),
        ("sent_back", "agreed", "Carried forward", "2026-03-17"),
        ("claimed", "claimed", "", "2026-05-01"),
        ("closed", "closed", "Enough", "2026-05-02"),
        ("reopened", "agreed", "Opened again", "2026-05-03"),
        ("claimed", "claimed", "", "2026-05-04"),
    ]
    assert [(each.text, each.dated_on) for each in known.evidence] == [
        ("Frail people", dt.date(2026, 3, 10)),
        ("Forty", dt.date(2026, 5, 1)),
        ("Fifty", dt.date(2026, 5, 4)),
    ]
    assert [(each.due_on, each.set_on, each.reason) for each in known.deadlines] == [
        (dt.date(2026, 3, 17), dt.date(2026, 3, 2), ""),
        (dt.date(2026, 4, 14), dt.date(2026, 3, 17), ""),
        (dt.date(2026, 5, 12), dt.date(2026, 4, 21), "Still no numbers"),
    ]
    assert known.due_on == dt.date(2026, 5, 12)
    assert moved_too_late(known.facts, known.day) == (dt.date(2026, 4, 14),)
    assert known.steps[1].at == MONDAY + dt.timedelta(days=10)


@pytest.mark.parametrize(
    ("steps", "state"),
    [
        ([("closed", 3, "Asked elsewhere")], "withdrawn"),
        ([("answered", 2, "Yes"), ("closed", 3, "Enough")], "closed"),
        ([("closed", 3, "No"), ("reopened", 4, "Yes")], "agreed"),
        ([("carried", 3, "Away", {"due_on": dt.date(2026, 4, 1)})], "agreed"),
    ],
)
def test_question_stands_where_it_stood(asker, provider, before, steps, state):
    public_id = ask(before, asker, provider, *steps)

    carry_over()

    assert found(public_id, asker).state == state
    assert Action.objects.with_standing(clock.today()).get(public_id=public_id).state == state


def test_files_audit_and_addresses_of_a_question_still_lead_to_it(asker, provider, before, client_of):
    public_id = ask(before, asker, provider)
    file = EvidenceFile.objects.create(
        owner=asker.commissioner,
        belongs_to=f"question:{public_id}",
        name="a.pdf",
        description="x",
        added_by=asker,
    )
    event = record(asker, "reports.question_asked", None)
    Event.objects.create(name=event.name, actor="amina", owner=event.owner, target=f"question:{public_id}")

    carry_over()

    action = Action.objects.get()
    assert EvidenceFile.visible_to(asker).get().belongs_to == f"action:{public_id}"
    assert file.pk
    shown = references.show(f"question:{public_id}", user=asker)
    assert shown.address == action.get_absolute_url()
    client = client_of(asker)
    assert client.get(f"/questions/{public_id}/")["Location"] == action.get_absolute_url()
    for kind, target in (("action", action), ("organisation", provider)):
        page = page_of(client.get(reverse("audit:about", args=[kind, target.public_id])))
        assert "asked the question" in " ".join(page.main.get_text(" ").split())


def test_each_commissioner_counts_its_own(asker, provider, before):
    megan = UserFactory(username="megan", commissioner=OtherCommissionerFactory())
    mine, theirs = ask(before, asker, provider), ask(before, megan, provider)

    carry_over()

    assert (found(mine, asker).action.ref, found(theirs, megan).action.ref) == ("1", "1")
    assert found(theirs, asker) is None
