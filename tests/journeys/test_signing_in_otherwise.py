"""Invitations, single sign-on, being signed out, and being held back."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from tests import oidc
from tests.factories.accounts import PASSWORD, UserFactory
from trigpoint.accounts import services
from trigpoint.accounts.models import Invitation
from trigpoint.common import clock

WINDOWS = pytest.mark.parametrize(
    ("width", "scripts"), [(1280, True), (375, True), (1280, False), (375, False)]
)
WIDTHS = pytest.mark.parametrize("width", [1280, 375])
NEW = "quite another sentence"


@pytest.fixture
def administrator(db):
    return UserFactory(username="priya", first_name="Priya", last_name="Nair", role="administrator")


@pytest.fixture(scope="module")
def running():
    with oidc.running_provider() as provider:
        yield provider


@pytest.fixture
def provider(running, settings):
    settings.OIDC_ISSUER = running.issuer
    for name, value in oidc.CLIENT.items():
        setattr(settings, name, value)
    return running


def heading(visit):
    return visit.page.get_by_role("heading", level=1)


def sign_on(visit, subject):
    """By the button of the sign-in page, and on the provider's own page."""
    visit.page.get_by_role("button", name="Greater Manchester Login").click()
    visit.page.get_by_placeholder("sub").fill(subject)
    visit.page.get_by_role("button", name="Authorize").click()


def at_provider(journey, width, *, scripts=True):
    """A window in which the provider's page may look for its style sheet elsewhere."""
    visit = journey(width, scripts=scripts)
    visit.expect_complaint("net::ERR_FAILED", "Content Security Policy")
    return visit


@WINDOWS
def test_inviting_and_joining(journey, administrator, settings, width, scripts):
    desk = journey(width, scripts=scripts)
    desk.sign_in("priya", onward="/people/invitations")
    desk.check("invitations-none")
    desk.page.get_by_role("link", name="Invite somebody").click()
    desk.page.get_by_label("E-mail address").fill("sam@nhs")
    desk.page.get_by_role("button", name="Make the invitation").click()
    desk.check("invite-refused")
    desk.page.get_by_label("E-mail address").fill("sam@nhs.example")
    desk.page.get_by_label("Role", exact=True).select_option("Quality manager")
    desk.check("invite")
    desk.page.get_by_role("button", name="Make the invitation").click()
    expect(heading(desk)).to_have_text("Pass the invitation on")
    desk.check("invitation-link")
    link = desk.page.locator("main code").inner_text()
    desk.go("/people/invitations")
    desk.check("invitations")

    settings.SECOND_FACTOR = "required"
    visit = journey(width, scripts=scripts)
    visit.go(link)
    expect(heading(visit)).to_have_text("You are invited")
    visit.check("invitation")
    visit.page.get_by_role("button", name="Make my account").click()
    visit.check("invitation-refused")
    for label, text in (("Your full name", "Sam Cruz"), ("Password", NEW), ("Password again", NEW)):
        visit.page.get_by_label(label, exact=True).fill(text)
    visit.page.get_by_role("button", name="Make my account").click()
    expect(heading(visit)).to_have_text("Set up a second step")


@WINDOWS
def test_an_invitation_that_has_expired(journey, administrator, width, scripts):
    invitation = services.invite(email="sam@nhs.example", role="analyst", by=administrator)
    Invitation.objects.update(expires_at=clock.now() - dt.timedelta(minutes=1))
    visit = journey(width, scripts=scripts)
    visit.expect_complaint("410 (Gone)")

    visit.go(f"/invitation/{invitation.token}")

    expect(heading(visit)).to_have_text("This invitation has expired")
    expect(
        visit.page.get_by_text("Ask Priya Nair at NHS Greater Manchester ICB to send it again.")
    ).to_be_visible()
    visit.check("invitation-expired")


@WIDTHS
def test_taking_another_role_with_the_account_one_has(journey, administrator, width):
    UserFactory(username="megan", first_name="Megan", last_name="Price", email="megan@nhs.example")
    invitation = services.invite(email="megan@nhs.example", role="analyst", by=administrator)
    visit = journey(width)
    visit.go(f"/invitation/{invitation.token}")
    visit.check("invitation-known")
    visit.page.get_by_role("button", name="Sign in").click()
    visit.page.get_by_label("Username").fill("megan")
    visit.page.get_by_label("Password", exact=True).fill(PASSWORD)
    visit.page.get_by_role("button", name="Sign in", exact=True).click()

    expect(visit.page.get_by_role("button", name="Take this role")).to_be_visible()
    visit.check("invitation-take")
    visit.page.get_by_role("button", name="Take this role").click()
    expect(visit.page.get_by_text("You now also hold the role Analyst.")).to_be_visible()


@WIDTHS
def test_single_sign_on_the_first_time(journey, provider, quality_lead, width):
    quality_lead.email = "amina@nhs.example"
    quality_lead.save()
    provider.knows("amina-at-work", email="amina@nhs.example", email_verified=True)
    visit = at_provider(journey, width)
    visit.go("/sign-in?next=/your-details")
    visit.check("sign-in-organisation")

    sign_on(visit, "amina-at-work")

    expect(heading(visit)).to_have_text("Your details")
    expect(visit.page.get_by_role("banner")).to_contain_text("Amina Hussain")
    visit.go("/your-details/second-step")
    visit.page.get_by_role("button", name="Sign out").click()
    visit.go("/sign-in")
    sign_on(visit, "amina-at-work")
    expect(visit.page.get_by_role("banner")).to_contain_text("Amina Hussain")


