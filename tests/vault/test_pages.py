"""The restricted door and sealed texts as people meet them."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.assertions import page_of, words
from tests.factories import actions
from tests.factories.accounts import UserFactory
from tests.factories.vault import WHY, opened, restricted_action
from trigpoint.common import clock
from trigpoint.vault import services
from trigpoint.vault.models import Sealed

pytestmark = pytest.mark.django_db
SECRET_WORDS = "The matron shouts at night"
NAME = "Jo Whistle"


@pytest.fixture
def record(quality_lead):
    return restricted_action(quality_lead, text=SECRET_WORDS)


def test_the_list_says_that_it_is_there_and_nothing_of_what_it_says(quality_lead, client_of, record):
    told = words(page_of(client_of(quality_lead).get("/restricted/")))

    assert "1 restricted record is open to your role." in told
    assert "What is told about an adult or child at risk" in told
    assert SECRET_WORDS not in told


def test_an_empty_list_teaches(client_of):
    told = words(page_of(client_of(UserFactory(role="safeguarding_lead")).get("/restricted/")))

    assert "Nothing restricted is open to your role." in told
    assert "What this page is for" in told


def test_the_door_asks_why_and_then_leads_to_the_record(quality_lead, client_of, record):
    client, address = client_of(quality_lead), f"/restricted/action/{record.public_id}/"

    asked = page_of(client.get(address))
    refused = page_of(client.post(address, {"reason": "x"}), status=422)
    opened_ = client.post(address, {"reason": WHY})

    assert SECRET_WORDS not in words(asked)
    assert "Say in a few words why you need to see this" in words(refused)
    assert (opened_.status_code, opened_["Location"]) == (302, record.get_absolute_url())
    assert SECRET_WORDS in words(page_of(client.get(record.get_absolute_url())))


def test_the_record_itself_leads_named_people_to_the_door_and_tells_others_nothing(
    client_of, quality_lead, record
):
    address = record.get_absolute_url()

    named = client_of(quality_lead).get(address)

    assert (named.status_code, named["Location"]) == (302, f"/restricted/action/{record.public_id}/")
    assert client_of(UserFactory(username="a", role="analyst")).get(address).status_code == 404


def test_a_restricted_action_is_added_by_who_is_named_and_then_asks_why(quality_lead, client_of):
    said = {
        "text": SECRET_WORDS,
        "leads": "me",
        "kind": "action",
        "is_agreed": "yes",
        "restriction": "safeguarding",
    }
    ends = clock.today() + dt.timedelta(days=14)
    due = {"due_on_day": ends.day, "due_on_month": ends.month, "due_on_year": ends.year}

    made = client_of(quality_lead).post("/actions/add", {**said, **due}, follow=True)

    assert made.redirect_chain[-1][0].startswith("/restricted/action/")
    assert SECRET_WORDS not in words(page_of(made))


def test_who_is_not_named_is_not_offered_to_restrict(client_of):
    page = page_of(client_of(UserFactory(role="analyst")).get("/actions/add"))

    assert page.find(attrs={"name": "restriction"}) is None


def test_a_restricted_action_leaves_no_gap_in_the_numbers_of_others(quality_lead):
    first = actions.action(quality_lead)
    restricted_action(quality_lead)
    second = actions.action(quality_lead)

    assert (first.ref, second.ref) == ("1", "2")


def test_sealing_and_opening_who_reported_it(quality_lead, client_of, record):
    opened(quality_lead, record)
    client = client_of(quality_lead)
    about = f"/sealed/about/action/{record.public_id}/"

    missing = client.post(f"{about}reporter", {"reporter-name": ""})
    assert "Say who reported it" in words(page_of(missing, status=422))
    assert client.post(f"{about}reporter", {"reporter-name": NAME}).status_code == 302
    page = page_of(client.get(about))
    assert NAME not in words(page)
    assert "1 thing is sealed about this record." in words(page)

    sealed = Sealed.objects.get()
    without_reason = client.post(f"/sealed/{sealed.public_id}/open", {"reason": ""})
    assert "Say why you need to see this" in words(page_of(without_reason, status=422))
    read = client.post(f"/sealed/{sealed.public_id}/open", {"reason": WHY})
    assert NAME in words(page_of(read))
    assert "no-store" in read["Cache-Control"]


def test_a_provider_opens_the_reference_meant_for_it(quality_lead, client_of):
    record = actions.action(quality_lead)
    client = client_of(quality_lead)
    ends = clock.today() + dt.timedelta(days=14)
    said = {
        "patient-reference": "H1234567",
        "patient-organisation": "RMC",
        "patient-purpose": "So that the trust can find the discharge summary",
        "patient-expires_on_day": ends.day,
        "patient-expires_on_month": ends.month,
        "patient-expires_on_year": ends.year,
    }
    assert client.post(f"/sealed/about/action/{record.public_id}/patient", said).status_code == 302
    assert "H1234567" not in words(page_of(client.get(f"/sealed/about/action/{record.public_id}/")))

    nadia = client_of(UserFactory(username="nadia", role="provider", organisation="RMC"))
    waiting = words(page_of(nadia.get("/sealed/")))
    assert "1 reference to a patient can be opened by your organisation alone." in waiting
    assert "H1234567" not in waiting
    read = nadia.post(f"/sealed/{Sealed.objects.get().public_id}/open", {"reason": "Finding the case"})
    assert "H1234567" in words(page_of(read))


def test_erasing_asks_why(quality_lead, client_of):
    record = actions.action(quality_lead)
    sealed = services.seal_reporter(record=record, name=NAME, contact="", by=quality_lead)
    client = client_of(quality_lead)

    refused = client.post(f"/sealed/{sealed.public_id}/erase", {"erase-reason": ""})
    assert refused.status_code == 422
    assert (
        client.post(f"/sealed/{sealed.public_id}/erase", {"erase-reason": "Told us by mistake"}).status_code
        == 302
    )
    assert "Erased." in words(page_of(client.get(f"/sealed/about/action/{record.public_id}/")))
