"""Key lines of enquiry: drafted from the evidence, put in a person's words, asked, answered."""

import datetime as dt

import pytest

from tests.factories import concerns as made
from tests.factories.accounts import UserFactory
from tests.factories.intelligence import bolton
from tests.factories.organisations import OrganisationFactory
from tests.factories.triangulation import coverage, evidence
from trigpoint.actions.models import Action
from trigpoint.audit.models import Event
from trigpoint.common import clock
from trigpoint.common.errors import NotAllowed
from trigpoint.common.references import find, reference_to
from trigpoint.reports.services import set_meeting
from trigpoint.triangulation.errors import EnquiryImpossible
from trigpoint.triangulation.models import Enquiry
from trigpoint.triangulation.queries import enquiries as queries
from trigpoint.triangulation.queries.enquiries import Chosen
from trigpoint.triangulation.queries.enquiry_drafts import meeting_ahead
from trigpoint.triangulation.rules.enquiries import Meeting, Wanted
from trigpoint.triangulation.services import enquiries as services

TODAY = clock.today()
SOON = TODAY + dt.timedelta(days=9)
OWN = Wanted("What do you tell people while they wait?")


def kept(by, *wanted, theme="access", **said):
    return services.keep_enquiries(provider=bolton(), theme=theme, wanted=wanted or [OWN], by=by, **said)


def standing(user, enquiry):
    return queries.known([queries.enquiry_of(user=user, public_id=enquiry.public_id)])[0]


def listed(user, **chosen):
    return list(queries.enquiries_listed(user=user, chosen=Chosen(**chosen)))


def test_the_evidence_gives_rise_to_questions_that_say_where_they_come_from(quality_lead):
    evidence(quality_lead, bolton(), TODAY)
    coverage(quality_lead, bolton(), TODAY - dt.timedelta(days=300), TODAY)
    drafted = services.draft_enquiries(provider=bolton(), theme="access", by=quality_lead)
    first = standing(quality_lead, drafted[0])
    assert first.question.startswith("Fewer patients began treatment within 18 weeks")
    assert first.enquiry.because.startswith("Fewer patients began treatment within 18 weeks")
    assert "NHS England, referral to treatment" in first.enquiry.because
    assert (first.enquiry.stream, first.enquiry.template != "") == ("performance", True)
    assert first.state == "open"


def test_a_person_asks_in_their_own_words_and_the_words_before_stay(quality_lead):
    (enquiry,) = kept(quality_lead)
    services.edit_question(enquiry=enquiry, question="Who looks after them while they wait?", by=quality_lead)
    assert standing(quality_lead, enquiry).question == "Who looks after them while they wait?"
    words = [step.question for step in queries.steps_of(enquiry)]
    assert words == ["Who looks after them while they wait?", OWN.question]
    assert Event.objects.filter(name="enquiries.edited").exists()


def test_it_is_taken_to_a_meeting_answered_and_asked_again(quality_lead):
    (enquiry,) = kept(quality_lead, to=Meeting("Quality meeting", SOON))
    assert standing(quality_lead, enquiry).held_on == SOON
    assert listed(quality_lead, held_on=SOON) == [enquiry]
    services.answer(enquiry=enquiry, text="A letter every month.", by=quality_lead)
    assert standing(quality_lead, enquiry).state == "answered"
    assert listed(quality_lead) == []
    assert listed(quality_lead, state="answered") == [enquiry]
    with pytest.raises(EnquiryImpossible, match="It is answered, so that it cannot be answered"):
        services.answer(enquiry=enquiry, text="Again.", by=quality_lead)
    services.ask_again(enquiry=enquiry, text="Nobody has had a letter.", by=quality_lead)
    again = standing(quality_lead, enquiry)
    assert (again.state, again.answer.text) == ("open", "A letter every month.")


def test_it_is_put_to_the_provider_as_a_question_of_the_register(quality_lead):
    (enquiry,) = kept(quality_lead)
    question = services.put_to_provider(enquiry=enquiry, by=quality_lead)
    assert (question.kind, question.text, question.provider) == ("question", OWN.question, bolton())
    assert question.source == reference_to(enquiry)
    known = standing(quality_lead, enquiry)
    assert known.put_about == reference_to(question)
    theirs = UserFactory(role="provider", organisation="RMC", commissioner=quality_lead.commissioner)
    assert Action.visible_to(theirs).filter(pk=question.pk).exists()
    assert find(reference_to(enquiry), user=theirs) is None


