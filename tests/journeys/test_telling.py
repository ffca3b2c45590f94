"""A GP tells something on a phone, signed in and by the practice's link, with and without scripts, and reads what became of it.

Needed fields and taps are counted: at most three and eight. A tap is a touch of the screen that does not type.
"""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, expect

from tests.factories.accounts import UserFactory
from tests.factories.intelligence import bolton
from tests.factories.organisations import OrganisationFactory
from trigpoint.intelligence.models import Item, RiskCover
from trigpoint.intelligence.services import moving
from trigpoint.intelligence.services.practice_links import give_link

PHONE = 375
WORDS = "Discharge letters from the surgical wards come two weeks late."
REPLY = "The trust sends letters within two days now."
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
MOST_FIELDS, MOST_TAPS = 3, 8


class Phone:
    """A visit on a phone that counts what is touched."""

    def __init__(self, visit) -> None:
        self.visit, self.page, self.taps = visit, visit.page, 0

    def tap(self, what: Locator) -> None:
        """Touch something."""
        self.taps += 1
        what.click()

    def type(self, label: str, words: str) -> None:
        """Touch a box and type into it letter by letter."""
        box = self.page.get_by_label(label)
        self.tap(box)
        box.press_sequentially(words)

    def button(self, name: str) -> None:
        """Touch a button."""
        self.tap(self.page.get_by_role("button", name=name, exact=True))

    def choose(self, label: str) -> None:
        """Touch a radio button or a box."""
        self.tap(self.page.get_by_text(label, exact=True))


@pytest.fixture
def place(quality_lead):
    """Greater Manchester with a trust, a care home of like name, and a practice."""
    bolton()
    OrganisationFactory(code="VN1", name="Bolton Lodge", kind="care_home")
    RiskCover.objects.create(
        owner=quality_lead.commissioner,
        by=quality_lead,
        numbers=[["Bolton adult safeguarding team", "01204 337000"]],
    )
    return OrganisationFactory(code="P82001", name="Dale Practice", kind="practice")


@pytest.fixture
def way_in(place, quality_lead):
    """`way_in(visit, by)`: to the page on which something is told; how often the practice's person touched is not counted."""

    def lead(visit, by: str) -> Phone:
        if by == "link":
            visit.go(
                reverse(
                    "intelligence:tell-by-link", args=[give_link(organisation=place, by=quality_lead).token]
                )
            )
        else:
            UserFactory(username="gp", role="gp_practice", organisation="P82001")
            visit.sign_in("gp", onward="/soft/tell/")
        expect(visit.page.get_by_label("What happened?")).to_be_visible()
        return Phone(visit)

    return lead


def say_whom(phone: Phone, *, scripts: bool) -> None:
    """A few letters: with scripts the trust is chosen from the list, without them after sending."""
    phone.type("Whom is it about?", "bolt")
    if scripts:
        phone.tap(phone.page.get_by_role("button", name=re.compile("^Bolton NHS Foundation Trust")))


@SCRIPTS
@pytest.mark.parametrize("by", ["account", "link"])
def test_something_is_told_in_at_most_three_fields_and_eight_taps(journey, way_in, by, scripts, quality_lead):
    visit = journey(PHONE, scripts=scripts)
    visit.expect_complaint("422")
    phone = way_in(visit, by)
    page = visit.page
    visit.check(f"telling-by-{by}")
    phone.button("Send")
    needed = page.locator(".nhsuk-error-summary__list li")
    assert needed.count() <= MOST_FIELDS
    visit.check(f"telling-by-{by}-empty")

    phone.taps = 0
    phone.type("What happened?", WORDS)
    say_whom(phone, scripts=scripts)
    phone.choose("Bad")
    phone.button("Send")
    if not scripts:
        visit.check(f"telling-by-{by}-which")
        expect(page.get_by_label("What happened?")).to_have_value(WORDS)
        phone.tap(page.locator("label", has_text="Bolton NHS Foundation Trust"))
        phone.button("Send")
    expect(page.locator("h1")).to_contain_text("Thank you")
    assert phone.taps <= MOST_TAPS, phone.taps
    visit.check(f"telling-by-{by}-thanks")

    item = Item.objects.get()
    assert (item.words, item.provider, item.sent_for.code) == (WORDS, bolton(), "P82001")
    read_what_became_of_it(visit, item, quality_lead, by)


