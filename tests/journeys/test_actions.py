"""The register in a browser: adding, answering, verifying, more time by two people, many at once, and every error."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.factories import actions as made
from tests.journeys.test_from_dashboard_to_word import WINDOWS


@pytest.fixture
def people(quality_lead, chair, tmp_path, settings):
    """Amina, Tom, David and Rosa of Bolton."""
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    made.bolton()
    return {"tom": made.colleague(), "rosa": made.rosa()}


@WINDOWS
def test_from_adding_to_verified(journey, people, width, scripts):
    """Amina adds and sends, Rosa claims with evidence, Amina verifies."""
    lead = journey(width, scripts=scripts)
    lead.expect_complaint("422")
    page = lead.page
    lead.sign_in("amina", onward="/actions/")
    expect(page.locator("main")).to_contain_text("This is the one register of actions")
    lead.check("actions-empty")

    page.get_by_role("link", name="Add the first action").click()
    page.get_by_role("button", name="Add the action").click()
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("Write what has to be done")
    lead.check("action-add-refused")
    page.get_by_label("What has to be done?").fill("Send the audit of falls")
    page.get_by_label("Who leads it?").fill("Rosa Diaz, me")
    fill_date(page, "id_due_on", made.in_days(20))
    page.get_by_text("Provider, group, plan and more").click()
    page.get_by_label("Which provider does it concern?").fill("Bolton")
    page.get_by_label("Send it to the provider now").check()
    lead.check("action-add")
    page.get_by_role("button", name="Add the action").click()
    expect(page.locator(".tp-answer")).to_contain_text("Rosa Diaz leads it, with Amina Hussain.")
    lead.check("action-added")

    provider = journey(width, scripts=scripts)
    provider.expect_complaint("422")
    theirs = provider.page
    provider.sign_in("rosa", onward="/actions/")
    provider.check("actions-of-provider")
    theirs.get_by_role("link", name=re.compile("^Start")).click()
    theirs.get_by_role("button", name="Start").click()
    theirs.get_by_role("button", name="Claim done").click()
    expect(theirs.locator(".nhsuk-error-summary")).to_contain_text("Say what shows that it is done")
    provider.check("claim-refused")
    theirs.get_by_label("What shows that it is done?").fill("The report of the audit")
    theirs.get_by_role("button", name="Claim done").click()
    expect(theirs.locator(".tp-answer")).to_contain_text("It waits to be verified.")
    provider.check("action-claimed")

    lead.go("/actions/?show=verify")
    expect(page.locator(".tp-answer")).to_have_text("1 action waits to be verified.")
    page.get_by_role("link", name=re.compile("^Verify")).click()
    page.get_by_label("What did you check?").fill("The report")
    page.get_by_role("button", name="Verify").click()
    expect(page.locator(".tp-answer")).to_contain_text("Verified by Amina Hussain")
    lead.check("action-verified")


@WINDOWS
def test_more_time_by_two_people(journey, people, quality_lead, width, scripts):
    made.action(quality_lead, due_on=made.in_days(3))
    asks = journey(width, scripts=scripts)
    page = asks.page
    asks.sign_in("amina", onward="/actions/")
    page.get_by_role("link", name="Action 1", exact=True).click()
    page.locator("summary", has_text="Ask for more time").click()
    fill_date(page, "id_ask-time-due_on", made.in_days(40))
    page.get_by_label("Why is more time needed?").fill("The auditor is ill")
    page.get_by_role("button", name="Ask for more time").click()
    expect(page.locator("main")).to_contain_text("It counts once somebody else has approved it.")

    decides = journey(width, scripts=scripts)
    decides.expect_complaint("422")
    theirs = decides.page
    decides.sign_in("david", onward="/actions/?show=time")
    theirs.get_by_role("link", name=re.compile("^Decide on more time")).click()
    theirs.get_by_role("button", name="Decide on more time").click()
    expect(theirs.locator(".nhsuk-error-summary")).to_contain_text("Choose whether you approve it")
    decides.check("decide-refused")
    theirs.get_by_label(re.compile("Approve: due")).check()
    theirs.get_by_role("button", name="Decide on more time").click()
    expect(theirs.locator("main")).to_contain_text("Moved once, first due")
    theirs.locator("#dates ~ ul summary").last.click()
    expect(theirs.locator("main")).to_contain_text("The auditor is ill")
    decides.check("more-time")


@WINDOWS
def test_many_at_once_and_looking_back(journey, people, quality_lead, width, scripts):
    made.action(quality_lead, "Check call bells", provider=made.bolton())
    made.action(quality_lead, "Visit the lounge", leads=("me",))
    made.started(quality_lead, text="Review falls")
    visit = journey(width, scripts=scripts)
    visit.expect_complaint("422")
    page = visit.page
    visit.sign_in("amina", onward="/actions/?grouped=provider")
    visit.check("actions")

    for number in (1, 2, 3):
        page.get_by_label(f"Choose Action {number}", exact=True).check()
    page.get_by_label("With the actions that are ticked").select_option("Mark as started")
    page.get_by_role("button", name="Continue").click()
    expect(page.locator(".tp-answer")).to_have_text(
        "2 actions would be changed; 1 cannot be and would be left as it is."
    )
    visit.check("bulk")
    page.locator("[name=bulk-started_day]").fill("99")
    page.get_by_role("button", name="Mark as started: 2 actions").click()
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("The date must be a real date")
    visit.check("bulk-refused")
    page.locator("[name=bulk-started_day]").fill("1")
    page.locator("[name=bulk-started_month]").fill("1")
    page.locator("[name=bulk-started_year]").fill("2026")
    page.get_by_role("button", name="Mark as started: 2 actions").click()
    expect(page.locator("main")).to_contain_text("2 actions were changed.")
    expect(page).to_have_url(re.compile("grouped=provider"))

    visit.go(f"/actions/?show=all&as_at={made.in_days(-1).isoformat()}")
    expect(page.locator("main")).to_contain_text("No action is in this view")
    visit.check("actions-looking-back")


def fill_date(page, prefix: str, day) -> None:
    """Fill the three boxes of a date."""
    for part in ("day", "month", "year"):
        page.locator(f"#{prefix}_{part}").fill(str(getattr(day, part)))
