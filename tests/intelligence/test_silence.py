"""Who is silent: practices that tell nothing, providers and services of which nothing comes."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.assertions import page_of, words
from tests.factories.intelligence import bolton, coded, item, theme_month
from tests.factories.organisations import OrganisationFactory
from trigpoint.common import clock
from trigpoint.intelligence.queries import silence as queries
from trigpoint.organisations.models import Belonging, Hierarchy

TODAY = dt.date(2026, 11, 22)


@pytest.fixture(autouse=True)
def on_that_day():
    with clock.replaying(TODAY):
        yield


@pytest.fixture
def area(quality_lead):
    """Greater Manchester with two practices and a trust."""
    board = OrganisationFactory(code=quality_lead.commissioner.code, name="Greater Manchester", kind="icb")
    practices = [
        OrganisationFactory(code=code, name=name, kind="practice")
        for code, name in (
            ("P82001", "Dale Practice"),
            ("P82002", "Hill Practice"),
            ("P82003", "Mill Practice"),
        )
    ]
    for each in (*practices, bolton()):
        Belonging.objects.create(hierarchy=Hierarchy.ICB, child=each, parent=board)
    return practices


def test_silent_practices_come_first_with_their_last_word(quality_lead, area):
    item(quality_lead, sent_for=area[0])
    item(quality_lead, sent_for=area[1], received_on=dt.date(2025, 3, 1))

    found = queries.practices(quality_lead, within=quality_lead.commissioner.code, today=TODAY)

    assert [(each.code, each.last_on, each.in_year) for each in found] == [
        ("P82003", None, 0),
        ("P82002", dt.date(2025, 3, 1), 0),
        ("P82001", TODAY, 1),
    ]
    assert queries.how_silent(found) == {"all": 3, "silent": 2, "never": 1}


def test_what_was_told_in_confidence_breaks_no_silence_here(quality_lead, area):
    item(quality_lead, source="staff_concern", sent_for=area[0])

    found = queries.practices(quality_lead, within=quality_lead.commissioner.code, today=TODAY)

    assert queries.how_silent(found)["never"] == 3


def test_provider_and_service_without_a_word_for_months(quality_lead, area):
    owner, trust = quality_lead.commissioner, bolton()
    theme_month(owner, trust, dt.date(2026, 10, 1), theme="", service="Maternity")
    theme_month(owner, trust, dt.date(2026, 5, 1), theme="", service="Surgery")

    within = quality_lead.commissioner.code
    [surgery] = queries.quiet_providers(quality_lead, within=within, months=3, today=TODAY)
    assert (surgery.service, surgery.last, surgery.months) == ("Surgery", dt.date(2026, 5, 1), 5)
    assert queries.quiet_providers(quality_lead, within=within, months=6, today=TODAY) == []


def test_trust_of_which_nothing_ever_came_is_told(quality_lead, area):
    [never] = queries.quiet_providers(
        quality_lead, within=quality_lead.commissioner.code, months=3, today=TODAY
    )

    assert (never.provider, never.last) == (bolton(), None)


def test_page_says_how_many_and_what_to_do(quality_lead, client_of, area):
    item(quality_lead, sent_for=area[0])

    page = page_of(client_of(quality_lead).get(reverse("intelligence:silence")))

    assert "2 of 3 practices have told us nothing in the last 12 months; 2 never did." in words(page)
    assert "Send the link to Hill Practice" in words(page)
    response = client_of(quality_lead).get(reverse("intelligence:silence-csv"))
    assert "Hill Practice,P82002,,never,0," in response.content.decode()


def test_what_is_told_late_breaks_the_silence(quality_lead, area):
    may = dt.date(2026, 5, 1)
    theme_month(quality_lead.commissioner, bolton(), may, theme="", service="Surgery")
    coded(item(quality_lead, service="Surgery", happened_on=may, received_on=dt.date(2026, 10, 20)))
    within = quality_lead.commissioner.code

    assert queries.quiet_providers(quality_lead, within=within, months=3, today=TODAY) == []
    assert not queries.quiet_providers(quality_lead, within=within, months=1, today=TODAY)
    later = dt.date(2027, 2, 1)
    found = queries.quiet_providers(quality_lead, within=within, months=3, today=later)
    assert {each.last for each in found} == {dt.date(2026, 10, 1)}
