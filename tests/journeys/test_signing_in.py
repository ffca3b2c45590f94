"""Coming in, being refused, going out; at a desk and on a phone, with and without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

WINDOWS = pytest.mark.parametrize(
    ("width", "scripts"), [(1280, True), (375, True), (1280, False), (375, False)]
)


@WINDOWS
def test_signing_in_and_out(journey, quality_lead, width, scripts):
    visit = journey(width, scripts=scripts)
    visit.go("/your-details")
    expect(visit.page).to_have_title("Sign in – Trigpoint")
    visit.check("sign-in")

    visit.sign_in("amina", onward="/your-details")

    expect(visit.page.get_by_role("heading", level=1)).to_have_text("Your details")
    expect(visit.page.get_by_role("banner")).to_contain_text("Amina Hussain, NHS Greater Manchester ICB")
    visit.check("your-details")
    visit.page.get_by_role("button", name="Sign out").click()
    expect(visit.page).to_have_title("Sign in – Trigpoint")
    visit.go("/your-details")
    expect(visit.page).to_have_url(re.compile(r"/sign-in\?next=/your-details$"))


@WINDOWS
def test_signing_in_with_a_wrong_password(journey, quality_lead, width, scripts):
    visit = journey(width, scripts=scripts)

    visit.sign_in("amina", "a guess")

    expect(visit.page).to_have_title("Error: Sign in – Trigpoint")
    expect(visit.page.get_by_label("Username")).to_have_value("amina")
    visit.check("sign-in-refused")
    if scripts:
        expect(visit.page.locator(".nhsuk-error-summary")).to_be_focused()
    visit.page.get_by_role("link", name="The username or the password is not right").click()
    if scripts:
        expect(visit.page.get_by_label("Username")).to_be_focused()


@WINDOWS
def test_changing_the_password(journey, quality_lead, width, scripts):
    visit = journey(width, scripts=scripts)
    visit.sign_in("amina", onward="/your-details/password")
    visit.page.get_by_role("button", name="Change password").click()
    visit.check("password-errors")

    for label, text in (
        ("Current password", "three unlikely words"),
        ("New password", "quite another sentence"),
        ("New password again", "quite another sentence"),
    ):
        visit.page.get_by_label(label, exact=True).fill(text)
    visit.page.get_by_role("button", name="Change password").click()

    expect(visit.page.get_by_text("Your password is changed.")).to_be_visible()
    visit.check("password-changed")


@WINDOWS
def test_missing_page(journey, width, scripts):
    visit = journey(width, scripts=scripts)
    visit.expect_complaint("404 (Not Found)")

    visit.go("/no-such-page")

    expect(visit.page).to_have_title("Page not found – Trigpoint")
    visit.check("missing-page")
