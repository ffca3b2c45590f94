"""Somebody writes a note that names people: they are told, and take it out, have it masked, or keep it for a reason."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.factories import surveillance as made
from tests.journeys.test_from_dashboard_to_word import WINDOWS
from trigpoint.audit.models import Event
from trigpoint.surveillance.services import refresh

NOTE = "Ring Mrs Okafor on 0161 496 0000 about 943 476 5919 before the meeting."


@pytest.fixture
def trust(quality_lead):
    """A training trust with some figures."""
    found = made.provider(quality_lead, "RYA", "Training (fictional) North Trust", is_training=True)
    made.series(quality_lead, found, [*made.STEADY, 60.0])
    refresh(owner=quality_lead.commissioner, by=quality_lead)
    return found


def write(visit, words):
    visit.page.get_by_label("Add a note").fill(words)
    visit.page.get_by_role("button", name="Save the note").click()


@WINDOWS
def test_note_is_told_of_and_masked(journey, trust, width, scripts):
    visit = journey(width, scripts=scripts)
    visit.expect_complaint("422")
    page = visit.page
    visit.sign_in("amina", onward="/providers/RYA/brief/")

    write(visit, NOTE)
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("Take out what could tell who a person is")
    expect(page.locator(".tp-guard")).to_contain_text("Phone number: “0161 496 0000”")
    expect(page.get_by_label("Add a note")).to_have_value(NOTE)
    visit.check("guard-told")

    page.get_by_label("Mask it for me").check()
    page.get_by_role("button", name="Save the note").click()
    expect(page.locator("main")).to_contain_text(
        "Ring [name] on [phone number] about [NHS number] before the meeting."
    )
    expect(page.locator("main")).not_to_contain_text("Okafor")
    assert Event.objects.get(name="guard.masked").after == {
        "field": "text",
        "name": 1,
        "phone": 1,
        "nhs_number": 1,
    }


@WINDOWS
def test_name_is_kept_for_a_reason_and_the_rest_masked(journey, trust, width, scripts):
    visit = journey(width, scripts=scripts)
    visit.expect_complaint("422")
    page = visit.page
    visit.sign_in("amina", onward="/providers/RYA/brief/")

    write(visit, NOTE)
    page.get_by_label("Keep it, for this reason").check()
    page.get_by_label("Name: Mrs Okafor").check()
    page.get_by_role("button", name="Save the note").click()
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("Choose the reason for keeping it")
    visit.check("guard-without-reason")

    page.get_by_label("Reason", exact=True).select_option("consent")
    page.get_by_role("button", name="Save the note").click()
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("Say where the agreement is recorded")
    page.get_by_label("In your words").fill("Form 7 in the file of the meeting")
    page.get_by_role("button", name="Save the note").click()
    expect(page.locator("main")).to_contain_text("Ring Mrs Okafor on [phone number] about [NHS number]")
    assert Event.objects.get(name="guard.kept").why == "Form 7 in the file of the meeting"


@WINDOWS
def test_note_is_mended_by_its_writer(journey, trust, width, scripts):
    visit = journey(width, scripts=scripts)
    visit.expect_complaint("422")
    page = visit.page
    visit.sign_in("amina", onward="/providers/RYA/brief/")

    write(visit, NOTE)
    page.get_by_label("I have taken it out of the text above").check()
    page.get_by_role("button", name="Save the note").click()
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("It is still in the text")
    write(visit, "Ring the practice before the meeting.")
    expect(page.locator("main")).to_contain_text("Ring the practice before the meeting.")
    expect(page.locator(".tp-guard")).to_have_count(0)
