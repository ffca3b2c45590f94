"""The surveillance-group pack: a page a provider, frozen when it is issued."""

import datetime as dt
import io

import docx
import pytest
from django.urls import reverse
from pypdf import PdfReader

from tests.assertions import page_of, words
from tests.factories import concerns as made
from tests.factories.organisations import OrganisationFactory
from tests.factories.triangulation import evidence
from tests.factories.worried import worried
from trigpoint.common import clock
from trigpoint.common.references import reference_to
from trigpoint.reports.models import Paper
from trigpoint.reports.presenters.group_pack import pack_content
from trigpoint.reports.queries.group_pack import records_for_pack
from trigpoint.triangulation.queries import grid
from trigpoint.triangulation.rules.drafts import Link
from trigpoint.triangulation.rules.enquiries import Wanted
from trigpoint.triangulation.services.concern_links import link
from trigpoint.triangulation.services.concern_replies import ask_provider, write_reply
from trigpoint.triangulation.services.concern_steps import decide, set_level
from trigpoint.triangulation.services.enquiries import answer, carry, keep_enquiries, put_to_provider

MONTH = dt.date(2026, 11, 1)
DRAFT = "reports:pack-draft"


@pytest.fixture(autouse=True)
def fed(monkeypatch):
    spoken = frozenset({"performance", "soft_intelligence", "complaints"})
    monkeypatch.setattr(grid.evidence, "connected", lambda: spoken)


def text_of(made, kind):
    if kind == "pdf":
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages)
    return "\n".join(each.text for each in docx.Document(io.BytesIO(made)).paragraphs)


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


def test_only_what_went_to_the_provider_stands_as_asked(quality_lead, provider):
    worry = made.concern(quality_lead, provider=provider, theme="access")
    wanted = [Wanted("Who waits longest?"), Wanted("Who books them?"), Wanted("Who rings them?")]
    _, today, later = keep_enquiries(provider=provider, theme="access", wanted=wanted, by=quality_lead)
    carry(enquiry=today, where="Quality meeting", held_on=clock.today(), by=quality_lead)
    carry(enquiry=later, where="Visit", held_on=clock.today() + dt.timedelta(days=9), by=quality_lead)
    ask_provider(concern=worry, text="What is your side of it?", by=quality_lead)
    [page] = pack(quality_lead).parts
    assert [each.title for each in page.asked] == [
        f"{worry.number}: What is your side of it?",
        "Who books them?",
    ]
    assert page.asked[0].answer.startswith("Asked on ")
    assert "no answer yet" in page.asked[0].answer
    assert page.asked[1].answer.startswith("Taken to Quality meeting, ")
    assert {each.title: each.answer.split()[0] for each in page.mean} == {
        "Who waits longest?": "Not",
        "Who rings them?": "At",
    }
    write_reply(concern=worry, text="Two clinics were shut.", by=quality_lead)
    replied = pack(quality_lead).parts[0]
    assert replied.asked[0].answer.endswith("No answer is waited for any more.")
    assert replied.asked[1].answer.startswith("“Two clinics were shut.”")


def test_what_was_put_to_the_register_is_told_as_it_stands_there(quality_lead, client_of, provider):
    made.concern(quality_lead, provider=provider, theme="access")
    (asked,) = keep_enquiries(
        provider=provider, theme="access", wanted=[Wanted("Who waits longest?")], by=quality_lead
    )
    put_to_provider(enquiry=asked, by=quality_lead)
    [page] = pack(quality_lead).parts
    assert [(each.title, each.answer[:19]) for each in page.asked] == [
        ("Who waits longest?", "Put to the provider")
    ]
    assert page.mean == ()
    client = client_of(quality_lead)
    keep_enquiries(provider=provider, theme="access", wanted=[Wanted("Who rings them?")], by=quality_lead)
    assert "We mean to ask" in words(page_of(client.get(reverse(DRAFT, args=["2026-11"]))))
    for kind in ("docx", "pdf"):
        taken = client.get(reverse("reports:pack-draft-take", args=["2026-11", kind]))
        assert "We mean to ask" in text_of(taken.content, kind)


