"""The second step: setting it up, passing it, losing it; by app, by passkey and by recovery code."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.accounts.second_steps import code_of, with_app, wrong_code
from tests.factories.accounts import UserFactory

WINDOWS = pytest.mark.parametrize(
    ("width", "scripts"), [(1280, True), (375, True), (1280, False), (375, False)]
)
WIDTHS = pytest.mark.parametrize("width", [1280, 375])


@pytest.fixture
def required(settings):
    settings.SECOND_FACTOR = "required"


def enter_code(visit, code):
    visit.page.get_by_label(re.compile(r"^\s*Code")).fill(code)
    visit.page.get_by_role("button", name="Continue").click()


def heading(visit):
    return visit.page.get_by_role("heading", level=1)


@WINDOWS
def test_setting_up_an_app_at_the_first_sign_in(journey, quality_lead, required, width, scripts):
    visit = journey(width, scripts=scripts)
    visit.sign_in("amina")
    expect(heading(visit)).to_have_text("Set up a second step")
    visit.check("second-step-must")

    visit.page.get_by_role("link", name="Authenticator app").click()
    expect(heading(visit)).to_have_text("Set up an authenticator app")
    visit.check("app-add")
    enter_code(visit, "000000")
    expect(visit.page).to_have_title(re.compile("^Error: "))
    visit.check("app-add-refused")
    secret = visit.page.locator("main code").inner_text()
    enter_code(visit, code_of(secret))

    expect(heading(visit)).to_have_text("Recovery codes")
    assert visit.page.locator(".tp-codes li").count() == 10
    visit.check("recovery-codes")
    visit.page.get_by_role("button", name="I have kept them").click()
    expect(visit.page.get_by_role("banner")).to_contain_text("Amina Hussain")

    visit.page.get_by_role("button", name="Sign out").click()
    visit.sign_in("amina", onward="/your-details")
    expect(heading(visit)).to_have_text("Second step")
    visit.check("second-step")
    enter_code(visit, wrong_code())
    visit.check("second-step-refused")
    enter_code(visit, code_of(secret, steps=1))
    expect(heading(visit)).to_have_text("Your details")


@WINDOWS
def test_a_lost_device_and_a_recovery_code(journey, quality_lead, required, width, scripts):
    kept = with_app(quality_lead)
    visit = journey(width, scripts=scripts)
    visit.sign_in("amina", onward="/your-details")
    visit.page.get_by_text("I do not have my device").click()
    expect(visit.page.get_by_text("Enter one of the recovery codes")).to_be_visible()
    visit.check("second-step-lost")

    enter_code(visit, kept[3])

    expect(
        visit.page.get_by_text("You signed in with a recovery code. 9 recovery codes are left.")
    ).to_be_visible()
    visit.check("after-recovery")
    visit.page.get_by_role("link", name=re.compile("second step")).click()
    visit.check("second-steps")
    visit.page.get_by_role("link", name=re.compile("Move to another app")).click()
    expect(heading(visit)).to_have_text("Move to another authenticator app")
    secret = visit.page.locator("main code").inner_text()
    enter_code(visit, code_of(secret))
    expect(visit.page.get_by_text("Your authenticator app is set up.")).to_be_visible()


@WIDTHS
def test_a_lost_device_and_an_administrator(journey, quality_lead, width):
    with_app(quality_lead)
    UserFactory(username="priya", first_name="Priya", last_name="Nair", role="administrator")
    desk = journey(width)
    desk.sign_in("priya", onward=f"/people/{quality_lead.public_id}/help")
    expect(heading(desk)).to_have_text("Help Amina Hussain to sign in")
    desk.check("help")

    desk.page.get_by_role("button", name="Remove the second step").click()
    desk.check("help-refused")
    reason = desk.page.get_by_label("How did you make sure that it is they who ask?").first
    reason.fill("Rang her back on the number in the staff directory")
    desk.page.get_by_role("button", name="Remove the second step").click()

    expect(desk.page.get_by_text("The second step of Amina Hussain is removed.")).to_be_visible()
    desk.check("help-done")
    visit = journey(width)
    visit.sign_in("amina", onward="/your-details")
    expect(heading(visit)).to_have_text("Your details")


# Passkeys need scripts; what a device would do, Chromium does by itself.


def with_authenticator(visit, **more):
    """The browser has a device that knows its owner."""
    session = visit.context.new_cdp_session(visit.page)
    session.send("WebAuthn.enable")
    kind = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": {**kind, **more}})
    return visit


@WIDTHS
def test_a_passkey_instead_of_a_password(journey, quality_lead, required, width):
    visit = with_authenticator(journey(width))
    visit.sign_in("amina")
    visit.page.get_by_role("link", name="Passkey").click()
    expect(heading(visit)).to_have_text("Add a passkey")
    visit.page.get_by_label("Name of the passkey").fill("Work laptop")
    visit.check("passkey-add")

    visit.page.get_by_role("button", name="Add the passkey").click()
    expect(heading(visit)).to_have_text("Recovery codes")
    visit.page.get_by_role("button", name="I have kept them").click()
    visit.page.get_by_role("button", name="Sign out").click()

    visit.go("/sign-in?next=/your-details")
    visit.page.get_by_role("button", name="Sign in with a passkey").click()
    expect(heading(visit)).to_have_text("Your details")

    visit.go("/your-details/second-step/passkeys")
    expect(visit.page.get_by_text("Signs in without a password.")).to_be_visible()
    visit.check("passkeys")
    visit.page.get_by_role("link", name="Rename Work laptop").click()
    visit.page.get_by_label("Name of the passkey").fill("")
    visit.page.get_by_role("button", name="Save").click()
    visit.check("passkey-rename-refused")
    visit.page.get_by_label("Name of the passkey").fill("Old laptop")
    visit.page.get_by_role("button", name="Save").click()
    visit.page.get_by_role("link", name="Remove Old laptop").click()
    visit.check("passkey-remove")
    visit.page.get_by_role("button", name="Remove the passkey").click()
    expect(visit.page.get_by_text("Add another second step before you remove this one")).to_be_visible()
    visit.check("passkey-remove-refused")


@WIDTHS
def test_a_passkey_as_the_second_step_and_to_confirm(journey, quality_lead, width):
    visit = with_authenticator(journey(width))
    visit.sign_in("amina", onward="/your-details/second-step/passkeys/add")
    visit.page.get_by_label("Sign in with it alone").uncheck()
    visit.page.get_by_role("button", name="Add the passkey").click()
    expect(heading(visit)).to_have_text("Recovery codes")
    visit.page.get_by_role("link", name="Trigpoint home").click()
    visit.page.get_by_role("button", name="Sign out").click()

    visit.sign_in("amina", onward="/your-details")
    expect(heading(visit)).to_have_text("Second step")
    visit.check("second-step-passkey")
    visit.page.get_by_role("button", name="Use a passkey").click()
    expect(heading(visit)).to_have_text("Your details")

    visit.go("/your-details/confirm/passkey?next=/your-details/second-step/recovery-codes/new")
    visit.check("confirm-passkey")
    visit.page.get_by_role("button", name="Use a passkey").click()
    expect(heading(visit)).to_have_text("Make new recovery codes")
    visit.check("recovery-codes-new")


@WIDTHS
def test_a_passkey_that_is_not_there(journey, quality_lead, width):
    visit = with_authenticator(journey(width))
    visit.go("/sign-in")

    visit.page.get_by_role("button", name="Sign in with a passkey").click()

    expect(visit.page.get_by_text("The browser did not use a passkey.")).to_be_visible()
    visit.check("sign-in-no-passkey")


def test_without_scripts_a_passkey_is_explained_and_a_code_works(journey, quality_lead):
    visit = journey(375, scripts=False)
    visit.sign_in("amina", onward="/your-details/second-step/passkeys/add")

    expect(visit.page.get_by_text("Adding a passkey needs JavaScript")).to_be_visible()
    expect(visit.page.get_by_role("button", name="Add the passkey")).to_be_hidden()
    visit.check("passkey-add")
    visit.page.get_by_role("link", name="Set up an authenticator app").click()
    expect(heading(visit)).to_have_text("Set up an authenticator app")
