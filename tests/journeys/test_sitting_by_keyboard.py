"""A sitting without a mouse: keys choose and go on, nothing is saved before Save, and keys can be switched off."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.factories import surveillance as made
from trigpoint.surveillance.models import SignalStep


@pytest.fixture
def bolton(quality_lead, tmp_path, settings):
    """Bolton's waits fell, and its type 1 waits rose."""
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    fallen = made.fallen(quality_lead)
    made.series(quality_lead, fallen.organisation, [*made.STEADY, 95.0], indicator="ae-4hour-type1")
    made.refreshed(quality_lead)
    return fallen


@pytest.fixture
def sitting(journey, bolton):
    """`sitting(width)`: Amina's window on Bolton's sitting."""

    def begin(width=1280, **options):
        visit = journey(width, scripts=True, **options)
        visit.sign_in("amina", onward="/signals/providers/RMC/")
        expect(visit.page.locator("[data-keys]")).to_be_visible()
        return visit

    return begin


def chosen(page, place):
    return page.locator(".tp-signal").nth(place).locator("input:checked").get_attribute("value")


def test_ten_minutes_without_a_mouse(sitting, bolton):
    """Amina calls the first real and says why, notes the second, takes that back, notes it again, and saves."""
    visit = sitting()
    page, keys = visit.page, visit.page.keyboard
    first, second = page.locator(".tp-signal").nth(0), page.locator(".tp-signal").nth(1)

    keys.press("j")
    expect(first).to_be_focused()
    keys.press("r")
    expect(first.get_by_label("Why?")).to_be_focused()
    keys.type("jnra two wards closed")
    expect(first.get_by_label("Why?")).to_have_value("jnra two wards closed")
    visit.check("sitting-keys")
    keys.press("Enter")
    expect(second).to_be_focused()
    keys.press("n")
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_focused()
    assert (chosen(page, 0), chosen(page, 1)) == ("real", "noted")
    expect(page.locator("[data-keys-status]")).to_have_text("Noted. 2 of 2 answered; nothing is saved yet.")

    keys.press("u")
    expect(second).to_be_focused()
    assert chosen(page, 1) == ""
    keys.press("ArrowUp")
    expect(first).to_be_focused()
    keys.press("w")
    keys.press("Escape")
    expect(first).to_be_focused()
    keys.press("ArrowDown")
    keys.press("n")
    assert SignalStep.objects.count() == 0

    keys.press("Enter")
    expect(page.locator("main")).to_contain_text("2 signals were answered.")
    told = SignalStep.objects.values_list("outcome", "reason").order_by("outcome")
    assert list(told) == [("noted", ""), ("real", "jnra two wards closed")]


def test_the_last_choice_is_taken_back_however_it_was_made(sitting):
    """Amina notes the first by key, changes the second by mouse and the first by arrow, and takes all of it back."""
    visit = sitting()
    page, keys = visit.page, visit.page.keyboard
    first, second = page.locator(".tp-signal").nth(0), page.locator(".tp-signal").nth(1)
    status = page.locator("[data-keys-status]")
    titles = [each.get_by_role("heading").inner_text() for each in (first, second)]

    keys.press("j")
    keys.press("n")
    second.get_by_role("radio", name="No concern").check()
    first.get_by_role("radio", name="Noted").focus()
    keys.press("ArrowDown")
    assert (chosen(page, 0), chosen(page, 1)) == ("real", "no_concern")

    keys.press("u")
    expect(first).to_be_focused()
    expect(status).to_contain_text(f"Taken back, {titles[0]}, signal 1: Noted. 2 of 2 answered")
    keys.press("u")
    expect(second).to_be_focused()
    expect(status).to_contain_text(f"Taken back, {titles[1]}, signal 2: Leave for later. 1 of 2 answered")
    keys.press("u")
    assert (chosen(page, 0), chosen(page, 1)) == ("", "")
    keys.press("u")
    expect(status).to_contain_text("Nothing to take back.")


def test_back_from_save_goes_to_the_last_signal(sitting):
    visit = sitting()
    keys = visit.page.keyboard

    keys.press("p")
    expect(visit.page.locator(".tp-signal").nth(0)).to_be_focused()
    keys.press("s")
    keys.press("p")
    expect(visit.page.locator(".tp-signal").nth(1)).to_be_focused()


def test_help_and_keys_that_stay_off(sitting):
    visit = sitting(375)
    page, keys = visit.page, visit.page.keyboard

    keys.press("?")
    expect(page.get_by_text("take the last choice back")).to_be_visible()
    visit.check("sitting-keys-help")
    page.get_by_role("button", name="Switch keys off").click()
    keys.press("j")
    expect(page.locator(".tp-signal").first).not_to_be_focused()
    page.reload()
    expect(page.get_by_role("button", name="Switch keys on")).to_be_visible()
    keys.press("n")
    assert chosen(page, 0) == ""
    visit.check("sitting-keys-off")
    page.get_by_role("button", name="Switch keys on").click()
    keys.press("j")
    expect(page.locator(".tp-signal").first).to_be_focused()


def test_whoever_only_reads_has_no_keys(journey, bolton, chair):
    visit = journey(1280, scripts=True)
    visit.sign_in("david", onward="/signals/providers/RMC/")

    expect(visit.page.locator(".tp-signal").first).to_be_visible()
    assert visit.page.locator("[data-keys]").count() == 0
