"""From a provider's matrix to a cell, and from there to where the fact comes from; and back in time."""

from __future__ import annotations

import datetime as dt

from playwright.sync_api import expect

from tests.factories.surveillance import provider
from tests.factories.triangulation import coverage, evidence
from tests.journeys.test_from_dashboard_to_word import WINDOWS
from trigpoint.common import clock


@WINDOWS
def test_from_the_matrix_to_the_source(journey, quality_lead, width, scripts):
    """Amina opens a provider, the cell that speaks, and its record; then she looks a month back."""
    trust = provider(quality_lead)
    day = clock.today() - dt.timedelta(days=3)
    evidence(quality_lead, trust, day, record=f"organisation:{trust.public_id}")
    coverage(quality_lead, trust, day - dt.timedelta(days=400), day, about="indicator:diagnostics-6week")
    visit = journey(width, scripts=scripts)
    page = visit.page
    visit.sign_in("amina", onward=f"/concerns/profiles/{trust.code}/")
    expect(page.locator(".tp-answer")).to_contain_text("Performance alone speaks of a concern")
    visit.check("profile")
    page.locator(".tp-square--concern a").first.click()
    expect(page.locator(".tp-answer")).to_contain_text("Performance speaks of a concern")
    visit.check("profile-cell")
    page.get_by_role("link", name="Open where it comes from").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(trust.name)
    visit.go(f"/concerns/profiles/{trust.code}/")
    page.locator(".tp-lookback__steps a").first.click()
    expect(page.locator(".tp-lookback__banner")).to_contain_text("It is not how things stand now.")
    visit.check("profile-back")
