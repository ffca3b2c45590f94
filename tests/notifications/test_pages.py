"""The page of news, the header, and the page on which a person says how to be told."""

import re

import pytest

from tests.assertions import assert_links_tell_apart, page_of, words
from tests.factories.accounts import UserFactory
from tests.notifications.conftest import TODAY
from trigpoint.accounts.system import system_person
from trigpoint.audit.models import Event
from trigpoint.common.references import reference_to
from trigpoint.notifications import queries, registry, services
from trigpoint.notifications.models import CalendarKey, Preference

pytestmark = pytest.mark.django_db
NEWS, PREFERENCES = "/news", "/your-details/news"


@pytest.fixture
def amina(quality_lead, client_of):
    """Amina's browser."""
    return client_of(quality_lead)


@pytest.fixture
def notice(quality_lead, reference):
    """A piece of news for Amina."""
    return services.tell(
        person=quality_lead, kind="given", reference=reference, words="Given to you", by=system_person()
    )


def header(page):
    """The words of the header."""
    return " ".join(page.header.get_text(" ").split())


def test_page_without_news_teaches(amina):
    page = page_of(amina.get(NEWS))

    assert "There is no news for you yet." in words(page)
    assert "This is where you are told what concerns you" in words(page)
    assert page.find("a", href=PREFERENCES)


def test_page_tells_what_is_not_read(amina, notice, question):
    page = page_of(amina.get(NEWS))

    assert "You have 1 piece of news that you have not read." in words(page)
    link = page.main.find("a", href=f"/news/{notice.public_id}")
    assert link.get_text(" ").startswith(str(question))
    assert "Given to you" in words(page)
    assert_links_tell_apart(page)


def test_header_counts_what_is_not_read(amina, notice):
    assert "News 1 not read" in header(page_of(amina.get("/your-details")))

    amina.get(f"/news/{notice.public_id}")

    assert "not read" not in header(page_of(amina.get("/your-details")))


def test_opening_news_leads_to_the_record_and_counts_as_read(amina, notice, question):
    response = amina.get(f"/news/{notice.public_id}")

    assert response["Location"] == question.get_absolute_url()
    assert "You have read all your news." in words(page_of(amina.get(NEWS)))


def test_looking_ahead_does_not_count_as_reading(amina, notice, quality_lead):
    assert amina.head(f"/news/{notice.public_id}").status_code == 405
    assert queries.unread_count(quality_lead) == 1


def test_marking_as_read_goes_back_to_the_list_as_it_was_seen(amina, notice, quality_lead):
    response = amina.post(f"/news/{notice.public_id}/read", {"back": "/news?show=all"})

    assert response["Location"] == "/news?show=all"
    assert queries.unread_count(quality_lead) == 0


def test_marking_as_read_does_not_lead_out_of_the_house(amina, notice):
    response = amina.post(f"/news/{notice.public_id}/read", {"back": "https://evil.example/"})

    assert response["Location"] == NEWS


def test_marking_all_as_read(amina, notice):
    page = page_of(amina.post("/news/read", follow=True))

    assert "All your news is marked as read." in words(page)
    assert "You have read all your news." in words(page)


def test_news_that_was_read_is_shown_when_asked_for(amina, notice):
    amina.post("/news/read")

    page = page_of(amina.get("/news?show=all"))

    assert "Given to you" in words(page)
    assert "Read news too" in words(page)
    assert "Mark as read" not in words(page)


def test_filter_by_kind(amina, notice, quality_lead, reference):
    services.tell(
        person=quality_lead,
        kind="answered",
        reference=reference,
        words="Answered on Monday",
        by=system_person(),
    )

    page = page_of(amina.get("/news?kind=answered"))

    assert "Answered on Monday" in words(page)
    assert "Given to you" not in words(page)
    assert "No news matches these filters" in words(page_of(amina.get("/news?kind=decided")))


def test_nonsense_in_the_address_shows_the_list(amina, notice):
    assert "Given to you" in words(page_of(amina.get("/news?kind=gossip&page=99&show=x")))


@pytest.mark.parametrize("username", ["kofi", "megan"])
def test_news_of_somebody_else_is_404(client_of, notice, username, other_lead, quality_lead):
    other = other_lead if username == "megan" else UserFactory(username="kofi")
    browser = client_of(other)

    assert browser.get(f"/news/{notice.public_id}").status_code == 404
    assert browser.post(f"/news/{notice.public_id}/read").status_code == 404
    browser.post("/news/read")
    assert queries.unread_count(quality_lead) == 1
    assert "Given to you" not in words(page_of(browser.get(NEWS)))


