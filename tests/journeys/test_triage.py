"""A lead triages ten without a mouse, the provider answers what it was asked, and the sender reads the outcome."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import expect

from tests.factories.accounts import UserFactory
from tests.factories.intelligence import item, whistle
from tests.factories.vault import WHY
from trigpoint.common import clock
from trigpoint.intelligence import queries
from trigpoint.intelligence.models import Item, ItemStep

MOST_KEYS = 4  # for each piece, besides typing
# What is pressed for each of the ten, in the order of the page, and where it leads. `type:` is typing.
SITTING = (
    (("l",), "triaged"),
    (("n", "1"), "no_action"),
    (("n", "w", "type:Known since May.", "Enter"), "no_action"),
    (("q", "1"), "query_to_provider"),
    (("p", "1"), "passed_to_partner"),
    (("c", "j"), "case_opened"),
    (("c", "2"), "case_opened"),
    (("r", "1"), "closed_with_feedback"),
    (("r", "w", "type:Thank you. The clinic now rings back.", "Enter"), "closed_with_feedback"),
    (("x",), "received"),
)


@pytest.fixture
def ten(quality_lead, tmp_path, settings):
    """Ten that wait, the oldest first."""
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    today = clock.today()
    return [
        item(
            quality_lead,
            f"Letters come late, number {number}.",
            received_on=today - dt.timedelta(days=9 - number),
        )
        for number in range(10)
    ]


def press(page, keys):
    """Press and type; how many keys besides typing."""
    for key in keys:
        if key.startswith("type:"):
            page.keyboard.type(key.removeprefix("type:"))
        else:
            page.keyboard.press(key)
    return sum(1 for key in keys if not key.startswith("type:"))


def test_ten_without_a_mouse(journey, ten):
    """Amina goes through ten with at most four keys each; nothing is saved before she saves."""
    visit = journey(1280)
    visit.sign_in("amina", onward="/soft/triage/")
    page = visit.page
    expect(page.locator("[data-keys]")).to_be_visible()

    page.keyboard.press("j")
    for place, (keys, _) in enumerate(SITTING):
        expect(page.locator(".tp-signal").nth(place)).to_be_focused()
        assert press(page, keys) <= MOST_KEYS
    visit.check("triage-keys")
    expect(page.get_by_role("button", name="Save")).to_be_focused()
    assert ItemStep.objects.count() == len(ten)
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("9 pieces were dealt with.")

    assert [queries.state_of(each) for each in ten] == [state for _, state in SITTING]
    assert ten[2].steps.last().text == "Known since May."
    assert ten[8].steps.last().reply == "Thank you. The clinic now rings back."


def test_keys_that_fit_nothing_do_nothing(journey, ten):
    visit = journey(375)
    visit.sign_in("amina", onward="/soft/triage/")
    page = visit.page
    expect(page.locator("[data-keys]")).to_be_visible()
    first = page.locator(".tp-signal").first

    press(page, ["j", "m"])
    expect(page.locator("[data-keys-status]")).to_contain_text("That cannot be chosen here.")
    press(page, ["n", "9"])
    expect(first).to_be_focused()
    expect(first.locator("[data-stock] li")).to_have_count(5)
    visit.check("triage-stock")
    press(page, ["u"])
    expect(first.locator("[data-stock]")).to_be_hidden()
    page.get_by_role("button", name="Switch keys off").click()
    press(page, ["j", "n"])
    assert first.locator("input:checked").get_attribute("value") == ""


def test_provider_answers_and_the_sender_reads_the_outcome(journey, ten, quality_lead):
    """Without scripts: asked, answered in the register, closed with a reply, read by the private link."""
    UserFactory(username="trust", role="provider", organisation="RMC")
    made = ten[0]
    lead = journey(1280, scripts=False)
    lead.sign_in("amina", onward=made.get_absolute_url())
    lead.page.get_by_text("Ask the provider", exact=True).first.click()
    form = lead.page.locator("form[action$='/do/ask']")
    form.get_by_label("Or your own question").fill("Why are the letters late?")
    form.get_by_role("button", name="Ask the provider").click()
    expect(lead.page.locator("main")).to_contain_text("An answer is due by")
    lead.check("item-asked")

    trust = journey(375, scripts=False)
    trust.sign_in("trust", onward="/actions/")
    trust.page.get_by_role("link", name="Question").first.click()
    trust.page.get_by_label("What is the answer?").fill("The printer broke, and is mended.")
    trust.page.get_by_role("button", name="Answer").click()
    expect(trust.page.locator("main")).to_contain_text("The printer broke")
    assert made.words not in trust.page.content()

    lead.go(made.get_absolute_url())
    expect(lead.page.locator("main")).to_contain_text("The provider has answered")
    lead.page.get_by_text("Close with a reply", exact=True).first.click()
    form = lead.page.locator("form[action$='/do/close']")
    form.get_by_label("Or your own reply").fill("They mended the printer; letters come in time again.")
    form.get_by_role("button", name="Close with a reply").click()
    expect(lead.page.locator("main")).to_contain_text("It is closed.")
    lead.check("item-closed")

    sender = journey(375, scripts=False)
    sender.go(f"/soft/follow/{made.sender_token}/")
    expect(sender.page.locator("main")).to_contain_text(
        "They mended the printer; letters come in time again."
    )


def test_told_in_confidence_behind_its_door(journey, ten, quality_lead):
    """Amina opens it with a reason, writes a gist, and finds the gist alone in the inbox."""
    hidden = whistle(quality_lead, "The night shift of ward 9 is never full.")
    visit = journey(1280)
    visit.sign_in("amina", onward=hidden.get_absolute_url())
    page = visit.page
    page.get_by_label("Why").fill(WHY)
    page.get_by_role("button", name="Open it").click()
    expect(page.locator("main")).to_contain_text("The night shift of ward 9 is never full.")
    page.get_by_text("Write a gist that can be shared", exact=True).first.click()
    page.get_by_label("The gist").fill("There are worries about staffing at night.")
    page.get_by_label("Yes", exact=True).check()
    page.get_by_role("button", name="Write a gist that can be shared").click()
    expect(page.locator("main")).to_contain_text("The gist stands in the inbox.")
    visit.check("item-restricted")

    visit.go("/soft/?words=night")
    expect(page.locator("main")).to_contain_text("There are worries about staffing at night.")
    assert "ward 9" not in page.content()
    visit.check("inbox")
    gist = Item.objects.get(source="shared_gist")
    visit.go(gist.get_absolute_url())
    assert hidden.public_id not in page.content()
