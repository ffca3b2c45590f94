"""Storing the directory: gaps filled, later words taken, the same again changing nothing."""

import datetime as dt
import json

import polars as pl
import pytest

from tests.factories.organisations import (
    SAMPLES,
    LoadFactory,
    OrganisationFactory,
    RatingFactory,
    load_sample,
)
from trigpoint.audit.models import Event
from trigpoint.loads.models import Load
from trigpoint.loads.registry import connector_named
from trigpoint.loads.services import load_file
from trigpoint.organisations.models import (
    Amendment,
    Belonging,
    Hierarchy,
    Kind,
    Organisation,
    Rating,
    Succession,
)
from trigpoint.organisations.queries import parents_of, ratings_of
from trigpoint.organisations.rules.facts import RATINGS_SCHEMA
from trigpoint.organisations.services import store_directory, store_ratings

pytestmark = pytest.mark.django_db


def held(code: str) -> Organisation:
    return Organisation.objects.get(code=code)


@pytest.fixture
def by(quality_lead):
    return quality_lead


@pytest.fixture
def directory(by):
    """Places, networks, trusts and practices of the samples."""
    load_sample("eccg-2018-11.csv", "ods-commissioners", by=by, published_on=dt.date(2018, 11, 30))
    load_sample(
        "gp-reg-pat-prac-map-2022-01.csv", "practice-mapping", by=by, published_on=dt.date(2022, 1, 13)
    )
    load_sample("etr-2015.csv", "ods-trusts", by=by, published_on=dt.date(2015, 10, 1))
    load_sample("etr-2022-03.csv", "ods-trusts", by=by, published_on=dt.date(2022, 3, 17))
    load_sample("system-mapping.csv", "provider-mapping", by=by)
    load_sample("epraccur-2022-01.csv", "ods-practices", by=by, published_on=dt.date(2022, 1, 31))


def again(connector: str, by):
    """Store what the connector's last load held once more."""
    load = Load.objects.filter(connector=connector).latest("pk")
    reading = connector_named(connector).read(SAMPLES / load.file_name)
    return store_directory(load=load, reading=reading, by=by)


def test_organisation_leads_back_to_its_load(directory):
    assert held("RW6").load.file_name == "etr-2022-03.csv"
    assert held("RW6").is_open


def test_later_file_renames_and_keeps_the_name_before(directory):
    change = Amendment.objects.get(organisation__code="RM3", field="name")

    assert held("RM3").name == "Northern Care Alliance NHS Foundation Trust"
    assert change.before == "Salford Royal NHS Foundation Trust"
    assert change.load.file_name == "etr-2022-03.csv"


def test_earlier_file_loaded_late_only_fills_gaps(by):
    load_sample("etr-2022-03.csv", "ods-trusts", by=by, published_on=dt.date(2022, 3, 17))

    report = load_sample("etr-2015.csv", "ods-trusts", by=by, published_on=dt.date(2015, 10, 1))

    assert held("RM3").name == "Northern Care Alliance NHS Foundation Trust"
    assert held("RFW").closed_on == dt.date(2015, 8, 31)
    assert not Amendment.objects.exists()
    assert report.read == report.accepted == 6


def test_file_without_publication_date_speaks_for_the_latest_opening_in_it(by):
    later = load_sample("etr-2022-03.csv", "ods-trusts", by=by)
    load_sample("etr-2015.csv", "ods-trusts", by=by)

    assert later.load.period_to == dt.date(2017, 10, 1)
    assert held("RM3").name == "Northern Care Alliance NHS Foundation Trust"


@pytest.mark.parametrize("connector", ["ods-trusts", "ods-practices", "practice-mapping", "provider-mapping"])
def test_same_content_again_changes_nothing(directory, by, connector):
    before = Belonging.objects.count(), Organisation.objects.count(), Amendment.objects.count()

    stored = again(connector, by)

    assert (stored.new, stored.superseded) == (0, 0)
    assert stored.unchanged > 0
    assert before == (Belonging.objects.count(), Organisation.objects.count(), Amendment.objects.count())


def test_practice_stands_in_four_hierarchies_with_dates(directory):
    practice = held("P85007")

    assert {h: parent.code for h, parent in parents_of(practice).items()} == {
        "pcn": "U14327",
        "place": "00Y",
        "icb": "QOP",
        "region": "Y62",
    }
    assert practice.belongings.get(hierarchy=Hierarchy.PLACE).from_on == dt.date(2013, 4, 1)


def test_name_of_a_board_replaces_that_of_its_area(directory):
    assert held("QOP").name == "NHS Greater Manchester Integrated Care Board"
    assert held("QOP").ons_code == "E54000007"


def test_successions_are_stored_once_and_end_what_was_taken_over(directory, by):
    for code, name in (
        ("RVL", "Barnet and Chase Farm Hospitals NHS Trust"),
        ("93C", "NHS North Central London CCG"),
    ):
        OrganisationFactory(code=code, name=name)

    report = load_sample("successors.csv", "ods-successors", by=by)

    told = set(Succession.objects.values_list("predecessor__code", "successor__code", "on"))
    assert told == {
        ("RW6", "RM3", dt.date(2021, 10, 1)),
        ("RW6", "R0A", dt.date(2021, 10, 1)),
        ("RVL", "RAL", dt.date(2014, 7, 1)),
        ("07M", "93C", dt.date(2020, 4, 1)),
    }
    assert held("RVL").closed_on == dt.date(2014, 6, 30)
    assert held("RW6").closed_on == dt.date(2021, 9, 30)
    assert held("07M").closed_on == dt.date(2020, 3, 31)
    assert (report.read, report.accepted, report.rejected, report.ignored) == (8, 4, 3, 1)
    ignored = report.load.left_out.get(is_rejected=False)
    assert ignored.message == "Neither code is in the directory."
    assert {row.code for row in report.load.left_out.filter(is_rejected=True)} == {"organisation_unknown"}


