"""The surveillance-group pack: a page a provider, frozen when it is issued."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.assertions import page_of, words
from tests.factories import concerns as made
from tests.factories.organisations import OrganisationFactory
from tests.factories.triangulation import evidence
from trigpoint.common import clock
from trigpoint.reports.models import Paper
from trigpoint.reports.presenters.group_pack import pack_content
from trigpoint.reports.queries.group_pack import records_for_pack
from trigpoint.triangulation.queries import grid
from trigpoint.triangulation.rules.enquiries import Wanted
from trigpoint.triangulation.services.concern_steps import set_level
from trigpoint.triangulation.services.enquiries import answer, keep_enquiries

MONTH = dt.date(2026, 11, 1)
DRAFT = "reports:pack-draft"


@pytest.fixture(autouse=True)
def fed(monkeypatch):
    spoken = frozenset({"performance", "soft_intelligence", "complaints"})
    monkeypatch.setattr(grid.evidence, "connected", lambda: spoken)


def pack(user, *chosen):
    records = records_for_pack(user=user, month=MONTH, today=clock.today(), chosen=chosen)
    return pack_content(records, site="")


def test_a_provider_with_an_open_concern_has_a_page(quality_lead, provider):
    worry = made.concern(quality_lead, provider=provider, theme="access")
    evidence(quality_lead, provider, clock.today())
    (asked,) = keep_enquiries(
        provider=provider, theme="access", wanted=[Wanted("Who waits longest?")], by=quality_lead
    )
    answer(enquiry=asked, text="Orthopaedics.", by=quality_lead)
    [page] = pack(quality_lead).parts
    assert page.level == f"{worry.number} moderate."
    assert page.changed == f"{worry.number}: new."
    assert [each.title for each in page.supports] == ["performance"]
    assert page.blind.startswith("Nothing recent from ")
    assert page.asked[0].answer.startswith("Orthopaedics.")
    assert "Nothing recent reaches us." in page.partners[1]


def test_without_a_concern_nobody_is_there_but_those_who_are_chosen(quality_lead, provider, other_lead):
    assert pack(quality_lead).parts == ()
    [page] = pack(quality_lead, provider.code).parts
    assert page.level == "No concern is open; it was chosen for this pack."
    made.concern(quality_lead, provider=provider, restriction="safeguarding")
    assert pack(quality_lead).parts == ()
    theirs = OrganisationFactory(
        code="RYZ", name="Private Trust", owner=other_lead.commissioner, is_open=False
    )
    assert pack(quality_lead, theirs.code).parts == ()


def test_it_tells_what_changed_since_the_last_pack(quality_lead, client_of, provider):
    client = client_of(quality_lead)
    with clock.replaying(dt.date(2026, 10, 10)):
        worry = made.concern(quality_lead, provider=provider)
    with clock.replaying(dt.date(2026, 10, 20)):
        page = page_of(client.get(reverse(DRAFT, args=["2026-10"])))
        seen = page.select_one("[name=issue-seen]")["value"]
        client.post(reverse("reports:pack-issue", args=["2026-10"]), {"issue-seen": seen})
    assert Paper.objects.get().kind == "surveillance_group"
    told = pack(quality_lead)
    assert told.headings.changed.startswith("What changed since the last pack, ")
    assert told.parts[0].changed == "Nothing of its concerns changed."
    set_level(concern=worry, level="low", text="They answered.", by=quality_lead)
    assert pack(quality_lead).parts[0].changed == f"{worry.number}: level now low (was moderate)."


def test_once_issued_it_does_not_change_and_is_taken_as_files(quality_lead, client_of, provider):
    client = client_of(quality_lead)
    worry = made.concern(quality_lead, provider=provider)
    page = page_of(client.get(reverse(DRAFT, args=["2026-11"])))
    assert "Draft, not issued." in words(page)
    for kind in ("docx", "pdf"):
        assert client.get(reverse("reports:pack-draft-take", args=["2026-11", kind])).status_code == 200
    seen = page.select_one("[name=issue-seen]")["value"]
    response = client.post(reverse("reports:pack-issue", args=["2026-11"]), {"issue-seen": seen})
    issued = Paper.objects.get()
    assert response["Location"] == issued.get_absolute_url()
    set_level(concern=worry, level="low", text="They answered.", by=quality_lead)
    shown = words(page_of(client.get(issued.get_absolute_url())))
    assert f"{worry.number} moderate." in shown
    assert "Issued by" in shown
    for kind in ("docx", "pdf"):
        taken = client.get(reverse("reports:paper-take", args=[issued.public_id, kind]))
        assert taken.status_code == 200
        assert "surveillance-group-2026-11-version-1" in taken["Content-Disposition"]
    listed = words(page_of(client.get(reverse("reports:papers"))))
    assert "Surveillance-group pack, November 2026" in listed
    assert "issued already" in listed
    corrected = words(page_of(client.get(reverse(DRAFT, args=["2026-11"]))))
    assert "What is known today is different." in corrected


def test_months_far_away_have_no_draft(quality_lead, client_of):
    client = client_of(quality_lead)
    assert client.get(reverse(DRAFT, args=["2025-01"])).status_code == 404
    assert client.get(reverse(DRAFT, args=["nonsense"])).status_code == 404
