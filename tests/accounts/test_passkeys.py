"""Passkeys that are not right, or not there. Those that are right are tried in a browser (tests/journeys)."""

from __future__ import annotations

import json

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from tests.assertions import page_of, words
from tests.factories.accounts import PASSWORD
from trigpoint.audit.models import Event

pytestmark = pytest.mark.django_db
WHOLE = {"id": "YQ", "rawId": "YQ", "type": "public-key"}
MADE = {"clientDataJSON": "e30"}
STRANGE = [
    "",
    "x",
    "null",
    "1",
    '"text"',
    "[]",
    "{}",
    '{"response": []}',
    '{"id": 1, "rawId": 2, "type": 3, "response": {}}',
    json.dumps(
        {**WHOLE, "response": {**MADE, "authenticatorData": "YQ", "signature": "YQ", "userHandle": "!!"}}
    ),
    json.dumps({**WHOLE, "response": {**MADE, "attestationObject": "YQ"}}),
]


def signed_in(person):
    client = Client()
    client.post("/sign-in", {"username": person.username, "password": PASSWORD})
    return client


@pytest.mark.parametrize("credential", STRANGE)
def test_a_strange_passkey_lets_nobody_in(client, quality_lead, credential):
    client.get("/sign-in/passkey", headers={"accept": "application/json"})

    response = client.post("/sign-in/passkey", {"credential": credential})

    assert response["Location"] == "/sign-in"
    assert "_auth_user_id" not in client.session
    assert "passkey" in words(page_of(client.get("/sign-in"))).lower()


@pytest.mark.parametrize("credential", STRANGE)
def test_a_strange_passkey_is_not_added(quality_lead, credential):
    client = signed_in(quality_lead)
    client.get("/your-details/second-step/passkeys/add")

    page = page_of(client.post("/your-details/second-step/passkeys/add", {"credential": credential}))

    assert page.title.get_text().startswith("Error: ")
    assert "passkey" in words(page)
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("credential", STRANGE)
def test_a_strange_passkey_passes_no_second_step(quality_lead, credential):
    Authenticator.objects.create(user=quality_lead, type="totp", data={"secret": "x"})
    client = Client()
    client.post("/sign-in", {"username": "amina", "password": PASSWORD})
    client.get("/sign-in/second-step")

    page = page_of(client.post("/sign-in/second-step", {"credential": credential}))

    assert page.title.get_text().startswith("Error: ")
    assert "_auth_user_id" not in client.session


def test_what_is_asked_is_for_this_host_and_wants_the_person(client):
    told = client.get("/sign-in/passkey", headers={"accept": "application/json"}).json()

    asked = told["request_options"]["publicKey"]
    assert asked["rpId"] == "testserver"
    assert asked["userVerification"] == "required"
    assert asked.get("allowCredentials", []) == []


def test_it_is_asked_anew_each_time(client):
    challenges = {
        client.get("/sign-in/passkey", headers={"accept": "application/json"}).json()["request_options"][
            "publicKey"
        ]["challenge"]
        for _ in range(3)
    }

    assert len(challenges) == 3


def test_refused_passkey_is_noted(client):
    client.get("/sign-in/passkey", headers={"accept": "application/json"})
    client.post("/sign-in/passkey", {"credential": json.dumps({"id": "YQ"})})

    assert Event.objects.get(name="accounts.sign_in_refused").after == {"step": "passkey"}


def test_a_passkey_of_somebody_else_is_neither_renamed_nor_removed(quality_lead, other_lead):
    kept = Authenticator.objects.create(
        user=other_lead, type="webauthn", data={"name": "Megan's", "credential": {}}
    )
    client = signed_in(quality_lead)

    for deed in ("rename", "remove"):
        assert client.get(f"/your-details/second-step/passkeys/{kept.pk}/{deed}").status_code == 404
        assert (
            client.post(f"/your-details/second-step/passkeys/{kept.pk}/{deed}", {"name": "mine"}).status_code
            == 404
        )
    kept.refresh_from_db()
    assert kept.data["name"] == "Megan's"
