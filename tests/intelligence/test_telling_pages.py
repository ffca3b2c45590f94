"""The page on which something is told: what it needs, what it never loses, what the sender gets, who is kept out."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.assertions import page_of, words
from tests.factories.accounts import UserFactory
from tests.factories.intelligence import bolton
from tests.factories.organisations import OrganisationFactory
from trigpoint.accounts.system import system_person
from trigpoint.audit.models import Event
from trigpoint.common import clock
from trigpoint.intelligence.models import Item, PracticeLink, RiskCover
from trigpoint.intelligence.services.practice_links import give_link
from trigpoint.jobs.models import Job
from trigpoint.vault.models import Sealed

pytestmark = pytest.mark.django_db

TELL = "/soft/tell/"
TOLD = {"words": "Discharge letters come two weeks late.", "about": "RMC", "tone": "bad"}


@pytest.fixture(autouse=True)
def trust(db):
    return bolton()


@pytest.fixture
def practice(db):
    return OrganisationFactory(code="P82001", name="Dale Practice", kind="practice")


@pytest.fixture
def gp(practice):
    return UserFactory(username="gp", role="gp_practice", organisation="P82001")


@pytest.fixture
def link(practice, quality_lead):
    return give_link(organisation=practice, by=quality_lead)


@pytest.fixture
def by_link(link):
    return reverse("intelligence:tell-by-link", args=[link.token])


def sent(client, address=TELL, **said):
    return client.post(address, {**TOLD, **said})


def test_three_things_are_needed_and_no_more(client_of, gp):
    page = page_of(client_of(gp).get(TELL))
    answer = client_of(gp).post(TELL, {})

    assert answer.status_code == 422
    assert len(page_of(answer, status=422).select(".nhsuk-error-summary__list li")) == 3
    assert page.select("[required]") == []


def test_practice_tells_and_gets_a_private_link(client_of, gp, practice):
    answer = sent(client_of(gp))

    item = Item.objects.get()
    assert answer.status_code == 302
    assert (item.provider.code, item.tone, item.sent_for, item.source) == (
        "RMC",
        "bad",
        practice,
        "practice_alert",
    )
    assert reverse("intelligence:follow", args=[item.sender_token]) in words(
        page_of(client_of(gp).get(answer["Location"]))
    )


def test_something_good_takes_the_same(client_of, gp):
    sent(client_of(gp), tone="good")

    assert Item.objects.get().tone == "good"


def test_link_needs_no_account_and_the_practice_is_known(by_link, practice):
    answer = sent(Client(), by_link)

    item = Item.objects.get()
    assert (item.sent_for, item.by, item.sender_mark != "") == (practice, system_person(), True)
    assert Client().get(answer["Location"]).status_code == 200


def test_everything_else_is_kept_where_it_belongs(client_of, gp):
    sent(
        client_of(gp),
        worry="4",
        place="Ward 7",
        patient_reference="H7654321",
        wants_reply="on",
        name="Jo Whistle",
        contact="jo@dale.example",
        may_share_identity="on",
        happened_on_day="1",
        happened_on_month="3",
        happened_on_year="2026",
    )

    item = Item.objects.get()
    assert (item.worry, item.place, item.wants_reply, item.may_share_identity) == (4, "Ward 7", True, True)
    assert item.happened_on.isoformat() == "2026-03-01"
    assert {each.kind for each in Sealed.objects.all()} == {"reporter", "patient"}


def test_reference_needs_the_provider(client_of, gp):
    answer = sent(client_of(gp), about="The unknown clinic", patient_reference="H7654321")

    assert "Choose the provider above" in words(page_of(answer, status=422))
    assert not Item.objects.exists()


def test_few_letters_without_scripts_give_a_choice_and_nothing_typed_is_lost(client_of, gp):
    OrganisationFactory(code="VN1", name="Bolton Lodge", kind="care_home")
    client = client_of(gp)

    answer = sent(client, about="bolt", place="Ward 7")
    page = page_of(answer, status=422)

    assert answer.status_code == 422
    assert [box["value"] for box in page.select("[name=which]")] == ["RMC", "VN1", "typed"]
    assert page.select_one("[name=words]").get_text().strip() == TOLD["words"]
    assert page.select_one("[name=place]")["value"] == "Ward 7"
    sent(client, about="bolt", which="VN1")
    assert Item.objects.get().provider.code == "VN1"


def test_as_typed_is_kept_where_none_fits_or_none_is_meant(client_of, gp):
    client = client_of(gp)
    sent(client, about="The podiatry van")
    sent(client, about="bolton", which="typed")

    assert list(Item.objects.order_by("pk").values_list("about_words", "provider")) == [
        ("The podiatry van", None),
        ("bolton", None),
    ]


def test_personal_data_is_told_and_masked_with_one_button(client_of, gp):
    told = "Mrs Okafor waited on 943 476 5919 all night."
    client = client_of(gp)

    answer = sent(client, words=told)
    page = page_of(answer, status=422)
    seen = page.select_one("[name=words-guard-seen]")["value"]
    assert answer.status_code == 422
    assert page.select("button[name=mask]")
    assert page.select("[value=keep]") == []  # nobody outside keeps anything

    sent(client, words=told, mask="yes", **{"words-guard-seen": seen})
    item = Item.objects.get()
    assert item.words == "[name] waited on [NHS number] all night."
    assert Event.objects.get(name="guard.masked").after["field"] == "words"


def test_masking_button_masks_nothing_that_was_not_seen(client_of, gp):
    answer = sent(client_of(gp), words="Mrs Okafor waited.", mask="yes")

    assert answer.status_code == 422
    assert not Item.objects.exists()


def test_name_of_the_chosen_provider_is_nobodys_name(client_of, gp):
    OrganisationFactory(code="P82009", name="Dr Okafor and Partners", kind="practice")

    sent(client_of(gp), about="Dr Okafor and Partners")

    assert Item.objects.get().provider.code == "P82009"


def test_words_that_name_somebody_as_whom_it_is_about_are_looked_through(client_of, gp):
    answer = sent(client_of(gp), about="Mrs Okafor the night nurse")

    assert answer.status_code == 422
    assert not Item.objects.exists()


def test_risk_wants_an_acknowledgement_and_says_whom_to_ring(client_of, gp, quality_lead):
    RiskCover.objects.create(
        owner=quality_lead.commissioner,
        by=quality_lead,
        numbers=[["Bolton adult safeguarding", "01204 337000"]],
    )
    client = client_of(gp)

    answer = sent(client, is_at_risk_now="on")

    said = words(page_of(answer, status=422))
    assert answer.status_code == 422
    for each in ("999", "111", "01204 337000", "Bolton adult safeguarding", "Ring first"):
        assert each in said
    assert not Item.objects.exists()

    thanks = client.get(sent(client, is_at_risk_now="on", has_rung="on")["Location"])
    assert Item.objects.get().is_at_risk_now
    assert "01204 337000" in words(page_of(thanks))
    assert Job.objects.filter(task__endswith="risk_tasks.mail").count() == 1


def test_numbers_to_ring_are_there_before_anything_is_typed(client_of, gp, by_link):
    for answer in (client_of(gp).get(TELL), Client().get(by_link)):
        assert "Not for emergencies or safeguarding" in words(page_of(answer))
        assert page_of(answer).select("a[href='tel:999']")


def test_staff_write_in_what_they_were_told(client_of, quality_lead):
    answer = sent(
        client_of(quality_lead),
        source="staff_concern",
        told_by="staff",
        service="Maternity",
        received_on_day="1",
        received_on_month="3",
        received_on_year="2026",
    )

    item = Item.objects.get()
    assert answer.status_code == 302
    assert (item.restriction, item.told_by, item.service, item.received_on.isoformat()) == (
        "whistleblowing",
        "staff",
        "Maternity",
        "2026-03-01",
    )
    assert "Bolton" not in words(page_of(client_of(quality_lead).get(answer["Location"])))


def test_staff_must_say_where_it_comes_from(client_of, quality_lead):
    assert sent(client_of(quality_lead)).status_code == 422


def test_practice_chooses_no_source(client_of, gp):
    sent(client_of(gp), source="staff_concern", restriction="whistleblowing", told_by="staff")

    item = Item.objects.get()
    assert (item.source, item.restriction, item.told_by) == ("practice_alert", "", "")


@pytest.mark.parametrize("day", ["2999"])
def test_day_that_is_still_ahead_is_refused_in_words(client_of, gp, day):
    answer = sent(client_of(gp), happened_on_day="1", happened_on_month="1", happened_on_year=day)

    assert "The day must be today or earlier" in words(page_of(answer, status=422))


def test_link_that_is_wrong_or_ended_tells_nobody_which(link, by_link):
    made_up = Client().get(by_link.replace("tell/", "tell/x", 1))
    link.ended_at = clock.now()
    link.save()
    ended = Client().get(by_link)

    assert (made_up.status_code, ended.status_code, sent(Client(), by_link).status_code) == (404, 404, 404)
    assert words(page_of(made_up, status=404)) == words(page_of(ended, status=404))
    assert not Item.objects.exists()


def test_suggestions_say_what_is_published_and_no_more(client_of, gp, by_link):
    for client, address in ((client_of(gp), "/soft/tell/whom/"), (Client(), by_link + "whom/")):
        answer = client.get(address, {"q": "bolt"})
        assert answer.json()["found"] == [
            {"value": "Bolton NHS Foundation Trust (RMC)", "text": words_of_bolton()}
        ]


def words_of_bolton():
    """The trust, so that it can be told from another of its name."""
    parts = ("Bolton NHS Foundation Trust", "NHS trust", bolton().postcode)
    return ", ".join(part for part in parts if part)


def test_pages_of_links_are_kept_by_nobody_and_found_by_no_search_engine(by_link):
    answer = Client().get(by_link)
    thanks = Client().get(sent(Client(), by_link)["Location"])
    follow = Client().get(reverse("intelligence:follow", args=[Item.objects.get().sender_token]))

    for each in (answer, thanks, follow, Client().get(by_link + "whom/?q=bo")):
        assert "no-store" in each["Cache-Control"]
        assert "noindex" in each["X-Robots-Tag"]


def test_form_by_link_needs_its_token(by_link):
    client = Client(enforce_csrf_checks=True)

    assert client.post(by_link, TOLD).status_code == 403
    page = page_of(client.get(by_link))
    token = page.select_one("[name=csrfmiddlewaretoken]")["value"]
    assert client.post(by_link, {**TOLD, "csrfmiddlewaretoken": token}).status_code == 302


def test_link_ended_between_opening_and_sending_keeps_nothing(link, by_link):
    PracticeLink.objects.update(ended_at=clock.now())

    assert sent(Client(), by_link).status_code == 404


@pytest.mark.parametrize("about", ["ab " * 1500, "a " * 2000, "x" * 5000])
def test_very_long_name_is_refused_in_words(by_link, about):
    answer = sent(Client(), by_link, about=about)

    assert page_of(answer, status=422).select(".nhsuk-error-summary__list li")
    assert not Item.objects.exists()
