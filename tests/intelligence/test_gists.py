"""The gist of something told in confidence can be shared, and no way leads back from it."""

import datetime as dt

import pytest

from tests.assertions import page_of, words
from tests.factories.accounts import UserFactory
from tests.factories.intelligence import bolton, coded, item, whistle
from tests.factories.vault import WHY
from trigpoint.audit.models import Event
from trigpoint.common import clock
from trigpoint.common.errors import NotAllowed
from trigpoint.intelligence.errors import ItemImpossible, NothingTold
from trigpoint.intelligence.models import Item, ItemStep
from trigpoint.intelligence.services.gists import write_gist
from trigpoint.vault.services import open_restricted

SECRET = "Staff nurse on the night shift of ward 9"
GIST = "There are worries about staffing at night."


@pytest.fixture
def told(quality_lead):
    """Told a month ago, opened by Amina."""
    then = clock.today() - dt.timedelta(days=30)
    made = whistle(
        quality_lead, SECRET, received_on=then, happened_on=then, place="Ward 9", worry=5, sender="row 5"
    )
    open_restricted(kind="item", public_id=made.public_id, reason=WHY, by=quality_lead)
    return made


def test_gist_is_an_ordinary_item_of_today(told, quality_lead):
    gist = write_gist(item=told, words=GIST, provider=bolton(), by=quality_lead)

    assert Item.visible_to(quality_lead).get() == gist
    assert (gist.source, gist.restriction, gist.received_on) == ("shared_gist", "", clock.today())
    assert (gist.happened_on, gist.place, gist.worry, gist.sender_mark) == (None, "", None, "")
    step = told.steps.get(deed="gist")
    assert step.other == gist


def test_from_the_gist_no_way_leads_back(told, quality_lead, client_of):
    gist = write_gist(item=told, words=GIST, provider=None, by=quality_lead)
    manager = UserFactory(username="mia", role="quality_manager")

    for reader in (manager, quality_lead):
        page = client_of(reader).get(gist.get_absolute_url())
        for secret in (SECRET, told.public_id, "Ward 9"):
            assert secret not in page.content.decode()
    assert not ItemStep.objects.filter(item=gist, other__isnull=False).exists()
    trail = Event.objects.filter(target=f"item:{gist.public_id}")
    assert [event.name for event in trail.order_by("pk")] == ["intelligence.received"]


def test_what_is_not_restricted_needs_no_gist(quality_lead):
    with pytest.raises(ItemImpossible):
        write_gist(item=item(quality_lead), words=GIST, provider=None, by=quality_lead)


def test_gist_says_something_and_comes_from_somebody_who_opened_it(told, quality_lead):
    lead = UserFactory(username="ella", role="quality_lead")

    with pytest.raises(NothingTold):
        write_gist(item=told, words=" ", provider=None, by=quality_lead)
    with pytest.raises(NotAllowed):
        write_gist(item=told, words=GIST, provider=None, by=lead)
    assert Item.objects.filter(source="shared_gist").count() == 0


def test_gist_is_guarded_and_written_behind_the_door(told, quality_lead, client_of):
    client = client_of(quality_lead)
    address = f"/soft/items/{told.public_id}/do/gist"

    refused = client.post(address, {"gist-words": "Ring 07700 900123", "gist-names_provider": "no"})
    assert refused.status_code == 422
    done = client.post(address, {"gist-words": GIST, "gist-names_provider": "no"}, follow=True)

    assert "The gist stands in the inbox" in words(page_of(done))
    assert Item.visible_to(quality_lead).get().provider is None


def test_restricted_item_opens_by_the_door_and_every_read_is_noted(quality_lead, client_of):
    hidden = coded(whistle(quality_lead, SECRET), "discharge")
    client = client_of(quality_lead)

    door = client.get(hidden.get_absolute_url())
    assert door["Location"] == f"/restricted/item/{hidden.public_id}/"
    listed = client.get("/restricted/")
    assert "Soft intelligence" in words(page_of(listed))
    assert SECRET not in listed.content.decode()

    client.post(door["Location"], {"reason": WHY})
    before = Event.objects.count()
    page = client.get(hidden.get_absolute_url())
    assert SECRET in page.content.decode()
    assert "Ask the provider" not in words(page_of(page))
    assert Event.objects.count() == before + 1


def test_no_question_is_asked_about_what_is_restricted(told, quality_lead, client_of):
    refused = client_of(quality_lead).post(
        f"/soft/items/{told.public_id}/do/ask", {"ask-text": "Why are nights thin?"}
    )

    assert refused.status_code == 422
    assert "Write a gist of it first" in refused.content.decode()
