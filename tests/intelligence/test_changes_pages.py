"""You said, we did on its pages: from what was heard to what everybody reads, with a look before it is published."""

import pytest
from django.urls import reverse

from tests.assertions import page_of, words
from tests.factories.intelligence import change, engagement, item
from trigpoint.intelligence.models import Change
from trigpoint.intelligence.queries.changes import ever_published, standing
from trigpoint.intelligence.services import changes as services

EDITED = {
    "title": "Letters after discharge",
    "heard": "Letters about patients who went home came late.",
    "text": "They are now sent within two days.",
    "effect_words": "Nobody has measured it yet.",
}


@pytest.fixture
def told(quality_lead):
    return item(quality_lead)


@pytest.fixture
def decided(quality_lead, told):
    made = change(quality_lead, items=(told,))
    services.decide(change=made, text="To send letters sooner.", by=quality_lead)
    return made


def test_written_down_from_addresses_of_what_was_told(quality_lead, client_of, told):
    log = engagement(quality_lead)
    answered = f"https://trigpoint.example/soft/items/{told.public_id}/\nengagement:{log.public_id}"
    sent = {
        "title": "Letters",
        "heard": "They come late.",
        "answered": answered,
        "provider": "RMC",
        "theme": "discharge",
    }

    response = client_of(quality_lead).post(reverse("intelligence:change-add"), sent)

    made = Change.objects.get()
    assert response["Location"] == made.get_absolute_url()
    assert {(each.item, each.engagement) for each in made.sources.all()} == {(told, None), (None, log)}
    page = page_of(client_of(quality_lead).get(made.get_absolute_url()))
    assert "Carers' tea in Farnworth" in words(page)
    assert "Written down; nothing is decided yet." in words(page)


def test_address_of_nothing_is_told(quality_lead, client_of):
    sent = {"title": "Letters", "heard": "They come late.", "answered": "item:nosuchrecord"}

    response = client_of(quality_lead).post(reverse("intelligence:change-add"), sent)

    assert response.status_code == 422
    assert "Nothing of yours has this address: item:nosuchrecord" in words(page_of(response, status=422))


def test_steps_are_said_on_the_page_of_the_change(quality_lead, client_of, decided):
    client = client_of(quality_lead)

    def say(deed, **sent):
        fields = {f"{deed}-{name}": value for name, value in sent.items()}
        return client.post(reverse("intelligence:change-say", args=[decided.public_id, deed]), fields)

    assert say("changed", text="").status_code == 422
    day = {"happened_on_day": "1", "happened_on_month": "6", "happened_on_year": "2025"}
    assert say("changed", text="Letters go out daily.", **day).status_code == 302
    assert say("measured", text="No difference.", effect="not").status_code == 302

    assert "It did not work: changed since Sun 1 Jun 2025." in words(
        page_of(client.get(decided.get_absolute_url()))
    )
    assert standing(decided).state == "measured"


def test_nothing_is_published_before_it_was_looked_at(quality_lead, client_of, decided):
    client = client_of(quality_lead)
    address = reverse("intelligence:change-publish", args=[decided.public_id])

    looked = client.post(address, EDITED)

    assert "It is not published yet." in words(page_of(looked))
    assert not ever_published().exists()
    assert client.post(address, {**EDITED, "publish": "yes"}).status_code == 302
    assert ever_published().count() == 1


@pytest.mark.parametrize(
    "heard", ["One patient fell.", "Discharge letters from the surgical wards come two weeks late."]
)
def test_words_that_may_not_stand_there_come_back(quality_lead, client_of, decided, heard):
    address = reverse("intelligence:change-publish", args=[decided.public_id])

    response = client_of(quality_lead).post(address, {**EDITED, "heard": heard, "publish": "yes"})

    assert response.status_code == 422
    assert not ever_published().exists()


def test_everybody_reads_edited_words_alone(quality_lead, client, told, decided):
    services.publish(change=decided, by=quality_lead, **EDITED)

    page = page_of(client.get(reverse("yousaid:list")))

    said = words(page)
    assert EDITED["heard"] in said
    assert "Told to us fewer than 5 times." in said
    assert told.words not in said
    assert "To send letters sooner." not in said
    assert client.get(reverse("yousaid:of", args=[quality_lead.commissioner.code])).status_code == 200
    assert client.get(reverse("yousaid:of", args=["NOBODY"])).status_code == 404


def test_what_was_withdrawn_leaves_its_note_and_nothing_else(quality_lead, client, decided):
    services.publish(change=decided, by=quality_lead, **EDITED)
    services.withdraw(change=decided, text="It was not right yet.", by=quality_lead)

    said = words(page_of(client.get(reverse("yousaid:list"))))

    assert "It was not right yet." in said
    assert EDITED["heard"] not in said
    assert decided.title not in said


def test_public_page_teaches_while_it_is_empty(client, db):
    assert "Nothing was published yet." in words(page_of(client.get(reverse("yousaid:list"))))


def test_list_and_file_say_how_far_each_is(quality_lead, client_of, decided):
    client = client_of(quality_lead)

    page = page_of(client.get(reverse("intelligence:changes")))

    assert "1 answer to what was heard; none waits for a decision." in words(page)
    file = client.get(reverse("intelligence:changes-csv") + "?state=decided").content.decode()
    assert "Letters after discharge,Bolton NHS Foundation Trust,Discharge" in file
    assert (
        "To send letters sooner."
        not in client.get(reverse("intelligence:changes-csv") + "?state=public").content.decode()
    )
