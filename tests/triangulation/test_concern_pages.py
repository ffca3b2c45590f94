"""The pages of concerns."""

import csv
import datetime as dt
import io

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from tests.assertions import assert_links_tell_apart, page_of, words
from tests.factories import concerns as made
from tests.factories.accounts import UserFactory
from tests.factories.intelligence import bolton, item
from tests.factories.triangulation import evidence
from trigpoint.common import clock
from trigpoint.common.references import reference_to
from trigpoint.intelligence.services import moving
from trigpoint.triangulation.models import Concern
from trigpoint.triangulation.queries.concerns_case import case_of, links_of, reply_by
from trigpoint.triangulation.queries.concerns_due import due_for
from trigpoint.triangulation.rules.drafts import Link
from trigpoint.triangulation.services import concern_replies as replies
from trigpoint.triangulation.services import concern_steps as steps

LIST, RAISE = "triangulation:list", "triangulation:raise"


@pytest.fixture
def client(client_of, quality_lead):
    return client_of(quality_lead)


@pytest.fixture
def fact(quality_lead):
    return evidence(
        quality_lead, bolton(), clock.today(), about="comment_theme:discharge", stream="complaints", says="Complaints on leaving hospital doubled."
    )  # fmt: skip


def raising(**said):
    return {
        "provider": "RMC",
        "words": "Two went home without medicines.",
        "level": "moderate",
        "theme": "discharge",
        **said,
    }


def test_an_empty_list_teaches(client, chair, client_of):
    page = page_of(client.get(reverse(LIST)))
    assert "No concern has been raised yet." in words(page)
    assert "Raise the first concern" in words(page)
    assert "Raise the first concern" not in words(page_of(client_of(chair).get(reverse(LIST))))


def test_before_it_stands_what_else_is_known_is_shown(client, fact):
    page = page_of(client.post(reverse(RAISE), raising(look="yes")))
    assert fact.says in words(page)
    assert not Concern.objects.exists()
    assert page.find("button", attrs={"name": "save"})


def test_without_hard_data_it_warns_and_does_not_block(client):
    bolton()
    page = page_of(client.post(reverse(RAISE), raising(look="yes")))
    assert "No hard data supports it" in words(page)
    sent = raising(save="yes", looked="RMC|discharge")
    response = client.post(reverse(RAISE), sent)
    raised = Concern.objects.get()
    assert response["Location"] == raised.get_absolute_url()


def test_another_provider_than_was_looked_at_is_shown_first(client):
    bolton()
    client.post(reverse(RAISE), raising(save="yes", looked="RM3|discharge"))
    assert not Concern.objects.exists()


def test_what_is_known_is_linked_with_its_side(client, fact, quality_lead):
    sent = raising(save="yes", looked="RMC|discharge", links=[f"for|evidence:{fact.public_id}"])
    client.post(reverse(RAISE), sent)
    (linked,) = links_of(Concern.objects.get(), user=quality_lead)
    assert (linked.link.side, linked.link.says) == ("for", fact.says)


def test_what_is_missing_is_said_at_its_field(client):
    page = page_of(client.post(reverse(RAISE), {"look": "yes"}), status=422)
    for error in ("Say which provider", "Write what worries you", "Choose how serious it is"):
        assert error in words(page)


def test_the_address_fills_in(client, quality_lead):
    told = item(quality_lead)
    moving.take_up(item=told, by=quality_lead) if not told.steps.exists() else None
    address = f"{reverse(RAISE)}?provider=RMC&theme=discharge&link=for|{reference_to(told)}"
    page = page_of(client.get(address))
    assert page.find("input", attrs={"name": "provider"})["value"] == "RMC"
    assert page.find("input", attrs={"name": "links"})["value"] == f"for|{reference_to(told)}"


