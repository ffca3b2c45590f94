"""Pages of complaints: what they say, what they refuse, and what stands nowhere on them."""

import csv
import datetime as dt
import io
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.assertions import page_of, words
from tests.factories.accounts import UserFactory
from tests.factories.complaints import GOOD, complaint, consented, figures
from tests.factories.intelligence import bolton
from tests.factories.organisations import OrganisationFactory
from trigpoint.common import clock
from trigpoint.intelligence.models import Complaint, ComplaintFigures
from trigpoint.intelligence.queries.complaints_sheets import headings
from trigpoint.intelligence.rules.complaints_figures import quarter_before, quarter_words, year_of
from trigpoint.intelligence.services import complaints_moving as moving
from trigpoint.intelligence.services import complaints_parts as parts

TODAY = clock.today()
LAST = quarter_before(TODAY)
MOST_QUERIES = 30


@pytest.fixture
def lead(client_of, quality_lead):
    """Somebody who handles complaints."""
    return client_of(quality_lead)


def at(name, *args):
    return reverse(f"intelligence:{name}", args=args)


def day(name, date):
    return {f"{name}_day": date.day, f"{name}_month": date.month, f"{name}_year": date.year}


def filled(**more):
    """What is typed of a complaint about Bolton."""
    bolton()
    return {
        "way": "email",
        "providers": "RMC",
        "words": "They waited nine hours.",
        **day("received_on", TODAY),
        **more,
    }


def test_empty_list_teaches_and_offers_the_first_thing(lead):
    page = words(page_of(lead.get(at("complaints"))))

    assert "No complaint has been written in yet." in page
    assert "Write in the first complaint" in page


def test_complaint_is_written_in_and_the_name_stands_on_no_page(lead):
    response = lead.post(at("complaint-add"), filled(name="Zelda Quux", contact="07700 900123"), follow=True)

    made = Complaint.objects.get()
    page = words(page_of(response))
    assert "It has to be acknowledged by" in page
    assert "Next: Acknowledge it" in page
    for address in (
        made.get_absolute_url(),
        at("complaint-summary", made.public_id),
        at("complaints"),
        at("complaints-csv"),
    ):
        assert b"Quux" not in lead.get(address).content


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"words": ""}, "Write what it is about"),
        ({"providers": ""}, "Say whom it is about"),
        ({"providers": "Nowhere Trust"}, "There is no organisation Nowhere Trust"),
        ({"way": ""}, "Choose how it came"),
        ({"contact": "07700 900123"}, "Say who complains"),
        ({"words": "My NHS number is 943 476 5919."}, "Take out what could tell who a person is"),
        ({"service": "Mrs Priya Sharma 943 476 5919"}, "Take out what could tell who a person is"),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_nothing_is_kept(lead, typed, said):
    response = lead.post(at("complaint-add"), filled() | typed)

    assert said in words(page_of(response, status=422))
    assert not Complaint.objects.exists()


def test_next_step_is_one_click_and_the_page_says_the_next(lead, quality_lead):
    made = complaint(quality_lead)
    response = lead.post(
        at("complaint-deed", made.public_id, "acknowledge"), day("acknowledge-on", TODAY), follow=True
    )

    page = words(page_of(response))
    assert "It is acknowledged." in page
    assert "Next: Agree a plan" in page


def test_late_one_can_be_declined_until_it_is_taken_up(lead, quality_lead):
    made = complaint(quality_lead, happened_on=TODAY - dt.timedelta(days=800))
    moving.acknowledge(complaint=made, on=TODAY, by=quality_lead)
    assert "Do not take it up" in words(page_of(lead.get(made.get_absolute_url())))

    moving.take_up(complaint=made, text="They were ill.", by=quality_lead)

    assert "Do not take it up" not in words(page_of(lead.get(made.get_absolute_url())))


def test_refused_deed_keeps_what_was_typed_and_says_why(lead, quality_lead):
    made = complaint(quality_lead)
    sent = {"answer-outcome": "upheld", "answer-text": "We found the letter.", **day("answer-on", TODAY)}
    response = lead.post(at("complaint-deed", made.public_id, "answer"), sent)

    page = words(page_of(response, status=422))
    assert "Acknowledge it first." in page
    assert "We found the letter." in page


def test_page_says_who_is_waited_for_since_when(lead, quality_lead):
    made = consented(quality_lead)
    ambulance = OrganisationFactory(code="RX7", name="North West Ambulance", kind="ambulance")
    parts.ask_for_part(
        complaint=made,
        organisation=ambulance,
        asked="How long did it wait?",
        due_on=TODAY,
        is_sent=False,
        by=quality_lead,
    )
    page = words(page_of(lead.get(made.get_absolute_url())))
    assert "The answer waits for North West Ambulance (since" in page

    part = made.parts.get().public_id
    sent = {f"answer-{part}-text": "Forty minutes."}
    page = words(
        page_of(lead.post(at("complaint-part-deed", made.public_id, part, "answer"), sent, follow=True))
    )
    assert "Every part is here or given up" in page
    assert "Forty minutes." in page


