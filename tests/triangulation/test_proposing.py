"""The rule's run: what is proposed, what changes, what fades, and that the same evidence twice changes nothing."""

import datetime as dt

import polars as pl
import pytest
from django.db import DatabaseError, transaction

from tests.factories.accounts import UserFactory
from tests.factories.concerns import concern as raised
from tests.factories.surveillance import provider
from tests.factories.triangulation import coverage, evidence
from trigpoint.analysis.agreement import chance
from trigpoint.audit.models import Event
from trigpoint.common import clock
from trigpoint.config import guards
from trigpoint.notifications.models import Notice
from trigpoint.triangulation.errors import ProposalImpossible
from trigpoint.triangulation.models import Evidence, Proposal, ProposalDeed, ProposalRun, ProposalStep
from trigpoint.triangulation.queries.agreeing import lined_up
from trigpoint.triangulation.queries.proposals import new_since, proposal_of, waiting_count
from trigpoint.triangulation.rules.proposals import CAME_AGAIN, OTHER_EVIDENCE
from trigpoint.triangulation.services import answering
from trigpoint.triangulation.services.proposing import Kept, propose

DAY = dt.date(2026, 11, 20)
COMPLAINED = {"stream": "complaints", "about": "complaint_subject:waiting"}
HEARD = {"stream": "soft_intelligence", "about": "comment_theme:appointment-arrangements"}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def that_day():
    """Everything happens on one day, unless a test says otherwise."""
    with clock.replaying(DAY):
        yield


@pytest.fixture
def trust(quality_lead):
    return provider(quality_lead)


@pytest.fixture
def agreed(quality_lead, trust):
    """Figures and what practices say agree on access."""
    figures = evidence(quality_lead, trust, ago(10))
    heard = evidence(quality_lead, trust, ago(5), **HEARD)
    return figures, heard


def ago(days):
    return DAY - dt.timedelta(days=days)


def run(by, day=None):
    return propose(owner=by.commissioner, day=day)


def the_one(by):
    return proposal_of(user=by, public_id=Proposal.objects.get().public_id)


def deeds(one):
    return [step.deed for step in one.proposal.steps.all()]


def end(*told):
    Evidence.objects.filter(pk__in=[each.pk for each in told]).update(gone_at=clock.now())


def test_two_streams_are_proposed_with_what_they_rest_on(quality_lead, trust, agreed):
    against = evidence(
        quality_lead,
        trust,
        ago(3),
        state="good",
        stream="patient_experience",
        about="comment_theme:appointment-arrangements",
    )
    coverage(quality_lead, trust, ago(400), ago(9), stream="complaints", about="complaint_subject:waiting")
    kept = run(quality_lead)
    assert (kept.new, kept.changed, kept.faded, kept.newly_waiting) == (1, 0, 0, 1)
    one = the_one(quality_lead)
    made = one.proposal
    assert (made.theme, made.direction, made.door, made.is_standing) == ("access", "concern", "", True)
    assert made.streams == ["performance", "soft_intelligence"]
    assert set(made.supports) == {each.public_id for each in agreed}
    assert made.contradicts == [against.public_id]
    assert "complaints" in made.normal
    assert (made.since, one.stand.state, deeds(one)) == (ago(5), "waiting", ["proposed"])


def test_a_single_alarming_stream_is_not_proposed_however_much_it_says(quality_lead, trust):
    for days in (30, 20, 10):
        evidence(quality_lead, trust, ago(days))
    assert run(quality_lead).new == 0
    assert not Proposal.objects.exists()


def test_the_same_evidence_again_changes_nothing(quality_lead, agreed):
    run(quality_lead)
    events = Event.objects.count()
    assert run(quality_lead) == Kept(0, 0, 0, 0)
    assert deeds(the_one(quality_lead)) == ["proposed"]
    assert Event.objects.count() == events
    assert ProposalRun.objects.filter(direction="concern").count() == 1


