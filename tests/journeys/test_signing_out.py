"""Going out leaves nothing behind in the browser: the way back leads to the sign-in, not to what was seen."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.factories import actions

SEEN = "Review falls on the medical wards"
WINDOWS = pytest.mark.parametrize(("width", "scripts"), [(1280, True), (375, False)])


@WINDOWS
def test_the_back_button_shows_nothing_after_signing_out(journey, quality_lead, width, scripts):
    action = actions.action(quality_lead, SEEN)
    visit = journey(width, scripts=scripts)
    visit.sign_in("amina", onward="/your-details")
    visit.go(action.get_absolute_url())
    expect(visit.page.get_by_text(SEEN).first).to_be_visible()
    visit.page.get_by_role("button", name="Sign out").click()
    expect(visit.page).to_have_title("Sign in – Trigpoint")

    for _ in range(2):
        visit.page.go_back()
        expect(visit.page).to_have_url(re.compile(r"/sign-in\?next="))
        expect(visit.page.get_by_role("heading", level=1)).to_have_text("Sign in")
        assert SEEN not in visit.page.content()

    visit.page.go_forward()
    assert SEEN not in visit.page.content()
    expect(visit.page.get_by_role("heading", level=1)).to_have_text("Sign in")
