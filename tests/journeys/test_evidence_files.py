"""A provider adds a file to its action, the commissioner opens it, a newer version comes, and a mistake is taken back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.factories import actions
from tests.files import clamd, made
from tests.journeys.test_from_dashboard_to_word import WINDOWS


@pytest.fixture
def action(quality_lead, settings, tmp_path):
    """An action that Bolton was sent, and Rosa, who answers for Bolton."""
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    sent = actions.sent(quality_lead)
    actions.rosa()
    return sent


def file_of(name, content):
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


@WINDOWS
def test_evidence_from_the_provider_to_the_commissioner(journey, action, width, scripts):
    rosa = journey(width, scripts=scripts)
    rosa.expect_complaint("422")
    page = rosa.page
    rosa.sign_in("rosa", onward=action.get_absolute_url())
    rosa.check("action-without-files")

    page.get_by_text("Add a file", exact=True).click()
    page.get_by_label("What does the file show?").fill("The audit of falls, agreed in November.")
    page.locator("input[type=file]").set_input_files(file_of("audit.docx", made.pdf()))
    page.get_by_role("button", name="Add the file").click()
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("but the file is a PDF")
    expect(page.get_by_label("What does the file show?")).to_have_value(
        "The audit of falls, agreed in November."
    )
    rosa.check("file-refused")

    page.locator("input[type=file]").set_input_files(file_of("audit.pdf", made.pdf()))
    page.get_by_role("button", name="Add the file").click()
    expect(page.locator("main")).to_contain_text("audit.pdf was added.")
    rosa.check("action-with-file")

    amina = journey(width, scripts=scripts)
    amina.expect_complaint("409")
    page = amina.page
    amina.sign_in("amina", onward=action.get_absolute_url())
    with page.expect_download() as download:
        page.get_by_role("link", name="Download audit.pdf").click()
    assert download.value.suggested_filename == "audit.pdf"
    assert download.value.path().read_bytes() == made.pdf()

    page.get_by_role("link", name=re.compile("^audit.pdf")).click()
    expect(page.locator(".tp-answer")).to_contain_text("can be opened, but was not scanned for viruses")
    amina.check("file")
    page.locator("input[type=file]").set_input_files(file_of("audit, signed.docx", made.docx()))
    page.get_by_role("button", name="Add this version").click()
    expect(page.locator("main")).to_contain_text("audit, signed.docx was added.")
    page.get_by_role("link", name=re.compile("^audit, signed.docx")).click()
    expect(page.get_by_role("rowheader", name="Version 1")).to_be_visible()
    amina.check("file-with-two-versions")

    page.get_by_role("link", name="take the file back").click()
    amina.check("file-take-back")
    page.get_by_label("Why is it taken back?").fill("It belongs to another action.")
    page.get_by_role("button", name="Take the file back").click()
    expect(page.locator(".tp-answer")).to_contain_text("This file was taken back")
    amina.check("file-taken-back")
    amina.go(action.get_absolute_url())
    expect(page.locator("#evidence")).to_contain_text("It belongs to another action.")
    amina.check("action-with-file-taken-back")


def test_virus_is_told_to_who_added_it(journey, action, settings):
    with clamd.listening() as daemon:
        settings.CLAMD = daemon.address
        visit = journey(375)
        page = visit.page
        visit.sign_in("rosa", onward=action.get_absolute_url())
        page.get_by_text("Add a file", exact=True).click()
        page.get_by_label("What does the file show?").fill("Minutes of the May meeting.")
        page.locator("input[type=file]").set_input_files(file_of("minutes.txt", clamd.VIRUS))
        page.get_by_role("button", name="Add the file").click()

        expect(page.locator(".tp-answer")).to_contain_text(f"A virus ({clamd.NAME}) was found in it")
        visit.check("file-infected")
