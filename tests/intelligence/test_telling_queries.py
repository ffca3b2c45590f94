"""Pages of telling ask the database as often for many records as for few."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.accounts import UserFactory
from tests.factories.intelligence import bolton, draft, item
from tests.factories.organisations import OrganisationFactory
from trigpoint.intelligence.services import moving
from trigpoint.intelligence.services.practice_links import give_link
from trigpoint.intelligence.services.receiving import receive

pytestmark = pytest.mark.django_db
MOST = 30


@pytest.fixture
def practice(db):
    return OrganisationFactory(code="P82001", name="Dale Practice", kind="practice")


@pytest.fixture
def gp(practice):
    return UserFactory(username="gp", role="gp_practice", organisation="P82001")


def asked(client, address):
    """How often a page asks, once everything that is kept in memory is there."""
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


def more(gp, practice, lead, numbers):
    """So many more tellings with a history, a link and a colleague each."""
    for number in numbers:
        told = receive(draft=draft(f"Told {number}", sent_for=practice), by=gp)
        main = item(lead, words=f"Main {number}", is_at_risk_now=True)
        moving.merge(item=told, into=main, by=lead)
        moving.close(item=main, reply=f"Reply {number}", by=lead)
        other = OrganisationFactory(code=f"P8300{number}", name=f"Bolton Practice {number}", kind="practice")
        give_link(organisation=other, by=lead)
        UserFactory(role="quality_manager")


def test_no_page_asks_more_often_with_more_records(gp, practice, quality_lead, client_of):
    bolton()
    link = give_link(organisation=practice, by=quality_lead)
    told = receive(draft=draft("The first", sent_for=practice), by=gp)
    by_link = reverse("intelligence:tell-by-link", args=[link.token])
    pages = [
        (client_of(gp), "/soft/tell/"),
        (client_of(gp), "/soft/tell/whom/?q=bolton"),
        (client_of(gp), "/soft/told/"),
        (client_of(gp), "/soft/told/changed/"),
        (Client(), by_link),
        (Client(), f"{by_link}whom/?q=bolton"),
        (Client(), reverse("intelligence:follow", args=[told.sender_token])),
        (client_of(quality_lead), "/soft/links/"),
        (client_of(quality_lead), "/soft/at-risk/"),
        (client_of(quality_lead), "/soft/tell/"),
    ]
    more(gp, practice, quality_lead, [1])
    before = [asked(client, address) for client, address in pages]
    more(gp, practice, quality_lead, range(2, 8))
    after = [asked(client, address) for client, address in pages]

    grown = [
        (address, few, many)
        for (_, address), few, many in zip(pages, before, after, strict=True)
        if many > few or many > MOST
    ]
    assert not grown, grown
