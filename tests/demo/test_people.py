"""The people of the demonstration, and who is told of them."""

import json

import pytest
from django.urls import reverse

from trigpoint.accounts.models import Membership, User
from trigpoint.accounts.queries import demonstration_people
from trigpoint.demo import people

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    """Each test has a data folder of its own."""
    settings.DATA_DIR = tmp_path
    settings.DEMONSTRATION = True


def test_people_can_sign_in_with_what_is_told(client):
    told = people.ensure_people(by=None)

    lead = next(person for person in told if person["role"] == "quality_lead")
    response = client.post(
        reverse("accounts:sign-in"), {"username": lead["username"], "password": lead["password"]}
    )

    assert response.status_code == 302
    assert User.objects.get(username=lead["username"]).commissioner.code == "QOP"


def test_people_are_made_once_and_keep_their_passwords():
    first = people.ensure_people(by=None)

    assert people.ensure_people(by=None) == first
    assert User.objects.count() == len(first)


def test_passwords_are_not_the_same_for_two_installations(settings, tmp_path):
    first = people.ensure_people(by=None)
    Membership.objects.all().delete()
    User.objects.all().delete()
    settings.DATA_DIR = tmp_path / "other"
    settings.DATA_DIR.mkdir()

    assert people.ensure_people(by=None)[0]["password"] != first[0]["password"]


def test_the_list_is_for_the_owner_of_the_files_only(tmp_path):
    people.ensure_people(by=None)

    assert (tmp_path / "demo-users.json").stat().st_mode & 0o077 == 0
    assert json.loads((tmp_path / "demo-users.json").read_text())


@pytest.mark.parametrize(("address", "is_told"), [("127.0.0.1", True), ("10.0.0.9", False), (None, False)])
def test_people_are_told_on_the_machine_itself_only(address, is_told):
    people.ensure_people(by=None)

    assert bool(demonstration_people(address=address)) is is_told


def test_people_are_not_told_outside_a_demonstration(settings):
    people.ensure_people(by=None)
    settings.DEMONSTRATION = False

    assert demonstration_people(address="127.0.0.1") == []