def test_record_that_cannot_be_seen_any_more_is_not_named(amina, notice, question, other_lead):
    question.owner = other_lead.commissioner
    question.save()

    page = page_of(amina.get(NEWS))

    assert "Something you cannot see any more" in words(page)
    assert "zedmark" not in words(page).lower()
    assert amina.get(f"/news/{notice.public_id}")["Location"] == NEWS


def test_long_list_costs_as_many_queries_as_a_short_one(
    client_of, quality_lead, ask, django_assert_max_num_queries
):
    for number in range(30):
        told = ask(quality_lead, TODAY, f"Question {number}?")
        services.tell(
            person=quality_lead, kind="given", reference=reference_to(told), words="Given", by=system_person()
        )
    browser = client_of(quality_lead)

    with django_assert_max_num_queries(15):
        page = page_of(browser.get(NEWS))

    assert len(page.select(".tp-told__item")) == 25
    assert "30 pieces of news" in words(page)
    assert page_of(browser.get("/news?page=2")).select(".tp-told__item")


def test_page_without_a_server_says_that_no_e_mails_are_sent(amina):
    page = page_of(amina.get(PREFERENCES))

    assert "No e-mails are sent, because this installation has no mail server." in words(page)


def test_page_without_an_address_says_whom_to_ask(amina, mail):
    assert "Ask your administrator" in words(page_of(amina.get(PREFERENCES)))


def test_page_says_where_e_mails_go(amina, mail, quality_lead):
    quality_lead.email = "amina@example.nhs.uk"
    quality_lead.save()

    text = words(page_of(amina.get(PREFERENCES)))

    assert "A summary goes to amina@example.nhs.uk" in text
    assert "None has been sent yet." in text


def test_choosing_is_kept_and_audited(amina, quality_lead):
    response = amina.post(PREFERENCES, {"cadence": "weekly", "kinds": ["due", "given"]}, follow=True)

    page = page_of(response)
    assert "Your choice is saved." in words(page)
    assert page.find("input", value="weekly").has_attr("checked")
    assert page.find("input", value="given").has_attr("checked")
    assert not page.find("input", value="answered").has_attr("checked")
    chosen = Preference.objects.get(person=quality_lead)
    left_out = sorted({kind.name for kind in registry.kinds()} - {"due", "given"})
    assert (chosen.cadence, chosen.left_out) == ("weekly", left_out)
    event = Event.objects.get(name="notifications.chosen")
    assert event.before == {"cadence": "daily", "left_out": []}
    assert event.after == {"cadence": "weekly", "left_out": left_out}


def test_choosing_nothing_or_nonsense_is_refused(amina):
    for sent in ({}, {"cadence": "hourly"}):
        page = page_of(amina.post(PREFERENCES, sent), status=422)
        assert page.title.get_text().startswith("Error: ")
    assert not Preference.objects.exists()


def test_calendar_address_is_shown_once(amina, quality_lead, client):
    response = amina.post("/your-details/calendar")

    page = page_of(response)
    address = page.find("input", id="calendar-address")["value"]
    assert re.fullmatch(r"http://testserver/calendar/[\w-]{43}\.ics", address)
    assert response["Cache-Control"] == "no-store, private"
    assert client.get(address).status_code == 200
    text = amina.get(PREFERENCES).content.decode()
    assert "It cannot be shown again." in text
    assert address.rpartition("/")[2] not in text


def test_calendar_address_is_renewed_and_ended(amina, client):
    first, second = (
        page_of(amina.post("/your-details/calendar")).find("input", id="calendar-address")["value"]
        for _ in range(2)
    )

    assert (client.get(first).status_code, client.get(second).status_code) == (404, 200)
    page = page_of(amina.post("/your-details/calendar/end", follow=True))
    assert "The calendar address has ended." in words(page)
    assert client.get(second).status_code == 404
    again = page_of(amina.post("/your-details/calendar/end", follow=True))
    assert "There is no calendar address to end." in words(again)


def test_person_without_a_role_can_make_no_calendar_address(client_of):
    browser = client_of(UserFactory(username="nobody", role=""))

    page = page_of(browser.post("/your-details/calendar", follow=True))

    assert "You have no role yet" in words(page)
    assert not CalendarKey.objects.exists()


def test_page_of_details_leads_to_the_choices(amina):
    assert page_of(amina.get("/your-details")).main.find("a", href=PREFERENCES)
