"""The page of one question."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.assertions import assert_links_tell_apart, page_of
from tests.factories import reports
from trigpoint.common import clock
from trigpoint.reports import services
from trigpoint.reports.models import Question


@pytest.fixture
def question(quality_lead, provider):
    """A question that waits for an answer."""
    return reports.question(quality_lead, provider, series=reports.series_of(provider))


def step(question, deed):
    return reverse("reports:question-step", args=[question.public_id, deed])


def date(prefix, day):
    return {f"{prefix}_day": day.day, f"{prefix}_month": day.month, f"{prefix}_year": day.year}


def words_of(page, selector="main"):
    return " ".join(page.select_one(selector).get_text(" ").split())


def state_of(question):
    return Question.objects.with_state().get(pk=question.pk).state


def test_question_tells_first_that_it_waits_and_for_whom(client_of, quality_lead, question):
    page = page_of(client_of(quality_lead).get(question.get_absolute_url()))

    assert words_of(page, ".tp-lead") == "No answer yet from Dr Example, due Sun 29 Nov, in 7 days."
    assert page.find("a", href=question.series.get_absolute_url())
    assert_links_tell_apart(page)


def test_overdue_question_says_so_in_a_word(client_of, quality_lead, question):
    with clock.replaying(dt.date(2026, 12, 2)):
        page = page_of(client_of(quality_lead).get(question.get_absolute_url()))

    assert "3 days overdue" in words_of(page, ".tp-lead")
    assert page.select_one(".nhsuk-tag--red").get_text(strip=True) == "Overdue"


def test_answer_is_written_down_and_its_day(client_of, quality_lead, question):
    said = {"answer-text": "Frail people\nmostly.", **date("answer-on", dt.date(2026, 11, 20))}

    response = client_of(quality_lead).post(step(question, "answer"), said, follow=True)

    told = words_of(page_of(response))
    assert "Answered on Fri 20 Nov 2026 Frail people mostly. Written down by Amina Hussain" in told
    assert state_of(question) == "answered"


def test_question_is_carried_to_the_next_meeting_by_default(client_of, quality_lead, provider, question):
    reports.met(quality_lead, provider, dt.date(2026, 12, 8))

    page = page_of(client_of(quality_lead).get(question.get_absolute_url()))

    assert page.find("input", {"name": "carry-to_day"})["value"] == "8"
    assert page.find("input", {"name": "carry-to_month"})["value"] == "12"


def test_question_is_carried_closed_and_opened_again(client_of, quality_lead, question):
    client = client_of(quality_lead)

    client.post(step(question, "carry"), date("carry-to", dt.date(2026, 12, 22)))
    assert state_of(question) == "carried"
    page = page_of(client.post(step(question, "close"), {"close-reason": "Done"}, follow=True))
    assert state_of(question) == "closed"
    assert not page.find("input", {"name": "carry-to_day"})
    client.post(step(question, "reopen"), {"reopen-text": ""})
    assert state_of(question) == "reopened"


@pytest.mark.parametrize(
    ("deed", "said", "words"),
    [
        ("answer", {"answer-text": "Kept"}, "Enter the day on which the answer was given"),
        (
            "answer",
            {"answer-text": "Kept", **date("answer-on", dt.date(2027, 1, 1))},
            "cannot have come on a day that is still ahead",
        ),
        ("carry", {"carry-text": "Kept", **date("carry-to", dt.date(2026, 11, 1))}, "to a day after today"),
        ("close", {"close-reason": ""}, "Say why the question can be closed"),
        ("reopen", {"reopen-text": "Kept"}, "This question is open already"),
    ],
)
def test_mistake_is_explained_and_nothing_is_lost(client_of, quality_lead, question, deed, said, words):
    page = page_of(client_of(quality_lead).post(step(question, deed), said), status=422)

    assert words in words_of(page)
    assert page.title.get_text().startswith("Error:")
    assert ("Kept" in words_of(page)) == ("Kept" in said.values())
    assert question.steps.count() == 1


def test_closed_question_leaves_the_brief_after_the_next_meeting(quality_lead, provider, question, client_of):
    services.close_question(question=question, reason="Answered in full", by=quality_lead)

    page = page_of(client_of(quality_lead).get(reverse("reports:brief", args=[provider.code])))

    assert "No question is open." in words_of(page)


def test_question_closed_since_the_meeting_stays_on_the_brief(quality_lead, provider, question, client_of):
    reports.met(quality_lead, provider)
    services.close_question(question=question, reason="Answered in full", by=quality_lead)

    page = page_of(client_of(quality_lead).get(reverse("reports:brief", args=[provider.code])))

    assert "Who waits longest?" in words_of(page)
    assert "0 question" not in words_of(page, ".tp-lead")
    assert "no questions are unanswered" in words_of(page, ".tp-lead")


@pytest.mark.parametrize("deed", ["answer", "carry", "close", "reopen"])
def test_chair_may_not_step(client_of, chair, question, deed):
    client = client_of(chair)

    assert client.post(step(question, deed), {}).status_code == 403
    assert not page_of(client.get(question.get_absolute_url())).select("main form")


@pytest.mark.parametrize("deed", ["answer", "carry", "close", "reopen"])
def test_question_of_another_commissioner_is_not_found(client_of, other_lead, question, deed):
    client = client_of(other_lead)

    assert client.get(question.get_absolute_url()).status_code == 404
    assert client.post(step(question, deed), {}).status_code == 404


def test_unknown_deed_is_not_found(client_of, quality_lead, question):
    assert client_of(quality_lead).post(f"{question.get_absolute_url()}forget").status_code == 404


def test_answer_to_a_question_that_somebody_closed_meanwhile_is_not_lost(client_of, quality_lead, question):
    services.close_question(question=question, reason="Done", by=quality_lead)
    said = {"answer-text": "Typed in vain?", **date("answer-on", dt.date(2026, 11, 20))}

    page = page_of(client_of(quality_lead).post(step(question, "answer"), said), status=422)

    assert "Typed in vain?" in page.find("textarea", {"name": "answer-text"}).get_text()
    assert "Open it again to write down an answer" in words_of(page, ".nhsuk-error-summary")
