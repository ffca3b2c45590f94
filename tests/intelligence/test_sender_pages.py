"""What a sender reads by their private link: how far it is, what was answered, what changed; never a note, a name, the words."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from tests.assertions import page_of, words
from tests.factories.accounts import OtherCommissionerFactory, UserFactory
from tests.factories.intelligence import draft, item
from tests.factories.organisations import OrganisationFactory
from trigpoint.common import clock
from trigpoint.intelligence.models import ItemTheme
from trigpoint.intelligence.presenters.sender import STAGES, STANDS
from trigpoint.intelligence.queries.sender import answered_lately, followed
from trigpoint.intelligence.rules.states import Deed, State
from trigpoint.intelligence.services import moving
from trigpoint.intelligence.services.receiving import receive
from trigpoint.vault import services as vault

pytestmark = pytest.mark.django_db

REPLY = "The trust sends letters within two days now."


@pytest.fixture
def practice(db):
    return OrganisationFactory(code="P82001", name="Dale Practice", kind="practice")


@pytest.fixture
def gp(practice):
    return UserFactory(username="gp", role="gp_practice", organisation="P82001")


@pytest.fixture
def told(gp, practice, quality_lead):
    """A practice's alert, whose teller is sealed."""
    made = receive(draft=draft(sent_for=practice), by=gp)
    vault.seal_teller(record=made, name="Jo Whistle", contact="jo@dale.example", by=gp)
    return made


def followed_by(made):
    """What the private link shows to somebody who is not signed in."""
    return words(page_of(Client().get(reverse("intelligence:follow", args=[made.sender_token]))))


def test_every_state_and_every_deed_has_its_words():
    assert set(STANDS) >= {"", *State}
    assert set(STAGES) == set(Deed) - {Deed.NOTED, Deed.GIST, Deed.RESTRICTED}


def test_it_says_that_nobody_has_looked_yet_and_by_when_somebody_does(told):
    assert "Nobody has looked at it yet. Somebody does by" in followed_by(told)


def test_it_says_how_far_it_is_and_what_was_answered(told, quality_lead):
    moving.look_at(item=told, by=quality_lead)
    moving.note_question(item=told, about="action:abc", by=quality_lead)
    assert "We have asked the provider" in followed_by(told)
    moving.pass_on(item=told, partner="Inspector Morse", by=quality_lead)
    moving.close(item=told, reply=REPLY, by=quality_lead)

    said = followed_by(told)
    for each in (
        "It is closed.",
        REPLY,
        "We received it",
        "Somebody looked at it",
        "We put a question to the provider",
        "We passed it on",
    ):
        assert each in said


def test_it_never_says_what_stays_in_the_house(told, quality_lead):
    moving.look_at(item=told, by=quality_lead, text="Ring the matron")
    moving.note(item=told, text="Same consultant again", by=quality_lead)
    moving.pass_on(item=told, partner="Inspector Morse", by=quality_lead, text="By telephone")
    moving.close(item=told, reply=REPLY, text="Nothing to it", by=quality_lead)

    said = followed_by(told)
    for each in (
        told.words, "matron", "consultant again", "Morse", "telephone", "Nothing to it", "Amina", "Hussain",
        "Whistle", "jo@dale", "Dale Practice",
    ):  # fmt: skip
        assert each not in said


def test_what_it_was_told_with_answers_it_too(told, quality_lead):
    lead = item(quality_lead, words="Letters are late everywhere. Quillon.")
    further = item(quality_lead, words="Letters again.")
    moving.look_at(item=lead, by=quality_lead)
    moving.merge(item=told, into=lead, by=quality_lead)
    assert "together with others that say the same" in followed_by(told)
    moving.merge(item=lead, into=further, by=quality_lead)
    moving.close(item=further, reply=REPLY, by=quality_lead)

    said = followed_by(told)
    assert REPLY in said
    assert "Quillon" not in said


def test_reply_to_another_from_before_is_not_theirs(told, quality_lead):
    lead = item(quality_lead, words="Letters are late everywhere.")
    moving.close(item=lead, reply="An older reply.", by=quality_lead)
    moving.reopen(item=lead, text="It goes on", by=quality_lead)
    moving.merge(item=told, into=lead, by=quality_lead)

    assert "older reply" not in followed_by(told)
    assert followed(told).reply is None


