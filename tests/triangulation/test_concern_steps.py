"""What people do about a concern, and what is kept of it."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from tests.factories import concerns as made
from tests.factories.accounts import UserFactory
from tests.factories.intelligence import bolton
from tests.factories.organisations import OrganisationFactory
from tests.factories.triangulation import evidence
from trigpoint.actions import services as actions
from trigpoint.actions.models import Action
from trigpoint.actions.rules.days import RoughDay
from trigpoint.common import clock, references
from trigpoint.common.errors import NotAllowed
from trigpoint.common.references import reference_to
from trigpoint.config import guards
from trigpoint.triangulation.errors import ConcernImpossible
from trigpoint.triangulation.models import ConcernStep
from trigpoint.triangulation.queries.concerns import Chosen, concerns_listed, replies_overdue
from trigpoint.triangulation.queries.concerns_case import case_of, check_after, links_of, reply_by, sides_for
from trigpoint.triangulation.queries.sides import as_it_stood
from trigpoint.triangulation.rules.drafts import Link
from trigpoint.triangulation.services import concern_replies as replies
from trigpoint.triangulation.services import concern_steps as steps
from trigpoint.triangulation.services.concern_links import end_link, link

QUESTION = "How do you make sure that medicines go home with patients?"


def case(concern, user):
    return case_of(concern, user=user)


@pytest.fixture
def raised(quality_lead):
    return made.concern(quality_lead, next_on=clock.today() + dt.timedelta(days=7))


def answered(concern, by, text="We pack them the day before now."):
    """The provider's answer, given in the register."""
    replies.ask_provider(concern=concern, text=QUESTION, by=by)
    question = Action.objects.get(source=reference_to(concern))
    provider = UserFactory(role="provider", organisation=concern.provider.code)
    actions.claim_done(action=question, completed=RoughDay(clock.today()), by=provider, text=text)
    return question


def test_given_to_somebody_keeps_the_next_day(raised, quality_lead):
    analyst = UserFactory(role="analyst")
    steps.give(concern=raised, person=analyst, by=quality_lead)
    now = case(raised, quality_lead)
    assert (now.lead, now.next_on) == (analyst, clock.today() + dt.timedelta(days=7))
    assert list(concerns_listed(user=analyst, chosen=Chosen(show="mine"))) == [raised]


def test_the_highest_level_is_for_those_who_decide(raised, quality_lead):
    analyst = UserFactory(role="analyst")
    with pytest.raises(NotAllowed):
        steps.set_level(concern=raised, level="high", text="Two came back", by=analyst)
    steps.set_level(
        concern=raised, level="high", text="Two came back", exit_criteria="None comes back", by=quality_lead
    )
    now = case(raised, quality_lead)
    assert (now.level, now.exit_criteria, now.next_on is None) == ("high", "None comes back", False)
    with pytest.raises(ConcernImpossible, match="from the list"):
        steps.set_level(concern=raised, level="purple", text="x", by=quality_lead)


def test_a_decision_keeps_what_was_known(raised, quality_lead, chair):
    fact = evidence(
        quality_lead, bolton(), clock.today(), about="comment_theme:discharge", stream="complaints"
    )
    steps.decide(concern=raised, text="Visit the wards.", where="Quality committee", by=chair)
    fact.gone_at = clock.now()
    fact.save()
    (decision,) = case(raised, quality_lead).decisions
    kept = [each["says"] for each in decision.evidence if each["side"] == "for"]
    assert kept == [fact.says]
    now = as_it_stood(sides_for(raised, user=quality_lead, day=clock.today()))
    assert not [each for each in now if each["side"] == "for"]


def test_who_does_not_decide_neither_decides_nor_closes(raised):
    analyst = UserFactory(role="analyst")
    with pytest.raises(NotAllowed):
        steps.decide(concern=raised, text="x", where="x", by=analyst)
    with pytest.raises(NotAllowed):
        steps.close(concern=raised, reason="resolved", text="x", without_reply="x", by=analyst)


def test_the_provider_answers_in_the_register(raised, quality_lead):
    question = answered(raised, quality_lead)
    now = case(raised, quality_lead)
    assert question.text == QUESTION
    assert (question.source, question.source_words) == (reference_to(raised), "")
    assert now.is_answered
    assert now.askings[0].answer == "We pack them the day before now."
    assert now.askings[0].due_on == reply_by(clock.today())
    assert now.askings[0].why.due_on == reply_by(clock.today())


def test_the_provider_sees_nothing_but_the_question(raised, quality_lead, client_of):
    replies.ask_provider(concern=raised, text=QUESTION, by=quality_lead)
    question = Action.objects.get(source=reference_to(raised))
    provider = UserFactory(role="provider", organisation="RMC")
    assert references.show(question.source, user=provider) is None
    page = client_of(provider).get(question.get_absolute_url()).content.decode()
    assert "medicines go home" in page
    for hidden in (raised.title, raised.number, raised.public_id, "Three practices"):
        assert hidden not in page


