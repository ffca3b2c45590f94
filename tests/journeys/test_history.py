"""Who did what: an auditor searches and takes a file away; colleagues read what happened to a record."""

from __future__ import annotations

import csv
import io

import pytest
from playwright.sync_api import expect

from tests.factories import actions
from tests.factories.accounts import UserFactory
from tests.factories.vault import restricted_action
from trigpoint.audit.models import Event
from trigpoint.audit.services import record

WINDOWS = pytest.mark.parametrize(("width", "scripts"), [(1280, True), (375, True), (1280, False)])


@pytest.fixture
def past(quality_lead):
    """Sixty things that Amina did to an action, one with a reason; something restricted; an auditor."""
    UserFactory(username="ruth", first_name="Ruth", last_name="Adeyemi", role="auditor")
    made = actions.action(quality_lead, "See why waits grew")
    for number in range(60):
        record(quality_lead, "actions.position_said", made, after={"step": number})
    record(quality_lead, "actions.deadline_set", made, after={"due_on": "2026-12-01"}, why="The board asked")
    restricted_action(quality_lead, text="Told in confidence")
    return made


@WINDOWS
def test_an_auditor_searches_and_takes_the_file_away(journey, past, width, scripts):
    visit = journey(width, scripts=scripts)
    visit.sign_in("ruth", onward="/audit/")
    expect(visit.page.locator(".tp-lead")).to_contain_text("More than 50 events are recorded")
    visit.check("audit")

    visit.page.get_by_role("link", name="Older").click()
    expect(visit.page.locator(".tp-lead")).to_contain_text("Further down")
    visit.check("audit-older")
    visit.go("/audit/")
    visit.page.locator("summary", has_text="Search").press("Enter")
    visit.page.get_by_label("Person").fill("Hussain")
    visit.page.get_by_label("Words of the reason").fill("board")
    visit.page.get_by_role("button", name="Show").press("Enter")

    expect(visit.page.locator(".tp-lead")).to_contain_text("One event fits")
    expect(visit.page.get_by_label("Person")).to_have_value("Hussain")
    visit.check("audit-narrowed")
    with visit.page.expect_download() as taken:
        visit.page.get_by_role("link", name="Download all that fits (CSV)").click()
    rows = list(csv.DictReader(io.StringIO(taken.value.path().read_text(encoding="utf-8"))))
    assert [row["why"] for row in rows] == ["The board asked"]
    assert Event.objects.get(name="audit.list_taken").after["rows"] == 1

    visit.page.get_by_role("link", name="All about this action").click()
    expect(visit.page.get_by_text("Record: Action 1: See why waits grew")).to_be_visible()
    visit.check("audit-record")


@WINDOWS
def test_a_day_that_is_none_is_said_so_and_nothing_found_teaches(journey, past, width, scripts):
    visit = journey(width, scripts=scripts)
    visit.sign_in("ruth", onward="/audit/")
    visit.expect_complaint("31-31-2026")  # browsers say that it is no day, too
    visit.go("/audit/?since=31-31-2026&person=nobody")

    expect(visit.page.locator(".tp-lead")).to_contain_text("One part of your search could not be used")
    expect(visit.page.get_by_text("From: enter a day that there is").first).to_be_visible()
    expect(visit.page.get_by_role("heading", name="No events fit")).to_be_visible()
    visit.check("audit-error")

    visit.page.get_by_role("link", name="Show everything").click()
    expect(visit.page.locator(".tp-lead")).to_contain_text("More than 50 events are recorded")
    visit.go("/audit/?since=2026-11-30&until=2026-11-01")
    expect(visit.page.get_by_text("To: choose the same day as in From").first).to_be_visible()
    visit.check("audit-error-turned")


@WINDOWS
def test_what_happened_here_from_a_record_and_back(journey, past, quality_lead, width, scripts):
    visit = journey(width, scripts=scripts)
    visit.sign_in("amina", onward=past.get_absolute_url())

    visit.page.get_by_role("link", name="Everything the audit holds about it").click()
    expect(visit.page.locator(".tp-lead")).to_contain_text("Amina Hussain set the deadline")
    expect(visit.page.get_by_text("Why: The board asked")).to_be_visible()
    visit.check("audit-about")
    visit.page.get_by_role("link", name="Older").click()
    expect(visit.page.locator(".tp-lead")).to_contain_text("Further down")
    visit.check("audit-about-older")

    visit.page.get_by_role("link", name="Back to the action").click()
    expect(visit.page.get_by_role("heading", level=1)).to_contain_text("See why waits grew")
