"""You said, we did: what is restricted leaves no trace, everybody who told it reads it, and no words of theirs are published."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.assertions import page_of, words
from tests.factories.accounts import UserFactory
from tests.factories.intelligence import WORDS, change, engagement, item
from tests.factories.organisations import OrganisationFactory
from trigpoint.audit.models import Event
from trigpoint.common import clock
from trigpoint.intelligence.errors import ChangeImpossible
from trigpoint.intelligence.forms.changes import reference_in
from trigpoint.intelligence.models import Item
from trigpoint.intelligence.presenters import changes as presenter
from trigpoint.intelligence.queries import changes as queries
from trigpoint.intelligence.rules.changes import small_numbers
from trigpoint.intelligence.services import changes as services
from trigpoint.intelligence.services import moving
from trigpoint.notifications.models import Notice

PUBLIC = {
    "heard": "Letters about patients who went home came late.",
    "text": "The trust now sends them within two days.",
    "effect_words": "Nobody has measured it yet.",
}


@pytest.fixture
def practice(db):
    return OrganisationFactory(code="P82001", name="Dale Practice", kind="practice")


@pytest.fixture
def gp(practice):
    return UserFactory(username="gp", role="gp_practice", organisation="P82001")


@pytest.fixture
def told(quality_lead):
    return item(quality_lead)


@pytest.fixture
def decided(quality_lead, told):
    made = change(quality_lead, items=(told,))
    services.decide(change=made, text="To send letters sooner.", by=quality_lead)
    return made


def restricted_by(person, client_of, told):
    sent = {"restriction": "safeguarding", "text": "A child is meant."}
    fields = {**sent, **{f"restrict-{name}": value for name, value in sent.items()}}
    address = reverse("intelligence:deed", args=[told.public_id, "restrict"])
    return client_of(person).post(address, fields, follow=True)


def test_what_is_restricted_later_is_not_even_counted(quality_lead, client_of, chair, told, decided):
    Item.objects.filter(pk=told.pk).update(restriction="safeguarding")

    assert presenter.sources(queries.sources_of(decided), quality_lead) == []
    page = words(page_of(client_of(chair).get(decided.get_absolute_url())))
    assert "may not open" not in page


def test_whoever_restricts_learns_what_stands_in_public(quality_lead, client_of, told, decided):
    services.publish(change=decided, by=quality_lead, **PUBLIC)

    response = restricted_by(quality_lead, client_of, told)

    assert Item.objects.get(pk=told.pk).restriction == "safeguarding"
    assert "The public page still answers it: “Letters after discharge”." in words(page_of(response))


def test_nothing_is_said_where_nothing_stands_in_public(quality_lead, client_of, told, decided):
    assert "public page still" not in words(page_of(restricted_by(quality_lead, client_of, told)))


def test_title_that_may_not_be_published_is_refused_at_once(quality_lead, told):
    with pytest.raises(ChangeImpossible, match="so few"):
        change(quality_lead, title="Two patients sent home at night", items=(told,))
    with pytest.raises(ChangeImpossible, match="how somebody told it"):
        change(quality_lead, title=WORDS, items=(told,))


def test_title_is_changed_while_publishing(quality_lead, client_of, decided):
    type(decided).objects.filter(pk=decided.pk).update(title="Two patients sent home at night")
    address = reverse("intelligence:change-publish", args=[decided.public_id])
    client = client_of(quality_lead)

    refused = client.post(address, {**PUBLIC, "title": "Two patients sent home", "publish": "yes"})
    assert refused.status_code == 422
    sent = {**PUBLIC, "title": "Going home at night"}
    assert "Going home at night" in words(page_of(client.post(address, sent)))
    assert client.post(address, {**sent, "publish": "yes"}).status_code == 302

    assert queries.ever_published().get().title == "Going home at night"
    assert Event.objects.filter(name="changes.retitled").count() == 1


@pytest.mark.parametrize(
    ("address", "reference"),
    [
        ("https://trigpoint.example/soft/complaints/case/abcDEF12/", "complaint:abcDEF12"),
        ("https://trigpoint.example/soft/comments/abcDEF12/", "item:abcDEF12"),
        ("https://trigpoint.example/soft/items/abcDEF12/", "item:abcDEF12"),
        ("complaint:abcDEF12", "complaint:abcDEF12"),
        ("https://trigpoint.example/soft/complaints/years/2026/", ""),
    ],
)
def test_addresses_name_their_records(address, reference):
    assert reference_in(address) == reference


def test_words_of_the_log_and_of_a_complaint_are_not_published(quality_lead, told):
    log = engagement(quality_lead, heard="Nobody asks carers when somebody goes home on their own.")
    made = change(quality_lead, items=(told,), engagements=(log,))
    services.decide(change=made, text="To ask.", by=quality_lead)

    with pytest.raises(ChangeImpossible, match="how somebody told it"):
        services.publish(
            change=made, by=quality_lead, **{**PUBLIC, "heard": "Nobody asks carers when somebody goes home."}
        )


def test_note_of_a_withdrawal_quotes_nobody(quality_lead, decided):
    services.publish(change=decided, by=quality_lead, **PUBLIC)

    with pytest.raises(ChangeImpossible, match="how somebody told it"):
        services.withdraw(change=decided, text=f"Somebody told us: {WORDS}", by=quality_lead)


@pytest.mark.parametrize(
    "few",
    [
        "2 of our patients",
        "Four of the patients",
        "both sisters",
        "a single patient",
        "4 mothers",
        "three older autistic people",
    ],
)
def test_few_people_are_noticed_however_they_are_counted(few):
    assert small_numbers(f"We heard of {few}.") == [few]


@pytest.mark.parametrize(
    "many",
    [
        "It helps both patients and carers.",
        "Within two days patients are told.",
        "Two wards where patients wait.",
        "One team for all families.",
    ],
)
def test_what_counts_nobody_is_let_through(many):
    assert small_numbers(many) == []


def test_sender_of_what_is_told_with_another_reads_it_too(quality_lead, gp, practice, told):
    merged = item(quality_lead, "Our letters come late as well.", sent_for=practice)
    moving.look_at(item=told, by=quality_lead)
    moving.merge(item=merged, into=told, by=quality_lead)
    made = change(quality_lead, items=(told,))

    services.decide(change=made, text="To send letters sooner.", by=quality_lead)

    assert [each.change for each in queries.changes_for(merged)] == [made]
    assert [each.change for each in queries.changes_for_practice(gp)] == [made]
    assert Notice.objects.get(person=gp).words == "Something was decided because of what you told"
    assert queries.items_answered(made) == [told]


def test_sender_of_what_was_taken_up_by_itself_again_does_not(quality_lead, gp, practice, told):
    merged = item(quality_lead, "Our letters come late as well.", sent_for=practice)
    moving.look_at(item=told, by=quality_lead)
    moving.merge(item=merged, into=told, by=quality_lead)
    moving.reopen(item=merged, text="It is another ward.", by=quality_lead)
    made = change(quality_lead, items=(told,))

    services.decide(change=made, text="To send letters sooner.", by=quality_lead)

    assert queries.changes_for(merged) == queries.changes_for_practice(gp) == []
    assert not Notice.objects.filter(person=gp).exists()


def test_sender_reads_how_it_was_measured(quality_lead, client, told, decided):
    services.say_changed(change=decided, text="Letters go daily.", happened_on=clock.today(), by=quality_lead)
    services.measure(change=decided, text="Half of them still come late.", effect="partly", by=quality_lead)

    page = page_of(client.get(reverse("intelligence:follow", args=[told.sender_token])))

    assert "It worked in part. Half of them still come late." in words(page)


def test_days_are_those_of_london(quality_lead, told):
    made = change(quality_lead, items=(told,))
    with clock.replaying(dt.datetime(2026, 6, 30, 23, 30, tzinfo=dt.UTC)):
        services.decide(change=made, text="To send letters sooner.", by=quality_lead)

    assert "Decided on Wed 1 Jul 2026" in presenter.standing_sentence(queries.standing(made))


def test_public_page_keeps_its_filters_where_nothing_is_for_them(quality_lead, client, decided):
    services.publish(change=decided, by=quality_lead, **PUBLIC)
    other = change(quality_lead, items=(item(quality_lead, "Parking is dear."),), title="Parking")
    type(other).objects.filter(pk=other.pk).update(provider=None, theme="staff")
    services.decide(change=other, text="To ask the trust.", by=quality_lead)
    services.publish(change=other, by=quality_lead, **PUBLIC)

    page = page_of(client.get(reverse("yousaid:list") + "?provider=RMC&theme=staff"))

    assert "No answer stands here for what you chose." in words(page)
    assert page.select("form select#provider")


def test_what_was_withdrawn_is_no_answer(quality_lead, client, decided):
    services.publish(change=decided, by=quality_lead, **PUBLIC)
    services.withdraw(change=decided, text="It was not right yet.", by=quality_lead)

    said = words(page_of(client.get(reverse("yousaid:list"))))

    assert "No answer stands here now. 1 was taken off, with a note." in said
