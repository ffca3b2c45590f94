"""Targets agreed with a provider in a browser: a trajectory pasted wrongly and then well, withdrawn, and an empty list."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.factories import surveillance as made
from tests.journeys.test_from_dashboard_to_word import WINDOWS


@pytest.fixture
def bolton(quality_lead, chair, tmp_path, settings):
    """Bolton's waits, steady near 75 per cent, and a quarter of cancelled operations."""
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    trust = made.provider(quality_lead)
    found = made.series(quality_lead, trust, made.STEADY)
    counted = made.quarterly(quality_lead, trust, [20, 18, 22, 19])
    made.refreshed(quality_lead)
    return {"waits": found, "cancelled": counted}


@WINDOWS
def test_a_trajectory_is_agreed_and_withdrawn(journey, bolton, width, scripts):
    """Amina pastes a plan, mends a line, sees where it lands, and takes it back; David reads."""
    lead = journey(width, scripts=scripts)
    lead.expect_complaint("422")
    page = lead.page
    lead.sign_in("amina", onward="/targets/")
    expect(page.locator(".tp-empty")).to_contain_text("Nothing is agreed yet")
    lead.check("targets-empty")

    lead.go(bolton["waits"].get_absolute_url())
    page.get_by_role("link", name="Agree a target with this provider").click()
    page.get_by_role("link", name="Trajectory", exact=True).click()
    lead.check("target-trajectory")
    page.get_by_label("Or paste two columns from a spreadsheet").fill("Apr 2025\tmany\nMar 2026\t78")
    page.get_by_label("Where was it agreed?").fill("Contract meeting")
    page.get_by_role("button", name="Standard", exact=True).click()
    lead.check("target-of-another-kind")
    page.get_by_role("button", name="Trajectory", exact=True).click()
    expect(page.get_by_label("Where was it agreed?")).to_have_value("Contract meeting")
    expect(page.get_by_label("Or paste two columns from a spreadsheet")).to_have_value(
        "Apr 2025\tmany\nMar 2026\t78"
    )
    page.get_by_role("button", name="Write it down").click()
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("Line 1: “many” is not a number.")
    lead.check("target-refused")
    page.get_by_label("Or paste two columns from a spreadsheet").fill("Apr 2025\t70\nMar 2026\t78")
    page.get_by_role("button", name="Write it down").click()
    expect(page.locator("main")).to_contain_text("78.0% was wanted of Mar 2026: missed, with 74.9%.")
    lead.check("target-agreed")
    lead.go(bolton["waits"].get_absolute_url())
    lead.check("series-with-trajectory")

    reads = journey(width, scripts=scripts)
    reads.sign_in("david", onward="/targets/")
    expect(reads.page.locator(".tp-answer")).to_contain_text("1 agreed target")
    reads.check("targets")

    lead.go(f"/series/{bolton['waits'].public_id}/targets/")
    page.get_by_text("Withdraw Trajectory for 2025/26").click()
    page.get_by_label("Why is it withdrawn?").fill("A trial")
    page.get_by_role("button", name="Withdraw it").click()
    expect(page.locator("main")).to_contain_text("What it had replaced counts again.")
    lead.check("target-withdrawn")


def test_a_ceiling_is_agreed_and_the_year_so_far_is_drawn(journey, bolton):
    lead = journey(1280)
    page = lead.page
    lead.sign_in("amina", onward=f"/series/{bolton['cancelled'].public_id}/targets/?kind=ceiling")
    page.get_by_label("In which financial year?").select_option(label="2025/26")
    page.get_by_label("How many at most?").fill("70")
    page.get_by_label("Where was it agreed?").fill("Contract meeting")
    page.get_by_role("button", name="Write it down").click()
    expect(page.locator("main")).to_contain_text(
        "79 so far, with 4 of 4 quarters known, where 70 may have been counted by then: more than that."
    )
    expect(page.locator("main")).to_contain_text("The year has ended with 79: the ceiling of 70 was broken.")
    lead.check("target-ceiling")
