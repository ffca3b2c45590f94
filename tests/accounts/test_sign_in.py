"""Signing in and out: who comes in, what is told, what is noted."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from tests.assertions import page_of, words
from tests.factories.accounts import PASSWORD, UserFactory
from trigpoint.accounts import services
from trigpoint.accounts.errors import SignInRefused, TooManyAttempts
from trigpoint.accounts.guessing import guess_at
from trigpoint.accounts.models import FailedSignIn
from trigpoint.audit.models import Event
from trigpoint.common import clock

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()
REFUSED = "The username or the password is not right"


def sign_in(client, username, password=PASSWORD, **more):
    return client.post("/sign-in", {"username": username, "password": password, **more})


def test_sign_in_page_asks_for_username_and_password(client):
    page = page_of(client.get("/sign-in"))

    assert page.title.get_text() == "Sign in – Trigpoint"
    assert page.find("input", {"name": "username"})["autocomplete"] == "username"
    assert page.find("input", {"name": "password"})["type"] == "password"


def test_sign_in_with_the_right_password_leads_to_the_first_page(client, quality_lead):
    response = sign_in(client, "amina")

    assert response.status_code == 302
    assert response["Location"] == "/"
    assert client.session["_auth_user_id"] == str(quality_lead.pk)


def test_sign_in_leads_to_the_page_that_was_asked_for(client, quality_lead):
    asked = client.get("/your-details")
    response = sign_in(client, "amina", next="/your-details")

    assert asked["Location"] == "/sign-in?next=/your-details"
    assert response["Location"] == "/your-details"


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "javascript:alert(1)"])
def test_sign_in_never_leads_elsewhere(client, quality_lead, elsewhere):
    assert sign_in(client, "amina", next=elsewhere)["Location"] == "/"


def test_sign_in_says_the_same_whether_the_name_or_the_password_is_wrong(client, quality_lead):
    wrong_password = page_of(sign_in(client, "amina", "guess"))
    wrong_name = page_of(sign_in(client, "nobody", "guess"))

    assert REFUSED in words(wrong_password)
    assert words(wrong_password) == words(wrong_name)
    assert wrong_name.title.get_text().startswith("Error: ")
    assert wrong_name.find("input", {"name": "password"})["value"] == ""
    assert wrong_name.select_one(".nhsuk-error-summary a")["href"] == "#id_username"


def test_sign_in_refuses_a_person_who_has_left(client):
    UserFactory(username="leaver", is_active=False)

    assert REFUSED in words(page_of(sign_in(client, "leaver")))


def test_sign_in_says_what_is_missing(client):
    page = page_of(sign_in(client, "", ""))

    assert [a.get_text(strip=True) for a in page.select(".nhsuk-error-summary a")] == [
        "Enter your username",
        "Enter your password",
    ]


def test_sign_in_page_leads_on_a_person_who_is_in_already(client_of, quality_lead):
    assert client_of(quality_lead).get("/sign-in?next=/your-details")["Location"] == "/your-details"


def test_signing_in_notes_who_came_in_and_how(client, quality_lead):
    sign_in(client, " amina ")

    event = Event.objects.get(name="accounts.signed_in")
    assert (event.actor, event.address, event.after) == ("amina", "127.0.0.1", {"how": ["password"]})


def test_signing_in_gives_the_session_a_new_key(client, quality_lead):
    client.cookies["session"] = planted = "planted0planted0planted0planted0"

    sign_in(client, "amina")

    assert client.session.session_key != planted
    assert client.cookies["session"].value != planted


def test_admit_counts_guesses_made_at_the_same_time(quality_lead):
    """Each guess is noted before it is looked at, so that ten at once are ten."""
    for _ in range(10):
        guess_at("password", name="amina", address="10.0.0.1")  # as far as ten threads have come

    with pytest.raises(TooManyAttempts):
        services.admit(username="amina", password=PASSWORD, address="10.0.0.1", by=NOBODY)


def test_admit_shuts_out_after_ten_wrong_guesses_then_lets_in_again(quality_lead, monkeypatch):
    start = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)

    def attempt(minute, username="amina", password="wrong", address="10.0.0.1"):
        monkeypatch.setattr(clock, "now", lambda: start + dt.timedelta(minutes=minute))
        return services.admit(username=username, password=password, address=address, by=NOBODY)

    for minute in range(10):
        with pytest.raises(SignInRefused):
            attempt(minute, username="AMINA")
    with pytest.raises(TooManyAttempts, match="Wait 15 minutes"):
        attempt(10, password=PASSWORD)
    assert attempt(10, password=PASSWORD, address="10.0.0.2") == quality_lead
    assert attempt(16, password=PASSWORD) == quality_lead
    assert Event.objects.filter(name="accounts.sign_in_refused", actor="").count() == 10


def test_admit_shuts_out_a_name_that_does_not_exist_in_the_same_words():
    for _ in range(10):
        with pytest.raises(SignInRefused):
            services.admit(username="nobody", password="wrong", address=None, by=NOBODY)

    with pytest.raises(TooManyAttempts):
        services.admit(username="nobody", password="wrong", address=None, by=NOBODY)


def test_admit_forgets_wrong_guesses_after_a_day():
    with clock.replaying(dt.date(2026, 11, 24)), pytest.raises(SignInRefused):
        services.admit(username="old", password="wrong", address=None, by=NOBODY)
    with clock.replaying(dt.date(2026, 11, 26)), pytest.raises(SignInRefused):
        services.admit(username="new", password="wrong", address=None, by=NOBODY)

    assert [str(guess)[:8] for guess in FailedSignIn.objects.all()] == ["new from"]


def test_sign_out_ends_the_session_and_is_noted(client_of, quality_lead):
    client = client_of(quality_lead)

    response = client.post("/sign-out")

    assert response["Location"] == "/sign-in"
    assert "_auth_user_id" not in client.session
    assert Event.objects.get().name == "accounts.signed_out"


def test_sign_out_by_a_link_is_refused(client_of, quality_lead):
    assert client_of(quality_lead).get("/sign-out").status_code == 405


def test_sign_out_twice_is_harmless(client):
    assert client.post("/sign-out")["Location"] == "/sign-in"


def test_sign_in_needs_the_token_of_the_form(quality_lead):
    client = Client(enforce_csrf_checks=True)

    response = sign_in(client, "amina")

    page = page_of(response, status=403)
    assert "The page was open too long" in words(page)
