"""Good practice: noted, thanked, written down, shared, withdrawn."""

import pytest

from tests.factories.accounts import UserFactory
from tests.factories.intelligence import bolton
from tests.factories.triangulation import evidence
from trigpoint.audit.models import Event
from trigpoint.common import clock
from trigpoint.common.errors import NotAllowed
from trigpoint.triangulation.errors import GoodPracticeImpossible
from trigpoint.triangulation.models import Proposal
from trigpoint.triangulation.queries import good_practice as queries
from trigpoint.triangulation.services import good_practice as services

TODAY = clock.today()


def noted(by, **said):
    told = {"title": "Nobody waits in the lounge", "words": "Visitors saw it three times.", **said}
    return services.note_practice(**{"provider": bolton(), "by": by, **told})


def standing(user, practice):
    return queries.practised([queries.practice_of(user=user, public_id=practice.public_id)])[0]


def proposal(by, direction="good", **told):
    values = {"theme": "access", "direction": direction, "since": TODAY, "method": "1", **told}
    return Proposal.objects.create(owner=by.commissioner, provider=bolton(), **values)


def test_a_person_notes_it_and_all_that_became_of_it_stays(quality_lead):
    practice = noted(quality_lead)
    services.thank(practice=practice, text="The board wrote to the team.", by=quality_lead)
    services.write_down(practice=practice, text="They call every family on the day before.", by=quality_lead)
    services.share(practice=practice, with_whom="Leigh", text="A visit.", by=quality_lead)
    services.share(practice=practice, with_whom="Wigan", text="The same.", by=quality_lead)
    found = standing(quality_lead, practice)
    assert [step.deed for step in found.steps] == ["noted", "thanked", "learnt", "shared", "shared"]
    assert [step.with_whom for step in found.shared] == ["Leigh", "Wigan"]
    assert Event.objects.filter(name="good_practice.shared").count() == 2


def test_the_evidence_is_kept_as_it_stood_told_from_the_good_side(quality_lead):
    good = evidence(quality_lead, bolton(), TODAY, state="good", says="More were treated in time than usual.")
    bad = evidence(quality_lead, bolton(), TODAY, says="More waited over a year.")
    practice = services.note_from(
        proposal=proposal(quality_lead), title="They wait less", words="Two streams say so.", by=quality_lead
    )
    sides = {told["says"]: told["side"] for told in practice.evidence}
    assert (sides[good.says], sides[bad.says]) == ("for", "against")
    assert (practice.theme, practice.proposal.direction) == ("access", "good")


def test_a_proposal_of_concern_is_no_good_practice(quality_lead, other_lead):
    with pytest.raises(GoodPracticeImpossible, match="about a concern"):
        services.note_from(proposal=proposal(quality_lead, "concern"), title="x", words="y", by=quality_lead)
    with pytest.raises(NotAllowed):
        services.note_from(proposal=proposal(quality_lead), title="x", words="y", by=other_lead)


def test_what_was_withdrawn_holds_no_more(quality_lead):
    practice = noted(quality_lead)
    services.withdraw(practice=practice, text="The lounge was closed.", by=quality_lead)
    assert list(queries.good_practices(user=quality_lead)) == []
    assert list(queries.good_practices(user=quality_lead, show="withdrawn")) == [practice]
    assert queries.good_at(user=quality_lead, providers=[bolton()]) == {}
    with pytest.raises(GoodPracticeImpossible, match="withdrawn"):
        services.thank(practice=practice, text="Thanks.", by=quality_lead)


@pytest.mark.parametrize(
    ("said", "words"),
    [({"title": " "}, "few words"), ({"words": ""}, "how you know"), ({"provider": None}, "which provider")],
)
def test_what_is_missing_is_said(quality_lead, said, words):
    with pytest.raises(GoodPracticeImpossible, match=words):
        noted(quality_lead, **said)


@pytest.mark.parametrize(
    ("deed", "said"),
    [("thank", {"text": " "}), ("share", {"with_whom": "", "text": "x"}), ("withdraw", {"text": ""})],
)
def test_a_step_says_something(quality_lead, deed, said):
    with pytest.raises(GoodPracticeImpossible):
        getattr(services, deed)(practice=noted(quality_lead), by=quality_lead, **said)


def test_others_neither_see_nor_change_it(quality_lead, other_lead):
    practice = noted(quality_lead)
    assert queries.practice_of(user=other_lead, public_id=practice.public_id) is None
    with pytest.raises(NotAllowed):
        services.thank(practice=practice, text="Thanks.", by=other_lead)
    with pytest.raises(NotAllowed):
        noted(UserFactory(role="auditor", commissioner=quality_lead.commissioner))
    assert queries.good_at(user=quality_lead, providers=[bolton()]) == {bolton().pk: [practice]}
    assert queries.providers_with_good(user=quality_lead) == [(bolton().code, bolton().name)]