def test_the_page_says_first_what_matters(client, quality_lead, fact):
    raised = made.concern(quality_lead)
    page = page_of(client.get(raised.get_absolute_url()))
    assert_links_tell_apart(page)
    first = page.select_one(".tp-answer").get_text()
    assert "Moderate concern about Bolton NHS Foundation Trust, led by Amina Hussain" in first
    assert "has not been asked for its side" in first
    for heading in ("For", "Against", "Blind", "The provider’s reply", "Decisions", "Actions"):
        assert heading in [each.get_text(strip=True) for each in page.find_all("h2")]
    assert fact.says in page.select_one("section[aria-labelledby=for]").get_text()
    assert page.select_one("#next-heading").get_text(strip=True) == "Next: Ask the provider for its side"


@pytest.mark.parametrize(
    ("slug", "sent", "said"),
    [
        ("note", {"note-text": "Rang the ward."}, "Rang the ward."),
        ("level", {"level-level": "high", "level-text": "A third case"}, "A third case"),
        ("reply", {"reply-text": "They packed them."}, "They packed them."),
        (
            "decide",
            {"decide-text": "Visit.", "decide-where": "Quality committee"},
            "Since then nothing of it has changed",
        ),
        (
            "close",
            {
                "close-reason": "not_borne_out",
                "close-text": "Looked into.",
                "close-without_reply": "A duplicate.",
                "close-check_on_day": "1",
                "close-check_on_month": "2",
                "close-check_on_year": str(clock.today().year + 1),
            },
            "without the provider’s reply: A duplicate.",
        ),
    ],
)
def test_a_deed_is_done_and_shown(client, quality_lead, slug, sent, said):
    raised = made.concern(quality_lead)
    response = client.post(reverse("triangulation:concern-deed", args=[raised.public_id, slug]), sent)
    assert response.status_code == 302, words(page_of(response, status=422))
    assert said in words(page_of(client.get(raised.get_absolute_url())))


def test_what_is_missing_in_a_deed_is_said(client, quality_lead):
    raised = made.concern(quality_lead)
    address = reverse("triangulation:concern-deed", args=[raised.public_id, "close"])
    page = page_of(client.post(address, {}), status=422)
    assert "Choose why it is closed" in words(page)
    assert (
        client.post(reverse("triangulation:concern-deed", args=[raised.public_id, "nonsense"])).status_code
        == 404
    )


def test_asked_by_the_page_the_clock_says_why(client, quality_lead):
    raised = made.concern(quality_lead)
    due = reply_by(clock.today())
    sent = {"ask-text": "How do you pack medicines?", "ask-due_on_day": due.day, "ask-due_on_month": due.month, "ask-due_on_year": due.year}  # fmt: skip
    client.post(reverse("triangulation:concern-deed", args=[raised.public_id, "ask"]), sent)
    page = page_of(client.get(raised.get_absolute_url()))
    assert "How do you pack medicines?" in words(page)
    assert "Why this date?" in words(page)
    assert "10 working days" in words(page)


def test_linked_by_its_address(client, quality_lead):
    raised, told = made.concern(quality_lead), item(quality_lead)
    address = reverse("triangulation:concern-link", args=[raised.public_id])
    page = page_of(client.post(address, {"link-side": "for", "link-address": "http://x/nowhere"}), status=422)
    assert "paste the address" in words(page)
    client.post(address, {"link-side": "against", "link-address": f"http://x{told.get_absolute_url()}"})
    (linked,) = links_of(raised, user=quality_lead)
    assert linked.link.about == reference_to(told)
    client.post(reverse("triangulation:concern-link-end", args=[raised.public_id, linked.link.public_id]))
    assert "No longer linked" in words(page_of(client.get(raised.get_absolute_url())))


def test_who_decides_without_writing_sees_their_deeds(client_of, chair, quality_lead):
    raised = made.concern(quality_lead)
    page = page_of(client_of(chair).get(raised.get_absolute_url()))
    assert {each.get_text(strip=True) for each in page.select("details.tp-actions__besides summary")} >= {
        "Close it"
    }
    assert "Add a note" not in words(page)


