"""`trigpoint people`."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from tests.accounts.second_steps import with_app
from tests.assertions import page_of, words
from tests.factories.accounts import OtherCommissionerFactory
from trigpoint.accounts.models import Commissioner, Invitation
from trigpoint.audit.models import Event
from trigpoint.config.cli import main

pytestmark = pytest.mark.django_db


def test_the_first_administrator_of_a_new_commissioner(capsys, settings):
    settings.SITE_ADDRESS = "https://trigpoint.example.nhs.uk"

    words_ = [
        "people",
        "invite-administrator",
        "first@nhs.example",
        "--code",
        "QWO",
        "--name",
        "NHS West Yorkshire ICB",
    ]
    assert main(words_) == 0

    link = capsys.readouterr().out.strip()
    assert link.startswith("https://trigpoint.example.nhs.uk/invitation/")
    page = page_of(Client().get(link.removeprefix("https://trigpoint.example.nhs.uk")))
    assert "at NHS West Yorkshire ICB, with the role: Administrator." in words(page)
    assert Invitation.objects.get().by.username == "trigpoint"


def test_another_administrator_of_the_one_commissioner(capsys, quality_lead):
    assert main(["people", "invite-administrator", "second@nhs.example"]) == 0

    assert Invitation.objects.get().owner == quality_lead.commissioner


def test_which_commissioner_has_to_be_plain(capsys, quality_lead):
    OtherCommissionerFactory()

    assert main(["people", "invite-administrator", "a@nhs.example"]) == 1
    assert "Say which one with --code." in capsys.readouterr().err
    assert main(["people", "invite-administrator", "a@nhs.example", "--code", "QXX"]) == 1
    assert "--code and --name" in capsys.readouterr().err
    assert Commissioner.objects.count() == 2


def test_somebody_who_is_shut_out(capsys, quality_lead):
    with_app(quality_lead)

    assert main(["people", "remove-second-step", "Amina", "--why", "Came in person"]) == 0

    assert not Authenticator.objects.exists()
    event = Event.objects.get(name="accounts.second_factor_removed")
    assert (event.actor, event.why) == ("trigpoint", "Came in person")


def test_nobody_of_that_name(capsys, db):
    assert main(["people", "remove-second-step", "nobody", "--why", "x"]) == 1
    assert "There is nobody with the username nobody." in capsys.readouterr().err
