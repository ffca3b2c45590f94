"""The page of one item: what is on it, for whom, and what can be done from it."""

import datetime as dt

import pytest

from tests.assertions import assert_links_tell_apart, page_of, words
from tests.factories import actions as made_actions
from tests.factories.accounts import UserFactory
from tests.factories.intelligence import coded, item, whistle
from tests.factories.organisations import OrganisationFactory
from trigpoint.accounts import services as accounts
from trigpoint.actions import queries as action_queries
from trigpoint.actions import services as actions
from trigpoint.actions.models import Action
from trigpoint.actions.rules.days import RoughDay
from trigpoint.common import clock
from trigpoint.common.references import reference_to
from trigpoint.intelligence import queries
from trigpoint.intelligence.models import Item
from trigpoint.intelligence.services import moving
from trigpoint.intelligence.services.item_questions import ask_provider


def address(made, slug=""):
    return f"/soft/items/{made.public_id}/" + (f"do/{slug}" if slug else "")


def said(client, made):
    return words(page_of(client.get(address(made))))


def test_page_says_where_it_stands_and_why(quality_lead, client_of):
    made = coded(
        item(
            quality_lead,
            worry=4,
            tone="bad",
            place="Ward 3",
            received_on=clock.today() - dt.timedelta(days=20),
        ),
        "discharge",
    )

    page = page_of(client_of(quality_lead).get(address(made)))

    told = words(page)
    for expected in (
        "Nobody has looked at it yet. Overdue since",
        made.words,
        "Quite worried (4 of 5)",
        "Ward 3",
        "Why this date?",
        "Discharge",
    ):
        assert expected in told
    assert_links_tell_apart(page)


@pytest.mark.parametrize(
    ("slug", "sent", "state"),
    [
        ("look", {}, "triaged"),
        ("no-action", {"text": "Known"}, "no_action"),
        ("no-action", {"stock": "Too little is said to act on it."}, "no_action"),
        ("pass", {"partner": "Bolton Council"}, "passed_to_partner"),
        ("mark", {}, "case_opened"),
        ("close", {"reply": "Thank you."}, "closed_with_feedback"),
        ("close", {"text": "Nobody left a name."}, "closed_with_feedback"),
        ("note", {"text": "They rang."}, "received"),
    ],
)
def test_deeds(quality_lead, client_of, slug, sent, state):
    made = item(quality_lead)

    response = client_of(quality_lead).post(
        address(made, slug), {f"{slug}-{key}": value for key, value in sent.items()}
    )

    assert response.status_code == 302
    assert queries.state_of(made) == state


def test_unknown_deed_and_closed_item(quality_lead, client_of):
    made = item(quality_lead)
    client = client_of(quality_lead)
    assert client.post(address(made, "explode")).status_code == 404

    moving.close(item=made, reply="Thank you.", by=quality_lead)
    refused = client.post(address(made, "look"))

    assert refused.status_code == 422
    assert "Somebody has looked at this already" in refused.content.decode()
    assert client.post(address(made, "reopen"), {"reopen-text": "More came."}).status_code == 302
    assert queries.state_of(made) == "triaged"


def test_question_goes_to_the_provider_and_the_answer_comes_back(quality_lead, client_of):
    made = item(quality_lead)
    trust = UserFactory(username="trust", role="provider", organisation="RMC")
    client = client_of(quality_lead)

    client.post(address(made, "ask"), {"ask-text": "Why are they late?"})

    question = Action.visible_to(trust).get()
    assert question.source == reference_to(made)
    assert "An answer is due by" in said(client, made)
    asked = client_of(trust).get(question.get_absolute_url())
    assert made.words not in asked.content.decode()
    assert made.public_id not in asked.content.decode()
    assert client_of(trust).get(address(made)).status_code == 404

    actions.claim_done(
        action=question, text="The printer broke.", completed=RoughDay(clock.today()), dated_on=None, by=trust
    )
    told = said(client, made)
    assert "The provider has answered" in told
    assert "The printer broke." in told
    assert "Close the question, or ask again" in told


def test_overdue_answer_is_chased_with_one_click(quality_lead, client_of):
    made = item(quality_lead)
    with clock.replaying(clock.now() - dt.timedelta(days=30)):
        question = ask_provider(items=[made], text="Why are they late?", by=quality_lead)
    client = client_of(quality_lead)
    assert client.post(address(made, "chase"), {"question": "x" * 16}).status_code == 422

    assert "The answer is overdue since" in said(client, made)
    response = client.post(address(made, "chase"), {"question": question.public_id})

    assert response.status_code == 302
    assert action_queries.known(question, user=quality_lead).due_on > clock.today()


def test_linked_to_another_and_to_a_record_by_its_address(quality_lead, client_of):
    made, other = item(quality_lead), item(quality_lead, "Other words")
    action = made_actions.action(quality_lead, "Mend the printer")
    client = client_of(quality_lead)

    assert (
        client.post(address(made, "link"), {"find": "Other", "link-other": other.public_id}).status_code
        == 302
    )
    client.post(address(made, "link"), {"link-address": f"https://x.example{action.get_absolute_url()}?a=1"})
    told = said(client, made)
    assert "Other words" in told
    assert "Mend the printer" in told

    refused = client.post(address(made, "link"), {"link-address": "/actions/nothing/"})
    assert "No record that you can see has this address" in refused.content.decode()
    assert client.post(address(made, "link"), {}).status_code == 422


