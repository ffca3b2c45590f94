"""Whom to compare with, in a browser: a group made wrongly and then well, compared, changed, retired; and what may be chance."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.factories import surveillance as made
from tests.journeys.test_from_dashboard_to_word import WINDOWS
from trigpoint.surveillance import services


@pytest.fixture
def trusts(quality_lead, chair, tmp_path, settings):
    """Nine trusts compared on one indicator, one of them far below the others."""
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    for n in range(9):
        trust = made.provider(quality_lead, f"R{n:02}", f"Trust {n:02}")
        values = [value + n / 8 - 20 * (n == 2) for value in made.STEADY]
        made.series(quality_lead, trust, values, indicator="ae-4hour-type1", denominator=1000 + 100 * n)
    made.refreshed(quality_lead)


@WINDOWS
def test_a_group_is_made_compared_and_retired(journey, quality_lead, trusts, width, scripts):
    """Amina names six trusts, sees them side by side and sends the view; David reads it."""
    lead = journey(width, scripts=scripts)
    lead.expect_complaint("422")
    page = lead.page
    lead.sign_in("amina", onward="/early-warning/groups/")
    expect(page.locator(".tp-empty")).to_contain_text("No groups yet")
    lead.check("groups-empty")

    page.get_by_role("link", name="Make a group").click()
    page.get_by_label("Name").fill("Trusts like ours")
    page.get_by_label("Providers, by code").fill("R00\nR01\nXX9")
    page.get_by_label("Why are these fairly compared?").fill("The same services")
    page.get_by_role("button", name="Make the group").click()
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("not in the directory: XX9")
    lead.check("group-refused")
    page.get_by_label("Providers, by code").fill("R00\nR01\nR02\nR03\nR04\nR05")
    page.get_by_role("button", name="Make the group").click()
    expect(page.locator(".tp-answer")).to_contain_text("1 group of providers is compared")
    lead.check("groups")
    services.compare_peers(owner=quality_lead.commissioner, by=quality_lead)

    page.get_by_role("link", name="Trusts like ours").click()
    lead.check("group")
    page.get_by_role("link", name="A&E patients admitted").click()
    expect(page.locator(".tp-answer")).to_contain_text("1 of 6 providers stands apart from its like")
    lead.check("compared-in-group")
    view = page.url

    reads = journey(width, scripts=scripts)
    reads.sign_in("david", onward="/early-warning/chance/")
    expect(reads.page.locator(".tp-answer")).to_contain_text("18 tests were made")
    reads.check("chance")
    reads.page.goto(view)
    expect(reads.page.locator(".tp-chips")).to_contain_text("Compared with: the group “Trusts like ours”")

    lead.go("/early-warning/groups/")
    page.get_by_role("link", name="Trusts like ours").click()
    page.get_by_text("Retire the group").click()
    page.get_by_label("Why is it no longer needed?").fill("A trial")
    page.get_by_role("button", name="Retire it").click()
    expect(page.locator(".tp-answer")).to_contain_text("Retired: nothing is compared within it any more.")
    lead.check("group-retired")