def test_restricted_one_is_behind_its_door_and_in_no_list(lead, quality_lead, client_of):
    made = complaint(quality_lead, words="Told in confidence.", restriction="safeguarding")
    manager = client_of(UserFactory(username="manager", role="quality_manager"))
    named = client_of(UserFactory(username="named", role="safeguarding_lead"))

    for address in (
        at("complaints") + "?show=all",
        at("complaints-csv") + "?show=all",
        at("complaint-years"),
    ):
        assert made.number.encode() not in lead.get(address, follow=True).content
        assert b"in confidence" not in lead.get(address, follow=True).content
    assert manager.get(made.get_absolute_url()).status_code == 404
    assert named.get(made.get_absolute_url())["Location"] == reverse(
        "vault:open", args=["complaint", made.public_id]
    )
    assert "Told in confidence." in words(
        page_of(lead.get(made.get_absolute_url()))
    )  # opened when it was written in


def test_filters_narrow_list_and_file_alike(lead, quality_lead):
    complaint(quality_lead, subjects=("clinical",), words="The first one.")
    complaint(quality_lead, subjects=("waiting",), words="The second one.", severity="high")

    for narrowed in (
        "subject=waiting",
        "severity=high",
        "provider=RMC&subject=waiting",
        "state=received&severity=high",
    ):
        page = words(page_of(lead.get(f"{at('complaints')}?{narrowed}")))
        assert "The second one." in page
        assert "The first one." not in page
        rows = list(csv.reader(io.StringIO(lead.get(f"{at('complaints-csv')}?{narrowed}").content.decode())))
        assert len(rows) == 2
        assert "second one" not in str(rows)


def test_pages_ask_the_database_little_however_many_there_are(
    lead, quality_lead, django_assert_max_num_queries
):
    made = consented(quality_lead)
    for _ in range(5):
        complaint(quality_lead, subjects=("clinical", "waiting"))
        parts.ask_for_part(
            complaint=made,
            organisation=bolton(),
            asked="And then?",
            due_on=TODAY,
            is_sent=True,
            by=quality_lead,
        )
    figures(quality_lead)
    for address in (
        at("complaints"),
        made.get_absolute_url(),
        at("complaint-figures"),
        at("complaint-figures-provider", "RMC"),
        at("complaint-years"),
    ):
        with django_assert_max_num_queries(MOST_QUERIES):
            lead.get(address)


def test_figures_are_typed_in_beside_the_quarter_before(lead, quality_lead):
    figures(quality_lead, quarter_before(LAST), counts={"received": 77})
    address = at("complaint-figures-type", "RMC")
    assert f"{quarter_words(quarter_before(LAST))}: 77" in words(page_of(lead.get(address)))

    response = lead.post(address, {**GOOD, "subject-clinical": 50, "in_time": 99})
    page = words(page_of(response, status=422))
    assert "More were answered in time than were closed: 99 of 30" in page
    assert "Clinical treatment: 50 of 40 complaints received cannot be" in page

    page = words(
        page_of(lead.post(address, {**GOOD, "subject-clinical": 30, "subject-waiting": 20}, follow=True))
    )
    assert "80% (63 to 90)" in page
    assert "The subjects add up to 50, which is more than the 40 complaints" in page


def test_who_sent_nothing_is_shown_as_that_and_never_as_nought(lead, quality_lead):
    figures(quality_lead, quarter_before(LAST))

    page = words(page_of(lead.get(at("complaint-figures"))))
    assert "No providers sent figures" in page
    assert f"No data sent for {quarter_words(LAST)}" in page
    rows = list(csv.reader(io.StringIO(lead.get(at("complaint-figures-csv")).content.decode())))
    assert rows[1] == ["RMC", bolton().name, quarter_words(LAST)]


def test_correction_leaves_the_earlier_version_to_be_seen(lead, quality_lead):
    with clock.replaying(TODAY - dt.timedelta(days=5)):
        figures(quality_lead, counts={"received": 39})
    figures(quality_lead)
    address = at("complaint-figures-provider", "RMC")

    assert "Earlier versions" in words(page_of(lead.get(address)))
    then = words(page_of(lead.get(f"{address}?as_at={TODAY - dt.timedelta(days=2)}")))
    assert "received 39 complaints" in then


def sheet(*rows):
    out = io.StringIO()
    csv.writer(out).writerows([headings(), *rows])
    return {"file": SimpleUploadedFile("figures.csv", out.getvalue().encode(), "text/csv")}


