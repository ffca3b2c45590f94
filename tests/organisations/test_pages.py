"""The directory's pages."""

import csv
import datetime as dt
import io

import pytest
from django.urls import reverse

from tests.assertions import assert_links_tell_apart, page_of, words
from tests.factories.accounts import OtherCommissionerFactory
from tests.factories.organisations import (
    BelongingFactory,
    OrganisationFactory,
    RatingFactory,
    SuccessionFactory,
    load_sample,
)
from trigpoint.organisations.models import Hierarchy, Kind, Organisation

pytestmark = pytest.mark.django_db
LIST = "/organisations/"


@pytest.fixture
def pennine():
    """Pennine Acute, closed and split between two."""
    for successor in ("RM3", "R0A"):
        SuccessionFactory(successor__code=successor, successor__name=f"Successor {successor}")
    held = Organisation.objects.get(code="RW6")
    held.opened_on, held.closed_on = dt.date(2002, 4, 1), dt.date(2021, 9, 30)
    held.save()
    return held


@pytest.fixture
def practices():
    """Sixty practices of Oldham."""
    place = OrganisationFactory(code="00Y", name="NHS Oldham CCG", kind=Kind.PLACE)
    BelongingFactory(child=place)
    for n in range(60):
        child = OrganisationFactory(
            code=f"P85{n:03}", name=f"Practice {n:02}", kind=Kind.PRACTICE, postcode=f"OL{n} 1AA"
        )
        BelongingFactory(child=child, parent=place, hierarchy=Hierarchy.PLACE)
        BelongingFactory(child=child)
    return place


@pytest.mark.parametrize("address", [LIST, "/organisations/list.csv", "/organisations/RMC/"])
def test_stranger_is_sent_to_sign_in(client, address):
    OrganisationFactory()

    response = client.get(address)

    assert response.status_code == 302
    assert "sign-in" in response["Location"]


def test_empty_directory_teaches(client_of, quality_lead):
    page = page_of(client_of(quality_lead).get(LIST))

    assert "The directory is empty." in words(page)
    assert "Organisation Data Service" in words(page)


def test_published_directory_is_open_to_the_neighbour(client_of, other_lead, pennine):
    assert "Pennine Acute" in words(page_of(client_of(other_lead).get("/organisations/RW6/")))


def test_organisation_of_another_commissioner_is_not_there(client_of, quality_lead):
    OrganisationFactory(code="TRAIN-9", owner=OtherCommissionerFactory(), is_open=False)

    assert client_of(quality_lead).get("/organisations/TRAIN-9/").status_code == 404
    assert "TRAIN-9" not in client_of(quality_lead).get(LIST).content.decode()
    assert "TRAIN-9" not in client_of(quality_lead).get("/organisations/list.csv").content.decode()


def test_private_child_of_a_board_is_not_listed_under_it(client_of, quality_lead):
    child = OrganisationFactory(
        code="TRAIN-9", name="Elsewhere", owner=OtherCommissionerFactory(), is_open=False
    )
    BelongingFactory(child=child)

    assert "Elsewhere" not in words(page_of(client_of(quality_lead).get("/organisations/QOP/")))


def test_training_organisation_is_marked(client_of, quality_lead):
    OrganisationFactory(code="TRAIN-1", name="Larkfield House", is_open=False, is_training=True)

    assert "Training (fictional)" in words(page_of(client_of(quality_lead).get("/organisations/TRAIN-1/")))
    assert "Training (fictional)" in words(page_of(client_of(quality_lead).get(LIST)))


def test_list_says_first_how_many_there_are(client_of, quality_lead, practices):
    page = page_of(client_of(quality_lead).get(LIST, {"kind": "practice", "within": "QOP"}))

    assert page.select_one(".tp-lead").get_text().startswith("There are 60 open organisations")
    assert len(page.select("tbody tr")) == 50
    assert "page 2 of 2" in words(page)


def test_list_hides_closed_until_asked(client_of, quality_lead, pennine):
    client = client_of(quality_lead)

    assert "Pennine" not in words(page_of(client.get(LIST)))
    assert "Pennine" in words(page_of(client.get(LIST, {"state": "closed"})))
    assert len(page_of(client.get(LIST, {"state": "all"})).select("tbody tr")) == 3


def test_list_sorts_both_ways_with_unknown_dates_last(client_of, quality_lead, pennine):
    client = client_of(quality_lead)

    for sort in ("closed", "-closed"):
        page = page_of(client.get(LIST, {"state": "all", "sort": sort}))
        assert page.select_one("tbody th a").get_text().startswith("Pennine")
    assert page.select_one("th[aria-sort]")["aria-sort"] == "descending"


def test_list_that_finds_nothing_teaches(client_of, quality_lead, pennine):
    page = page_of(client_of(quality_lead).get(LIST, {"q": "zzz"}))

    assert "There are no open organisations for “zzz”" in words(page)
    assert "No organisation fits" in words(page)


