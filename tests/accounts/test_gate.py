"""What stands between signing in and the pages: limits of the session, the second step, a role."""

from __future__ import annotations

import datetime as dt

import pytest
from allauth.usersessions.models import UserSession
from bs4 import BeautifulSoup
from django.test import Client

from tests.accounts.second_steps import code_of, with_app
from tests.assertions import page_of, words
from tests.factories.accounts import PASSWORD, UserFactory
from trigpoint.accounts import services
from trigpoint.audit.models import Event
from trigpoint.common import clock

pytestmark = pytest.mark.django_db
NINE = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)


def at(minutes):
    """So many minutes after nine."""
    return clock.replaying(NINE + dt.timedelta(minutes=minutes))


def signed_in(person, **more):
    client = Client(**more)
    client.post("/sign-in", {"username": person.username, "password": PASSWORD})
    return client


# How long a session lasts


def test_a_session_ends_when_it_is_not_used(quality_lead, settings):
    settings.SESSION_IDLE_MINUTES = 30
    with at(0):
        client = signed_in(quality_lead)
    with at(29):
        assert client.get("/your-details").status_code == 200
    with at(58):
        assert client.get("/your-details").status_code == 200
    with at(89):
        response = client.get("/your-details")

    assert response["Location"] == "/sign-in?next=/your-details"
    assert "You were signed out after 30 minutes without use." in words(page_of(client.get("/sign-in")))
    assert Event.objects.get(name="accounts.signed_out").after == {"why": "idle"}


def test_a_session_ends_after_a_working_day_however_busy(quality_lead, settings):
    settings.SESSION_HOURS = 2
    with at(0):
        client = signed_in(quality_lead)
    for minute in range(20, 121, 20):
        with at(minute):
            assert client.get("/your-details").status_code == 200
    with at(121):
        assert client.get("/your-details").status_code == 302
        assert client.get("/your-details").status_code == 302


def test_a_form_sent_too_late_is_not_done(quality_lead):
    with at(0):
        client = signed_in(quality_lead)
    with at(31):
        response = client.post("/your-details/sessions/end", {})

    assert response["Location"].startswith("/sign-in")
    assert not Event.objects.filter(name="accounts.sessions_ended").exists()


def test_a_person_who_has_left_is_out_at_once(quality_lead):
    client = signed_in(quality_lead)
    quality_lead.is_active = False
    quality_lead.save()

    assert client.get("/your-details")["Location"] == "/sign-in?next=/your-details"


def test_the_cookie_ends_with_the_browser(quality_lead):
    client = signed_in(quality_lead)

    assert client.cookies["session"]["max-age"] == ""
    assert client.cookies["session"]["httponly"]


# Where one is signed in


def test_sessions_are_listed_with_browser_and_address(quality_lead):
    firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
    signed_in(quality_lead, REMOTE_ADDR="198.51.100.7", headers={"user-agent": firefox})
    client = signed_in(quality_lead)

    page = page_of(client.get("/your-details/sessions"))

    assert "You are signed in here and in 1 other place." in words(page)
    assert "Firefox on Windows" in words(page)
    assert "From 198.51.100.7" in words(page)


def test_signing_out_everywhere_else(quality_lead):
    elsewhere, client = signed_in(quality_lead), signed_in(quality_lead)

    page = page_of(client.post("/your-details/sessions/end", follow=True))

    assert "You are signed out everywhere else." in words(page)
    assert "You are signed in only here." in words(page)
    assert elsewhere.get("/your-details").status_code == 302
    assert client.get("/your-details").status_code == 200
    assert Event.objects.get(name="accounts.sessions_ended").after == {"sessions": 1}


def test_signing_out_everywhere(quality_lead, other_lead):
    elsewhere, client, megans = signed_in(quality_lead), signed_in(quality_lead), signed_in(other_lead)

    client.post("/your-details/sessions/end", {"everywhere": "yes"})

    assert client.get("/your-details").status_code == 302
    assert elsewhere.get("/your-details").status_code == 302
    assert megans.get("/your-details").status_code == 200


def test_a_new_password_ends_every_other_session(quality_lead):
    elsewhere, client = signed_in(quality_lead), signed_in(quality_lead)
    new = "quite another sentence"

    client.post("/your-details/password", {"current": PASSWORD, "new": new, "again": new})

    assert elsewhere.get("/your-details").status_code == 302
    assert client.get("/your-details").status_code == 200
    assert "You are signed in only here." in words(page_of(client.get("/your-details/sessions")))