def test_the_same_fact_told_anew_is_no_change_but_another_is(quality_lead, trust, agreed):
    run(quality_lead)
    figures, _ = agreed
    end(figures)
    anew = evidence(quality_lead, trust, ago(10), key=figures.key, event=figures.event, last_on=ago(1))
    assert run(quality_lead).changed == 0
    assert anew.public_id in the_one(quality_lead).proposal.supports
    evidence(quality_lead, trust, ago(2))
    assert run(quality_lead).changed == 1


def test_a_third_stream_is_a_change_with_the_streams_and_supports_then(quality_lead, trust, agreed):
    run(quality_lead)
    third = evidence(quality_lead, trust, ago(1), **COMPLAINED)
    assert run(quality_lead).changed == 1
    first, second = the_one(quality_lead).proposal.steps.all()
    assert (first.deed, first.streams) == ("proposed", ["performance", "soft_intelligence"])
    assert (second.deed, second.streams) == ("changed", ["complaints", "performance", "soft_intelligence"])
    assert third.public_id in second.supports
    assert third.public_id not in first.supports


def test_what_agrees_no_more_fades_and_comes_back_with_its_history(quality_lead, trust, agreed):
    run(quality_lead)
    end(agreed[1])
    assert run(quality_lead).faded == 1
    one = the_one(quality_lead)
    assert (one.proposal.is_standing, one.stand.state) == (False, "faded")
    evidence(quality_lead, trust, ago(1), **COMPLAINED)
    assert run(quality_lead).new == 1
    assert deeds(the_one(quality_lead)) == ["proposed", "faded", "proposed"]


def test_evidence_that_is_too_old_lets_it_fade(quality_lead, agreed):
    run(quality_lead)
    assert run(quality_lead, DAY + dt.timedelta(days=200)).faded == 1


def test_the_other_direction_is_good_practice(quality_lead, trust):
    for told in ({}, HEARD):
        evidence(quality_lead, trust, ago(5), state="good", **told)
    run(quality_lead)
    assert Proposal.objects.get().direction == "good"
    assert waiting_count(user=quality_lead) == 0
    assert waiting_count(user=quality_lead, direction="good") == 1


def test_a_door_opens_by_one_fact_and_apart_from_agreement(quality_lead, trust, agreed):
    evidence(
        quality_lead,
        trust,
        ago(3),
        stream="regulator",
        about="key_question:safe",
        door="regulator_inadequate",
    )
    assert run(quality_lead).new == 2
    door = Proposal.objects.exclude(door="").get()
    assert (door.door, door.streams, door.since) == ("regulator_inadequate", ["regulator"], ago(3))


def test_a_door_on_what_belongs_to_no_theme_is_not_lost(quality_lead, trust):
    evidence(
        quality_lead, trust, ago(3), stream="regulator", about="nothing:known", door="regulator_inadequate"
    )
    run(quality_lead)
    assert (Proposal.objects.get().theme, Proposal.objects.get().also) == ("", [])


def test_declined_is_remembered_and_more_of_the_same_does_not_bring_it_back_but_a_new_stream(
    quality_lead, trust, agreed
):
    run(quality_lead)
    answering.decline(proposal=Proposal.objects.get(), reason="Known and in hand.", by=quality_lead)
    with clock.replaying(DAY + dt.timedelta(days=1)):
        evidence(quality_lead, trust, ago(1))
        assert (run(quality_lead).newly_waiting, the_one(quality_lead).stand.state) == (0, "declined")
        evidence(quality_lead, trust, ago(1), **COMPLAINED)
        assert run(quality_lead).newly_waiting == 1
        assert the_one(quality_lead).stand.new_streams == ("complaints",)


