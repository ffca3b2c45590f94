"""Reading a pack, asking why a date is what it is, and working one out; at a desk and on a phone, with and without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

WINDOWS = pytest.mark.parametrize(
    ("width", "scripts"), [(1280, True), (375, True), (1280, False), (375, False)]
)


@WINDOWS
def test_from_the_foot_of_a_page_to_the_why_of_a_date(journey, quality_lead, width, scripts):
    visit = journey(width, scripts=scripts)
    visit.sign_in("amina", onward="/your-details")

    visit.page.get_by_role("contentinfo").get_by_role("link", name="Framework packs").click()
    expect(visit.page.get_by_role("heading", level=1)).to_have_text("Framework packs")
    visit.check("packs")
    visit.page.get_by_role("link", name="Integrated care boards, 2026", exact=True).click()
    candour = visit.page.get_by_role("row", name="duty of candour")
    candour.get_by_text("Why this date?").click()
    expect(candour).to_contain_text("10 working days from the day the provider became aware.")
    visit.check("pack")
    visit.page.get_by_role("link", name="what changed").click()
    expect(visit.page.locator(".tp-lead")).to_contain_text("differ between")
    visit.check("pack-difference")


@WINDOWS
def test_working_a_date_out(journey, quality_lead, width, scripts):
    visit = journey(width, scripts=scripts)
    visit.sign_in("amina", onward="/frameworks/working-days?year=2026")
    page = visit.page

    page.get_by_role("button", name="Work out").click()
    visit.check("work-out-errors")
    for label, text in (("Day", "30"), ("Month", "3"), ("Year", "2026"), ("How many", "10")):
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_label("Working days", exact=True).check()
    page.get_by_role("button", name="Work out").click()

    expect(page.get_by_role("status")).to_contain_text("Due Wed 15 Apr 2026")
    page.get_by_text("Why this date?").click()
    expect(page.get_by_role("status")).to_contain_text("Mon 6 Apr 2026: Easter Monday")
    visit.check("work-out")
