"""What goes wrong, and what comes after the meeting: every error state, the wizard, a question's whole life."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.factories import surveillance as made
from tests.journeys.test_from_dashboard_to_word import HEADINGS, WINDOWS
from trigpoint.surveillance.services import refresh

GOOD_ROW = "62d_combined,2025-09,2025-09-01,RYA,TRAINING RYA,100,62,38,0.62"


@pytest.fixture
def trust(quality_lead, tmp_path, settings):
    """A training trust with a fall in A&E."""
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    found = made.provider(quality_lead, "RYA", "Training (fictional) North Trust", is_training=True)
    made.series(quality_lead, found, [*made.STEADY, 60.0])
    refresh(owner=quality_lead.commissioner, by=quality_lead)
    return found


@WINDOWS
def test_question_from_a_change_to_its_close(journey, trust, width, scripts):
    visit = journey(width, scripts=scripts)
    visit.expect_complaint("422")
    page = visit.page
    visit.sign_in("amina", onward="/providers/RYA/brief/")

    page.get_by_role("button", name="Ask this").first.click()
    page.get_by_role("button", name="Ask the question").click()
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("Say who answers it")
    expect(page.get_by_label("Your question")).to_have_value(re.compile("60.0%"))
    visit.check("question-refused")

    page.get_by_label("Who answers it?").fill("Medical director")
    page.get_by_role("button", name="Ask the question").click()
    visit.check("question-asked")
    page.locator("th a[href^='/actions/']").click()
    visit.check("question")

    page.get_by_role("button", name="Answer").click()
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("Write the answer")
    visit.check("answer-refused")
    page.get_by_label("What is the answer?").fill("A second triage nurse starts in December.")
    page.get_by_role("button", name="Answer").click()
    visit.check("question-answered")
    page.locator("summary").get_by_text("Ask again", exact=True).click()
    page.get_by_label("What is still missing?").fill("The day on which she starts.")
    page.get_by_role("button", name="Ask again").click()
    expect(page.locator("main")).to_contain_text("It was asked again.")
    page.locator("summary").get_by_text("Carry forward", exact=True).click()
    later = page.locator("[name='carry-due_on_year']")
    later.fill(str(int(later.input_value()) + 1))
    page.get_by_label("Why is it carried forward?").fill("The director is away.")
    page.get_by_role("button", name="Carry forward").click()
    expect(page.locator("main")).to_contain_text("It was carried forward.")
    page.get_by_label("What is the answer?").fill("She starts on the first of December.")
    page.get_by_role("button", name="Answer").click()
    page.get_by_label("What do we take from the answer?").fill("We look again in January.")
    page.get_by_role("button", name="Close").click()
    expect(page.locator("main")).to_contain_text("A second triage nurse starts in December.")
    expect(page.locator("main")).to_contain_text("We look again in January.")
    visit.check("question-closed")
    page.get_by_role("link", name="Brief for Training (fictional) North Trust").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Provider brief")


@WINDOWS
def test_uploading_bad_files_and_a_good_one(journey, trust, tmp_path, width, scripts):
    visit = journey(width, scripts=scripts)
    page = visit.page
    visit.sign_in("amina", onward="/loads/add/")
    page.get_by_role("button", name="Check the file").click()
    visit.check("load-add-empty")

    for name, words, told in (
        ("web-page.csv", "<!DOCTYPE html><html><body>Sign in</body></html>", "is a web page saved as a CSV"),
        (
            "moved.csv",
            f"{HEADINGS.replace('org_code', 'trust')}\n{GOOD_ROW}\n",
            "Expected and not found: 'org_code'",
        ),
    ):
        upload(page, tmp_path / name, words)
        expect(page.locator(".nhsuk-error-summary")).to_contain_text(told)
        visit.check(f"load-refused-{name.removesuffix('.csv')}")

    upload(page, tmp_path / "good.csv", f"{HEADINGS}\n{GOOD_ROW}\n{GOOD_ROW.replace('RYA', 'ZZ9')}\n")
    expect(page.locator("main")).to_contain_text("2 rows: 1 would be accepted, 1 rejected and 0 ignored")
    expect(page.locator("main")).to_contain_text("The code ZZ9 is not in the directory")
    visit.check("load-check")
    page.get_by_role("button", name="Load the file").click()
    expect(page.locator("main")).to_contain_text("2 rows were read: 1 accepted, 1 rejected and 0 ignored.")
    visit.check("load-done")
    page.get_by_role("link", name="Row 3").click()
    visit.check("rejected-row")


@WINDOWS
def test_chair_reads_everything_and_is_told_what_is_not_allowed(journey, trust, chair, width, scripts):
    visit = journey(width, scripts=scripts)
    visit.expect_complaint("403")
    visit.sign_in("david", onward="/early-warning/")
    expect(visit.page.locator(".tp-answer")).to_contain_text("1 figure is newly unusual")
    visit.check("chair-dashboard")
    visit.go("/providers/RYA/brief/")
    expect(visit.page.locator("main form")).to_have_count(0)
    visit.check("chair-brief")
    visit.go("/loads/add/")
    expect(visit.page.get_by_role("heading", level=1)).to_have_text("You are not allowed to do this")
    visit.check("not-allowed")


@WINDOWS
def test_everything_is_empty_and_teaches(journey, quality_lead, width, scripts):
    visit = journey(width, scripts=scripts)
    visit.sign_in("amina")
    for name, address, first in (
        ("home", "/", "Nothing has been loaded yet"),
        ("dashboard", "/early-warning/", "Nothing has been loaded yet"),
        ("briefs", "/briefs/", "No provider of this kind is ours"),
        ("organisations", "/organisations/", "The directory is empty"),
        ("loads", "/loads/", "This is where files come in"),
    ):
        visit.go(address)
        expect(visit.page.locator("main")).to_contain_text(first)
        visit.check(f"empty-{name}")


def upload(page, path, words: str) -> None:
    """Choose a cancer file and have it checked."""
    path.write_text(words)
    page.goto("/loads/add/")
    page.get_by_label("Publication").select_option("cancer-62d")
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="Check the file").click()
