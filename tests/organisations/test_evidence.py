"""What the regulator's ratings tell as evidence."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.factories.accounts import CommissionerFactory, OtherCommissionerFactory
from tests.factories.organisations import BelongingFactory, OrganisationFactory, RatingFactory
from trigpoint.common.references import reference_to
from trigpoint.organisations.models import Hierarchy, Kind
from trigpoint.organisations.queries.evidence import evidence

DAY = dt.date(2026, 6, 1)
REPORT = dt.date(2025, 4, 11)
FRESH = 1095  # days, by the pack

pytestmark = pytest.mark.django_db


@pytest.fixture
def trust(db):
    return BelongingFactory().child


def rated(organisation, rating, domain="safe", on=REPORT, **said):
    return RatingFactory(organisation=organisation, rating=rating, domain=domain, reported_on=on, **said)


def told(owner=None):
    return evidence(owner or CommissionerFactory(), DAY)


@pytest.mark.parametrize(
    ("rating", "state"),
    [("Inadequate", "concern"), ("Requires improvement", "watch"), ("Outstanding", "good")],
)
def test_a_rating_of_a_key_question(trust, rating, state):
    rated(trust, rating)
    [fact] = told().facts

    assert (fact.state, fact.stream, fact.about) == (state, "regulator", "key_question:safe")
    assert (fact.known_on, fact.last_on, fact.record) == (REPORT, REPORT, reference_to(trust))
    assert (
        fact.says
        == f"The regulator rated it {rating.lower()} for being safe, in the report of 11 April 2025."
    )


def test_good_is_nothing_unusual_where_somebody_looked(trust):
    rated(trust, "Good")
    said = told()

    assert said.facts == []
    assert [(each.about, each.first_known, each.last_known) for each in said.covered] == [
        ("key_question:safe", REPORT, REPORT)
    ]


@pytest.mark.parametrize("rating", ["Not rated", "Insufficient evidence to rate", "No published rating"])
def test_no_rating_is_no_coverage(trust, rating):
    rated(trust, rating)

    assert (told().facts, told().covered) == ([], [])


@pytest.mark.parametrize(
    ("domain", "service", "door"),
    [
        ("overall", "", "regulator_inadequate"),
        ("overall", "Maternity", ""),
        ("safe", "", ""),
        ("well_led", "", ""),
    ],
)
def test_the_door_is_opened_by_the_whole_organisation_alone(trust, domain, service, door):
    rated(trust, "Inadequate", domain, service=service)
    [fact] = told().facts

    assert (fact.state, fact.door, fact.service) == ("concern", door, service)


def test_one_that_another_took_the_place_of_counts_no_more_from_that_day(trust):
    later = dt.date(2026, 2, 1)
    rated(trust, "Inadequate", is_current=False)
    rated(trust, "Good", on=later)
    [fact] = told().facts

    assert fact.known_on == REPORT
    assert fact.last_on == later - dt.timedelta(days=FRESH + 1)


def test_one_that_was_withdrawn_tells_nothing(trust):
    rated(trust, "Inadequate", is_current=False)

    assert told().facts == []


def test_ratings_of_one_report_are_one_event(trust):
    rated(trust, "Inadequate")
    rated(trust, "Requires improvement", "overall")

    assert len({each.event for each in told().facts}) == 1


def test_a_site_tells_of_its_trust(trust):
    site = OrganisationFactory(code="RMC01", name="Royal Bolton Hospital", kind=Kind.SITE)
    BelongingFactory(child=site, parent=trust, hierarchy=Hierarchy.CQC_PROVIDER)
    rated(site, "Inadequate", "overall")
    [fact] = told().facts

    assert (fact.provider, fact.place, fact.door) == (trust.pk, "Royal Bolton Hospital", "")
    assert fact.record == reference_to(site)


def test_a_rating_without_a_day_is_known_when_its_file_came(trust):
    rated(trust, "Inadequate", on=None, load__published_on=dt.date(2026, 5, 2))
    [fact] = told().facts

    assert fact.known_on == dt.date(2026, 5, 2)
    assert "says no day of the report" in fact.says


def test_providers_of_another_place_tell_nothing(trust):
    rated(trust, "Inadequate")

    assert told(OtherCommissionerFactory()).facts == []
