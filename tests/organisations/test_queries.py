"""Reading the directory."""

import datetime as dt

import pytest

from tests.factories.accounts import OtherCommissionerFactory
from tests.factories.organisations import (
    BelongingFactory,
    LoadFactory,
    OrganisationFactory,
    RatingFactory,
    SuccessionFactory,
)
from trigpoint.organisations import queries
from trigpoint.organisations.models import Hierarchy, Kind

pytestmark = pytest.mark.django_db


def test_known_codes_hold_open_and_closed():
    OrganisationFactory()
    OrganisationFactory(code="RW6", closed_on=dt.date(2021, 9, 30))

    assert queries.known_codes() == {"RMC", "RW6"}


def test_members_are_those_of_the_day():
    BelongingFactory(from_on=dt.date(2013, 4, 1), to_on=dt.date(2020, 3, 31))
    later = BelongingFactory(child__code="RM3", from_on=dt.date(2020, 4, 1))

    assert [m.code for m in queries.members_of("QOP", Hierarchy.ICB, on=dt.date(2020, 3, 31))] == ["RMC"]
    assert list(queries.members_of("QOP", Hierarchy.ICB, on=dt.date(2020, 4, 1))) == [later.child]


def test_closed_organisation_is_no_member():
    BelongingFactory(child__closed_on=dt.date(2021, 9, 30))

    assert not queries.members_of("QOP", Hierarchy.ICB, on=dt.date(2021, 10, 1))
    assert queries.members_of("QOP", Hierarchy.ICB, on=dt.date(2021, 9, 30))


def test_parents_of_a_closed_organisation_are_its_last():
    closed = BelongingFactory(to_on=dt.date(2021, 9, 30), child__closed_on=dt.date(2021, 9, 30)).child

    assert queries.parents_of(closed, on=dt.date(2026, 1, 1))["icb"].code == "QOP"


def test_providers_of_a_place_leave_out_networks():
    place = OrganisationFactory(code="00Y", name="NHS Oldham CCG", kind=Kind.PLACE)
    for code, kind in (("P85007", Kind.PRACTICE), ("U14327", Kind.PCN)):
        child = OrganisationFactory(code=code, name=code, kind=kind)
        BelongingFactory(child=child, parent=place, hierarchy=Hierarchy.PLACE)

    assert [p.code for p in queries.providers_of_place("00Y")] == ["P85007"]


def test_history_goes_back_generation_by_generation():
    SuccessionFactory()
    SuccessionFactory(predecessor__code="RMN", on=dt.date(2002, 4, 1), successor__code="RW6")

    told = queries.history_of(OrganisationFactory(code="RM3"))

    assert [(s.other.code, s.on, s.generation) for s in told.predecessors] == [
        ("RW6", dt.date(2021, 10, 1), 1),
        ("RMN", dt.date(2002, 4, 1), 2),
    ]
    assert told.successors == ()


def test_history_of_a_split_has_two_successors():
    SuccessionFactory()
    SuccessionFactory(successor__code="R0A")

    assert {s.other.code for s in queries.history_of(OrganisationFactory(code="RW6")).next} == {"RM3", "R0A"}


def test_history_in_a_circle_ends():
    SuccessionFactory()
    SuccessionFactory(predecessor__code="RM3", successor__code="RW6", on=dt.date(2022, 1, 1))

    assert len(queries.history_of(OrganisationFactory(code="RM3")).predecessors) == 1


def test_ratings_now_by_domain_in_order_and_before():
    trust = RatingFactory(domain="well_led").organisation
    RatingFactory(domain="overall")
    RatingFactory(domain="overall", service="Maternity", rating="Inadequate")
    RatingFactory(domain="overall", rating="Inadequate", is_current=False, reported_on=dt.date(2014, 1, 1))

    told = queries.ratings_of(trust)

    assert list(told.current) == ["overall", "well_led"]
    assert told.services["Maternity"]["overall"].rating == "Inadequate"
    assert [r.reported_on for r in told.history] == [dt.date(2014, 1, 1)]


def test_ratings_are_read_in_one_query(django_assert_max_num_queries):
    trust = RatingFactory().organisation
    for _ in range(3):
        RatingFactory(domain="safe", is_current=False, load=LoadFactory())

    with django_assert_max_num_queries(1):
        [r.load.file_name for r in queries.ratings_of(trust).history]


@pytest.mark.parametrize("text", ["bolt", "BOLTON trust", "rmc", "RM", "bl4", "  bolton   nhs "])
def test_search_finds_by_name_code_and_postcode(quality_lead, text):
    OrganisationFactory(postcode="BL4 0JR")

    assert [o.code for o in queries.search(quality_lead, text)] == ["RMC"]


def test_search_finds_nothing_of_others_or_of_another_kind(quality_lead):
    OrganisationFactory()
    OrganisationFactory(
        code="TRAIN-9", name="Bolton (fictional)", owner=OtherCommissionerFactory(), is_open=False
    )

    assert [o.code for o in queries.search(quality_lead, "bolton")] == ["RMC"]
    assert not queries.search(quality_lead, "bolton", Kind.CARE_HOME)
