"""Inviting people, and coming in by an invitation."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from tests.assertions import page_of, words
from tests.factories.accounts import OtherCommissionerFactory, UserFactory
from trigpoint.accounts import services
from trigpoint.accounts.errors import InvitationRefused, RoleRefused
from trigpoint.accounts.models import Invitation, User
from trigpoint.accounts.system import system_person
from trigpoint.audit.models import Event
from trigpoint.common import clock
from trigpoint.common.errors import NotAllowed

pytestmark = pytest.mark.django_db
ADDRESS = "sam@nhs.example"
NEW = "quite another sentence"
JOINING = {"full_name": "Sam de la Cruz", "new": NEW, "again": NEW}


@pytest.fixture
def administrator(db):
    return UserFactory(username="priya", first_name="Priya", last_name="Nair", role="administrator")


@pytest.fixture
def invitation(administrator):
    return services.invite(email=ADDRESS, role="quality_manager", by=administrator)


def link(invitation):
    return f"/invitation/{invitation.token}"


def later(days):
    return clock.replaying(clock.now() + dt.timedelta(days=days))


# Inviting


def test_invite_keeps_whom_as_what_and_until_when(administrator, invitation):
    assert invitation.state == "open"
    assert dt.timedelta(days=6, hours=23) < invitation.expires_at - clock.now() <= dt.timedelta(days=7)
    event = Event.objects.get(name="accounts.invited")
    assert (event.actor, event.after) == ("priya", {"role": "quality_manager", "organisation": ""})


def test_invite_is_for_administrators(quality_lead):
    with pytest.raises(NotAllowed):
        services.invite(email=ADDRESS, role="analyst", by=quality_lead)


@pytest.mark.parametrize(("role", "organisation"), [("emperor", ""), ("provider", ""), ("provider", " ")])
def test_invite_refuses_what_is_no_role_or_speaks_for_nobody(administrator, role, organisation):
    with pytest.raises(RoleRefused):
        services.invite(email=ADDRESS, role=role, organisation=organisation, by=administrator)


def test_invite_refuses_what_is_no_address(administrator):
    with pytest.raises(ValidationError):
        services.invite(email="sam", role="analyst", by=administrator)


def test_inviting_says_the_same_whether_or_not_there_is_an_account(client_of, administrator):
    UserFactory(username="known", email="known@nhs.example")
    client = client_of(administrator)

    pages = [
        words(page_of(client.post("/people/invite", {"email": f"{name}@nhs.example", "role": "analyst"})))
        for name in ("known", "other")
    ]

    same = [re.sub(r"known@|other@|/invitation/\S+", "", page) for page in pages]
    assert same[0] == same[1]


def test_without_a_mail_server_the_inviter_sees_the_link_once(client_of, administrator):
    client = client_of(administrator)

    page = page_of(client.post("/people/invite", {"email": ADDRESS, "role": "analyst"}))

    shown = page.select_one("main code").get_text()
    assert shown == f"http://testserver{link(Invitation.objects.get())}"
    assert not mail.outbox
    assert Invitation.objects.get().token not in client.get("/people/invitations").content.decode()


def test_with_a_mail_server_the_link_goes_to_the_address_alone(client_of, administrator, settings):
    settings.EMAIL_IS_CONFIGURED = True

    response = client_of(administrator).post(
        "/people/invite", {"email": ADDRESS, "role": "provider", "organisation": "rm3"}, follow=True
    )

    made = Invitation.objects.get()
    assert "The invitation was sent to sam@nhs.example." in words(page_of(response))
    assert made.token not in response.content.decode()
    [message] = mail.outbox
    assert message.to == [ADDRESS]
    assert message.subject == "Trigpoint: Priya Nair invites you"
    assert f"http://testserver{link(made)}" in message.body
    assert "with the role: Provider, speaking for RM3" in message.body


def test_message_that_cannot_be_sent_shows_the_link(client_of, administrator, settings):
    settings.EMAIL_IS_CONFIGURED = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    page = page_of(client_of(administrator).post("/people/invite", {"email": ADDRESS, "role": "analyst"}))

    assert "The message to sam@nhs.example could not be sent." in words(page)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Enter the e-mail address of the person"),
        ({"email": "sam", "role": "analyst"}, "Enter an e-mail address such as name@nhs.net"),
        ({"email": ADDRESS}, "Choose a role"),
        (
            {"email": ADDRESS, "role": "provider"},
            "Enter the ODS code of the organisation that the Provider speaks for",
        ),
        ({"email": ADDRESS, "role": "provider", "organisation": "R M3!"}, "Enter an ODS code such as RM3"),
    ],
)
def test_invite_page_says_what_is_wrong(client_of, administrator, typed, said):
    page = page_of(client_of(administrator).post("/people/invite", typed))

    assert said in words(page)
    assert not Invitation.objects.exists()


def test_list_tells_what_became_of_each(client_of, administrator, invitation):
    client = client_of(administrator)
    withdrawn = services.invite(email="b@nhs.example", role="analyst", by=administrator)
    client.post(f"/people/invitations/{withdrawn.public_id}/withdraw")

    page = page_of(client.get("/people/invitations"))

    assert "1 invitation waits to be accepted." in words(page)
    rows = {row.th.get_text(): row.get_text(" ") for row in page.select("tbody tr")}
    assert "Open until" in rows[ADDRESS]
    assert "Withdrawn" in rows["b@nhs.example"]


def test_empty_list_teaches(client_of, administrator):
    assert "Nobody was invited yet" in words(page_of(client_of(administrator).get("/people/invitations")))


def test_another_commissioner_sees_none_and_touches_none(client_of, invitation):
    neighbour = UserFactory(username="bo", role="administrator", commissioner=OtherCommissionerFactory())
    client = client_of(neighbour)

    assert ADDRESS not in client.get("/people/invitations").content.decode()
    for deed in ("renew", "withdraw"):
        assert client.post(f"/people/invitations/{invitation.public_id}/{deed}").status_code == 404


def test_sending_again_gives_a_new_link_and_ends_the_old(client_of, administrator, invitation):
    old = link(invitation)
    with later(8):
        page = page_of(client_of(administrator).post(f"/people/invitations/{invitation.public_id}/renew"))
        new = page.select_one("main code").get_text()

        assert Client().get(old).status_code == 404
        assert Client().get(new).status_code == 200


def test_what_is_over_is_neither_sent_again_nor_withdrawn(client_of, administrator, invitation):
    services.join(invitation=invitation, full_name="Sam", password=NEW, by=None)
    client = client_of(administrator)

    for deed in ("renew", "withdraw"):
        page = page_of(client.post(f"/people/invitations/{invitation.public_id}/{deed}", follow=True))
        assert "This invitation has been used." in words(page)


# Coming in


def test_link_says_who_invites_as_what(client, invitation):
    page = page_of(client.get(link(invitation)))

    said = words(page)
    assert (
        "Priya Nair invites you to Trigpoint at NHS Greater Manchester ICB, with the role: Quality manager."
        in said
    )
    assert "You will sign in as sam@nhs.example" in said


def test_joining_makes_an_account_with_the_role_and_signs_in(client, invitation):
    response = client.post(link(invitation), JOINING)

    person = User.objects.get(username=ADDRESS)
    assert response["Location"] == "/"
    assert client.session["_auth_user_id"] == str(person.pk)
    assert str(person) == "Sam de la Cruz"
    assert person.email == ADDRESS
    assert person.reach.roles == {"quality_manager"}
    invitation.refresh_from_db()
    assert (invitation.state, invitation.accepted_by) == ("accepted", person)
    given = Event.objects.get(name="accounts.role_given")
    assert given.actor == "priya"
    assert Event.objects.get(name="accounts.invitation_accepted").actor == ADDRESS


def test_joining_leads_to_the_second_step_where_it_is_required(client, invitation, settings):
    settings.SECOND_FACTOR = "required"
    client.post(link(invitation), JOINING)

    assert client.get("/")["Location"] == "/your-details/second-step"


def test_whoever_joined_signs_in_by_address_in_any_case(client, invitation):
    services.join(invitation=invitation, full_name="Sam", password=NEW, by=None)

    response = client.post("/sign-in", {"username": "Sam@NHS.example", "password": NEW})

    assert response["Location"] == "/"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({**JOINING, "full_name": ""}, "Enter your full name"),
        ({**JOINING, "again": "else"}, "The two new passwords are not the same"),
        ({**JOINING, "new": "short", "again": "short"}, "too short"),
        ({**JOINING, "new": "password1234", "again": "password1234"}, "too common"),
    ],
)
def test_joining_says_what_is_wrong(client, invitation, typed, said):
    page = page_of(client.post(link(invitation), typed))

    assert said in words(page)
    assert not User.objects.filter(username=ADDRESS).exists()


def test_link_works_once(client, invitation):
    client.post(link(invitation), JOINING)

    page = page_of(Client().get(link(invitation)), status=410)
    again = Client().post(link(invitation), {**JOINING, "full_name": "Mallory"})

    assert "This invitation has been used" in words(page)
    assert again.status_code == 410
    assert User.objects.filter(email=ADDRESS).count() == 1


def test_expired_link_says_whom_to_ask(client, invitation):
    with later(8):
        page = page_of(client.get(link(invitation)), status=410)
        assert client.post(link(invitation), JOINING).status_code == 410

    assert "Ask Priya Nair at NHS Greater Manchester ICB to send it again." in words(page)
    assert not User.objects.filter(username=ADDRESS).exists()


def test_withdrawn_link_is_over(client, invitation, administrator):
    services.withdraw_invitation(invitation=invitation, by=administrator)

    assert "This invitation was withdrawn" in words(page_of(client.get(link(invitation)), status=410))


@pytest.mark.parametrize(
    "change", [lambda t: t[:-1] + ("A" if t[-1] != "A" else "B"), lambda t: "x", lambda t: t.split(":")[0]]
)
def test_link_that_was_changed_is_none(client, invitation, change):
    assert client.get(f"/invitation/{change(invitation.token)}").status_code == 404


def test_looking_at_the_link_uses_nothing_up(client, invitation):
    client.get(link(invitation))
    client.head(link(invitation))

    invitation.refresh_from_db()
    assert invitation.state == "open"


def test_invitation_of_somebody_whose_account_was_closed_does_not_work(invitation, administrator):
    administrator.is_active = False
    administrator.save()

    with pytest.raises(InvitationRefused, match="Ask to be invited again"):
        services.join(invitation=invitation, full_name="Sam", password=NEW, by=None)


def test_somebody_with_an_account_signs_in_and_takes_the_role(client, administrator):
    megan = UserFactory(username="megan", email="megan@nhs.example", commissioner=OtherCommissionerFactory())
    invitation = services.invite(email="Megan@nhs.example", role="analyst", by=administrator)

    page = page_of(client.get(link(invitation)))
    assert "You have an account here already." in words(page)
    client.force_login(megan)
    page_of(client.get(link(invitation)))
    client.post(link(invitation))

    assert set(megan.memberships.values_list("commissioner__code", "role")) == {
        ("QYG", "quality_lead"),
        ("QOP", "analyst"),
    }


def test_a_stranger_to_the_address_cannot_take_the_role(client_of, other_lead, invitation):
    other_lead.email = "megan@nhs.example"
    other_lead.save()
    client = client_of(other_lead)

    page = page_of(client.get(link(invitation)))
    client.post(link(invitation))

    assert "The invitation is for sam@nhs.example, and you are signed in as Megan Price." in words(page)
    assert other_lead.memberships.count() == 1
    invitation.refresh_from_db()
    assert invitation.state == "open"


def test_an_account_is_not_made_beside_one_that_exists(invitation):
    UserFactory(username="sam", email=ADDRESS)

    with pytest.raises(InvitationRefused, match="You have an account here already"):
        services.join(invitation=invitation, full_name="Mallory", password=NEW, by=None)


def test_a_role_that_is_held_already_stays_as_it_is(administrator):
    person = UserFactory(username="lee", email="lee@nhs.example", role="analyst")
    invitation = services.invite(email="lee@nhs.example", role="analyst", by=administrator)

    services.accept_invitation(invitation=invitation, by=person)

    assert person.memberships.count() == 1
    invitation.refresh_from_db()
    assert invitation.state == "accepted"


def test_the_first_administrator_is_invited_by_a_command_and_gives_roles(quality_lead):
    made = services.invite_administrator(
        email="First@nhs.example", commissioner=quality_lead.commissioner, by=system_person()
    )

    person = services.join(invitation=made, full_name="First", password=NEW, by=None)
    assert person.reach.roles == {"administrator"}
    services.grant_role(
        person=UserFactory(role=""), role="analyst", commissioner=person.commissioner, by=person
    )


def test_people_do_not_invite_as_the_command_does(administrator):
    with pytest.raises(NotAllowed):
        services.invite_administrator(
            email="first@nhs.example", commissioner=administrator.commissioner, by=administrator
        )


# The database holds the rules


def test_an_invitation_is_not_accepted_and_withdrawn(invitation, quality_lead):
    invitation.accepted_at = invitation.withdrawn_at = clock.now()
    invitation.accepted_by = quality_lead
    with pytest.raises(IntegrityError, match="invitation_ends_one_way"), transaction.atomic():
        invitation.save()


def test_an_invitation_is_accepted_by_somebody(invitation):
    invitation.accepted_at = clock.now()
    with pytest.raises(IntegrityError, match="invitation_accepted_by_somebody"), transaction.atomic():
        invitation.save()


def test_an_invitation_of_somebody_who_may_give_roles_no_more_leads_nowhere(administrator, invitation):
    administrator.memberships.update(role="analyst")

    with pytest.raises(InvitationRefused, match="may not give roles any more"):
        services.join(
            invitation=invitation, full_name="Sam Sample", password="quite another sentence", by=None
        )
    assert not User.objects.filter(username=ADDRESS).exists()
