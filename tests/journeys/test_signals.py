"""Signals in a browser: a sitting, a signal closed and opened again, another chart, the ledger, and every error."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.factories import surveillance as made
from tests.journeys.test_from_dashboard_to_word import WINDOWS
from trigpoint.surveillance.models import Signal


@pytest.fixture
def bolton(quality_lead, chair, tmp_path, settings):
    """Bolton's waits fell, and its type 1 waits rose."""
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    fallen = made.fallen(quality_lead)
    made.series(quality_lead, fallen.organisation, [*made.STEADY, 95.0], indicator="ae-4hour-type1")
    made.refreshed(quality_lead)
    return fallen


@WINDOWS
def test_ten_minutes_for_bolton(journey, bolton, width, scripts):
    """Amina finds what is new, forgets a reason, gives it, notes the rest; David reads that nothing is new."""
    lead = journey(width, scripts=scripts)
    lead.expect_complaint("422")
    page = lead.page
    lead.sign_in("amina", onward="/early-warning/")
    page.get_by_role("link", name="Signals: what is new, provider by provider").click()
    expect(page.locator(".tp-answer")).to_have_text(
        "1 provider has something new: 2 signals, 1 for the worse."
    )
    lead.check("signals")
    page.get_by_role("link", name="Sit down with Bolton").click()
    lead.check("sitting")

    page.get_by_label("Real: something changed in care").first.check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("Say why, in a few words")
    lead.check("sitting-refused")
    page.get_by_label("Why? Needed unless it is only noted").first.fill("Two wards closed")
    page.get_by_role("button", name="Save, and note the rest").click()
    expect(page.locator("main")).to_contain_text("2 signals were answered.")
    expect(page.locator(".tp-answer")).to_have_text("Nothing new: every signal has been looked at.")
    lead.check("signals-quiet")

    reads = journey(width, scripts=scripts)
    reads.sign_in("david", onward="/signals/providers/RMC/")
    expect(reads.page.locator(".tp-answer")).to_contain_text("Nothing new at Bolton")
    reads.check("sitting-quiet")


@WINDOWS
def test_a_signal_is_closed_opened_again_and_counted(journey, bolton, width, scripts):
    signal = Signal.objects.get(series=bolton, lead=None)
    lead = journey(width, scripts=scripts)
    lead.expect_complaint("422")
    page = lead.page
    lead.sign_in("amina", onward=signal.get_absolute_url())
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("Choose what it is")
    lead.check("signal-refused")
    page.get_by_label("Artefact: the data, not care").check()
    page.get_by_label("Why? Needed unless it is only noted").fill("Counted twice")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".tp-answer")).to_have_text("Artefact of the data; it still fires.")
    lead.check("signal-answered")

    page.get_by_label("Open it again").check()
    page.get_by_label("Why? Needed unless it is only noted").fill("The new file says the same")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".tp-answer")).to_have_text("Nobody has looked yet; it still fires.")

    lead.go("/signals/all/?state=new")
    expect(page.locator(".tp-answer")).to_contain_text("2 signals")
    lead.check("signal-list")
    lead.go("/signals/all/?rule=trend")
    expect(page.locator("main")).to_contain_text("No signal with these filters")
    lead.check("signal-list-empty")
    lead.go("/signals/ledger/")
    lead.check("ledger")


@WINDOWS
def test_another_chart_of_the_same_figures(journey, bolton, width, scripts):
    lead = journey(width, scripts=scripts)
    lead.expect_complaint("422")
    page = lead.page
    lead.sign_in("amina", onward=bolton.get_absolute_url())
    page.get_by_role("link", name="run chart about the median").click()
    expect(page.locator("main")).to_contain_text("As run chart about the median")
    lead.check("other-chart")
    page.get_by_role("radio", name="Run chart about the median").check()
    page.get_by_role("button", name="Draw it so").click()
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("Say why the chart suits")
    lead.check("other-chart-refused")
    page.get_by_label("Why does it suit them better?").fill("Counted in two ways in turn")
    page.get_by_role("button", name="Draw it so").click()
    expect(page.locator("main")).to_contain_text("Drawn as run chart about the median")
    lead.check("other-chart-chosen")
