"""What the brief says of concerns: level, lead, reply, questions with room for the answer, evidence, what goes well."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.assertions import page_of, words
from tests.factories import concerns as made
from tests.factories.triangulation import coverage, evidence
from trigpoint.common import clock
from trigpoint.triangulation.queries import grid
from trigpoint.triangulation.queries.enquiries import enquiry_of
from trigpoint.triangulation.rules.enquiries import Wanted
from trigpoint.triangulation.services.concern_replies import write_reply
from trigpoint.triangulation.services.enquiries import keep_enquiries
from trigpoint.triangulation.services.good_practice import note_practice

SPOKEN = frozenset({"performance", "soft_intelligence", "complaints"})


@pytest.fixture(autouse=True)
def fed(monkeypatch):
    monkeypatch.setattr(grid.evidence, "connected", lambda: SPOKEN)


@pytest.fixture
def told(quality_lead, client_of, provider):
    """The words of the brief."""

    def read():
        return words(page_of(client_of(quality_lead).get(reverse("reports:brief", args=[provider.code]))))

    return read


def asked(by, provider, **said):
    wanted = [Wanted("Who checks the medicines?", because="Three practices said so.")]
    return keep_enquiries(provider=provider, theme="discharge", wanted=wanted, by=by, **said)[0]


def test_nothing_known_is_said_and_is_no_assurance(told):
    assert "No concern is open." in told()
    assert "that is not assurance" in told()


def test_a_concern_stands_with_level_lead_and_what_the_provider_said(quality_lead, provider, told):
    worry = made.concern(quality_lead, provider=provider)
    assert "The provider has not been asked for its side." in told()
    write_reply(concern=worry, text="We check them twice.", by=quality_lead)
    page = told()
    assert f"{worry.number}: Patients go home without their medicines" in page
    assert "Moderate" in page
    assert "“We check them twice.”" in page
    assert "1 concern is open" in page


def test_a_restricted_concern_and_its_questions_never_appear(quality_lead, provider, told):
    worry = made.concern(quality_lead, provider=provider, restriction="whistleblowing")
    asked(quality_lead, provider, concern=worry)
    page = told()
    assert "No concern is open." in page
    assert "Who checks the medicines?" not in page


def test_the_answer_is_written_down_on_the_brief(quality_lead, client_of, provider, told):
    enquiry = asked(quality_lead, provider)
    assert "Because: Three practices said so." in told()
    address = reverse("reports:enquiry-answer", args=[provider.code, enquiry.public_id])
    empty = client_of(quality_lead).post(address, {})
    assert "Write what was answered" in words(page_of(empty, status=422))
    client_of(quality_lead).post(address, {f"answer-{enquiry.public_id}-text": "The pharmacist does."})
    assert enquiry_of(user=quality_lead, public_id=enquiry.public_id).state == "answered"
    assert "The pharmacist does." in told()


def test_each_theme_has_a_line_that_says_who_agrees_and_who_is_blind(quality_lead, provider, told):
    today = clock.today()
    evidence(quality_lead, provider, today)
    assert "Only performance points to a concern" in told()
    evidence(
        quality_lead, provider, today, about="comment_theme:access", stream="soft_intelligence", source="x"
    )
    evidence(quality_lead, provider, today, stream="complaints", state="good", source="y")
    coverage(quality_lead, provider, today - dt.timedelta(days=30), today)
    page = told()
    assert "performance" in page
    assert "complaints says otherwise" in page


def test_what_goes_well_stands_in_one_line(quality_lead, provider, told):
    note_practice(provider=provider, title="Nobody waits", words="Visitors saw it.", by=quality_lead)
    assert "Goes well: Nobody waits." in told()