def test_declined_comes_back_once_it_faded_and_agrees_again(quality_lead, trust, agreed):
    run(quality_lead)
    answering.decline(proposal=Proposal.objects.get(), reason="Known and in hand.", by=quality_lead)
    end(agreed[1])
    assert (run(quality_lead).faded, the_one(quality_lead).stand.state) == (1, "faded")
    evidence(quality_lead, trust, ago(1), **HEARD)
    assert (run(quality_lead).newly_waiting, the_one(quality_lead).stand.state) == (1, "waiting")
    assert the_one(quality_lead).stand.since == CAME_AGAIN
    answering.decline(proposal=Proposal.objects.get(), reason="Known still.", by=quality_lead)
    assert (run(quality_lead).newly_waiting, the_one(quality_lead).stand.state) == (0, "declined")


def test_declined_comes_back_once_all_that_supports_it_was_first_heard_since(quality_lead, trust, agreed):
    run(quality_lead)
    answering.decline(proposal=Proposal.objects.get(), reason="Known and in hand.", by=quality_lead)
    figures, heard = agreed
    with clock.replaying(DAY + dt.timedelta(days=1)):
        end(figures)
        evidence(
            quality_lead, trust, ago(10), key=figures.key, event=figures.event
        )  # told anew: known before
        end(heard)
        evidence(quality_lead, trust, ago(-1), **HEARD)
        assert (run(quality_lead).newly_waiting, the_one(quality_lead).stand.state) == (0, "declined")
        end(*Evidence.objects.filter(key=figures.key))
        evidence(quality_lead, trust, ago(-1))
        kept = run(quality_lead)
        assert (kept.faded, kept.newly_waiting) == (0, 1)
        assert the_one(quality_lead).stand.since == OTHER_EVIDENCE


def test_what_was_put_off_is_news_again_on_its_day(quality_lead, agreed):
    run(quality_lead)
    until = DAY + dt.timedelta(days=3)
    answering.put_off(
        proposal=Proposal.objects.get(), until=until, reason="After the visit.", by=quality_lead
    )
    assert (run(quality_lead).newly_waiting, the_one(quality_lead).stand.state) == (0, "put_off")
    with clock.replaying(until):
        assert (run(quality_lead).newly_waiting, the_one(quality_lead).stand.state) == (1, "waiting")
        assert run(quality_lead).newly_waiting == 0


def test_what_was_raised_comes_back_only_after_its_concern_is_closed_and_something_came(
    quality_lead, trust, agreed
):
    run(quality_lead)
    made = raised(quality_lead, provider=trust, theme="access")
    answering.taken(proposal=Proposal.objects.get(), concern=made, by=quality_lead)
    with clock.replaying(DAY + dt.timedelta(days=1)):
        third = evidence(quality_lead, trust, ago(0), **COMPLAINED)
        run(quality_lead)
        assert the_one(quality_lead).stand.state == "taken"
        assert new_since(made, quality_lead) == [third]
    with clock.replaying(DAY + dt.timedelta(days=2)):
        made.steps.create(deed="closed", state="closed", reason="resolved", by=quality_lead)
        end(third)
        run(quality_lead)
        assert the_one(quality_lead).stand.state == "settled"
    with clock.replaying(DAY + dt.timedelta(days=3)):
        evidence(quality_lead, trust, ago(-2))
        assert run(quality_lead).newly_waiting == 1


def test_one_piece_of_news_a_run_to_those_who_raise_concerns(quality_lead, agreed):
    reader = UserFactory(username="reader", role="committee_member")
    run(quality_lead)
    notice = Notice.objects.get(kind="proposed", person=quality_lead)
    assert notice.words == "1 new one waits for an answer"
    assert not Notice.objects.filter(person=reader).exists()
    run(quality_lead)
    assert Notice.objects.filter(kind="proposed", person=quality_lead).count() == 1


