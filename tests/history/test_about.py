"""What happened to one record, for whoever may see it."""

import pytest
from django.urls import reverse

from tests.assertions import page_of, words
from tests.factories import actions
from tests.factories.accounts import UserFactory
from tests.factories.vault import opened, restricted_action
from trigpoint.audit.models import Event
from trigpoint.audit.services import note_export, record
from trigpoint.reports import services as reports


def address(action):
    return reverse("audit:about", args=["action", action.public_id])


@pytest.fixture
def action(quality_lead):
    """An action with a past."""
    made = actions.action(quality_lead, "See why waits grew")
    record(
        quality_lead, "actions.deadline_set", made, after={"due_on": "2026-12-01"}, why="Said at the board"
    )
    return made


def test_colleagues_read_it_newest_first_in_words(action, chair, client_of):
    page = page_of(client_of(chair).get(address(action)))

    told = [" ".join(item.get_text(" ").split()) for item in page.select(".tp-history li")]
    assert "Amina Hussain set the deadline Due on: Tue 1 Dec 2026 Why: Said at the board" in told[0]
    assert "Amina Hussain added the action" in told[-1]
    assert words(page.select_one(".tp-lead")).startswith("The latest was on ")
    assert page.find("a", href=action.get_absolute_url())


def test_who_took_it_away_is_told_to_auditors_only(action, chair, client_of, quality_lead):
    note_export(quality_lead, "files.opened", action, None)
    auditor = UserFactory(username="ruth", role="auditor")

    assert "opened an evidence file" not in words(page_of(client_of(chair).get(address(action))))
    assert "opened an evidence file" in words(page_of(client_of(auditor).get(address(action))))


def test_strangers_and_unknown_records_are_not_found(action, client_of, other_lead, chair):
    assert client_of(other_lead).get(address(action)).status_code == 404
    assert client_of(chair).get(reverse("audit:about", args=["action", "nothere"])).status_code == 404
    assert client_of(chair).get(reverse("audit:about", args=["event", action.public_id])).status_code == 404


def test_outsiders_read_what_was_done_but_neither_who_nor_why(quality_lead, client_of):
    sent = actions.sent(quality_lead)
    record(
        quality_lead,
        "actions.deadline_set",
        sent,
        after={"due_on": "2026-12-01"},
        why="We do not believe them",
    )
    provider = UserFactory(username="paula", role="provider", organisation=sent.provider.code)

    page = page_of(client_of(provider).get(address(sent)))

    assert "Somebody at NHS Greater Manchester ICB set the deadline" in words(page)
    for hidden in ("Amina", "amina", "believe", "1 Dec 2026"):
        assert hidden not in words(page.select_one("main"))


def test_a_restricted_record_tells_its_past_to_whoever_opened_it_and_that_is_noted(quality_lead, client_of):
    hidden = restricted_action(quality_lead, "safeguarding", "Told in confidence")
    client = client_of(quality_lead)
    assert client.get(address(hidden)).status_code == 404

    opened(quality_lead, hidden)
    before = Event.objects.filter(kind="read").count()

    assert "added the action" in words(page_of(client.get(address(hidden))))
    assert Event.objects.filter(kind="read").count() == before + 1


def test_a_record_without_events_teaches(chair, client_of):
    provider = actions.bolton()

    page = page_of(client_of(chair).get(reverse("audit:about", args=["organisation", provider.public_id])))

    assert "Nothing has happened yet" in words(page)


def test_the_past_of_a_provider_holds_its_meetings_notes_and_questions(
    quality_lead, chair, other_lead, client_of
):
    provider = actions.bolton()
    reports.set_meeting(provider=provider, held_on=actions.in_days(7), by=quality_lead)
    reports.write_note(provider=provider, text="Staffing is thin on nights", by=quality_lead)
    reports.write_note(provider=provider, text="Zedmark", by=other_lead)
    actions.action(quality_lead, "Who waits longest?", kind="question", provider=provider)
    actions.action(other_lead, "Zedmark?", kind="question", provider=provider)
    about = reverse("audit:about", args=["organisation", provider.public_id])

    told = words(page_of(client_of(chair).get(about)))

    assert "Amina Hussain set a meeting" in told
    assert "Amina Hussain wrote a note: Staffing is thin on nights" in told
    assert "Amina Hussain asked the question: Question 1: Who waits longest?" in told
    assert "Zedmark" not in told
    assert "Megan" not in told
    theirs = words(page_of(client_of(other_lead).get(about)))
    assert "Megan Price wrote a note: Zedmark" in theirs
    assert "Amina" not in theirs.replace("Amina Hussain, ", "")


def test_the_past_of_a_person_is_for_auditors_and_administrators(quality_lead, chair, client_of):
    auditor = UserFactory(username="ruth", role="auditor")
    record(quality_lead, "accounts.signed_in", quality_lead)
    about = reverse("audit:about", args=["user", quality_lead.public_id])

    assert "Amina Hussain signed in" in words(page_of(client_of(auditor).get(about)))
    assert client_of(chair).get(about).status_code == 404
    assert client_of(quality_lead).get(about).status_code == 404