def read_what_became_of_it(visit, item, lead, by):
    """The sender keeps the private link, and reads it again when somebody has answered."""
    page = visit.page
    page.locator("main a[href*='/soft/follow/']").click()
    expect(page.locator("main")).to_contain_text("Nobody has looked at it yet.")
    visit.check(f"telling-by-{by}-follow")
    moving.look_at(item=item, by=lead)
    moving.close(item=item, reply=REPLY, by=lead)
    page.reload()
    expect(page.locator("main")).to_contain_text("It is closed.")
    expect(page.locator("main")).to_contain_text(REPLY)
    expect(page.locator("main")).not_to_contain_text("Discharge letters")
    visit.check(f"telling-by-{by}-answered")


def test_name_of_a_patient_is_masked_with_one_tap(journey, way_in):
    visit = journey(PHONE)
    visit.expect_complaint("422")
    phone = way_in(visit, "link")
    phone.type("What happened?", "Mrs Okafor, 943 476 5919, waited all night.")
    say_whom(phone, scripts=True)
    phone.choose("Bad")
    phone.button("Send")
    expect(visit.page.locator(".tp-guard")).to_contain_text("NHS number")
    visit.check("telling-guard")
    phone.button("Mask it for me and send")
    expect(visit.page.locator("h1")).to_contain_text("Thank you")

    assert phone.taps <= MOST_TAPS, phone.taps
    assert Item.objects.get().words == "[name], [NHS number], waited all night."


@SCRIPTS
def test_somebody_at_risk_is_rung_for_first(journey, way_in, scripts):
    visit = journey(PHONE, scripts=scripts)
    visit.expect_complaint("422")
    phone = way_in(visit, "link")
    page = visit.page
    phone.type("What happened?", "The door to the pond was open again.")
    phone.type("Whom is it about?", "Bolton Lodge")
    phone.choose("Bad")
    phone.choose("Somebody may be in danger now")
    expect(page.get_by_role("link", name="01204 337000")).to_be_visible()
    phone.button("Send")
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("Ring first")
    visit.check("telling-risk")
    phone.choose("I have rung, or I know that nobody watches this at night")
    phone.button("Send")
    expect(page.locator("main")).to_contain_text("Somebody on duty is told now")
    visit.check("telling-risk-thanks")
    assert Item.objects.get().is_at_risk_now


def test_practice_reads_what_it_told_and_what_changed(journey, way_in, quality_lead):
    visit = journey(PHONE)
    phone = way_in(visit, "account")
    phone.type("What happened?", WORDS)
    say_whom(phone, scripts=True)
    phone.choose("Good")
    phone.button("Send")
    expect(visit.page.locator("h1")).to_contain_text("Thank you")
    moving.close(item=Item.objects.get(), reply=REPLY, by=quality_lead)

    visit.go("/soft/told/")
    visit.check("told")
    visit.page.get_by_role("link", name="What changed in the last three months").click()
    expect(visit.page.locator("main")).to_contain_text(REPLY)
    visit.check("told-changed")


@pytest.mark.parametrize("width", [1280, PHONE])
def test_lead_gives_a_link_and_says_who_is_on_duty(journey, place, width):
    visit = journey(width)
    page = visit.page
    visit.sign_in("amina", onward="/soft/links/")
    visit.check("links-none")
    page.get_by_label("For which practice or partner?").press_sequentially("dale")
    page.get_by_role("button", name=re.compile("^Dale Practice")).click()
    page.get_by_role("button", name="Give a link").click()
    expect(page.locator(".tp-qr svg")).to_be_visible()
    visit.check("link-sheet")
    visit.go("/soft/links/")
    visit.check("links")
    visit.go("/soft/at-risk/")
    page.get_by_label("First to be told").select_option(label="Everybody: Quality lead")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".nhsuk-notification-banner")).to_contain_text("It counts from now on")
    visit.check("risk-cover")
    visit.go("/soft/tell/")
    visit.check("telling-by-staff")