def test_closing_without_words_for_the_sender_shows_none(told, quality_lead):
    moving.close(item=told, reply="", text="Nobody can be told", by=quality_lead)

    said = followed_by(told)
    assert "It is closed." in said
    assert "Nobody can be told" not in said


def test_restricted_item_is_its_senders_too_and_says_not_whom_it_is_about(gp, practice):
    made = receive(draft=draft(sent_for=practice, restriction="safeguarding"), by=gp)

    said = followed_by(made)
    assert "We have it" in said
    assert "Bolton" not in said
    assert "safeguarding" not in said.lower().replace("your council’s safeguarding team", "")


def test_wrong_link_is_404_in_plain_words(told):
    for token in (told.public_id, told.sender_token[:-1] + "x", "x" * 60):
        answer = Client().get(reverse("intelligence:follow", args=[token]))
        assert "This link does not work" in words(page_of(answer, status=404))


def test_practice_sees_what_it_told_and_nobody_elses(client_of, gp, told, quality_lead):
    item(quality_lead, words="Somebody else's telling.")

    page = page_of(client_of(gp).get("/soft/told/"))

    assert told.words in words(page)
    assert "Somebody else" not in words(page)
    assert page.select(f"a[href='{reverse('intelligence:follow', args=[told.sender_token])}']")


def test_practice_of_the_same_code_at_the_neighbour_sees_nothing(client_of, told):
    theirs = UserFactory(
        username="gp2", role="gp_practice", organisation="P82001", commissioner=OtherCommissionerFactory()
    )

    assert told.words not in words(page_of(client_of(theirs).get("/soft/told/")))


def test_list_is_narrowed_by_where_it_stands(client_of, gp, told, quality_lead):
    client = client_of(gp)
    assert told.words in words(page_of(client.get("/soft/told/?show=new")))
    moving.close(item=told, reply=REPLY, by=quality_lead)

    assert told.words not in words(page_of(client.get("/soft/told/?show=new")))
    assert told.words in words(page_of(client.get("/soft/told/?show=answered")))
    assert told.words in words(page_of(client.get("/soft/told/?show=nonsense")))


def test_empty_list_teaches(client_of, gp):
    assert "Tell the first" in words(page_of(client_of(gp).get("/soft/told/")))
    assert "Nothing yet" in words(page_of(client_of(gp).get("/soft/told/changed/")))


def test_note_of_three_months_tells_answers_by_theme(client_of, gp, practice, told, quality_lead):
    ItemTheme.objects.create(item=told, theme="discharge", probability=0.9)
    older = receive(draft=draft("An old thing.", sent_for=practice), by=gp)
    with clock.replaying(clock.now() - dt.timedelta(days=120)):
        moving.close(item=older, reply="A reply of long ago.", by=quality_lead)
    lead = item(quality_lead, words="The same of another.")
    other = receive(draft=draft("Merged.", sent_for=practice), by=gp)
    moving.merge(item=other, into=lead, by=quality_lead)
    moving.close(item=lead, reply="One answer for all of them.", by=quality_lead)
    moving.close(item=told, reply=REPLY, by=quality_lead)

    page = page_of(client_of(gp).get("/soft/told/changed/"))

    said = words(page)
    assert "2 answers" in said
    assert REPLY in said
    assert "One answer for all of them." in said
    assert "long ago" not in said
    assert "The same of another" not in said
    assert [each.get_text() for each in page.select("main h2")][:2] == ["Discharge", "Not coded by theme"]


def test_note_of_three_months_holds_no_reply_to_somebody_else(client_of, gp, told, quality_lead):
    first, second = item(quality_lead, "One thing."), item(quality_lead, "Another thing.")
    moving.close(item=first, reply="An older reply.", by=quality_lead)
    moving.reopen(item=first, text="It goes on.", by=quality_lead)
    moving.merge(item=told, into=first, by=quality_lead)
    assert not answered_lately(gp).exists()
    moving.reopen(item=told, text="Not the same after all.", by=quality_lead)
    moving.close(item=first, reply="A reply after it was taken out.", by=quality_lead)
    assert not answered_lately(gp).exists()
    moving.merge(item=told, into=second, by=quality_lead)
    moving.close(item=second, reply=REPLY, by=quality_lead)

    assert [step.reply for step in answered_lately(gp)] == [REPLY]
    assert "1 answer" in words(page_of(client_of(gp).get("/soft/told/changed/")))