def test_succession_of_the_future_is_rejected(directory, by, tmp_path):
    path = tmp_path / "lookup.csv"
    path.write_text("old_code,new_code,date\nRW6,RM3,2021-10-01\nRM3,R0A,2999-04-01\n")

    report = load_file(connector=connector_named("ods-successors"), path=path, by=by)

    assert [problem.code for problem in report.problems] == ["period_future"]


def test_trial_stores_nothing(by):
    report = load_file(
        connector=connector_named("ods-trusts"), path=SAMPLES / "etr-2022-03.csv", by=by, dry_run=True
    )

    assert report.new > 0
    assert not Organisation.objects.exists()


def test_storing_is_audited(directory):
    event = Event.objects.filter(name="organisations.stored").latest("pk")

    assert event.actor == "amina"
    assert event.after["new"] >= 0


def load_cqc(path, by):
    return load_file(connector=connector_named("cqc-api"), path=path, by=by)


def test_regulator_fills_gaps_of_a_practice_and_renames_nothing(directory, by):
    load_cqc(SAMPLES / "location_1-569934227.json", by)

    practice = held("P85007")
    assert (practice.name, practice.opened_on) == ("Oldham Family Practice", dt.date(1974, 4, 1))
    assert practice.cqc_id == "1-569934227"
    assert ratings_of(practice).current["overall"].rating == "Good"


def test_site_belongs_to_its_trust_and_follows_its_predecessor(directory, by):
    load_cqc(SAMPLES / "locations.json", by)
    load_cqc(SAMPLES / "location_RW603.json", by)
    load_cqc(SAMPLES / "location_RM3Y3.json", by)

    assert parents_of(held("RM3Y3"))["cqc_provider"] == held("RM3")
    assert parents_of(held("RM3Y3"))["icb"] == held("QOP")
    assert Succession.objects.get(predecessor__code="RW603").successor == held("RM317")


@pytest.mark.parametrize("order", [("1-1972390994", "1-11809806754"), ("1-11809806754", "1-1972390994")])
def test_practice_keeps_one_entry_through_two_registrations(directory, by, order):
    for identity in order:
        load_cqc(SAMPLES / f"location_{identity}.json", by)

    practice = held("P85019")
    assert practice.cqc_id == "1-11809806754"
    assert not Organisation.objects.filter(code__startswith="1-").exists()
    old = json.loads((SAMPLES / "location_1-1972390994.json").read_text())["currentRatings"]["overall"]
    told = [r for r in ratings_of(practice).history if r.domain == "overall" and r.rating == old["rating"]]
    assert told, "the rating of the ended registration is history"


def test_home_under_its_own_id_takes_its_ods_code_when_it_is_known(by, tmp_path):
    told = json.loads((SAMPLES / "location_1-5203053560.json").read_text())
    without = tmp_path / "first.json"
    without.write_text(json.dumps({key: value for key, value in told.items() if key != "odsCode"}))
    load_cqc(without, by)
    assert held("1-5203053560").kind == Kind.CARE_HOME

    load_cqc(SAMPLES / "location_1-5203053560.json", by)

    assert Organisation.objects.get(cqc_id="1-5203053560").code == "VM9PR"
    assert Amendment.objects.get(field="code").before == "1-5203053560"


def ratings(*rows: tuple) -> pl.DataFrame:
    told = [
        (1, code, domain, "", rating, reported, is_current, "Key questions (2014)")
        for code, domain, rating, reported, is_current in rows
    ]
    return pl.DataFrame(told, schema=RATINGS_SCHEMA, orient="row")


def test_ratings_are_stored_once(by):
    OrganisationFactory()
    told = ratings(
        ("RMC", "overall", "Good", dt.date(2019, 4, 11), True), ("XXX", "overall", "Good", None, True)
    )

    first = store_ratings(load=LoadFactory(), ratings=told, by=by)
    second = store_ratings(load=LoadFactory(), ratings=told, by=by)

    assert (first.new, second.new, second.unchanged) == (1, 0, 1)
    assert Rating.objects.get().row == 1


def test_later_rating_takes_the_place_of_the_current_one(by):
    before = RatingFactory(rating="Requires improvement", reported_on=dt.date(2016, 8, 10))

    stored = store_ratings(
        load=LoadFactory(), ratings=ratings(("RMC", "overall", "Good", dt.date(2019, 4, 11), True)), by=by
    )

    before.refresh_from_db()
    assert (stored.new, stored.superseded) == (1, 1)
    assert not before.is_current


def test_older_rating_told_late_is_history(by):
    now = RatingFactory(rating="Good", reported_on=dt.date(2019, 4, 11))

    store_ratings(
        load=LoadFactory(),
        ratings=ratings(("RMC", "overall", "Inadequate", dt.date(2015, 1, 1), True)),
        by=by,
    )

    now.refresh_from_db()
    assert now.is_current
    assert not Rating.objects.get(rating="Inadequate").is_current