def test_how_much_was_looked_at_is_kept_with_what_chance_would_make(quality_lead, trust, agreed):
    other = provider(quality_lead, "RM2", "Another Trust")
    for each, days in ((trust, 5), (other, 5)):
        coverage(quality_lead, each, ago(400), ago(days))
        coverage(quality_lead, each, ago(400), ago(days), **HEARD)
    run(quality_lead)
    kept = ProposalRun.objects.get(direction="concern")
    assert (kept.providers, kept.agreements) == (2, 1)
    assert kept.grid >= 2
    assert kept.by_chance > 0
    assert 0 < kept.a_provider_year < 1
    assert {each["stream"] for each in kept.shares} == {"performance", "soft_intelligence"}


def test_comments_have_the_rate_of_comments_and_what_people_say_one_by_one_has_none(quality_lead, trust):
    fresh = (ago(400), ago(5))
    experience = {"stream": "patient_experience", "about": "comment_theme:appointment-arrangements"}
    coverage(quality_lead, trust, *fresh)
    coverage(quality_lead, trust, *fresh, **experience)
    coverage(quality_lead, trust, *fresh, **COMPLAINED)
    coverage(quality_lead, trust, ago(900), ago(800), **HEARD)
    tries = lined_up(owner=quality_lead.commissioner, day=DAY).tries
    assert sorted(tries.select("stream", "of", "tries").unique().rows()) == [
        ("patient_experience", "comment_theme", 1),
        ("performance", "performance", 1),
        ("soft_intelligence", "comment_theme", 0),
    ]
    run(quality_lead)
    rates = {"performance": chance.MONTHLY, "patient_experience": chance.COMMENTS}
    here = tries.filter(pl.col("tries") > 0).drop("of")
    settings = lined_up(owner=quality_lead.commissioner, day=DAY).settings
    kept = ProposalRun.objects.get(direction="concern")
    assert kept.a_provider_year == pytest.approx(chance.a_year(here, alarms=rates, settings=settings).a_year)


def test_nobody_elses_evidence_is_looked_at(quality_lead, other_lead, agreed):
    run(other_lead)
    assert not Proposal.objects.exists()
    run(quality_lead)
    assert waiting_count(user=other_lead) == 0


def test_a_run_asks_no_more_often_for_more_providers(
    quality_lead, trust, agreed, django_assert_max_num_queries
):
    def more(first):
        for number in range(first, first + 6):
            each = provider(quality_lead, f"Q{number}", f"Trust {number}")
            evidence(quality_lead, each, ago(5))
            evidence(quality_lead, each, ago(5), **HEARD)

    more(0)
    with django_assert_max_num_queries(60):
        assert run(quality_lead).new == 7


def test_steps_of_the_run_are_nobodys(quality_lead, agreed):
    run(quality_lead)
    step = Proposal.objects.get().steps.get()
    assert (step.by, step.deed) == (None, ProposalDeed.PROPOSED)


def test_two_told_with_each_other_are_held_in_one_order(quality_lead, trust, monkeypatch):
    first, second = (
        Proposal.objects.create(
            owner=quality_lead.commissioner, provider=trust, theme=theme, since=ago(5), method="test"
        )
        for theme in ("access", "discharge")
    )
    held, lock = [], answering.locked_proposal

    def noting(one):
        held.append(one.pk)
        return lock(one)

    monkeypatch.setattr(answering, "locked_proposal", noting)
    answering.merge(proposal=first, other=second, reason="One story.", by=quality_lead)
    assert held[:2] == [first.pk, second.pk]
    held.clear()
    with pytest.raises(ProposalImpossible):
        answering.merge(proposal=second, other=first, reason="One story.", by=quality_lead)
    assert held[:2] == [first.pk, second.pk]


def test_the_database_refuses_to_change_what_became_of_a_proposal(quality_lead, agreed):
    guards.put_up()
    run(quality_lead)
    answering.decline(proposal=Proposal.objects.get(), reason="Known and in hand.", by=quality_lead)
    for change in (lambda rows: rows.update(reason="else"), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            change(ProposalStep.objects.all())
    assert deeds(the_one(quality_lead)) == ["proposed", "declined"]