def test_it_is_withdrawn_with_the_reason(quality_lead):
    (enquiry,) = kept(quality_lead)
    services.withdraw(enquiry=enquiry, text="They told us already.", by=quality_lead)
    assert listed(quality_lead, state="withdrawn") == [enquiry]
    assert queries.enquiries_at(user=quality_lead, providers=[bolton()]) == {}


@pytest.mark.parametrize(
    ("deed", "said", "words"),
    [
        ("edit_question", {"question": " "}, "Write the question"),
        ("carry", {"where": "", "held_on": SOON}, "which meeting"),
        ("carry", {"where": "Visit", "held_on": TODAY - dt.timedelta(days=1)}, "That day is over"),
        ("answer", {"text": " "}, "what was answered"),
        ("withdraw", {"text": ""}, "why it is not asked"),
        ("ask_again", {"text": ""}, "why it is asked again"),
        ("ask_again", {"text": "Why not"}, "It is open"),
    ],
)
def test_what_cannot_be_is_said(quality_lead, deed, said, words):
    (enquiry,) = kept(quality_lead)
    with pytest.raises(EnquiryImpossible, match=words):
        getattr(services, deed)(enquiry=enquiry, by=quality_lead, **said)


def test_nothing_kept_and_another_provider_s_concern_are_refused(quality_lead):
    with pytest.raises(EnquiryImpossible, match="at least one"):
        services.keep_enquiries(provider=bolton(), theme="", wanted=[], by=quality_lead)
    elsewhere = made.concern(quality_lead, provider=OrganisationFactory(code="RXX", name="Another Trust"))
    with pytest.raises(EnquiryImpossible, match="another provider"):
        kept(quality_lead, concern=elsewhere)


def test_who_only_reads_does_not_ask_and_others_see_nothing(quality_lead, other_lead):
    (enquiry,) = kept(quality_lead)
    with pytest.raises(NotAllowed):
        kept(UserFactory(role="auditor", commissioner=quality_lead.commissioner))
    with pytest.raises(NotAllowed):
        services.answer(enquiry=enquiry, text="No.", by=other_lead)
    assert listed(other_lead, state="all") == []
    assert queries.enquiry_of(user=other_lead, public_id=enquiry.public_id) is None


def test_what_is_asked_about_a_restricted_concern_is_restricted_too(quality_lead):
    hidden = made.concern(quality_lead, restriction="whistleblowing")
    (enquiry,) = kept(quality_lead, concern=hidden)
    assert enquiry.restriction == "whistleblowing"
    assert queries.counts(user=quality_lead).total == 0
    assert listed(quality_lead, state="all") == []
    assert queries.enquiries_at(user=quality_lead, providers=[bolton()]) == {}
    assert [each.enquiry for each in queries.enquiries_about(hidden)] == [enquiry]
    assert standing(quality_lead, enquiry).question == OWN.question, "whoever drafted it reads on"
    analyst = UserFactory(role="analyst", commissioner=quality_lead.commissioner)
    assert queries.enquiry_of(user=analyst, public_id=enquiry.public_id) is None
    with pytest.raises(EnquiryImpossible, match="Ask in person"):
        services.put_to_provider(enquiry=enquiry, by=quality_lead)


def test_the_next_meeting_of_the_diary_is_known(quality_lead):
    assert meeting_ahead(user=quality_lead, provider=bolton()) is None
    set_meeting(provider=bolton(), held_on=SOON, by=quality_lead)
    assert meeting_ahead(user=quality_lead, provider=bolton()) == SOON


def test_counts_are_of_what_a_person_sees(quality_lead):
    kept(quality_lead, OWN, Wanted("And what else?"))
    (answered,) = kept(quality_lead)
    services.answer(enquiry=answered, text="Yes.", by=quality_lead)
    kept(quality_lead, to=Meeting("Visit", SOON))
    told = queries.counts(user=quality_lead)
    assert (told.open, told.nowhere, told.answered, told.total) == (3, 2, 1, 4)
    assert Enquiry.objects.count() == 4
