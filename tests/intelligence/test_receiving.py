"""Taking in one piece: who may, what its source says of it, and what of the sender is kept."""

import datetime as dt

import pytest

from tests.factories.accounts import UserFactory
from tests.factories.intelligence import bolton, draft, item
from tests.factories.organisations import OrganisationFactory
from trigpoint.common import clock
from trigpoint.common.errors import NotAllowed
from trigpoint.intelligence import queries
from trigpoint.intelligence.errors import DateImpossible, NothingTold, SourceUnknown
from trigpoint.intelligence.models import Item
from trigpoint.intelligence.services import moving
from trigpoint.intelligence.services.receiving import receive


@pytest.fixture
def practice(db):
    return OrganisationFactory(code="P82001", name="Dale Practice", kind="practice")


@pytest.fixture
def gp(practice):
    return UserFactory(username="gp", role="gp_practice", organisation="P82001")


def test_staff_write_in_what_they_were_told(quality_lead):
    made = item(quality_lead, worry=4)

    assert (made.owner, made.provider, made.worry) == (quality_lead.commissioner, bolton(), 4)
    assert queries.state_of(made) == "received"
    assert made.pack == "icb-2026"


def test_practice_tells_for_itself_alone(gp, practice):
    made = receive(draft=draft(sent_for=practice), by=gp)

    assert made in Item.visible_to(gp)
    with pytest.raises(NotAllowed):
        receive(draft=draft(sent_for=bolton()), by=gp)
    with pytest.raises(NotAllowed):
        receive(draft=draft(), by=gp)


def test_practice_sees_nothing_that_others_sent(gp, quality_lead):
    item(quality_lead)

    assert not Item.visible_to(gp).exists()


def test_provider_may_tell_nothing_and_see_nothing(quality_lead):
    provider = UserFactory(username="trust", role="provider", organisation="RMC")
    item(quality_lead)

    assert not Item.visible_to(provider).exists()
    with pytest.raises(NotAllowed):
        receive(draft=draft(sent_for=bolton()), by=provider)


def test_concern_of_staff_is_restricted_from_the_first_moment(quality_lead):
    made = item(quality_lead, source="staff_concern")

    assert made.restriction == "whistleblowing"
    assert not Item.visible_to(quality_lead).exists()
    assert made in Item.restricted_to(quality_lead)


def test_comments_wait_for_nobody_unless_somebody_is_at_risk(quality_lead):
    comment = item(quality_lead, source="fft")
    risky = item(quality_lead, source="fft", is_at_risk_now=True)

    assert (comment.is_one_by_one, queries.state_of(comment)) == (False, "")
    assert (risky.is_one_by_one, queries.state_of(risky)) == (True, "received")


def test_of_the_sender_only_a_digest_is_kept(quality_lead):
    first = item(quality_lead, sender="row 5 of the survey")
    again = item(quality_lead, sender="row 5 of the survey")

    assert first.sender_mark == again.sender_mark != item(quality_lead, sender="row 6").sender_mark
    assert "row 5" not in first.sender_mark
    assert item(quality_lead).sender_mark == ""


def test_counts_in_the_month_in_which_it_happened(quality_lead):
    day = clock.today() - dt.timedelta(days=40)

    assert item(quality_lead, happened_on=day).month == day.replace(day=1)


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ({"words": "  "}, NothingTold),
        ({"source": "hearsay"}, SourceUnknown),
        ({"received_on": dt.date(2999, 1, 1)}, DateImpossible),
        ({"happened_on": dt.date(2999, 1, 1)}, DateImpossible),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(quality_lead, said, refused):
    with pytest.raises(refused):
        item(quality_lead, **said)
    assert not Item.objects.exists()


def test_link_of_the_sender_is_signed(quality_lead):
    made = item(quality_lead)

    assert Item.objects.with_sender_link(made.sender_token).get() == made
    assert not Item.objects.with_sender_link(made.public_id).exists()


def test_moves_are_steps_and_the_latest_counts(quality_lead):
    made = item(quality_lead)

    moving.look_at(item=made, by=quality_lead)
    moving.pass_on(item=made, partner="Bolton Council", by=quality_lead)
    moving.note(item=made, text="They rang back.", by=quality_lead)

    assert queries.state_of(made) == "passed_to_partner"
    assert [step.deed for step in queries.steps_of(made)] == ["received", "triaged", "passed", "noted"]