def test_facts_stand_by_concern_and_what_is_cut_is_counted(quality_lead, provider):
    waits = made.concern(quality_lead, provider=provider, theme="access")
    for number in range(8):
        evidence(quality_lead, provider, clock.today(), says=f"Fact {number}.")
    [page] = pack(quality_lead).parts
    assert [each.title for each in page.supports] == ["performance"] * 6 + ["And 2 more"]
    goes = made.concern(quality_lead, provider=provider, theme="discharge")
    [page] = pack(quality_lead).parts
    assert [each.title for each in page.supports][5:] == [
        f"{waits.number}, performance",
        f"{waits.number}, and 2 more",
        goes.number,
    ]
    assert page.supports[-1].says.endswith("it rests on what people said.")
    before, after = page.blind.split(f"{goes.number}: ")
    assert before.startswith(f"{waits.number}: nothing recent from ")
    assert "performance" not in before
    assert "performance" in after


def test_what_it_means_that_nothing_supports_it_depends_on_the_case(quality_lead, client_of, provider):
    [chosen] = pack(quality_lead, provider.code).parts
    assert chosen.nothing_for == "No evidence that we hold points to a concern now."
    told = evidence(quality_lead, provider, clock.today(), about="nothing:mapped", says="Phones ring out.")
    worry = made.concern(quality_lead, provider=provider, theme="discharge")
    assert pack(quality_lead).parts[0].nothing_for.endswith("it rests on what people said.")
    link(concern=worry, links=[Link(reference_to(told), "for")], by=quality_lead)
    assert "it rests on 1 record that people tied to it" in pack(quality_lead).parts[0].nothing_for
    page = words(page_of(client_of(quality_lead).get(reverse(DRAFT, args=["2026-11"]))))
    assert "it rests on 1 record that people tied to it" in page


def test_a_decision_exit_criteria_and_a_reply_are_changes(quality_lead, provider):
    with clock.replaying(dt.date(2026, 9, 10)):
        worry = made.concern(quality_lead, provider=provider)
    assert pack(quality_lead).parts[0].changed == "Nothing of its concerns changed."
    write_reply(concern=worry, text="We check them twice.", by=quality_lead)
    said = {"text": "Visit them.", "where": "Quality committee", "exit_criteria": "No waits for a month."}
    decide(concern=worry, by=quality_lead, **said)
    assert (
        pack(quality_lead).parts[0].changed
        == f"{worry.number}: provider replied; decided; exit criteria set."
    )


def test_codes_are_read_in_any_case_and_unknown_ones_refused_beside_the_field(
    quality_lead, client_of, provider
):
    client, address = client_of(quality_lead), reverse(DRAFT, args=["2026-11"])
    page = page_of(client.get(address, {"provider": [provider.code.lower(), "NOPE"]}))
    assert page.select_one(f"#provider-{provider.code}")
    assert "No provider has the code NOPE." in words(page.select_one("#provider-error"))
    assert page.select_one("#provider")["aria-describedby"] == "provider-error"
    assert [each["value"] for each in page.select("[type=hidden][name=provider]")] == [provider.code]
    seen = page.select_one("[name=issue-seen]")["value"]
    client.post(page.select_one("form[method=post][action*=issue]")["action"], {"issue-seen": seen})
    shown = page_of(client.get(Paper.objects.get().get_absolute_url()))
    assert shown.find("a", string="Correct it with what is known today")["href"].endswith(
        f"?provider={provider.code}"
    )


def test_at_most_thirty_queries_however_much_there_is(
    quality_lead, client_of, provider, django_assert_max_num_queries
):
    worried(quality_lead, provider)
    client = client_of(quality_lead)
    client.get(reverse(DRAFT, args=["2026-11"]))
    with django_assert_max_num_queries(30):
        client.get(reverse(DRAFT, args=["2026-11"]))
