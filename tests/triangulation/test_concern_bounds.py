"""What roles may do about a concern, and what is refused where it does not stand so."""

import pytest
from django.urls import reverse

from tests.assertions import page_of, words
from tests.factories import concerns as made
from tests.factories.accounts import UserFactory
from tests.factories.intelligence import bolton
from tests.factories.triangulation import evidence
from trigpoint.actions.models import Action
from trigpoint.common import clock
from trigpoint.common.errors import NotAllowed
from trigpoint.triangulation.errors import ConcernImpossible, EnquiryImpossible
from trigpoint.triangulation.queries.concerns_case import case_of
from trigpoint.triangulation.rules.drafts import Link
from trigpoint.triangulation.rules.enquiries import Wanted
from trigpoint.triangulation.services import concern_replies as replies
from trigpoint.triangulation.services import concern_steps as steps
from trigpoint.triangulation.services import enquiries
from trigpoint.triangulation.services.concern_links import end_link, link

QUESTION = "How do you make sure that medicines go home with patients?"
OWN = Wanted("What do you tell people while they wait?")


@pytest.fixture
def raised(quality_lead):
    return made.concern(quality_lead)


@pytest.fixture
def executive(quality_lead):
    return UserFactory(role="executive")


def case(concern, user):
    return case_of(concern, user=user)


def close(concern, by):
    told = {"reason": "resolved", "text": "It is better.", "without_reply": "It has merged."}
    return steps.close(concern=concern, by=by, **told)


def kept(by, **said):
    return enquiries.keep_enquiries(provider=bolton(), theme="access", wanted=[OWN], by=by, **said)


def test_the_highest_level_is_taken_away_by_those_who_decide(raised, quality_lead, client_of):
    analyst = UserFactory(role="analyst")
    steps.set_level(concern=raised, level="high", text="Two came back", by=quality_lead)
    with pytest.raises(NotAllowed):
        steps.set_level(concern=raised, level="low", text="It is fine", by=analyst)
    steps.note(concern=raised, text="I looked.", by=analyst)
    address = reverse("triangulation:concern-deed", args=[raised.public_id, "level"])
    assert address not in client_of(analyst).get(raised.get_absolute_url()).content.decode()
    steps.set_level(concern=raised, level="low", text="It is fine", by=quality_lead)
    assert case(raised, quality_lead).level == "low"


def test_a_reply_is_written_in_by_whoever_may_not_withdraw_the_question(raised, quality_lead, executive):
    replies.ask_provider(concern=raised, text=QUESTION, by=quality_lead)
    replies.write_reply(concern=raised, text="They rang me.", by=executive)
    now = case(raised, quality_lead)
    assert [step.text for step in now.replies] == ["They rang me."]
    assert now.awaited is not None


def test_only_who_may_write_in_the_register_puts_a_question_there(quality_lead, executive, client_of):
    (enquiry,) = kept(quality_lead)
    address = reverse("triangulation:enquiry-deed", args=[enquiry.public_id, "put"])
    assert address in client_of(quality_lead).get(enquiry.get_absolute_url()).content.decode()
    assert address not in client_of(executive).get(enquiry.get_absolute_url()).content.decode()


@pytest.mark.parametrize("how", ["closed", "merged"])
def test_what_is_not_open_takes_nothing_more(raised, quality_lead, client_of, how):
    fact = evidence(quality_lead, bolton(), clock.today())
    about = Link(f"evidence:{fact.public_id}", "for")
    link(concern=raised, links=(about,), by=quality_lead)
    if how == "closed":
        close(raised, quality_lead)
    else:
        steps.merge(concern=raised, other=made.concern(quality_lead), text="The same.", by=quality_lead)
    with pytest.raises(ConcernImpossible, match="Open it again"):
        link(concern=raised, links=(about,), by=quality_lead)
    with pytest.raises(ConcernImpossible, match="Open it again"):
        end_link(concern=raised, link=raised.links.get().public_id, by=quality_lead)
    with pytest.raises(EnquiryImpossible, match="not open"):
        kept(quality_lead, concern=raised)
    page = words(page_of(client_of(quality_lead).get(raised.get_absolute_url())))
    assert "Link what bears on it" not in page
    assert "Take it off" not in page


def test_closed_unheard_the_question_is_withdrawn(raised, quality_lead):
    replies.ask_provider(concern=raised, text=QUESTION, by=quality_lead)
    close(raised, quality_lead)
    now = case(raised, quality_lead)
    assert now.awaited is None
    (question,) = now.actions
    assert question.state == "withdrawn"


def test_closed_by_somebody_who_may_not_withdraw_it_says_that_it_still_waits(raised, quality_lead, chair):
    replies.ask_provider(concern=raised, text=QUESTION, by=quality_lead)
    close(raised, chair)
    assert "The question still waits in the register" in case(raised, quality_lead).closing.text


def test_told_with_another_the_reply_is_waited_for_there(raised, quality_lead):
    other = made.concern(quality_lead)
    replies.ask_provider(concern=raised, text=QUESTION, by=quality_lead)
    steps.merge(concern=raised, other=other, text="The same wards.", by=quality_lead)
    assert case(other, quality_lead).awaited.question.action.text == QUESTION
    replies.write_reply(concern=other, text="They rang.", by=quality_lead)
    assert case(other, quality_lead).awaited is None
    assert case(raised, quality_lead).awaited is None


def test_two_are_never_told_each_with_the_other(raised, quality_lead, monkeypatch):
    other = made.concern(quality_lead)
    held = steps.hold

    def somebody_was_first(*concerns):
        monkeypatch.setattr(steps, "hold", held)
        steps.merge(concern=other, other=raised, text="The same.", by=quality_lead)
        held(*concerns)

    monkeypatch.setattr(steps, "hold", somebody_was_first)
    with pytest.raises(ConcernImpossible, match="not open"):
        steps.merge(concern=raised, other=other, text="The same.", by=quality_lead)


def test_the_same_is_asked_once_while_it_waits(raised, quality_lead):
    replies.ask_provider(concern=raised, text=QUESTION, by=quality_lead)
    with pytest.raises(ConcernImpossible, match="asked this already"):
        replies.ask_provider(concern=raised, text=f" {QUESTION.upper()} ", by=quality_lead)
    replies.ask_provider(concern=raised, text="And at weekends?", by=quality_lead)
    assert Action.objects.count() == 2
    replies.write_reply(concern=raised, text="They rang.", by=quality_lead)
    replies.ask_provider(concern=raised, text=QUESTION, by=quality_lead)


def test_a_line_of_enquiry_is_put_once_while_it_waits(quality_lead):
    (enquiry,) = kept(quality_lead)
    enquiries.put_to_provider(enquiry=enquiry, by=quality_lead)
    with pytest.raises(EnquiryImpossible, match="waited for"):
        enquiries.put_to_provider(enquiry=enquiry, by=quality_lead)
    assert Action.objects.count() == 1
    enquiries.answer(enquiry=enquiry, text="A letter.", by=quality_lead)
    enquiries.ask_again(enquiry=enquiry, text="Nobody has had one.", by=quality_lead)
    enquiries.put_to_provider(enquiry=enquiry, by=quality_lead)