@WINDOWS
def test_single_sign_on_without_a_role(journey, provider, width, scripts):
    provider.knows(
        f"nour{width}{scripts}", email="nour@nhs.example", email_verified=True, name="Nour El Amin"
    )
    visit = at_provider(journey, width, scripts=scripts)
    visit.go("/sign-in")

    sign_on(visit, f"nour{width}{scripts}")

    expect(heading(visit)).to_have_text("You have no role yet")
    expect(visit.page.get_by_role("main")).to_contain_text("nour@nhs.example")
    visit.check("no-role")
    visit.go("/early-warning/")
    expect(heading(visit)).to_have_text("You have no role yet")


@WIDTHS
def test_changing_ones_mind_at_the_provider(journey, provider, width):
    visit = at_provider(journey, width)
    visit.go("/sign-in")
    visit.page.get_by_role("button", name="Greater Manchester Login").click()

    visit.page.get_by_role("button", name="Deny").click()

    expect(visit.page.get_by_text("You did not sign in.")).to_be_visible()
    visit.check("sign-in-changed-mind")


def test_only_single_sign_on(journey, provider, settings):
    settings.OIDC_ONLY = True
    visit = journey(375)
    visit.go("/sign-in")

    expect(visit.page.get_by_label("Username")).to_have_count(0)
    visit.check("sign-in-only-organisation")


@WINDOWS
def test_signing_out_everywhere_else(journey, quality_lead, width, scripts):
    office, home = journey(1280, scripts=scripts), journey(width, scripts=scripts)
    office.sign_in("amina", onward="/your-details")
    home.sign_in("amina", onward="/your-details/sessions")
    expect(home.page.get_by_text("You are signed in here and in 1 other place.")).to_be_visible()
    home.check("sessions")

    home.page.get_by_role("button", name="Sign out everywhere else").click()

    expect(home.page.get_by_text("You are signed out everywhere else.")).to_be_visible()
    home.check("sessions-ended")
    office.go("/your-details")
    expect(heading(office)).to_have_text("Sign in")


@WINDOWS
def test_guessing_is_held_back(journey, quality_lead, width, scripts):
    visit = journey(width, scripts=scripts)
    for _ in range(10):
        visit.sign_in("amina", "a guess")
        expect(visit.page).to_have_title(re.compile("^Error: "))

    visit.sign_in("amina")

    expect(visit.page.get_by_role("main")).to_contain_text(
        "Too many attempts. Wait 15 minutes, then try again"
    )
    visit.check("sign-in-held-back")


@WIDTHS
def test_being_idle(journey, quality_lead, settings, width):
    visit = journey(width)
    visit.sign_in("amina", onward="/your-details")
    expect(heading(visit)).to_have_text("Your details")
    settings.SESSION_IDLE_MINUTES = -1

    visit.go("/your-details")

    expect(visit.page.get_by_text("You were signed out after")).to_be_visible()
    visit.check("sign-in-idle")


@WINDOWS
def test_a_forgotten_password(journey, quality_lead, settings, width, scripts):
    settings.EMAIL_IS_CONFIGURED = True
    quality_lead.email = "amina@nhs.example"
    quality_lead.save()
    visit = journey(width, scripts=scripts)
    visit.go("/sign-in")
    visit.page.get_by_role("link", name="I have forgotten my password").click()
    visit.page.get_by_role("button", name="Send the message").click()
    visit.check("forgotten-refused")
    visit.page.get_by_label("E-mail address").fill("amina@nhs.example")
    visit.page.get_by_role("button", name="Send the message").click()
    expect(heading(visit)).to_have_text("Look for the message")
    visit.check("forgotten-sent")

    link = re.search(r"http://\S+", mail.outbox[0].body)[0]
    visit.go(link)
    visit.page.get_by_role("button", name="Change password").click()
    visit.check("new-password-refused")
    for label in ("New password", "New password again"):
        visit.page.get_by_label(label, exact=True).fill(NEW)
    visit.page.get_by_role("button", name="Change password").click()
    expect(visit.page.get_by_text("Your password is changed. Sign in with it.")).to_be_visible()
    visit.sign_in("amina", NEW, onward="/your-details")
    expect(heading(visit)).to_have_text("Your details")
    visit.page.get_by_role("button", name="Sign out").click()
    visit.go(link)
    expect(heading(visit)).to_have_text("The link does not work any more")
    visit.check("link-expired")


@WIDTHS
def test_confirming_that_it_is_you(journey, quality_lead, width):
    visit = journey(width)
    visit.sign_in("amina", onward="/your-details/confirm?next=/your-details/second-step/app/add")
    visit.check("confirm")
    visit.page.get_by_label("Password", exact=True).fill("a guess")
    visit.page.get_by_role("button", name="Continue").click()
    visit.check("confirm-refused")
    visit.page.get_by_label("Password", exact=True).fill(PASSWORD)
    visit.page.get_by_role("button", name="Continue").click()
    expect(heading(visit)).to_have_text("Set up an authenticator app")