def test_list_with_a_choice_that_does_not_exist_narrows_nothing(client_of, quality_lead, practices):
    page = page_of(
        client_of(quality_lead).get(LIST, {"kind": "nonsense", "sort": "x", "page": "999", "within": "ZZZ"})
    )

    assert "There are 62 open organisations in" in words(page)


def test_csv_holds_exactly_what_is_seen_on_all_pages(client_of, quality_lead, practices):
    response = client_of(quality_lead).get("/organisations/list.csv", {"kind": "practice", "sort": "-name"})

    lines = list(csv.DictReader(io.StringIO(response.content.decode())))
    assert len(lines) == 60
    assert lines[0]["name"] == "Practice 59"
    assert lines[0]["place"] == "NHS Oldham CCG"


def test_csv_never_gives_a_formula(client_of, quality_lead):
    OrganisationFactory(name="=HYPERLINK(1)")

    assert "'=HYPERLINK(1)" in client_of(quality_lead).get("/organisations/list.csv").content.decode()


def test_closed_organisation_says_who_took_over(client_of, quality_lead, pennine):
    page = page_of(client_of(quality_lead).get("/organisations/RW6/"))

    lead = page.select_one(".tp-lead").get_text()
    assert (
        lead
        == "Pennine Acute Hospitals NHS Trust closed on Thu 30 Sep 2021; Successor RM3 and Successor R0A took over."
    )
    assert {link["href"] for link in page.select("#closed a")} == {
        "/organisations/RM3/",
        "/organisations/R0A/",
    }
    assert_links_tell_apart(page)


def test_successor_shows_where_it_came_from(client_of, quality_lead, pennine):
    page = page_of(client_of(quality_lead).get("/organisations/RM3/"))

    assert "Fri 1 Oct 2021 : Took over from Pennine Acute Hospitals NHS Trust" in words(page)


def test_ratings_show_key_questions_now_and_before_and_open_their_row(client_of, quality_lead):
    rating = RatingFactory(row=7)
    RatingFactory(domain="well_led", rating="Outstanding", load=rating.load, row=7)
    RatingFactory(
        rating="Requires improvement", is_current=False, reported_on=dt.date(2016, 8, 10), load=rating.load
    )
    RatingFactory(service="Maternity", rating="Inadequate", load=rating.load)

    page = page_of(client_of(quality_lead).get("/organisations/RMC/"))

    assert "The regulator's overall rating: Good, reported Thu 11 Apr 2019." in words(page)
    now = page.find("caption", string="Current ratings by key question").find_parent("table")
    assert [cell.get_text().split(" (")[0] for cell in now.select("tbody td")] == [
        "Good", "Not rated", "Not rated", "Not rated", "Not rated", "Outstanding", "Thu 11 Apr 2019",
    ]  # fmt: skip
    assert now.select_one("td a")["href"] == reverse("loads:row", args=[rating.load.public_id, 7])
    assert "Wed 10 Aug 2016" in words(page)
    assert "Maternity" in words(page)


def test_nothing_known_is_said(client_of, quality_lead):
    OrganisationFactory()

    said = words(page_of(client_of(quality_lead).get("/organisations/RMC/")))

    assert "No data No indicator is held" in said
    assert "No data No rating by the Care Quality Commission has been loaded" in said
    assert "No published file says where it belongs." in said


def test_board_lists_its_members_by_page(client_of, quality_lead, practices):
    page = page_of(client_of(quality_lead).get("/organisations/QOP/", {"page": 2}))

    assert "61 open organisations belong to it" in words(page)
    members = page.find(id="members").find_next("table")
    assert len(members.select("tbody tr")) == 25


def test_past_parent_is_marked_with_its_dates(client_of, quality_lead):
    BelongingFactory(from_on=dt.date(2013, 4, 1), to_on=dt.date(2020, 3, 31))

    said = words(page_of(client_of(quality_lead).get("/organisations/RMC/")))

    assert "(past) Integrated care board From Mon 1 Apr 2013, to Tue 31 Mar 2020" in said


def test_change_of_name_is_history_with_its_file(client_of, quality_lead):
    load_sample("etr-2015.csv", "ods-trusts", by=quality_lead, published_on=dt.date(2015, 10, 1))
    load_sample("etr-2022-03.csv", "ods-trusts", by=quality_lead, published_on=dt.date(2022, 3, 17))

    said = words(page_of(client_of(quality_lead).get("/organisations/RM3/")))

    assert "Name changed from Salford Royal NHS Foundation Trust to Northern Care Alliance" in said
    assert "by Thu 17 Mar 2022" in said


@pytest.mark.parametrize(
    "address", [LIST, "/organisations/?within=QOP&state=all", "/organisations/QOP/", "/organisations/00Y/"]
)
def test_page_takes_few_queries_however_much_there_is(
    client_of, quality_lead, practices, address, django_assert_max_num_queries
):
    client = client_of(quality_lead)

    with django_assert_max_num_queries(30):
        page_of(client.get(address))
