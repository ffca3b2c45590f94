"""Questions to ask and good practice, on their pages."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.assertions import assert_links_tell_apart, page_of, words
from tests.factories import concerns as made
from tests.factories.intelligence import bolton
from tests.factories.triangulation import coverage, evidence
from trigpoint.common import clock
from trigpoint.reports.services import set_meeting
from trigpoint.triangulation.models import Enquiry, Evidence, GoodPractice, Proposal
from trigpoint.triangulation.queries.enquiries import known
from trigpoint.triangulation.rules.enquiries import Wanted
from trigpoint.triangulation.services import enquiries as services
from trigpoint.triangulation.services import good_practice as good

TODAY = clock.today()
SOON = TODAY + dt.timedelta(days=9)
LIST = reverse("triangulation:enquiries")
DRAFT = reverse("triangulation:enquiry-draft")


@pytest.fixture
def seen(quality_lead, client_of):
    """A page as Amina sees it."""

    def get(address, **asked):
        return page_of(client_of(quality_lead).get(address, asked))

    return get


@pytest.fixture
def waits(quality_lead):
    evidence(quality_lead, bolton(), TODAY)
    coverage(quality_lead, bolton(), TODAY - dt.timedelta(days=300), TODAY)


def keep(by, *questions, **said):
    wanted = [Wanted(each, because="Fewer were treated in time.") for each in questions or ["Who owns it?"]]
    return services.keep_enquiries(provider=bolton(), theme="access", wanted=wanted, by=by, **said)


def boxes(page):
    """What the browser would send."""
    sent = {}
    for box in page.select("main form [name]"):
        if box.get("type") == "checkbox" and not box.has_attr("checked"):
            continue
        sent[box["name"]] = box.get_text().strip() if box.name == "textarea" else box.get("value", "")
    return sent


def date_in(sent, name, day):
    return sent | {
        f"{name}_day": str(day.day),
        f"{name}_month": str(day.month),
        f"{name}_year": str(day.year),
    }


def test_an_empty_list_teaches(seen):
    page = seen(LIST)
    assert "Nothing has been asked yet." in words(page)
    assert "Ask what the figures cannot say" in words(page)


def test_drafts_come_ticked_with_what_they_come_from_and_are_kept_in_other_words(
    quality_lead, client_of, seen, waits
):
    set_meeting(provider=bolton(), held_on=SOON, by=quality_lead)
    page = seen(DRAFT, provider="RMC", theme="access")
    assert "give rise to" in words(page) or "gives rise to" in words(page)
    assert "Because" in words(page)
    assert "NHS England, referral to treatment" in words(page)
    sent = boxes(page)
    ticked = [name for name in sent if name.startswith("keep-")]
    assert ticked, "drafts come ticked"
    assert sent["where"] == "Quality meeting"
    first = ticked[0].removeprefix("keep-")
    for name in ticked[1:]:
        del sent[name]
    sent[f"question-{first}"] = "What do you tell people who wait?"

    response = client_of(quality_lead).post(f"{DRAFT}?provider=RMC&theme=access", sent)

    assert response.status_code == 302, words(page_of(response, status=422))
    (kept,) = known(Enquiry.objects.standing())
    assert kept.question == "What do you tell people who wait?"
    assert (kept.where, kept.held_on) == ("Quality meeting", SOON)
    assert kept.enquiry.because.startswith("Fewer patients began")


def test_words_are_kept_where_the_evidence_is_told_anew_or_no_more_meanwhile(
    quality_lead, client_of, seen, waits
):
    address = f"{DRAFT}?provider=RMC&theme=access"
    sent = boxes(seen(DRAFT, provider="RMC", theme="access"))
    first = next(name for name in sent if name.startswith("keep-")).removeprefix("keep-")
    sent[f"question-{first}"] = "What do you tell people who wait?"
    for name in list(sent):
        if name.startswith("keep-") and name != f"keep-{first}":
            del sent[name]

    Evidence.objects.update(says="Fewer still began treatment in time.")
    assert client_of(quality_lead).post(address, sent).status_code == 302
    (told_anew,) = known(Enquiry.objects.standing())
    assert told_anew.question == "What do you tell people who wait?"
    assert told_anew.enquiry.because.startswith("Fewer still")

    Evidence.objects.update(gone_at=clock.now())
    page = page_of(client_of(quality_lead).post(address, sent | {"where": "Visit"}), status=422)
    assert "What do you tell people who wait?" in words(page)
    assert "not told any more" in words(page)
    assert client_of(quality_lead).post(address, boxes(page) | {"where": ""}).status_code == 302
    kept = Enquiry.objects.exclude(pk=told_anew.enquiry.pk).get()
    assert (kept.template, kept.stream) == (told_anew.enquiry.template, told_anew.enquiry.stream)


def test_a_name_in_a_question_is_told_before_it_is_kept(quality_lead, client_of, waits):
    sent = {"own": "What happened to Mr John Smith, NHS number 943 476 5919?"}
    response = client_of(quality_lead).post(f"{DRAFT}?provider=RMC&theme=access", sent)
    assert "NHS number" in words(page_of(response, status=422))
    assert not Enquiry.objects.exists()


def test_a_meeting_needs_its_day_and_nothing_kept_is_told(quality_lead, client_of):
    address = f"{DRAFT}?provider=RMC&theme=access"
    bolton()
    page = page_of(client_of(quality_lead).post(address, {"where": "Visit", "own": "Why?"}), status=422)
    assert "Enter the day of the meeting or visit" in words(page)
    page = page_of(client_of(quality_lead).post(address, {"where": ""}), status=422)
    assert "Keep at least one question" in words(page)
    past = date_in({"where": "Visit", "own": "Why?"}, "held_on", TODAY - dt.timedelta(days=3))
    assert "That day is over" in words(page_of(client_of(quality_lead).post(address, past), status=422))


def test_from_a_concern_they_belong_to_it(quality_lead, client_of, seen):
    worry = made.concern(quality_lead)
    address = f"{DRAFT}?concern={worry.public_id}"
    assert worry.number in words(seen(DRAFT, concern=worry.public_id))
    client_of(quality_lead).post(address, {"own": "Who checks the medicines?"})
    assert Enquiry.objects.get().concern == worry
    assert worry.number in words(seen(LIST))


def test_the_list_says_why_where_and_what_was_answered(quality_lead, client_of, seen):
    _, other = keep(quality_lead, "Who owns it?", "Since when?")
    services.answer(enquiry=other, text="Since March.", by=quality_lead)
    page = seen(LIST)
    assert "1 question is open, and 1 of them has no meeting or visit to go to yet." in words(page)
    assert "Since March." not in words(page)
    assert "Since March." in words(seen(LIST, state="all"))
    assert "Nothing with these filters" in words(seen(LIST, state="withdrawn"))
    assert_links_tell_apart(page)
    table = client_of(quality_lead).get(reverse("triangulation:enquiries-csv"), {"state": "all"})
    assert "Since March." in table.content.decode()


def test_the_sheet_has_room_for_each_open_question(quality_lead, seen):
    keep(quality_lead, "Who owns it?", "Since when?")
    page = seen(reverse("triangulation:enquiry-sheet"), provider="RMC")
    assert "2 open questions" in words(page)
    assert len(page.select(".tp-sheet__room")) == 2


def test_a_question_is_carried_put_and_answered_on_its_page(quality_lead, client_of, seen):
    (asked,) = keep(quality_lead)
    client = client_of(quality_lead)

    def do(slug, **sent):
        response = client.post(reverse("triangulation:enquiry-deed", args=[asked.public_id, slug]), sent)
        assert response.status_code == 302, words(page_of(response, status=422))
        return words(seen(asked.get_absolute_url()))

    assert "Next: Take it to a meeting or visit" in words(seen(asked.get_absolute_url()))
    assert "is asked at: Visit" in do("carry", **date_in({"carry-where": "Visit"}, "carry-held_on", SOON))
    shown = do("put", **date_in({"put-leads": "", "put-is_sent": "on"}, "put-due_on", SOON))
    assert "in the register of actions" in shown
    assert "It is answered." in do("answer", **{"answer-text": "The chief nurse does."})
    assert "The chief nurse does." in words(seen(asked.get_absolute_url()))
    assert "Next: " not in words(seen(asked.get_absolute_url()))
    assert "It is open" in do("again", **{"again-text": "She left."})
    assert "other words" in do("edit", **{"edit-question": "Who owns it now?"})
    assert "It was withdrawn" in do("withdraw", **{"withdraw-text": "Somebody else asks."})


def test_good_practice_is_noted_thanked_and_shared(quality_lead, client_of, seen):
    client = client_of(quality_lead)
    assert "Worry is not all there is to find" in words(seen(reverse("triangulation:good-practices")))
    bolton()
    sent = {
        "provider": "RMC",
        "title": "Nobody waits in the lounge",
        "words": "Visitors saw it.",
        "theme": "",
    }
    assert client.post(reverse("triangulation:good-practice-add"), sent).status_code == 302
    practice = GoodPractice.objects.get()
    assert "Next: Thank them" in words(seen(practice.get_absolute_url()))
    address = reverse("triangulation:good-practice-deed", args=[practice.public_id, "thank"])
    client.post(address, {"thank-text": "The board wrote to the team."})
    address = reverse("triangulation:good-practice-deed", args=[practice.public_id, "share"])
    client.post(address, {"share-with_whom": "Leigh", "share-text": "A visit."})
    page = words(seen(practice.get_absolute_url()))
    assert "They were thanked; what they do is not written down yet; it was shared with Leigh." in page
    assert "Nobody waits in the lounge" in words(seen(reverse("triangulation:good-practices")))
    good.withdraw(practice=practice, text="It was closed.", by=quality_lead)
    assert "It was withdrawn and holds no more." in words(seen(practice.get_absolute_url()))


def test_good_practice_names_nobody(quality_lead, client_of):
    bolton()
    sent = {"provider": "RMC", "title": "Kind ward", "words": "Ring 07700 900123 to thank them."}
    page = page_of(client_of(quality_lead).post(reverse("triangulation:good-practice-add"), sent), status=422)
    assert "telephone" in words(page).lower() or "phone" in words(page).lower()
    assert not GoodPractice.objects.exists()
    assert not page.select("[name$=-guard][value=kept]")


def test_good_practice_from_a_proposal(quality_lead, client_of, seen):
    proposal = Proposal.objects.create(
        owner=quality_lead.commissioner,
        provider=bolton(),
        theme="access",
        direction="good",
        since=TODAY,
        method="1",
    )
    address = f"{reverse('triangulation:good-practice-add')}?proposal={proposal.public_id}"
    assert "Independent kinds of evidence agree" in words(seen(address))
    client_of(quality_lead).post(address, {"title": "They wait less", "words": "Two streams say so."})
    assert GoodPractice.objects.get().proposal == proposal
