"""Accounts of people and commissioners."""

from __future__ import annotations

import pytest

from tests.assertions import page_of, words
from tests.factories.accounts import PASSWORD, UserFactory
from trigpoint.accounts import services
from trigpoint.accounts.errors import AccountRefused
from trigpoint.audit.models import Event

pytestmark = pytest.mark.django_db
NEW = "quite another sentence"


def test_create_commissioner_is_noted(quality_lead):
    made = services.create_commissioner(code="QWO", name="NHS West Yorkshire ICB", by=quality_lead)

    assert str(made) == "NHS West Yorkshire ICB"
    assert Event.objects.get().target == f"commissioner:{made.public_id}"


def test_create_commissioner_refuses_a_code_twice(quality_lead):
    with pytest.raises(AccountRefused, match="already one here with the code QOP"):
        services.create_commissioner(code="QOP", name="Again", by=quality_lead)


def test_create_user_can_sign_in_and_is_noted(quality_lead):
    made = services.create_user(
        username="sam", password=PASSWORD, full_name="Sam de la Cruz", by=quality_lead
    )

    assert str(made) == "Sam de la Cruz"
    assert services.admit(username="sam", password=PASSWORD, address=None, by=None) == made
    assert Event.objects.filter(name="accounts.user_created").get().actor == "amina"


@pytest.mark.parametrize(
    ("username", "password"), [("Amina", PASSWORD), ("sam", "short"), ("sam", "password1234")]
)
def test_create_user_refuses(quality_lead, username, password):
    with pytest.raises(AccountRefused):
        services.create_user(username=username, password=password, by=quality_lead)


def test_details_say_who_one_is(client_of, quality_lead):
    page = page_of(client_of(quality_lead).get("/your-details"))

    assert "You work for NHS Greater Manchester ICB as: Quality lead." in words(page)
    assert "Amina Hussain, NHS Greater Manchester ICB" in page.header.get_text()


def test_details_of_a_person_without_commissioner(client_of):
    page = page_of(client_of(UserFactory(commissioner=None)).get("/your-details"))

    assert "you have no role yet" in words(page)


def test_change_password_keeps_this_session_and_says_so(client_of, quality_lead):
    client = client_of(quality_lead)

    response = client.post(
        "/your-details/password", {"current": PASSWORD, "new": NEW, "again": NEW}, follow=True
    )

    page = page_of(response)
    assert "Your password is changed." in words(page)
    assert page.select_one(".nhsuk-notification-banner--success h2").get_text(strip=True) == "Done"
    quality_lead.refresh_from_db()
    assert quality_lead.check_password(NEW)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"current": "wrong", "new": NEW, "again": NEW}, "Your current password is not right"),
        ({"current": PASSWORD, "new": NEW, "again": NEW + "!"}, "The two new passwords are not the same"),
        ({"current": PASSWORD, "new": "short", "again": "short"}, "too short"),
        ({}, "Enter a new password"),
    ],
)
def test_change_password_says_what_is_wrong(client_of, quality_lead, typed, said):
    page = page_of(client_of(quality_lead).post("/your-details/password", typed))

    assert said in words(page)
    assert page.title.get_text().startswith("Error: ")
