"""A person raises a concern, on one worry alone."""

import pytest

from tests.factories import concerns as made
from tests.factories.accounts import UserFactory
from tests.factories.intelligence import bolton, item
from tests.factories.triangulation import evidence
from trigpoint.audit.models import Event
from trigpoint.common import clock
from trigpoint.common.errors import NotAllowed
from trigpoint.common.references import reference_to
from trigpoint.triangulation.errors import ConcernImpossible
from trigpoint.triangulation.models import Concern
from trigpoint.triangulation.queries.concerns import (
    Chosen,
    concern_of,
    concerns_listed,
    counts,
    open_concerns_of,
)
from trigpoint.triangulation.rules.drafts import Link

YEAR = clock.today().year


def test_one_worry_alone_is_enough(quality_lead):
    raised = made.concern(quality_lead)
    assert raised.number == f"C-{YEAR}-001"
    assert raised.title == "Patients go home without their medicines"
    standing = concern_of(user=quality_lead, public_id=raised.public_id)
    assert (standing.state, standing.level, standing.lead_id) == ("open", "moderate", quality_lead.pk)
    assert raised.pack == "icb-2026"
    assert Event.objects.filter(name="concerns.raised").exists()


def test_numbers_go_on_within_a_year_and_a_commissioner(quality_lead, other_lead):
    assert [made.concern(quality_lead).number for _ in range(2)] == [f"C-{YEAR}-001", f"C-{YEAR}-002"]
    assert made.concern(other_lead).number == f"C-{YEAR}-001"


def test_a_restricted_one_leaves_no_gap(quality_lead):
    made.concern(quality_lead)
    hidden = made.concern(quality_lead, restriction="whistleblowing")
    assert hidden.number == f"R-{YEAR}-001"
    assert made.concern(quality_lead).number == f"C-{YEAR}-002"
    assert counts(user=quality_lead).total == 2
    assert hidden not in concerns_listed(user=quality_lead, chosen=Chosen(show="all"))
    assert hidden not in open_concerns_of(user=quality_lead, provider=bolton())
    assert concern_of(user=quality_lead, public_id=hidden.public_id) == hidden, "whoever raised it reads on"
    assert concern_of(user=UserFactory(role="analyst"), public_id=hidden.public_id) is None


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"words": " "}, "what worries you"),
        ({"provider": None}, "which provider"),
        ({"level": "dreadful"}, "how serious"),
        ({"theme": "weather"}, "theme"),
    ],
)
def test_what_cannot_be_is_told(quality_lead, said, words):
    with pytest.raises(ConcernImpossible, match=words):
        made.concern(quality_lead, **said)


def test_the_highest_level_is_set_by_those_who_decide(db):
    analyst = UserFactory(role="analyst")
    with pytest.raises(ConcernImpossible, match="those who decide"):
        made.concern(analyst, level="high")
    assert made.concern(analyst, level="moderate")


def test_who_leads_must_be_able_to_hold_it(quality_lead, other_lead, chair):
    for person in (other_lead, chair):
        with pytest.raises(ConcernImpossible, match="answers for concerns here"):
            made.concern(quality_lead, lead=person)
    analyst = UserFactory(role="analyst")
    with pytest.raises(ConcernImpossible, match="not named for this"):
        made.concern(quality_lead, lead=analyst, restriction="whistleblowing")
    assert concern_of(
        user=quality_lead, public_id=made.concern(quality_lead, lead=analyst).public_id
    ).lead_id == (analyst.pk)


def test_only_people_of_the_commissioner_raise(chair):
    for person in (chair, UserFactory(role="provider")):
        with pytest.raises(NotAllowed):
            made.concern(person)


def test_what_bears_on_it_is_kept_as_it_said_it(quality_lead):
    told = item(quality_lead)
    fact = evidence(quality_lead, bolton(), clock.today())
    raised = made.concern(
        quality_lead,
        links=(
            Link(reference_to(told), "for"),
            Link(f"evidence:{fact.public_id}", "against", why="See there"),
        ),
    )
    kept = {each.side: each.says for each in raised.links.all()}
    assert kept == {"for": str(told), "against": fact.says}


def test_what_nobody_sees_cannot_be_linked(quality_lead, other_lead):
    fact = evidence(other_lead, bolton(), clock.today())
    with pytest.raises(ConcernImpossible, match="not found"):
        made.concern(quality_lead, links=(Link(f"evidence:{fact.public_id}"),))
    assert not Concern.objects.exists(), "all of it or nothing"


def test_restricted_intelligence_is_linked_to_a_restricted_concern_alone(quality_lead):
    told = item(quality_lead, restriction="whistleblowing")
    with pytest.raises(ConcernImpossible, match="not found"):
        made.concern(quality_lead, links=(Link(reference_to(told), "for"),))
