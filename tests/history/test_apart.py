"""What is kept apart whatever its record says: who reported something. Nobody learns of it by reading the audit."""

from __future__ import annotations

import csv
import io

import pytest
from django.urls import reverse

from tests.assertions import page_of, words
from tests.factories.accounts import UserFactory
from tests.factories.vault import opened, restricted_action
from trigpoint.audit.models import Event
from trigpoint.audit.services import record
from trigpoint.vault import services as vault
from trigpoint.vault.models import Sealed

PURPOSE = "Zedmark may be called back"
READERS = ("auditor", "administrator")


@pytest.fixture
def sealed(quality_lead):
    """Who reported a restricted action, sealed by Amina and changed since."""
    about = opened(
        quality_lead, restricted_action(quality_lead, "identifiable_reporter", "Zedmark reported it")
    )
    made = vault.seal_reporter(record=about, name="Jo Whistle", contact="at Zedmark", by=quality_lead)
    record(quality_lead, "vault.key_changed", made, after={"about": "zedmark"}, why=PURPOSE)
    return made


@pytest.fixture(params=READERS)
def client(request, client_of):
    """Somebody who may search the audit."""
    return client_of(UserFactory(username="reader", role=request.param))


def file_of(client, **query):
    """The file, as a spreadsheet reads it."""
    text = b"".join(client.get(reverse("audit:search-csv"), query).streaming_content).decode()
    return list(csv.DictReader(io.StringIO(text)))


def test_what_is_said_of_it_is_marked_when_it_is_recorded(sealed):
    assert set(
        Event.objects.filter(target=f"sealed:{sealed.public_id}").values_list("is_restricted", flat=True)
    ) == {True}
    assert Sealed.is_kept_apart


def test_its_mark_does_not_hang_on_the_record_being_restricted(quality_lead):
    class Kept:
        is_kept_apart, public_id, owner = True, "abc", quality_lead.commissioner
        _meta = Sealed._meta

    assert record(quality_lead, "vault.sealed", Kept()).is_restricted


def test_the_search_shows_moment_and_person_alone(sealed, client):
    page = page_of(client.get(reverse("audit:search")))

    assert "Amina Hussain amina changed something that you may not see" in words(page.select_one("tbody"))
    for hidden in ("edmark", "Whistle", sealed.public_id, "sealed something"):
        assert hidden not in str(page.select_one("tbody"))


@pytest.mark.parametrize(
    "query",
    [
        {"words": "Zedmark"},
        {"name": "vault.key_changed"},
        {"name": "vault.sealed"},
        {"record": "sealed:{id}"},
        {"words": "Zedmark", "person": "amina"},
        {"name": "vault.key_changed", "kind": "change"},
    ],
)
def test_no_question_tells_that_it_was_meant(sealed, client, query):
    query = {key: value.format(id=sealed.public_id) for key, value in query.items()}

    page = page_of(client.get(reverse("audit:search"), query))

    assert words(page.select_one(".tp-lead")) == "Nothing that is recorded fits."
    assert not page.select("tbody tr")
    assert file_of(client, **query) == []
    assert Event.objects.filter(name="audit.list_taken").latest("pk").after["rows"] == 0


def test_the_file_holds_a_row_that_tells_nothing_and_counts_it(sealed, client):
    about_it = Event.objects.filter(target=f"sealed:{sealed.public_id}").count()

    rows = file_of(client, kind="change", person="amina")

    hidden = [row for row in rows if row["what"] == "changed something that you may not see"]
    assert len(hidden) >= about_it >= 1
    assert {
        row[name] for row in hidden for name in ("deed", "record", "called", "before", "after", "why", "page")
    } == {""}
    assert "edmark" not in str(rows)
    noted = Event.objects.filter(name="audit.list_taken").latest("pk")
    assert noted.after["rows"] == len(rows)


def test_no_page_tells_its_past_and_that_of_its_record_says_nothing_of_it(
    sealed, client, client_of, quality_lead
):
    past = reverse("audit:about", args=["sealed", sealed.public_id])

    assert client.get(past).status_code == 404
    assert client_of(quality_lead).get(past).status_code == 404
    kind, _, public_id = sealed.about.partition(":")
    of_its_record = reverse("audit:about", args=[kind, public_id])
    assert client.get(of_its_record).status_code == 404  # restricted: not opened by this person
    told = words(page_of(client_of(quality_lead).get(of_its_record)))
    assert PURPOSE not in told
    assert "Whistle" not in told


def test_the_noted_count_tells_nothing_of_what_was_restricted_only_afterwards(quality_lead, client):
    """The number of rows is itself to be read in the audit."""
    action = restricted_action(quality_lead, "", "See why waits grew")
    record(quality_lead, "actions.verified", action, why="Zedmark said so")
    type(action).objects.filter(pk=action.pk).update(restriction="whistleblowing")

    assert file_of(client, words="Zedmark") == []

    assert Event.objects.filter(name="audit.list_taken").latest("pk").after["rows"] == 0
