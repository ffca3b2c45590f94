"""What several people told of one thing: proposed, asked about once, and proposed again when more comes."""

import pytest

from tests.assertions import page_of, words
from tests.factories.intelligence import bolton, coded, item, whistle
from trigpoint.actions.models import Action
from trigpoint.common import clock
from trigpoint.intelligence import queries
from trigpoint.intelligence.queries.clusters import proposals
from trigpoint.intelligence.services import moving

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