def test_same_telling_and_others_of_the_theme_are_offered(quality_lead, client_of):
    made, again = item(quality_lead), item(quality_lead)
    near = coded(item(quality_lead, "Near words"), "discharge")
    coded(made, "discharge")
    client = client_of(quality_lead)

    told = said(client, made)
    assert "The same telling, come before or again" in told
    assert "Near words" in told

    client.post(address(again, "merge"), {"merge-into": made.public_id})
    moving.close(item=made, reply="It was mended.", by=quality_lead)
    assert "It was mended." in said(client, again)
    assert "Its sender gets the reply to this one" in said(client, made)
    assert near.get_absolute_url() in client.get(address(made)).content.decode()


def test_comment_is_taken_up_from_its_page(quality_lead, client_of):
    made = item(quality_lead, source="fft")
    client = client_of(quality_lead)
    assert "The model reads this and counts it" in said(client, made)

    client.post(address(made, "take-up"), {})

    assert queries.state_of(made) == "received"


def test_urgent_one_is_acknowledged(quality_lead, client_of):
    made = item(quality_lead, is_at_risk_now=True)
    client = client_of(quality_lead)
    assert "I have read that somebody may be at risk" in said(client, made)

    client.post(address(made, "acknowledge"))

    assert "I have read that somebody may be at risk" not in said(client, made)


def test_link_to_what_was_restricted_since_shows_nowhere(quality_lead, client_of):
    made, other = item(quality_lead), item(quality_lead, "Shows who told it")
    moving.link(item=made, other=other, about="", text="See the other", by=quality_lead)
    moving.restrict(item=other, restriction="whistleblowing", text="Why", by=quality_lead)
    manager = UserFactory(username="mia", role="quality_manager")

    for reader in (manager, quality_lead):
        told = client_of(reader).get(address(made)).content.decode()
        assert "Shows who told it" not in told
        assert other.public_id not in told
        assert "See the other" not in told


def test_restricting_leads_away_from_it(quality_lead, client_of):
    made = item(quality_lead)
    client = client_of(quality_lead)

    response = client.post(
        address(made, "restrict"),
        {"restrict-restriction": "whistleblowing", "restrict-text": "It shows who told it."},
    )

    assert response["Location"] == "/soft/"
    assert client.get(address(made))["Location"].startswith("/restricted/item/")
    assert "whistle" not in client.get("/soft/?show=all").content.decode()


def test_reader_has_nothing_to_do_and_committee_members_read_no_words(quality_lead, chair, client_of):
    made = item(quality_lead)
    member = UserFactory(username="may", role="committee_member")

    assert "What you can do" not in said(client_of(chair), made)
    assert client_of(member).get(address(made)).status_code == 403


def test_sending_practice_sees_its_own_and_nothing_of_ours(quality_lead, client_of):
    practice = OrganisationFactory(code="P82001", name="Dale Practice", kind="practice")
    gp = UserFactory(username="gp", role="gp_practice", organisation="P82001")
    made = item(quality_lead, sent_for=practice, ref="GM-7")
    moving.need_nothing(item=made, text="For our eyes", by=quality_lead)
    moving.close(item=made, reply="Thank you, it was mended.", by=quality_lead)

    told = said(client_of(gp), made)

    assert made.words in told
    assert "Thank you, it was mended." in told
    for ours in ("For our eyes", "GM-7", "What you can do", "What happened"):
        assert ours not in told


def test_shared_item_shows_its_words_and_not_who_sent_it(quality_lead, client_of):
    practice = OrganisationFactory(code="P82001", name="Dale Practice", kind="practice")
    council = OrganisationFactory(code="E081", name="Bolton Council")
    made = item(quality_lead, sent_for=practice)
    partner = UserFactory(username="pat", role="partner", organisation="E081")
    assert client_of(partner).get(address(made)).status_code == 404
    accounts.share(record=made, by=quality_lead, **share_with(council))

    told = said(client_of(partner), made)

    assert made.words in told
    assert "Dale Practice" not in told
    assert "What the sender was told" not in told


def share_with(council):
    return {"whom": council.code, "basis": "deed", "why": "To protect residents"}


def test_nothing_restricted_is_found_before_or_beside(quality_lead, client_of):
    made = coded(item(quality_lead, "The same words"), "discharge")
    coded(whistle(quality_lead, "The same words"), "discharge")

    told = client_of(quality_lead).get(address(made) + "?find=same").content.decode()

    assert told.count("The same words") == 1
    assert Item.objects.count() == 2


def test_nothing_to_tell_it_with_any_more_is_said(quality_lead, client_of):
    made = item(quality_lead)

    response = client_of(quality_lead).post(address(made, "merge"), {"merge-text": ""})

    assert "There is none that it can be told with" in words(page_of(response, status=422))


def test_more_words_than_the_field_takes_are_sought_in_part(quality_lead, client_of):
    made, many = item(quality_lead), "a " * 1500
    client = client_of(quality_lead)

    page = page_of(client.get(address(made), {"find": many}))
    assert len(page.select_one("#find")["value"]) == 100
    assert client.post(address(made, "link"), {"find": many}).status_code == 422


def test_hidden_step_shows_without_what_it_names_and_the_first_line_agrees(quality_lead, client_of):
    made, other = item(quality_lead), item(quality_lead, "Shows who told it")
    moving.need_nothing(item=made, text="Known", by=quality_lead)
    moving.link(item=made, other=other, about="", text="See the other", by=quality_lead)
    moving.restrict(item=other, restriction="whistleblowing", text="Why", by=quality_lead)

    page = page_of(client_of(quality_lead).get(address(made)))

    assert words(page.select_one(".tp-answer")).startswith("Linked on ")
    assert [words(each) for each in page.select(".tp-note strong")].count("Linked") == 1
    assert "See the other" not in words(page)
    assert other.public_id not in str(page)