def test_the_last_use_is_kept_once_a_minute(quality_lead, django_assert_num_queries):
    with at(0):
        client = signed_in(quality_lead)
    with at(10):
        client.get("/your-details")

    kept = UserSession.objects.get(session_key=client.session.session_key)
    assert kept.last_seen_at == NINE + dt.timedelta(minutes=10)


def test_guesses_at_the_current_password_are_slowed_down(client_of, quality_lead):
    client, new = client_of(quality_lead), "quite another sentence"
    for _ in range(10):
        client.post("/your-details/password", {"current": "guess", "new": new, "again": new})

    page = page_of(client.post("/your-details/password", {"current": PASSWORD, "new": new, "again": new}))

    assert "Too many attempts" in words(page)


# The second step


def test_where_it_is_required_nobody_goes_on_without(quality_lead, settings):
    settings.SECOND_FACTOR = "required"
    client = signed_in(quality_lead)

    for path in ("/", "/your-details", "/early-warning/", "/your-details/sessions"):
        assert client.get(path)["Location"] == "/your-details/second-step"
    page = page_of(client.get("/your-details/second-step"))
    assert "A password alone is not enough here." in words(page)
    assert client.get("/your-details/second-step/app/add").status_code == 200
    assert client.post("/sign-out")["Location"] == "/sign-in"


@pytest.mark.parametrize(
    "path",
    ["/your-details/second-step", "/your-details/second-step/app/add", "/no-such-page"],
)
def test_until_it_is_set_up_no_page_offers_another_way(quality_lead, settings, path):
    settings.SECOND_FACTOR = "required"
    client = signed_in(quality_lead)

    page = BeautifulSoup(client.get(path).content, "html.parser")

    header = page.find("header")
    assert [link["href"] for link in header.find_all("a")] == ["/"]
    assert header.find("button").get_text(strip=True) == "Sign out"
    assert "Amina Hussain" in header.get_text()
    assert not page.find("footer").find("a", href="/people/roles")


def test_having_passed_it_the_ways_are_there(quality_lead, settings):
    settings.SECOND_FACTOR = "required"
    with_app(quality_lead)
    client = signed_in(quality_lead)
    client.post("/sign-in/second-step", {"code": code_of()})

    page = page_of(client.get("/your-details/second-step"))

    assert page.find("header").find("a", href="/early-warning/")
    assert page.find("footer").find("a", string="Who can see what")


def test_having_passed_it_one_goes_on(quality_lead, settings):
    settings.SECOND_FACTOR = "required"
    with_app(quality_lead)
    client = signed_in(quality_lead)
    client.post("/sign-in/second-step", {"code": code_of()})

    assert client.get("/your-details").status_code == 200


def test_a_session_of_which_nothing_is_known_does_not_pass(client_of, quality_lead, settings):
    settings.SECOND_FACTOR = "required"

    assert client_of(quality_lead).get("/your-details")["Location"] == "/your-details/second-step"


def test_offered_means_offered(quality_lead, settings):
    settings.SECOND_FACTOR = "offered"

    assert signed_in(quality_lead).get("/your-details").status_code == 200


# A role


def test_without_a_role_there_is_one_page_that_says_what_to_do(client_of):
    client = client_of(UserFactory(username="newcomer@nhs.example", role="", commissioner=None))

    for path in ("/", "/early-warning/", "/organisations/", "/loads/"):
        assert client.get(path)["Location"] == "/your-details/no-role"
    page = page_of(client.get("/your-details/no-role"))
    assert "nobody has given you a role" in words(page)
    assert "newcomer@nhs.example" in words(page)
    assert client.get("/your-details").status_code == 200


def test_a_role_that_has_run_out_is_none(client_of, quality_lead):
    quality_lead.memberships.update(ends_on="2020-01-01")

    assert client_of(quality_lead).get("/")["Location"] == "/your-details/no-role"


def test_with_a_role_the_page_leads_on(client_of, quality_lead):
    assert client_of(quality_lead).get("/your-details/no-role")["Location"] == "/"


def test_ended_role_is_felt_at_once(chair):
    client = signed_in(chair)
    administrator = UserFactory(username="priya", role="administrator")
    services.end_role(membership=chair.memberships.get(), why="Left the committee", by=administrator)

    assert client.get("/early-warning/")["Location"] == "/your-details/no-role"
