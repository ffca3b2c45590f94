"""The engagement log on its pages: first who was not heard, then who was, and the text for a paper."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.assertions import page_of, words
from tests.factories.intelligence import bolton, engagement
from tests.factories.organisations import OrganisationFactory
from trigpoint.common import clock
from trigpoint.intelligence.models import Engagement
from trigpoint.intelligence.queries.engagement import entries
from trigpoint.intelligence.services import engagement as services
from trigpoint.intelligence.views import engagement as views

SENT = {
    "title": "Guests of a night shelter",
    "methods": ["outreach"],
    "from_on_day": "2",
    "from_on_month": "10",
    "from_on_year": "2026",
    "people": "9",
    "groups": ["homeless"],
    "characteristics": ["sex"],
    "heard": "Letters need an address.",
}


@pytest.fixture(autouse=True)
def on_that_day():
    with clock.replaying(dt.date(2026, 11, 22)):
        yield


def test_log_begins_with_who_was_not_heard(quality_lead, client_of):
    engagement(quality_lead)

    page = page_of(client_of(quality_lead).get(reverse("intelligence:engagement")))

    assert (
        "Nobody listened to people with a learning disability in the last 12 months, nor to 19 other groups."
        in words(page)
    )
    assert "Carers' tea in Farnworth" in words(page)


def test_empty_log_teaches(quality_lead, client_of):
    page = page_of(client_of(quality_lead).get(reverse("intelligence:engagement")))

    assert "Nobody has written down yet who was listened to." in words(page)


def test_written_down_corrected_and_withdrawn_on_pages(quality_lead, client_of):
    client = client_of(quality_lead)
    response = client.post(reverse("intelligence:engagement-add"), SENT)
    made = Engagement.objects.get()
    assert response["Location"] == made.get_absolute_url()

    address = reverse("intelligence:engagement-correct", args=[made.public_id])
    assert "Guests of a night shelter" in client.get(address).content.decode()
    assert client.post(address, {**SENT, "people": ""}).status_code == 422
    assert client.post(address, {**SENT, "people": "", "why": "Nobody counted."}).status_code == 302
    said = words(page_of(client.get(made.get_absolute_url())))
    assert "because: Nobody counted." in said
    assert "What stood there before" in said

    withdraw = reverse("intelligence:engagement-withdraw", args=[made.public_id])
    assert client.post(withdraw, {"withdraw-why": "Written twice."}).status_code == 302
    assert not entries(quality_lead).exists()


def test_personal_data_is_caught_before_it_is_kept(quality_lead, client_of):
    sent = {**SENT, "heard": "Ring 07700 900123 for more."}

    response = client_of(quality_lead).post(reverse("intelligence:engagement-add"), sent)

    assert response.status_code == 422
    assert not Engagement.objects.exists()


def test_coverage_says_not_where_nobody_listened(quality_lead, client_of):
    engagement(quality_lead, from_on=dt.date(2026, 10, 5))
    client = client_of(quality_lead)

    page = page_of(client.get(reverse("intelligence:engagement-coverage")))

    rows = {row.th.a.get_text(): words(row) for row in page.select("#coverage tbody tr") if row.th.a}
    assert rows["Unpaid carers"].count("Not") == 7
    assert "12 people" in rows["Unpaid carers"]
    assert "not in 12 months" in rows["Race"]
    file = client.get(reverse("intelligence:engagement-coverage-csv")).content.decode()
    assert "Unpaid carers,0,0,0,0,0,0,0,1" in file


def test_text_for_a_paper_says_who_was_heard_and_who_not(quality_lead, client_of):
    engagement(quality_lead, from_on=dt.date(2026, 10, 5), service="Podiatry")
    engagement(quality_lead, "Hostel", from_on=dt.date(2026, 9, 5), groups=("homeless",), people=None)
    client = client_of(quality_lead)

    whole = words(page_of(client.get(reverse("intelligence:engagement-paper"))))
    assert "we listened to 12 people on 2 occasions; at 1 of them nobody counted: by public meeting." in whole
    assert "It did not cover: People with a learning disability;" in whole
    narrowed = words(page_of(client.get(reverse("intelligence:engagement-paper") + "?service=podiatry")))
    assert "Hostel" not in narrowed
    none = words(
        page_of(client.get(reverse("intelligence:engagement-paper") + "?since=2020-01-01&until=2020-02-01"))
    )
    assert "nobody was listened to, as far as the engagement log says." in none
    assert "Hostel" in client.get(reverse("intelligence:engagement-paper-csv")).content.decode()


def test_reader_sees_no_way_to_write(chair, quality_lead, client_of):
    made = engagement(quality_lead)

    page = page_of(client_of(chair).get(made.get_absolute_url()))

    assert "Correct it" not in words(page)


def test_providers_are_named_by_name_or_code(quality_lead, client_of):
    bolton()
    OrganisationFactory(code="RXX", name="Hilltop Trust")
    client = client_of(quality_lead)

    client.post(reverse("intelligence:engagement-add"), {**SENT, "providers": "RMC\nhilltop"})

    made = Engagement.objects.get()
    assert set(made.versions.get().marks.filter(kind="provider").values_list("code", flat=True)) == {
        "RMC",
        "RXX",
    }
    again = client.get(reverse("intelligence:engagement-correct", args=[made.public_id])).content.decode()
    assert "RMC\nRXX" in again


def test_paper_counts_more_than_its_table_holds(quality_lead, client_of, monkeypatch):
    monkeypatch.setattr(views, "MOST_IN_A_PAPER", 1)
    engagement(quality_lead, people=5)
    engagement(quality_lead, "Hostel", people=7, groups=("homeless",))

    client = client_of(quality_lead)
    said = words(page_of(client.get(reverse("intelligence:engagement-paper"))))

    assert "we listened to 12 people on 2 occasions" in said
    assert "The table below holds the latest 1 of them, the file all." in said
    assert len(client.get(reverse("intelligence:engagement-paper-csv")).content.decode().splitlines()) == 3


def test_withdrawn_entry_is_not_offered_for_correction(quality_lead, client_of):
    made = engagement(quality_lead)
    services.withdraw_engagement(engagement=made, why="Written twice.", by=quality_lead)

    address = reverse("intelligence:engagement-correct", args=[made.public_id])
    page = page_of(client_of(quality_lead).get(address, follow=True))

    assert "It does not count any more. Write it down anew." in words(page)
