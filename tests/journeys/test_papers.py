"""The early-warning paper in a browser: a lead issues it, a committee member reads it and opens a series from a figure."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.factories import reports
from tests.factories.accounts import UserFactory
from tests.journeys.test_from_dashboard_to_word import WINDOWS
from trigpoint.common import clock


@pytest.fixture
def bolton(quality_lead, tmp_path, settings):
    """A trust with news, a rating and a question, and somebody of the committee."""
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    UserFactory(username="grace", role="committee_member", commissioner=quality_lead.commissioner)
    provider = reports.bolton(quality_lead)
    reports.rated(quality_lead, provider)
    reports.question(quality_lead, provider, "Who waits longest?")
    return provider


@WINDOWS
def test_lead_issues_and_committee_member_reads(journey, bolton, quality_lead, width, scripts):
    """Amina reads the draft and issues it; Grace opens a series from a figure; Amina corrects it."""
    month = f"{clock.today():%Y-%m}"
    lead = journey(width, scripts=scripts)
    lead.expect_complaint("422")
    page = lead.page
    lead.sign_in("amina", onward="/papers/")
    expect(page.locator(".tp-answer")).to_contain_text("has not been issued yet")
    lead.check("papers-empty")
    page.get_by_role("link", name="Read the draft of").click()
    expect(page.locator(".tp-lead")).to_contain_text("Our one provider has something new")
    lead.check("paper-draft")
    page.get_by_role("button", name="Issue this paper").click()
    expect(page.locator("main")).to_contain_text("The paper was issued. It will not change any more.")
    expect(page.locator("main")).to_contain_text("version 1")
    lead.check("paper-issued")

    reads = journey(width, scripts=scripts)
    reads.sign_in("grace", onward="/papers/")
    reads.check("papers")
    reads.page.get_by_role("link", name="Early-warning paper,").click()
    expect(reads.page.locator("main")).to_contain_text("Who waits longest?")
    reads.page.locator(".tp-paper__signals a").first.click()
    expect(reads.page.locator("main")).to_contain_text("Training Hospital (fictional)")

    reports.question(quality_lead, bolton, "Forgotten before?")
    lead.go(f"/papers/early-warning/{month}/")
    page.get_by_role("button", name="Issue the corrected paper").click()
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("Say what was wrong in the version before")
    lead.check("paper-correction-refused")
    page.get_by_label("What was wrong in the version before?").fill("A question was missing")
    page.get_by_role("button", name="Issue the corrected paper").click()
    expect(page.locator("main")).to_contain_text("It replaces version 1: A question was missing")
    lead.check("paper-corrected")
