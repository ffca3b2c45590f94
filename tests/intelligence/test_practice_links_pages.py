"""Links of practices: one each, printed with its QR code, ended at once."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.assertions import page_of, words
from tests.factories.accounts import UserFactory
from tests.factories.organisations import OrganisationFactory
from trigpoint.audit.models import Event
from trigpoint.common.errors import NotAllowed
from trigpoint.intelligence.errors import LinkImpossible
from trigpoint.intelligence.models import PracticeLink
from trigpoint.intelligence.services.practice_links import end_link, give_link

pytestmark = pytest.mark.django_db


@pytest.fixture
def practice(db):
    return OrganisationFactory(code="P82001", name="Dale Practice", kind="practice")


@pytest.fixture
def link(practice, quality_lead):
    return give_link(organisation=practice, by=quality_lead)


def test_practice_has_one_link_at_a_time(practice, link, quality_lead):
    with pytest.raises(LinkImpossible, match="has a link already"):
        give_link(organisation=practice, by=quality_lead)
    end_link(link=link, by=quality_lead)

    again = give_link(organisation=practice, by=quality_lead)
    assert again.token != link.token
    assert PracticeLink.objects.count() == 2
    with pytest.raises(LinkImpossible, match="ended already"):
        end_link(link=link, by=quality_lead)


def test_nobody_ends_the_link_of_another_place_or_without_the_deed(link, other_lead):
    for by in (other_lead, UserFactory(username="tom", role="analyst")):
        with pytest.raises(NotAllowed):
            end_link(link=link, by=by)


def test_link_is_given_and_its_sheet_printed(client_of, quality_lead, practice):
    client = client_of(quality_lead)
    answer = client.post("/soft/links/", {"about": "P82001"})

    link = PracticeLink.objects.get()
    sheet = page_of(client.get(answer["Location"]))
    address = reverse("intelligence:tell-by-link", args=[link.token])
    assert f"http://testserver{address}" in words(sheet)
    assert sheet.select(".tp-qr svg path")
    assert Client().get(address).status_code == 200
    assert Event.objects.filter(name="intelligence.link_made").count() == 1


def test_few_letters_give_a_choice(client_of, quality_lead, practice):
    client = client_of(quality_lead)

    page = page_of(client.post("/soft/links/", {"about": "dale"}), status=422)
    assert [box["value"] for box in page.select("[name=which]")] == ["P82001"]
    client.post("/soft/links/", {"about": "dale", "which": "P82001"})

    assert PracticeLink.objects.get().organisation == practice


def test_nobody_of_that_name_is_said(client_of, quality_lead):
    answer = client_of(quality_lead).post("/soft/links/", {"about": "Nowhere"})

    assert "Nobody in the directory" in words(page_of(answer, status=422))


def test_very_long_name_is_refused_in_words(client_of, quality_lead):
    answer = client_of(quality_lead).post("/soft/links/", {"about": "ab " * 1500})

    assert page_of(answer, status=422).select(".nhsuk-error-summary__list li")


def test_second_link_is_refused_on_the_page(client_of, quality_lead, link):
    answer = client_of(quality_lead).post("/soft/links/", {"about": "P82001"})

    assert "has a link already" in words(page_of(answer, status=422))


def test_link_ends_at_once_and_stays_on_record(client_of, quality_lead, link):
    client = client_of(quality_lead)
    client.post(reverse("intelligence:link-end", args=[link.public_id]))

    assert Client().get(reverse("intelligence:tell-by-link", args=[link.token])).status_code == 404
    assert client.get(reverse("intelligence:link-sheet", args=[link.public_id])).status_code == 404
    assert "Ended" in words(page_of(client.get("/soft/links/")))
