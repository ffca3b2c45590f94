"""A patient's story goes no further than whoever told it agreed to."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.factories.accounts import UserFactory
from tests.factories.intelligence import item
from trigpoint.common import clock
from trigpoint.common.errors import NotAllowed
from trigpoint.intelligence.errors import ConsentMissing, DateImpossible, WordsMissing
from trigpoint.intelligence.models import Consent
from trigpoint.intelligence.presenters.consents import lines
from trigpoint.intelligence.queries.consents import may_be_used, uses_of
from trigpoint.intelligence.rules.consents import allows
from trigpoint.intelligence.services import consents, item_questions, moving


@pytest.fixture
def story(quality_lead):
    return item(quality_lead, "My mother waited on a trolley for nine hours.", source="patient_story")


def given(story, by, *uses, **said):
    return consents.give(
        **{"item": story, "uses": uses, "how": "written", "on": clock.today(), "by": by, **said}
    )


@pytest.mark.parametrize(
    ("source", "uses", "use", "is_allowed"),
    [
        ("patient_story", None, "team", False),
        ("patient_story", [], "partner", False),
        ("patient_story", ["team", "provider"], "provider", True),
        ("patient_story", ["team", "provider"], "partner", False),
        ("practice_alert", None, "partner", True),
    ],
)
def test_only_stories_need_consent_and_only_named_uses_count(source, uses, use, is_allowed):
    assert allows(source, uses, use) is is_allowed


def test_story_without_consent_is_neither_passed_on_nor_asked_about(story, quality_lead):
    with pytest.raises(ConsentMissing):
        moving.pass_on(item=story, partner="Bolton Council", by=quality_lead)
    with pytest.raises(ConsentMissing):
        moving.note_question(item=story, about="action:x", by=quality_lead)


def test_consent_holds_for_what_was_named_until_it_is_taken_back(story, quality_lead):
    given(story, quality_lead, "partner")
    moving.pass_on(item=story, partner="Bolton Council", by=quality_lead)
    consents.withdraw(item=story, on=clock.today(), by=quality_lead)

    assert uses_of(story) == []
    assert not may_be_used(story, "partner")
    assert [each.deed for each in Consent.objects.filter(item=story)] == ["given", "withdrawn"]


def test_later_consent_takes_the_place_of_the_earlier(story, quality_lead):
    given(story, quality_lead, "partner", "team")
    given(story, quality_lead, "team")

    assert uses_of(story) == ["team"]


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ({"uses": ()}, WordsMissing),
        ({"uses": ("anything",)}, WordsMissing),
        ({"how": "somehow"}, WordsMissing),
        ({"on": dt.date(2999, 1, 1)}, DateImpossible),
    ],
)
def test_what_cannot_be_is_refused(story, quality_lead, said, refused):
    with pytest.raises(refused):
        consents.give(
            **{
                "item": story,
                "uses": ("team",),
                "how": "written",
                "on": clock.today(),
                "by": quality_lead,
                **said,
            }
        )
    assert not Consent.objects.exists()


def test_a_reader_writes_down_no_consent(story):
    with pytest.raises(NotAllowed):
        given(story, UserFactory(username="chair", role="clinical_chair"), "team")


def test_page_says_what_holds_and_takes_it_back(story, client, quality_lead):
    client.force_login(quality_lead)
    address = reverse("intelligence:consent", args=[story.public_id])
    today = clock.today()
    when = {"_day": today.day, "_month": today.month, "_year": today.year}

    assert "No consent is on record: read this story" in client.get(story.get_absolute_url()).content.decode()
    sent = client.post(
        address,
        {"deed": "give", "give-uses": ["team"], "give-how": "spoken"}
        | {f"give-on{k}": v for k, v in when.items()},
    )
    assert sent.status_code == 302
    assert (
        "it may be used for this alone: reading it in our own team." in client.get(address).content.decode()
    )
    client.post(address, {"deed": "withdraw"} | {f"withdraw-on{k}": v for k, v in when.items()})
    assert "use the words for nothing more" in client.get(story.get_absolute_url()).content.decode()


def test_page_says_what_is_missing_and_keeps_what_was_typed(story, client, quality_lead):
    client.force_login(quality_lead)

    page = client.post(
        reverse("intelligence:consent", args=[story.public_id]), {"deed": "give", "give-note": "In the safe"}
    )

    assert page.status_code == 422
    assert "Choose what the story may be used for" in page.content.decode()
    assert "In the safe" in page.content.decode()


def test_asking_the_provider_about_a_story_needs_consent(story, quality_lead):
    with pytest.raises(ConsentMissing):
        item_questions.ask_provider(
            items=[story],
            text="What was done?",
            due_on=clock.today() + dt.timedelta(days=10),
            by=quality_lead,
        )


def test_day_it_was_written_down_is_the_day_in_england(quality_lead):
    with clock.replaying(dt.datetime(2026, 7, 1, 0, 30, tzinfo=clock.LONDON)):
        story = item(quality_lead, "A long night.", source="patient_story")
        entry = given(story, quality_lead, "team")

    [line] = lines([entry])
    assert line.signed.endswith("Wed 1 Jul 2026")
