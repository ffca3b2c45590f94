"""A sitting of triage: what was chosen is written down together, what lacks words is asked for, what is left waits."""

import pytest

from tests.assertions import assert_links_tell_apart, page_of, words
from tests.factories.intelligence import item
from trigpoint.actions.models import Action
from trigpoint.common import clock
from trigpoint.intelligence import queries
from trigpoint.intelligence.errors import StepImpossible
from trigpoint.intelligence.models import ItemStep
from trigpoint.intelligence.rules.states import Deed
from trigpoint.intelligence.rules.triage_words import MISSING, STOCK, words_of
from trigpoint.intelligence.services import consents, moving
from trigpoint.intelligence.services.triage import Verdict, write_down

PAGE = "/soft/triage/"


def said(made, deed, words="", stock=""):
    key = made.public_id
    return {f"deed_{key}": deed, f"words_{key}": words, f"stock_{key}": stock}


def latest(made):
    return made.steps.order_by("pk").last()


def test_every_choice_in_one_sitting(quality_lead, client_of):
    looked, nothing, asked, passed, marked, closed, left, again = made = [
        item(quality_lead, f"Words {number}") for number in range(8)
    ]
    reply = STOCK[Deed.CLOSED][0]
    first = item(quality_lead, "Words 7")  # the same telling as the last one, come later
    data = {
        **said(looked, "triaged"),
        **said(nothing, "no_action", stock=STOCK[Deed.NO_ACTION][0]),
        **said(asked, "asked", "Why are they late?"),
        **said(passed, "passed", "Bolton Council"),
        **said(marked, "marked"),
        **said(closed, "closed", stock=reply),
        **said(left, ""),
        **said(again, ""),
        **said(first, "merged"),
    }

    response = client_of(quality_lead).post(PAGE, data, follow=True)

    assert "7 pieces were dealt with." in words(page_of(response))
    assert [queries.state_of(each) for each in made] == [
        *("triaged", "no_action", "query_to_provider", "passed_to_partner", "case_opened"),
        *("closed_with_feedback", "received", "received"),
    ]
    assert latest(first).other == again
    assert latest(closed).reply == reply
    assert latest(passed).partner == "Bolton Council"
    assert latest(asked).about == f"action:{Action.objects.get(text='Why are they late?').public_id}"


@pytest.mark.parametrize("deed", MISSING)
def test_words_are_asked_for_and_nothing_is_written_down(quality_lead, client_of, deed):
    one, two = item(quality_lead, "One"), item(quality_lead, "Two")

    response = client_of(quality_lead).post(PAGE, {**said(one, deed), **said(two, "triaged")})

    assert MISSING[deed] in words(page_of(response, status=422))
    assert not ItemStep.objects.exclude(deed="received").exists()


def test_what_somebody_dealt_with_meanwhile_is_said(quality_lead, client_of):
    made = item(quality_lead)
    moving.close(item=made, reply="Thank you.", by=quality_lead)

    response = client_of(quality_lead).post(PAGE, said(made, "triaged"))

    assert response.status_code == 422
    assert (
        "Somebody has dealt with it meanwhile; it stands at: closed with a reply" in response.content.decode()
    )


def test_personal_data_is_caught(quality_lead, client_of):
    made = item(quality_lead)

    response = client_of(quality_lead).post(PAGE, said(made, "closed", "Ring 07700 900123"))

    assert response.status_code == 422
    assert queries.state_of(made) == "received"


def test_ten_at_a_time_and_nothing_left_says_so(quality_lead, client_of):
    client = client_of(quality_lead)
    assert "Nothing waits for a first look." in words(page_of(client.get(PAGE)))

    for number in range(11):
        item(quality_lead, f"Words {number}")
    page = page_of(client.get(PAGE))

    assert len(page.select("[data-one]")) == 10
    assert "These are the first 10" in words(page)
    assert_links_tell_apart(page)


def test_nothing_chosen_changes_nothing(quality_lead, client_of):
    made = item(quality_lead)

    response = client_of(quality_lead).post(PAGE, said(made, ""), follow=True)

    assert "Nothing was chosen" in words(page_of(response))
    assert queries.state_of(made) == "received"


def test_ready_words_count_only_for_what_they_are_for():
    reply = STOCK[Deed.CLOSED][0]

    assert words_of("closed", "", reply) == reply
    assert words_of("closed", "Mine", reply) == "Mine"
    assert words_of("no_action", "", reply) == ""
    assert words_of("triaged", "", reply) == ""


@pytest.mark.parametrize(
    ("deed", "text"), [("no_action", "Praise"), ("closed", "Thank you."), ("triaged", "")]
)
def test_what_a_colleague_decided_meanwhile_stands(quality_lead, client_of, deed, text):
    made, other = item(quality_lead, "One"), item(quality_lead, "Two")
    moving.pass_on(item=made, partner="CQC", by=quality_lead)

    response = client_of(quality_lead).post(PAGE, {**said(made, deed, text), **said(other, "triaged")})

    told = words(page_of(response, status=422))
    assert "Somebody has dealt with it meanwhile; it stands at: passed to a partner" in told
    assert [queries.state_of(each) for each in (made, other)] == ["passed_to_partner", "received"]


def test_what_was_decided_after_the_form_was_read_is_refused_by_name(quality_lead):
    made, other = item(quality_lead, "The letters of the eye clinic are late"), item(quality_lead, "Two")
    moving.look_at(item=made, by=quality_lead)

    with pytest.raises(StepImpossible, match=r"The letters of the eye clinic are late.*stands at: looked at"):
        write_down(
            verdicts=[Verdict(other, "triaged"), Verdict(made, "no_action", "Praise")], by=quality_lead
        )

    assert [queries.state_of(each) for each in (made, other)] == ["triaged", "received"]


@pytest.mark.parametrize(("deed", "use"), [("passed", "partner"), ("asked", "provider")])
def test_story_without_consent_is_named_and_with_it_goes_on(quality_lead, client_of, deed, use):
    story = item(quality_lead, "My mother waited nine hours.", source="patient_story")
    alert = item(quality_lead, "Two")
    client = client_of(quality_lead)
    sent = {**said(alert, deed, "Bolton Council"), **said(story, deed, "Bolton Council")}

    page = page_of(client.post(PAGE, sent), status=422)

    (fault,) = page.select(".nhsuk-error-summary__list a")
    assert "No consent to this is on record." in words(fault)
    assert story.public_id in fault["href"]
    assert [queries.state_of(each) for each in (story, alert)] == ["received", "received"]

    consents.give(item=story, uses=[use], how="written", on=clock.today(), by=quality_lead)
    assert client.post(PAGE, sent).status_code == 302
