"""What several people told of one thing: proposed, asked about once, and proposed again when more comes."""

import datetime as dt

import pytest

from tests.assertions import page_of, words
from tests.factories.intelligence import bolton, coded, item, whistle
from trigpoint.actions.models import Action
from trigpoint.common import clock
from trigpoint.common.references import reference_to
from trigpoint.intelligence import queries
from trigpoint.intelligence.queries.clusters import proposals
from trigpoint.intelligence.services import consents, moving
from trigpoint.intelligence.services.item_questions import ask_provider

ASK = "/soft/together/RMC/discharge/"


@pytest.fixture
def three(quality_lead):
    """Three pieces from two senders."""
    return [
        coded(item(quality_lead, f"Letters are late, {n}", sender=s), "discharge")
        for n, s in enumerate("aab")
    ]


def found(quality_lead):
    return proposals(user=quality_lead, today=clock.today())


def test_three_from_two_are_proposed(three, quality_lead, client_of):
    (told,) = found(quality_lead)
    assert (told.provider, told.cluster.pieces, told.cluster.senders) == (bolton(), 3, 2)

    said = "3 pieces from 2 senders on Discharge at Bolton NHS Foundation Trust in 90 days"
    client = client_of(quality_lead)
    assert said in words(page_of(client.get("/soft/")))
    assert said in words(page_of(client.get(three[0].get_absolute_url())))


def test_one_question_names_all_and_asks_once(three, quality_lead, client_of):
    client = client_of(quality_lead)
    page = client.get(ASK)
    assert "2 different people have told us about discharge" in page.content.decode()

    client.post(ASK, {"text": "What is the cause?"})

    question = Action.objects.get()
    assert (question.kind, question.provider) == ("question", bolton())
    assert {queries.state_of(each) for each in three} == {"query_to_provider"}
    assert "ask for further information" not in words(page_of(client.get("/soft/")))
    assert "asked already" in words(page_of(client.get(ASK)))


def test_praise_restricted_merged_comments_and_others_do_not_count(quality_lead, other_lead):
    coded(item(quality_lead, "One", sender="a"), "discharge")
    coded(item(quality_lead, "Two", sender="b"), "discharge")
    coded(item(quality_lead, "Good", sender="c", tone="good"), "discharge")
    coded(item(quality_lead, "Very good", sender="d"), "discharge", sentiment="positive")
    coded(item(quality_lead, "Comment", sender="e", source="fft"), "discharge")
    coded(whistle(quality_lead, "Hidden", sender="f"), "discharge")
    coded(item(other_lead, "Of the neighbour", sender="g"), "discharge")
    merged = coded(item(quality_lead, "Merged", sender="h"), "discharge")
    moving.merge(item=merged, into=item(quality_lead, "Lead"), by=quality_lead)

    assert found(quality_lead) == []


def test_without_a_cluster_there_is_no_page(quality_lead, client_of):
    coded(item(quality_lead), "discharge")

    assert client_of(quality_lead).get(ASK).status_code == 404


def test_reader_sees_it_and_asks_nothing(three, chair, client_of):
    client = client_of(chair)

    assert "Put the question" not in words(page_of(client.get(ASK)))
    assert client.post(ASK, {"text": "What is the cause?"}).status_code == 403
    assert not Action.objects.exists()


@pytest.fixture
def two_and_a_story(quality_lead):
    """Two alerts and a story, from three senders."""
    alerts = [item(quality_lead, f"Letters are late, {sender}", sender=sender) for sender in "ab"]
    story = item(quality_lead, "My letter came late.", source="patient_story", sender="c")
    return [coded(each, "discharge") for each in (*alerts, story)]


def test_story_without_consent_is_left_out_of_the_question_and_said(two_and_a_story, quality_lead, client_of):
    *alerts, story = two_and_a_story
    client = client_of(quality_lead)

    page = client.get(ASK)
    assert "1 piece is a story without consent to ask the provider about it" in words(page_of(page))
    assert "different people" not in page.content.decode()
    client.post(ASK, {"text": "What is the cause?"})

    assert {queries.state_of(each) for each in alerts} == {"query_to_provider"}
    assert queries.state_of(story) == "received"


def test_story_with_consent_is_asked_about(two_and_a_story, quality_lead, client_of):
    story = two_and_a_story[-1]
    consents.give(item=story, uses=["provider"], how="written", on=clock.today(), by=quality_lead)
    client = client_of(quality_lead)

    assert "without consent" not in words(page_of(client.get(ASK)))
    client.post(ASK, {"text": "What is the cause?"})

    assert queries.state_of(story) == "query_to_provider"


def test_where_only_such_a_story_is_open_nothing_is_asked(two_and_a_story, quality_lead, client_of):
    client = client_of(quality_lead)
    for each in two_and_a_story[:2]:
        moving.close(item=each, reply="Thank you.", by=quality_lead)

    page = words(page_of(client.get(ASK)))

    assert "All that is open here are stories without consent" in page
    assert "Put the question" not in page
    client.post(ASK, {"text": "What is the cause?"})
    assert not Action.objects.exists()


def test_same_question_is_not_put_twice(three, quality_lead, client_of):
    client = client_of(quality_lead)
    client.post(ASK, {"text": "What is the cause?"})

    again = client.post(ASK, {"text": "What is the cause?"}, follow=True)

    assert "This was asked already since the latest came" in words(page_of(again))
    assert Action.objects.count() == 1


def test_what_is_closed_altogether_is_proposed_no_more(three, quality_lead, client_of):
    client = client_of(quality_lead)
    for each in three:
        moving.close(item=each, reply="Thank you.", by=quality_lead)

    said = "3 pieces from 2 senders on Discharge"
    assert said not in words(page_of(client.get("/soft/")))
    assert said not in words(page_of(client.get(three[0].get_absolute_url())))
    page = words(page_of(client.get(ASK)))
    assert "in 90 days: all of them are closed." in page
    assert "Put the question" not in page
    refused = client.post(ASK, {"text": "What is the cause?"}, follow=True)
    assert "All of these are closed. Open one of them again first." in words(page_of(refused))

    moving.reopen(item=three[0], text="More came.", by=quality_lead)
    assert said in words(page_of(client.get("/soft/")))


def test_question_counts_on_the_day_it_was_in_england(three, quality_lead):
    asked_at = dt.datetime(2026, 7, 1, 23, 30, tzinfo=dt.UTC)  # half past midnight on the second
    with clock.replaying(asked_at):
        late = [
            coded(item(quality_lead, f"Food is cold, {n}", sender=s), "food-drink")
            for n, s in enumerate("aab")
        ]
        question = ask_provider(items=late[:1], text="Why?", by=quality_lead)
        (told,) = [
            each
            for each in proposals(user=quality_lead, today=clock.today())
            if each.cluster.theme == "food-drink"
        ]

    assert told.cluster.last_on == dt.date(2026, 7, 2)
    assert told.question == reference_to(question)
