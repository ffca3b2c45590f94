"""What was told in confidence, opened with a reason; and the people who may."""

from __future__ import annotations

from tests.factories.accounts import UserFactory
from tests.factories.vault import WHY, restricted_action
from trigpoint.accounts.models import Membership

TOLD = "Staff say that nights are run by students"


def test_a_safeguarding_lead_opens_a_restricted_action_on_a_phone(journey, quality_lead):
    record = restricted_action(quality_lead, text=TOLD)
    UserFactory(username="ruth", first_name="Ruth", last_name="Adeyemi", role="safeguarding_lead")
    visit = journey(width=375)
    visit.sign_in("ruth", onward="/restricted/")
    visit.check("restricted-list")
    visit.page.get_by_role("link", name=f"Open Action {record.public_id[:6]}").click()
    visit.check("restricted-door")

    visit.expect_complaint("422")
    visit.page.get_by_role("button", name="Open it").click()
    visit.check("restricted-door-error")
    visit.page.get_by_label("Why do you need to see this?").fill(WHY)
    visit.page.get_by_role("button", name="Open it").click()

    visit.page.get_by_text(TOLD).first.wait_for()
    visit.check("restricted-action")


def test_who_reported_it_is_sealed_and_read_once(journey, quality_lead):
    record = restricted_action(quality_lead, text=TOLD)
    visit = journey()
    visit.sign_in("amina", onward=f"/restricted/action/{record.public_id}/")
    visit.page.get_by_label("Why do you need to see this?").fill(WHY)
    visit.page.get_by_role("button", name="Open it").click()
    visit.go(f"/sealed/about/action/{record.public_id}/")
    visit.check("sealed-nothing")
    visit.page.get_by_label("Who reported it?").fill("Jo Whistle")
    visit.page.get_by_role("button", name="Seal who reported it").click()
    visit.check("sealed-about")

    visit.page.get_by_label("Why do you need to know?").fill(WHY)
    visit.page.get_by_role("button", name="Open who reported it 1").click()

    visit.page.get_by_text("Jo Whistle").wait_for()
    visit.check("sealed-read")


def test_an_administrator_gives_and_ends_a_role(journey, db):
    UserFactory(username="priya", first_name="Priya", last_name="Nair", role="administrator")
    UserFactory(username="tom", first_name="Tom", last_name="Reilly", role="analyst")
    visit = journey()
    visit.sign_in("priya", onward="/people/")
    visit.check("people")
    visit.page.get_by_role("link", name="Tom Reilly").click()
    visit.page.get_by_label("Role", exact=True).select_option("Committee member")
    visit.page.get_by_role("button", name="Give the role").click()
    visit.check("person")

    visit.page.get_by_text("End this role: Analyst").first.click()
    visit.page.get_by_role("group").get_by_label("Why?").first.fill("Moved to the council")
    visit.page.get_by_role("button", name="End this role: Analyst").click()
    visit.page.get_by_role("link", name="Tom Reilly").wait_for()

    held = Membership.objects.in_force().filter(user__username="tom")
    assert [each.role for each in held] == ["committee_member"]


def test_anybody_reads_who_can_see_what(journey, db):
    for width in (1280, 375):
        visit = journey(width=width)
        visit.go("/who-can-see-what")
        visit.check(f"who-can-see-what-{width}")