def test_a_reply_that_does_not_come_is_chased(raised, quality_lead, monkeypatch):
    replies.ask_provider(concern=raised, text=QUESTION, by=quality_lead)
    due = reply_by(clock.today())
    monkeypatch.setattr(clock, "today", lambda: due + dt.timedelta(days=1))
    assert case(raised, quality_lead).awaited.is_overdue
    assert [each.concern for each in replies_overdue(quality_lead, clock.today())] == [raised]
    assert list(concerns_listed(user=quality_lead, chosen=Chosen(show="reply"))) == [raised]
    replies.chase(concern=raised, by=quality_lead)
    assert case(raised, quality_lead).awaited.due_on == reply_by(clock.today())
    assert not replies_overdue(quality_lead, clock.today())


def test_a_reply_that_came_another_way_ends_the_wait(raised, quality_lead):
    replies.ask_provider(concern=raised, text=QUESTION, by=quality_lead)
    replies.write_reply(concern=raised, text="They told us by telephone.", by=quality_lead)
    now = case(raised, quality_lead)
    assert now.is_answered
    assert now.awaited is None


def test_nothing_restricted_is_asked_in_the_register(quality_lead):
    hidden = made.concern(quality_lead, restriction="whistleblowing")
    with pytest.raises(ConcernImpossible, match="restricted"):
        replies.ask_provider(concern=hidden, text=QUESTION, by=quality_lead)
    assert not Action.objects.exists()


@pytest.mark.parametrize("was_asked", [True, False])
def test_it_never_closes_unheard_without_saying_why(raised, quality_lead, was_asked):
    if was_asked:
        replies.ask_provider(concern=raised, text=QUESTION, by=quality_lead)
    with pytest.raises(ConcernImpossible, match="reply is not here"):
        steps.close(concern=raised, reason="resolved", text="It is better.", by=quality_lead)
    steps.close(
        concern=raised,
        reason="resolved",
        text="It is better.",
        without_reply="It has merged.",
        by=quality_lead,
    )
    now = case(raised, quality_lead)
    assert now.state == "closed"
    assert "without the provider’s reply: It has merged." in now.closing.text
    assert now.check_on == check_after(raised, clock.today())


def closed(concern, by):
    answered(concern, by)
    return steps.close(concern=concern, reason="resolved", text="It is better.", by=by)


def test_closed_with_a_reply_it_is_looked_at_again(raised, quality_lead):
    closed(raised, quality_lead)
    steps.check(concern=raised, held="held", text="Nothing came since.", by=quality_lead)
    now = case(raised, quality_lead)
    assert (now.state, now.checking.held, now.check_on) == ("closed", "held", None)


def test_what_did_not_hold_is_opened_again(raised, quality_lead):
    closed(raised, quality_lead)
    steps.check(
        concern=raised, held="not_held", text="Two more went home without.", reopen_it=True, by=quality_lead
    )
    now = case(raised, quality_lead)
    assert (now.state, now.closing, now.checking) == ("open", None, None)


def test_where_nobody_can_say_it_is_looked_at_once_more(raised, quality_lead):
    closed(raised, quality_lead)
    steps.check(concern=raised, held="unknown", text="No figures yet.", by=quality_lead)
    assert case(raised, quality_lead).check_on == check_after(raised, clock.today())


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"reason": "tired"}, "why it is closed"),
        ({"text": " "}, "rests on"),
        ({"check_on": clock.today()}, "lie ahead"),
        ({"reason": "merged"}, "why it is closed"),
    ],
)
def test_what_cannot_be_closed(raised, quality_lead, said, words):
    told = {"reason": "resolved", "text": "x", "without_reply": "x", **said}
    with pytest.raises(ConcernImpossible, match=words):
        steps.close(concern=raised, by=quality_lead, **told)


def test_told_with_another_of_the_same_provider(raised, quality_lead):
    other = made.concern(quality_lead)
    steps.merge(concern=other, other=raised, text="The same wards.", by=quality_lead)
    assert case(other, quality_lead).state == "merged"
    with pytest.raises(ConcernImpossible, match="told with another"):
        steps.decide(concern=other, text="x", where="x", by=quality_lead)
    elsewhere = made.concern(quality_lead, provider=OrganisationFactory(code="RM3"))
    with pytest.raises(ConcernImpossible, match="same provider"):
        steps.merge(concern=raised, other=elsewhere, text="x", by=quality_lead)


def test_nobody_of_elsewhere_touches_it(raised, other_lead):
    with pytest.raises(NotAllowed):
        steps.note(concern=raised, text="x", by=other_lead)
    with pytest.raises(NotAllowed):
        replies.ask_provider(concern=raised, text="x", by=other_lead)


def test_links_end_and_stay_on_record(raised, quality_lead):
    fact = evidence(quality_lead, bolton(), clock.today())
    about = f"evidence:{fact.public_id}"
    link(concern=raised, links=(Link(about, "for"), Link(about, "for")), by=quality_lead)
    (linked,) = links_of(raised, user=quality_lead)
    assert (linked.link.says, linked.evidence) == (fact.says, fact)
    end_link(concern=raised, link=linked.link.public_id, by=quality_lead)
    assert links_of(raised, user=quality_lead) == []
    (ended,) = links_of(raised, user=quality_lead, ended=True)
    assert ended.link.ended_by == quality_lead
    link(concern=raised, links=(Link(about, "against"),), by=quality_lead)
    assert [each.link.side for each in links_of(raised, user=quality_lead)] == ["against"]


def test_the_database_refuses_to_change_a_step(raised):
    guards.put_up()
    for change in (lambda rows: rows.update(text="else"), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(ConcernStep.objects.filter(concern=raised))