def test_the_list_shows_narrows_and_sorts(client, quality_lead):
    raised = made.concern(quality_lead, next_on=clock.today())
    made.concern(quality_lead, title="Waits for scans", theme="", level="low")
    both = words(page_of(client.get(reverse(LIST))))
    assert "2 concerns are open; you lead 2." in both
    page = page_of(client.get(f"{reverse(LIST)}?level=moderate&words=medicines&sort=-number"))
    assert raised.number in words(page)
    assert "Waits for scans" not in words(page)
    assert "No concern is in this view" in words(page_of(client.get(f"{reverse(LIST)}?show=done")))
    for odd in ("show=x", "sort=x", "level=x", "lead=x", "page=x", "theme=x"):
        assert client.get(f"{reverse(LIST)}?{odd}").status_code == 200
    rows = list(
        csv.reader(io.StringIO(client.get(f"{reverse('triangulation:list-csv')}?level=low").content.decode()))
    )
    assert [row[3] for row in rows] == ["Concern", "Waits for scans"]


def test_what_was_marked_is_offered_until_it_stands_in_one(client, quality_lead):
    told = item(quality_lead)
    if not told.steps.filter(state="case_opened").exists():
        moving.mark_for_concern(item=told, text="It happens again.", by=quality_lead)
    page = page_of(client.get(reverse(LIST)))
    assert "Marked for a concern, and in none yet" in words(page)
    page = page_of(client.get(told.get_absolute_url()))
    link = page.find("a", string=lambda text: text and "Raise a concern" in text)
    assert link["href"].startswith(reverse(RAISE))
    raised = made.concern(quality_lead, links=(Link(reference_to(told), "for"),))
    assert "Marked for a concern, and in none yet" not in words(page_of(client.get(reverse(LIST))))
    assert raised.number in words(page_of(client.get(told.get_absolute_url())))


def test_a_restricted_one_stands_behind_its_door(client, client_of, quality_lead):
    hidden = made.concern(quality_lead, words="Zedword happened.", restriction="whistleblowing")
    page = page_of(client.get(hidden.get_absolute_url()))
    assert "Restricted." in words(page)
    lead = UserFactory(username="second")
    response = client_of(lead).get(hidden.get_absolute_url())
    assert response.status_code == 302
    assert "/restricted/concern/" in response["Location"]
    assert client_of(UserFactory(role="analyst")).get(hidden.get_absolute_url()).status_code == 404
    for address in (
        reverse(LIST),
        f"{reverse(LIST)}?show=all&words=Zedword",
        reverse("triangulation:list-csv"),
    ):
        shown = BeautifulSoup(client.get(address).content, "html5lib")
        assert "Zedword happened" not in shown.get_text()
        assert hidden.number not in shown.get_text()


def test_nobody_of_elsewhere_sees_it(client_of, other_lead, quality_lead):
    raised = made.concern(quality_lead)
    assert client_of(other_lead).get(raised.get_absolute_url()).status_code == 404


def test_pages_ask_little(client, quality_lead, fact, django_assert_max_num_queries):
    raised = made.concern(quality_lead)
    replies.ask_provider(concern=raised, text="Why?", by=quality_lead)
    for number in range(3):
        made.concern(quality_lead, title=f"Another {number}")
        steps.decide(concern=raised, text=f"Decided {number}", where="Committee", by=quality_lead)
    with django_assert_max_num_queries(30):
        client.get(reverse(LIST))
    with django_assert_max_num_queries(30):
        client.get(raised.get_absolute_url())


def test_dues_name_what_is_to_be_done(quality_lead, monkeypatch):

    today = clock.today()
    looked_at = made.concern(quality_lead, next_on=today + dt.timedelta(days=2))
    asked = made.concern(quality_lead)
    replies.ask_provider(concern=asked, text="Why?", by=quality_lead)
    closed = made.concern(quality_lead)
    steps.close(concern=closed, reason="resolved", text="x", without_reply="x", by=quality_lead)
    made.concern(quality_lead, restriction="whistleblowing", next_on=today)
    monkeypatch.setattr(clock, "today", lambda: today + dt.timedelta(days=40))
    told = {due.title: due.is_overdue for due in due_for(quality_lead, clock.today())}
    assert told == {
        f"Look at concern {looked_at.number}": True,
        f"Ask again for the reply to concern {asked.number}": True,
        f"Check whether it held: concern {closed.number}": False,
    }
    assert case_of(closed, user=quality_lead).state == "closed"
    assert due_for(UserFactory(role="analyst"), clock.today()) == []
