"""The second step of signing in."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.test import Client

from tests.accounts.second_steps import SECRET, code_of, with_app, wrong_code
from tests.assertions import page_of, words
from tests.factories.accounts import PASSWORD, UserFactory
from trigpoint.accounts import services
from trigpoint.accounts.errors import AccountRefused
from trigpoint.accounts.models import UsedCode
from trigpoint.audit.models import Event
from trigpoint.common.errors import NotAllowed

pytestmark = pytest.mark.django_db
WRONG = "The code is not right"


def at_second_step(person, **more):
    """A browser in which the password was right."""
    client = Client(**more)
    response = client.post(
        "/sign-in", {"username": person.username, "password": PASSWORD, "next": "/your-details"}
    )
    assert response["Location"] == "/sign-in/second-step"
    return client


def is_in(client):
    return "_auth_user_id" in client.session


def names():
    return list(Event.objects.order_by("pk").values_list("name", flat=True))


def test_password_alone_does_not_let_in(quality_lead):
    with_app(quality_lead)

    client = at_second_step(quality_lead)

    assert not is_in(client)
    assert client.get("/your-details")["Location"] == "/sign-in?next=/your-details"
    assert "accounts.signed_in" not in names()


def test_code_lets_in_and_leads_on(quality_lead):
    with_app(quality_lead)
    client = at_second_step(quality_lead)

    response = client.post("/sign-in/second-step", {"code": f" {code_of()[:3]} {code_of()[3:]}"})

    assert response["Location"] == "/your-details"
    assert is_in(client)
    assert names() == ["accounts.second_factor_used", "accounts.signed_in"]
    assert Event.objects.get(name="accounts.signed_in").after == {"how": ["password", "totp"]}


def test_session_gets_a_new_key_at_the_password_and_at_the_code(quality_lead):
    with_app(quality_lead)
    client = Client()
    client.get("/sign-in")
    client.cookies["session"] = planted = "planted0planted0planted0planted0"
    client.post("/sign-in", {"username": "amina", "password": PASSWORD})
    after_password = client.session.session_key

    client.post("/sign-in/second-step", {"code": code_of()})

    assert len({planted, after_password, client.session.session_key}) == 3


def test_wrong_code_is_refused_and_noted(quality_lead):
    with_app(quality_lead)
    client = at_second_step(quality_lead)

    page = page_of(client.post("/sign-in/second-step", {"code": wrong_code()}))

    assert WRONG in words(page)
    assert page.title.get_text().startswith("Error: ")
    assert not is_in(client)
    assert Event.objects.get(name="accounts.sign_in_refused").after == {"step": "code"}


def test_nothing_typed_is_said(quality_lead):
    with_app(quality_lead)

    page = page_of(at_second_step(quality_lead).post("/sign-in/second-step", {"code": ""}))

    assert "Enter the code" in words(page)


def test_code_lets_in_once_whichever_process_sees_it(quality_lead):
    with_app(quality_lead)
    first, second = at_second_step(quality_lead), at_second_step(quality_lead)
    code = code_of()
    first.post("/sign-in/second-step", {"code": code})
    cache.clear()  # allauth remembers in one process only

    page = page_of(second.post("/sign-in/second-step", {"code": code}))

    assert is_in(first)
    assert not is_in(second)
    assert "each works once" in words(page)


def test_used_codes_are_forgotten_after_some_minutes(quality_lead, monkeypatch):
    services.use_second_step(kind="totp", code="111111", by=quality_lead)
    UsedCode.objects.update(at="2026-01-01T00:00:00Z")

    services.use_second_step(kind="totp", code="222222", by=quality_lead)

    assert UsedCode.objects.count() == 1
    assert "222222" not in UsedCode.objects.get().digest


def test_codes_are_guessed_five_times_then_even_the_right_one_waits(quality_lead):
    with_app(quality_lead)
    client = at_second_step(quality_lead)
    for _ in range(5):
        client.post("/sign-in/second-step", {"code": wrong_code()})

    page = page_of(client.post("/sign-in/second-step", {"code": code_of()}))

    assert "Too many attempts. Wait 15 minutes" in words(page)
    assert not is_in(client)


def test_five_guesses_wait_in_another_browser_too(quality_lead):
    with_app(quality_lead)
    client = at_second_step(quality_lead)
    for _ in range(5):
        client.post("/sign-in/second-step", {"code": wrong_code()})
    elsewhere = at_second_step(quality_lead, REMOTE_ADDR="198.51.100.7")

    page = page_of(elsewhere.post("/sign-in/second-step", {"code": code_of()}))

    assert "Too many attempts" in words(page)


def test_recovery_code_lets_in_once_and_is_told(quality_lead, settings):
    settings.EMAIL_IS_CONFIGURED = True
    quality_lead.email = "amina@nhs.example"
    quality_lead.save()
    kept = with_app(quality_lead)
    client = at_second_step(quality_lead)

    page = page_of(client.post("/sign-in/second-step", {"code": kept[0]}, follow=True))

    assert "You signed in with a recovery code. 9 recovery codes are left" in words(page)
    assert "accounts.recovery_code_used" in names()
    again = at_second_step(quality_lead)
    again.post("/sign-in/second-step", {"code": kept[0]})
    assert not is_in(again)


def test_second_step_without_a_password_first_leads_to_the_beginning(client):
    assert client.get("/sign-in/second-step")["Location"] == "/sign-in"
    assert client.post("/sign-in/second-step", {"code": "123456"})["Location"] == "/sign-in"


def test_account_closed_between_the_steps_does_not_come_in(quality_lead):
    with_app(quality_lead)
    client = at_second_step(quality_lead)
    quality_lead.is_active = False
    quality_lead.save()

    client.post("/sign-in/second-step", {"code": code_of()})

    assert client.get("/your-details").status_code == 302


# Setting up


def signed_in(person):
    client = Client()
    client.post("/sign-in", {"username": person.username, "password": PASSWORD})
    return client


def add_app(client):
    """Go through setting up an app; gives its secret and the answer."""
    page = page_of(client.get("/your-details/second-step/app/add"))
    secret = next(code.get_text() for code in page.select("code"))
    response = client.post("/your-details/second-step/app/add", {"code": code_of(secret)})
    return secret, response


def test_app_is_set_up_with_its_first_code(quality_lead):
    client = signed_in(quality_lead)

    _, response = add_app(client)

    assert response["Location"] == "/your-details/second-step/recovery-codes"
    assert Authenticator.objects.filter(user=quality_lead, type="totp").exists()
    assert "accounts.second_factor_added" in names()
    page = page_of(client.get(response["Location"]))
    assert len(page.select(".tp-codes li")) == 10
    assert "You see them only now" in words(page)


def test_recovery_codes_are_shown_once(quality_lead):
    client = signed_in(quality_lead)
    add_app(client)
    client.get("/your-details/second-step/recovery-codes")

    page = page_of(client.get("/your-details/second-step/recovery-codes"))

    assert "cannot be shown again" in words(page)
    assert not page.select(".tp-codes")


def test_app_with_a_wrong_first_code_is_not_set_up(quality_lead):
    client = signed_in(quality_lead)
    client.get("/your-details/second-step/app/add")

    page = page_of(client.post("/your-details/second-step/app/add", {"code": "000000"}))

    assert WRONG in words(page)
    assert not Authenticator.objects.exists()


def test_moving_to_another_app_keeps_the_old_one_until_the_new_one_works(quality_lead):
    with_app(quality_lead)
    client = at_second_step(quality_lead)
    client.post("/sign-in/second-step", {"code": code_of()})
    client.get("/your-details/second-step/app/add")
    client.post("/your-details/second-step/app/add", {"code": wrong_code()})
    assert Authenticator.objects.get(type="totp").wrap().validate_code(code_of(steps=1))

    secret, _ = add_app(client)

    assert secret != SECRET
    assert not Authenticator.objects.get(type="totp").wrap().validate_code(code_of(steps=1))
    changes = [(event.after or {}).get("change") for event in Event.objects.order_by("pk")]
    assert [change for change in changes if change] == ["totp_replaced", "totp_added"]


def test_changing_the_second_step_wants_the_password_again_later(client_of, quality_lead):
    client = client_of(quality_lead)  # signed in at some time, not just now

    response = client.get("/your-details/second-step/app/add")

    assert unquote(response["Location"]) == "/your-details/confirm?next=/your-details/second-step/app/add"
    wrong = page_of(client.post(response["Location"], {"password": "guess"}))
    assert "The password is not right" in words(wrong)
    right = client.post(response["Location"], {"password": PASSWORD})
    assert right["Location"] == "/your-details/second-step/app/add"
    assert client.get("/your-details/second-step/app/add").status_code == 200


def test_guesses_at_the_password_again_are_slowed_down(client_of, quality_lead):
    client = client_of(quality_lead)
    for _ in range(10):
        client.post("/your-details/confirm", {"password": "guess"})

    page = page_of(client.post("/your-details/confirm", {"password": PASSWORD}))

    assert "Too many attempts" in words(page)


def test_a_code_proves_it_again_too(quality_lead, monkeypatch):
    with_app(quality_lead)
    client = at_second_step(quality_lead)
    client.post("/sign-in/second-step", {"code": code_of()})
    session = client.session
    session["began_at"] -= 3600
    session.save()

    page = page_of(client.get("/your-details/confirm?next=/your-details/second-step/app/remove"))
    link = page.find("a", string="Use a code instead")["href"]
    response = client.post(link, {"code": code_of(steps=1)})

    assert response["Location"] == "/your-details/second-step/app/remove"


def test_removing_the_app(quality_lead):
    with_app(quality_lead)
    client = at_second_step(quality_lead)
    client.post("/sign-in/second-step", {"code": code_of()})

    client.post("/your-details/second-step/app/remove")

    assert not Authenticator.objects.exists()
    assert "accounts.second_factor_removed" in names()


def test_the_last_second_step_stays_where_one_is_required(quality_lead, settings):
    settings.SECOND_FACTOR = "required"
    with_app(quality_lead)
    client = at_second_step(quality_lead)
    client.post("/sign-in/second-step", {"code": code_of()})

    page = page_of(client.get("/your-details/second-step/app/remove"))
    client.post("/your-details/second-step/app/remove")

    assert "Add another second step before you remove this one" in words(page)
    assert Authenticator.objects.filter(type="totp").exists()


def test_new_recovery_codes_end_the_old_ones(quality_lead):
    kept = with_app(quality_lead)
    client = at_second_step(quality_lead)
    client.post("/sign-in/second-step", {"code": code_of()})

    response = client.post("/your-details/second-step/recovery-codes/new")

    assert response["Location"] == "/your-details/second-step/recovery-codes"
    fresh = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    assert not set(kept) & set(fresh)
    assert "accounts.recovery_codes_made" in names()


def test_somebody_who_signs_in_elsewhere_sets_up_nothing_here(client_of, quality_lead):
    quality_lead.set_unusable_password()
    quality_lead.save()
    client = client_of(quality_lead)

    page = page_of(client.get("/your-details/second-step"))

    assert "There is nothing to set up here" in words(page)
    for path in ("app/add", "passkeys/add"):
        assert client.get(f"/your-details/second-step/{path}")["Location"] == "/your-details/second-step"


def test_a_change_is_told_by_mail(quality_lead, settings, django_capture_on_commit_callbacks):
    settings.EMAIL_IS_CONFIGURED = True
    quality_lead.email = "amina@nhs.example"
    quality_lead.save()
    client = signed_in(quality_lead)

    with django_capture_on_commit_callbacks(execute=True):
        add_app(client)

    assert [message.to for message in mail.outbox] == [["amina@nhs.example"]]
    assert "An authenticator app was added to your account." in mail.outbox[0].body


# Lost devices


@pytest.fixture
def administrator(db):
    return UserFactory(username="priya", first_name="Priya", last_name="Nair", role="administrator")


def test_administrator_removes_the_second_step_of_a_colleague(administrator, quality_lead):
    with_app(quality_lead)
    elsewhere = at_second_step(quality_lead)
    elsewhere.post("/sign-in/second-step", {"code": code_of()})

    services.reset_second_steps(person=quality_lead, why="Rang her back", by=administrator)

    assert not Authenticator.objects.exists()
    assert elsewhere.get("/your-details").status_code == 302
    event = Event.objects.get(name="accounts.second_factor_removed")
    assert (event.actor, event.why, event.before) == (
        "priya",
        "Rang her back",
        {"kinds": ["recovery_codes", "totp"]},
    )


def test_it_is_for_administrators_and_colleagues_with_a_reason(
    administrator, quality_lead, other_lead, chair
):
    for person in (quality_lead, other_lead, administrator):
        with_app(person)

    with pytest.raises(NotAllowed):
        services.reset_second_steps(person=quality_lead, why="x", by=chair)
    for person, why in ((other_lead, "x"), (administrator, "x"), (quality_lead, " "), (chair, "x")):
        with pytest.raises(AccountRefused):
            services.reset_second_steps(person=person, why=why, by=administrator)
    assert Authenticator.objects.filter(type="totp").count() == 3


def test_help_page_asks_for_a_reason(client_of, administrator, quality_lead):
    with_app(quality_lead)
    client = client_of(administrator)
    address = f"/people/{quality_lead.public_id}/help"

    page = page_of(client.get(address))
    refused = page_of(client.post(f"{address}/second-step", {"why": ""}))
    done = client.post(f"{address}/second-step", {"why": "Rang her back"}, follow=True)

    assert "10 recovery codes are left" in words(page)
    assert "Say how you made sure" in words(refused)
    assert refused.title.get_text().startswith("Error: ")
    assert "The second step of Amina Hussain is removed" in words(page_of(done))


def test_help_page_for_oneself_and_for_single_sign_on(client_of, administrator, quality_lead):
    quality_lead.set_unusable_password()
    quality_lead.save()
    client = client_of(administrator)

    assert "nobody does this for themselves" in words(
        page_of(client.get(f"/people/{administrator.public_id}/help"))
    )
    assert "Their own help desk" in words(page_of(client.get(f"/people/{quality_lead.public_id}/help")))


def test_link_for_a_new_password_is_shown_once_and_works(client_of, administrator, quality_lead):
    address = f"/people/{quality_lead.public_id}/help/password"

    page = page_of(client_of(administrator).post(address, {"why": "Met him"}))

    link = page.select_one("main code").get_text()
    assert Event.objects.get(name="accounts.password_link_made").why == "Met him"
    assert "Choose a new password" in words(page_of(Client().get(link, follow=True)))
