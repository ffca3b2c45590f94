"""Every component in a real browser: nothing is refused by the content security policy, charts gain tooltips."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.urls("tests.ui.gallery")
WINDOWS = pytest.mark.parametrize(
    ("width", "scripts"), [(1280, True), (375, True), (1280, False), (375, False)]
)


@WINDOWS
def test_components(journey, quality_lead, width, scripts):
    visit = journey(width, scripts=scripts)
    visit.sign_in("amina", onward="/gallery")
    expect(visit.page.get_by_role("heading", level=1)).to_have_text("Gallery")
    if scripts:
        visit.page.wait_for_selector("figure[data-vega-ready=yes]")

    visit.check("gallery")


@WINDOWS
def test_form_with_errors(journey, quality_lead, width, scripts):
    visit = journey(width, scripts=scripts)
    visit.sign_in("amina", onward="/gallery")

    visit.page.get_by_role("button", name="Save").click()

    expect(visit.page).to_have_title("Error: Gallery – Trigpoint")
    visit.check("gallery-errors")
    if scripts:
        expect(visit.page.locator(".nhsuk-error-summary")).to_be_focused()
        visit.page.get_by_role("link", name="Enter a date").click()
        expect(visit.page.get_by_label("Day", exact=True)).to_be_focused()


def test_chart_gains_tooltips_where_scripts_run(journey, quality_lead):
    visit = journey()
    visit.sign_in("amina", onward="/gallery")
    visit.page.wait_for_selector("figure[data-vega-ready=yes]")

    visit.page.locator("figure path[aria-roledescription=point]").nth(3).hover(force=True)

    expect(visit.page.locator("#vg-tooltip-element")).to_contain_text("66")
    visit.page.screenshot(path=visit.pictures / "tooltip.png")


def test_chart_stays_as_the_server_drew_it_without_scripts(journey, quality_lead):
    visit = journey(scripts=False)

    visit.sign_in("amina", onward="/gallery")

    expect(visit.page.get_by_role("img", name="A&E waits")).to_be_visible()
    expect(visit.page.locator("figure[data-vega-ready]")).to_have_count(0)


def test_gallery_on_paper(journey, quality_lead):
    visit = journey()
    visit.sign_in("amina", onward="/gallery")
    visit.page.emulate_media(media="print")

    expect(visit.page.get_by_role("navigation", name="Sections")).to_be_hidden()
    printed = visit.page.pdf(path=visit.pictures / "gallery.pdf", format="A4", print_background=False)
    assert printed.startswith(b"%PDF")
