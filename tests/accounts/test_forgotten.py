"""A forgotten password."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core import mail
from django.test import Client

from tests.accounts.second_steps import with_app
from tests.assertions import page_of, words
from tests.factories.accounts import PASSWORD, UserFactory
from trigpoint.audit.models import Event

pytestmark = pytest.mark.django_db
NEW = "quite another sentence"


@pytest.fixture(autouse=True)
def mail_server(settings):
    settings.EMAIL_IS_CONFIGURED = True


@pytest.fixture
def amina(quality_lead):
    quality_lead.email = "amina@nhs.example"
    quality_lead.save()
    return quality_lead


def ask(client, email):
    return client.post("/sign-in/forgotten", {"email": email})


def link_in(message):
    return re.search(r"http://testserver(/\S+)", message.body)[1]


def test_message_brings_a_link_with_which_a_new_password_is_chosen(client, amina):
    ask(client, "Amina@nhs.example")

    link = link_in(mail.outbox[0])
    page = page_of(client.get(link, follow=True))
    assert "Choose a new password" in words(page)
    done = client.post("/sign-in/new-password", {"new": NEW, "again": NEW}, follow=True)
    assert "Your password is changed. Sign in with it." in words(page_of(done))
    amina.refresh_from_db()
    assert amina.check_password(NEW)
    assert Event.objects.filter(name="accounts.password_changed", actor="amina").exists()
    assert mail.outbox[1].body.count("The password of your account was changed.") == 1


def test_address_of_the_page_does_not_show_the_link(client, amina):
    ask(client, amina.email)

    assert client.get(link_in(mail.outbox[0]))["Location"] == "/sign-in/new-password"


def test_link_works_once(client, amina):
    ask(client, amina.email)
    link = link_in(mail.outbox[0])
    client.get(link)
    client.post("/sign-in/new-password", {"new": NEW, "again": NEW})

    page = page_of(Client().get(link, follow=True))

    assert "The link does not work any more" in words(page)


def test_link_works_for_an_hour(client, amina, settings, monkeypatch):
    ask(client, amina.email)
    later = dt.datetime.now() + dt.timedelta(minutes=61)  # noqa: TID251 - Django's own clock is meant
    monkeypatch.setattr("django.contrib.auth.tokens.PasswordResetTokenGenerator._now", lambda self: later)

    assert "does not work any more" in words(page_of(client.get(link_in(mail.outbox[0]), follow=True)))


def test_link_of_somebody_else_is_none(client, amina, other_lead):
    ask(client, amina.email)
    link = link_in(mail.outbox[0]).replace(amina.public_id, other_lead.public_id)

    assert "does not work any more" in words(page_of(client.get(link, follow=True)))


def test_the_page_without_a_link_says_so(client):
    assert "does not work any more" in words(page_of(client.get("/sign-in/new-password")))


def test_same_words_whether_or_not_there_is_an_account(client, amina):
    UserFactory(username="leaver", email="leaver@nhs.example", is_active=False)
    pages = [words(page_of(client.post("/sign-in/forgotten", {"email": f"{name}@nhs.example"}, follow=True)))
             for name in ("amina", "nobody", "leaver")]  # fmt: skip

    assert len(set(pages)) == 1


def test_as_much_is_done_for_an_address_that_nobody_has(client, amina):
    for name in ("amina", "nobody"):
        ask(client, f"{name}@nhs.example")

    assert [len(message.to) for message in mail.outbox] == [1, 1]
    assert "There is no account with this address." in mail.outbox[1].body
    assert "http" not in mail.outbox[1].body


def test_somebody_with_single_sign_on_is_told_so(client, amina):
    amina.set_unusable_password()
    amina.save()

    ask(client, amina.email)

    assert "sign in with the account of your organisation" in mail.outbox[0].body
    assert "http" not in mail.outbox[0].body


def test_a_new_password_ends_every_session_and_keeps_the_second_step(client, amina):
    with_app(amina)
    elsewhere = Client()
    elsewhere.force_login(amina)
    ask(client, amina.email)
    client.get(link_in(mail.outbox[0]))
    client.post("/sign-in/new-password", {"new": NEW, "again": NEW})

    assert elsewhere.get("/your-details").status_code == 302
    assert (
        client.post("/sign-in", {"username": "amina", "password": NEW})["Location"] == "/sign-in/second-step"
    )


def test_new_password_says_what_is_wrong(client, amina):
    ask(client, amina.email)
    client.get(link_in(mail.outbox[0]))

    page = page_of(client.post("/sign-in/new-password", {"new": "amina hussain", "again": "amina hussain"}))

    assert "too similar" in words(page)
    amina.refresh_from_db()
    assert amina.check_password(PASSWORD)


def test_messages_are_limited_in_the_same_words(client, amina):
    for name in ("amina", "nobody"):
        for _ in range(3):
            ask(client, f"{name}@nhs.example")
        assert "Too many attempts. Wait 60 minutes" in words(page_of(ask(client, f"{name}@nhs.example")))


def test_what_is_no_address_is_said(client):
    assert "Enter an e-mail address such as name@nhs.net" in words(page_of(ask(client, "amina")))
    assert "Enter your e-mail address" in words(page_of(ask(client, "")))


def test_without_a_mail_server_there_is_no_such_page(client, settings):
    settings.EMAIL_IS_CONFIGURED = False

    assert client.get("/sign-in/forgotten").status_code == 404
    assert "forgotten" not in client.get("/sign-in").content.decode()


def test_host_that_is_not_ours_makes_no_link(client, amina):
    response = client.post("/sign-in/forgotten", {"email": amina.email}, headers={"host": "evil.example"})

    assert response.status_code == 400
    assert not mail.outbox
