"""You said, we did: what can be said when, who reads it, and what may stand on the public page."""

import datetime as dt

import pytest

from tests.factories.accounts import OtherCommissionerFactory, UserFactory
from tests.factories.intelligence import WORDS, bolton, change, item
from tests.factories.organisations import OrganisationFactory
from trigpoint.common import clock
from trigpoint.common.errors import NotAllowed
from trigpoint.intelligence.errors import ChangeImpossible, DateImpossible, WordsMissing
from trigpoint.intelligence.models import Change, Item
from trigpoint.intelligence.queries import changes as queries
from trigpoint.intelligence.rules.answers import Answered
from trigpoint.intelligence.rules.changes import quotation, refusal, small_numbers, unfit
from trigpoint.intelligence.services import changes as services
from trigpoint.notifications.models import Notice

PUBLIC = {
    "heard": "Letters about patients who went home came late.",
    "text": "The trust now sends them within two days.",
    "effect_words": "Letters come sooner; we look again in spring.",
}


@pytest.fixture
def practice(db):
    return OrganisationFactory(code="P82001", name="Dale Practice", kind="practice")


@pytest.fixture
def gp(practice):
    return UserFactory(username="gp", role="gp_practice", organisation="P82001")


@pytest.fixture
def told(quality_lead, practice):
    return item(quality_lead, sent_for=practice)


@pytest.fixture
def decided(quality_lead, told):
    made = change(quality_lead, items=(told,))
    services.decide(change=made, text="The trust agreed to send letters within two days.", by=quality_lead)
    return made


def test_answers_something_that_was_told(quality_lead, told):
    made = change(quality_lead, items=(told,))

    assert queries.standing(made).state == "drafted"
    assert queries.items_answered(made) == [told]
    with pytest.raises(ChangeImpossible, match="Say what it answers"):
        change(quality_lead)
    assert Change.objects.count() == 1


def test_what_is_told_in_confidence_is_not_answered_in_public(quality_lead):
    hidden = item(quality_lead, source="staff_concern")

    with pytest.raises(ChangeImpossible, match="gist"):
        change(quality_lead, items=(hidden,))


def test_other_records_are_named_by_reference_and_must_be_there(quality_lead, told):
    made = change(quality_lead, items=(told,))

    with pytest.raises(ChangeImpossible, match="not found"):
        services.add_sources(change=made, answered=Answered(others=("action:nothing",)), by=quality_lead)
    services.add_sources(change=made, answered=Answered(items=(told,)), by=quality_lead)
    assert made.sources.count() == 1


def test_steps_come_in_their_order(quality_lead, told):
    made = change(quality_lead, items=(told,))

    with pytest.raises(ChangeImpossible, match="what was decided"):
        services.say_changed(change=made, text="Done.", happened_on=clock.today(), by=quality_lead)
    services.decide(change=made, text="To change it.", by=quality_lead)
    with pytest.raises(ChangeImpossible, match="what was changed"):
        services.measure(change=made, text="It did.", effect="better", by=quality_lead)
    with pytest.raises(DateImpossible):
        services.say_changed(change=made, text="Done.", happened_on=dt.date(2999, 1, 1), by=quality_lead)
    services.say_changed(change=made, text="Done.", happened_on=clock.today(), by=quality_lead)
    services.measure(change=made, text="It made no difference.", effect="not", by=quality_lead)

    stands = queries.standing(made)
    assert (stands.state, stands.effect.label) == ("measured", "It did not work")


def test_that_nobody_measured_it_is_said(decided):
    assert queries.standing(decided).effect.label == "Not measured yet"


def test_latest_of_each_deed_counts_and_the_rest_stays(quality_lead, decided):
    services.decide(change=decided, text="Within one day after all.", by=quality_lead)

    assert queries.standing(decided).decided.text == "Within one day after all."
    assert decided.steps.count() == 3


def test_sender_reads_it_from_the_first_decision_on(quality_lead, told):
    made = change(quality_lead, items=(told,))

    assert queries.changes_for(told) == []
    services.decide(change=made, text="To change it.", by=quality_lead)
    assert [each.change for each in queries.changes_for(told)] == [made]


def test_people_of_the_practice_get_news_and_their_own_note(quality_lead, gp, decided):
    assert Notice.objects.get(person=gp).words == "Something was decided because of what you told"
    assert [each.change for each in queries.changes_for_practice(gp)] == [decided]
    other = UserFactory(username="gp2", role="gp_practice", organisation="P82002")
    assert queries.changes_for_practice(other) == []


def test_only_some_may_publish_and_nobody_for_another(quality_lead, decided):
    manager = UserFactory(username="grace", role="quality_manager")
    stranger = UserFactory(username="megan", role="quality_lead", commissioner=OtherCommissionerFactory())

    for person in (manager, stranger):
        with pytest.raises(NotAllowed):
            services.publish(change=decided, by=person, **PUBLIC)
    assert not queries.ever_published().exists()


def test_public_page_holds_what_was_published_and_a_note_where_it_was_withdrawn(quality_lead, decided):
    services.publish(change=decided, by=quality_lead, **PUBLIC)

    [shown] = queries.standings(queries.ever_published())
    assert shown.is_public
    assert shown.published.heard == PUBLIC["heard"]
    services.withdraw(change=decided, text="The trust asked us to say it better.", by=quality_lead)
    [shown] = queries.standings(queries.ever_published())
    assert not shown.is_public
    assert shown.withdrawn.text == "The trust asked us to say it better."
    with pytest.raises(ChangeImpossible, match="not on the public page"):
        services.withdraw(change=decided, text="Again.", by=quality_lead)


@pytest.mark.parametrize(
    ("field", "words", "refused"),
    [
        ("heard", f"A practice said: {WORDS}", "how somebody told it"),
        ("text", "Two patients have been called back.", "so few"),
        ("effect_words", "Ring 07700 900123 to hear more.", "who a person is"),
    ],
)
def test_words_that_show_who_told_it_are_not_published(quality_lead, decided, field, words, refused):
    with pytest.raises(ChangeImpossible, match=refused):
        services.publish(change=decided, by=quality_lead, **{**PUBLIC, field: words})
    assert not queries.ever_published().exists()


def test_what_is_restricted_later_does_not_count(quality_lead, told, decided):
    services.publish(change=decided, by=quality_lead, **PUBLIC)
    assert queries.ever_published().get().heard_from == 1
    Item.objects.filter(pk=told.pk).update(restriction="whistleblowing")

    assert queries.ever_published().get().heard_from == 0
    assert queries.items_answered(decided) == []


def test_nothing_is_said_without_words(quality_lead, told):
    made = change(quality_lead, items=(told,))
    with pytest.raises(WordsMissing):
        services.decide(change=made, text=" ", by=quality_lead)


def test_rules_of_words():
    assert small_numbers("We asked 4 wards and 40 patients; one patient rang") == ["one patient"]
    assert quotation("Seven words are needed for a quotation here", ["seven words are needed"]) == ""
    assert unfit("Letters are sent sooner.", []) == ""
    assert refusal("published", ["drafted"]) == "Say first what was decided."
    assert refusal("decided", ["drafted"]) == ""


def test_changes_are_found(quality_lead, decided, other_lead):
    assert list(queries.changes(quality_lead, provider=bolton().code, state="decided", words="late")) == [
        decided
    ]
    assert not queries.changes(quality_lead, state="public").exists()
    assert not queries.changes(other_lead).exists()