def row(code="RMC", quarter=None, **counts):
    told = dict(zip(headings(), [""] * len(headings()), strict=True))
    told |= {"Provider code": code, "Quarter": quarter or quarter_words(LAST), "Complaints received": "40"}
    return list((told | counts).values())


def test_spreadsheet_is_taken_in_and_the_same_again_changes_nothing(lead):
    bolton()
    for _ in range(2):
        response = lead.post(
            at("complaint-figures-import"), sheet(row(**{"Subject: Clinical treatment": "12"}))
        )
        assert response.status_code == 302, words(page_of(response))
    made = ComplaintFigures.objects.get()
    assert (made.received, made.closed, made.subjects, made.file_name) == (
        40,
        None,
        {"clinical": 12},
        "figures.csv",
    )


def test_spreadsheet_with_faults_names_row_column_and_remedy_and_stores_nothing(lead):
    bolton()
    bad = [row(), row("NOPE"), row(quarter="spring"), row(**{"Answered and closed": "many"})]
    response = lead.post(at("complaint-figures-import"), sheet(*bad))

    page = words(page_of(response, status=422))
    assert "Row 3, column Provider code: there is no organisation NOPE." in page
    assert "Row 4, column Quarter: spring is no quarter" in page
    assert "Row 5, column Answered and closed: 'many' is no whole number" in page
    assert "Nothing was stored." in page
    assert not ComplaintFigures.objects.exists()


@pytest.mark.parametrize("quarter", ["0001-01-01", "0001-06-01", "1990-01-01", "2013-03-31", "9999-12-31"])
def test_quarter_that_nobody_has_figures_of_counts_as_none_or_as_this_one(lead, quarter):
    bolton()
    shown = quarter_words(LAST if quarter < "2020" else TODAY)
    for address in (at("complaint-figures"), at("complaint-figures-type", "RMC")):
        assert shown in words(page_of(lead.get(f"{address}?quarter={quarter}")))
    assert lead.get(f"{at('complaint-figures-provider', 'RMC')}?as_at={quarter}").status_code == 200


@pytest.mark.parametrize("quarter", ["Q4 9999/00", "Q1 0000/01", "Q1 1990/91", "Q1 0001/02", "Q4 2012/13"])
def test_spreadsheet_with_a_quarter_of_no_time_is_refused_at_its_cell(lead, quarter):
    bolton()
    response = lead.post(at("complaint-figures-import"), sheet(row(quarter=quarter)))

    assert f"Row 2, column Quarter: {quarter} is no quarter" in words(page_of(response, status=422))


def test_service_and_site_of_figures_tell_of_nobody(lead):
    bolton()
    address = at("complaint-figures-type", "RMC")
    named = "Mrs Priya Sharma 943 476 5919"
    lead.post(f"{address}?{urlencode({'service': named, 'site': named})}", GOOD)
    lead.post(at("complaint-figures-import"), sheet(row(Service=named, Site=named)))

    stored = ComplaintFigures.objects.order_by("version")
    assert [(each.version, each.service, each.place) for each in stored] == [
        (version, "[name] [NHS number]", "[name] [NHS number]") for version in (1, 2)
    ]
    response = lead.post(address, {**GOOD, "source": named})
    assert "Take out what could tell who a person is" in words(page_of(response, status=422))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_template_is_read_as_it_is_written_but_for_its_figures(lead, quality_lead, kind):
    figures(quality_lead)
    response = lead.get(at("complaint-figures-template", kind))
    file = SimpleUploadedFile(f"template.{kind}", response.content)

    page = words(page_of(lead.post(at("complaint-figures-import"), {"file": file}), status=422))
    assert "There is no figure at all" in page or "there is no figure at all" in page


def test_year_for_publication_has_no_small_number_and_no_words(lead, quality_lead):
    made = consented(quality_lead, subjects=("clinical",))
    moving.answer(complaint=made, outcome="upheld", on=TODAY, by=quality_lead)
    moving.learn(complaint=made, text="Check the bag.", todo="", leads=(), due_on=None, by=quality_lead)
    address = at("complaint-year", year_of(TODAY))

    ours, public = words(page_of(lead.get(address))), words(page_of(lead.get(f"{address}?version=public")))
    assert "we received 1 complaint and answered 1" in ours
    assert "Check the bag." in ours
    assert "we received fewer than 5 complaints" in public
    assert "Check the bag." not in public
    assert lead.get(at("complaint-year", 1999)).status_code == 404


def test_readers_see_and_are_offered_nothing_to_do(client_of, chair, quality_lead):
    made = complaint(quality_lead)
    page = words(page_of(client_of(chair).get(made.get_absolute_url())))

    assert made.number in page
    assert "Next:" not in page
