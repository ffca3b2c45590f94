"""What people linked to a concern, as its source tells it today."""

import datetime as dt

import pytest

from tests.assertions import page_of, words
from tests.factories import concerns as made
from tests.factories.intelligence import bolton, item
from tests.factories.triangulation import evidence
from trigpoint.common import clock
from trigpoint.common.references import reference_to
from trigpoint.triangulation.queries.concerns_case import case_of, links_of, sides_for
from trigpoint.triangulation.rules.drafts import Link
from trigpoint.triangulation.services import concern_replies as replies
from trigpoint.triangulation.services import concern_steps as steps
from trigpoint.triangulation.services.concern_links import link

FACT = {"about": "comment_theme:discharge", "stream": "complaints", "key": "discharge-complaints"}
THEN, SINCE = "Complaints on leaving hospital doubled.", "Complaints on leaving hospital trebled."


@pytest.fixture
def fact(quality_lead):
    return evidence(quality_lead, bolton(), clock.today(), says=THEN, **FACT)


@pytest.fixture
def raised(quality_lead, fact):
    return made.concern(quality_lead, links=(Link(f"evidence:{fact.public_id}", "for"),))


def take_back(fact):
    fact.gone_at = clock.now()
    fact.save()


def streams(concern, user):
    case = case_of(concern, user=user)
    known = sides_for(concern, user=user, day=clock.today())
    return case.looked(known, links_of(concern, user=user)).streams


def column(page, name):
    return page.select_one(f"section[aria-labelledby={name}]").get_text(" ", strip=True)


def test_what_was_taken_back_supports_nothing_and_says_so(raised, fact, quality_lead, client_of):
    assert streams(raised, quality_lead) == ("complaints",)
    take_back(fact)
    assert streams(raised, quality_lead) == ()
    page = page_of(client_of(quality_lead).get(raised.get_absolute_url()))
    assert f"taken back at its source on {clock.today():%-d %B %Y}" in column(page, "for")
    assert "No hard data" in words(page)


def test_what_is_told_anew_supports_it_and_stands_once(raised, fact, quality_lead, client_of):
    take_back(fact)
    evidence(quality_lead, bolton(), clock.today(), says=SINCE, **FACT)
    assert streams(raised, quality_lead) == ("complaints",)
    page = page_of(client_of(quality_lead).get(raised.get_absolute_url()))
    shown = column(page, "for")
    assert f"When linked: {THEN} Now: {SINCE}" in shown
    assert shown.count(SINCE) == 1 + (f"Take it off : When linked: {THEN} Now: {SINCE}" in shown)
    assert len(page.select("section[aria-labelledby=for] li")) == 1
    assert not page.select("select[name=link-about] option[value^=evidence]"), "it is linked already"


def test_what_is_too_old_supports_nothing_and_says_so(raised, fact, quality_lead):
    fact.last_on = fact.known_on = clock.today() - dt.timedelta(days=3000)
    fact.save()
    assert streams(raised, quality_lead) == ()
    assert "too long ago to count" in links_of(raised, user=quality_lead)[0].words


def test_what_still_stands_as_it_did_is_told_plainly(raised, quality_lead):
    assert links_of(raised, user=quality_lead)[0].words == THEN


def kept(concern, user, side):
    (decision,) = case_of(concern, user=user).decisions
    return [each for each in decision.evidence if each["side"] == side]


def test_a_decision_keeps_what_people_linked_once(raised, fact, quality_lead):
    told = item(quality_lead)
    link(
        concern=raised, links=(Link(reference_to(told), "against", why="It says otherwise"),), by=quality_lead
    )
    steps.decide(concern=raised, text="Visit.", where="Committee", by=quality_lead)
    (supports,) = kept(raised, quality_lead, "for")
    assert (supports["says"], supports["event"], supports["linked"]) == (THEN, fact.event, True)
    assert supports["origin"].startswith(f"Linked by {quality_lead}")
    (against,) = kept(raised, quality_lead, "against")
    assert (against["record"], against["why"]) == (reference_to(told), "It says otherwise")


def test_a_decision_keeps_how_the_reply_stood_and_what_changed_is_shown(raised, quality_lead, client_of):
    replies.ask_provider(concern=raised, text="How do you pack?", by=quality_lead)
    steps.decide(concern=raised, text="Visit.", where="Committee", by=quality_lead)
    (reply,) = kept(raised, quality_lead, "reply")
    assert reply["says"].startswith("Asked on ")
    assert "How do you pack? No answer had come, to answer by" in reply["says"]
    client = client_of(quality_lead)
    page = words(page_of(client.get(raised.get_absolute_url())))
    assert "Since then nothing of it has changed" in page
    replies.write_reply(concern=raised, text="The day before.", by=quality_lead)
    page = words(page_of(client.get(raised.get_absolute_url())))
    assert "New. The provider’s reply: Came another way" in page


def test_a_decision_without_a_question_says_so(raised, quality_lead):
    steps.decide(concern=raised, text="Visit.", where="Committee", by=quality_lead)
    assert [each["says"] for each in kept(raised, quality_lead, "reply")] == ["It has not been asked."]


def test_what_was_first_heard_since_it_was_raised_stands_apart(raised, fact, quality_lead, client_of):
    client = client_of(quality_lead)
    page = page_of(client.get(raised.get_absolute_url()))
    assert "New evidence since it was raised" not in words(page)
    evidence(quality_lead, bolton(), clock.today(), says=SINCE, about="comment_theme:discharge", stream="patient_experience")  # fmt: skip
    shown = column(page_of(client.get(raised.get_absolute_url())), "new")
    assert SINCE in shown
    assert THEN not in shown
