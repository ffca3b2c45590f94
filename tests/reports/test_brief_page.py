"""The page of a provider brief."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.assertions import assert_links_tell_apart, page_of
from tests.factories import actions as made
from tests.factories import reports, surveillance
from tests.factories.accounts import UserFactory, only
from tests.factories.worried import worried
from trigpoint.actions import services as register
from trigpoint.actions.models import Action
from trigpoint.common import clock
from trigpoint.common.references import reference_to
from trigpoint.notifications.models import Notice
from trigpoint.organisations.models import Kind, Organisation
from trigpoint.reports.models import BriefNote, MeetingStep


def address(provider, name="brief", *more):
    return reverse(f"reports:{name}", args=[provider.code, *more])


def words_of(page, selector="main"):
    return " ".join(page.select_one(selector).get_text(" ").split())


@pytest.fixture
def page(client_of, quality_lead, provider):
    """The brief as the quality lead sees it."""

    def get(**query):
        return page_of(client_of(quality_lead).get(address(provider), query))

    return get


def test_brief_says_first_what_changed_and_what_is_unanswered(page, quality_lead, provider):
    reports.met(quality_lead, provider)
    reports.question(quality_lead, provider)

    lead = words_of(page(), ".tp-lead")

    assert lead == (
        "2 things changed at Training Hospital (fictional) since the March meeting; 1 question is unanswered; "
        "3 of 3 figures are stale; we have no figure on effectiveness, experience or well-led."
    )


def test_brief_without_a_past_meeting_shows_what_is_unusual_now(page):
    shown = page()

    assert "2 things are unusual at Training Hospital (fictional) now" in words_of(shown, ".tp-lead")
    assert shown.find(id="changes").get_text() == "What is unusual now"
    assert "No past quality meeting is in the diary" in words_of(shown)


def test_brief_after_a_meeting_leaves_out_what_changed_before_it(client_of, quality_lead, provider):
    reports.met(quality_lead, provider, dt.date(2026, 12, 8))

    with clock.replaying(dt.date(2026, 12, 20)):
        shown = page_of(client_of(quality_lead).get(address(provider)))

    assert words_of(shown, ".tp-lead").startswith("Nothing changed at Training Hospital (fictional)")
    assert "that is not assurance" in words_of(shown)


def test_change_has_icon_sentence_question_chart_source_and_next_step(page, provider):
    series = reports.series_of(provider)

    change = page().find(id=f"change-{series.public_id}")

    assert change.svg["data-code"] == "concern_low"
    assert change.select_one(".tp-change__sentence a")["href"] == series.get_absolute_url()
    assert "51.2%" in change.get_text()
    assert "I would ask: In Mar 2026 51.2% of A&E patients" in " ".join(change.get_text(" ").split())
    assert change.select_one(".tp-mark")["href"] == "#source-1"
    assert change.select_one(".nhsuk-button")["href"] == f"?ask={series.public_id}#ask"


def test_good_news_stands_apart_and_after(page, provider):
    shown = page()

    better = shown.find(id=f"change-{reports.series_of(provider, 'cancer-62d').public_id}")
    heading = better.find_previous("h3")

    assert heading.get_text() == "Good news"
    assert "for the better" in better.get_text()


def test_source_names_publication_period_file_and_row(page):
    source = words_of(page(), "#source-1")

    assert "NHS England, A&E Attendances" in source
    assert "period Mar 2026" in source
    assert "file ae-4hour.csv, row 16, loaded Sun 22 Nov 2026" in source


def test_ask_this_fills_in_the_question_and_its_due_day(page, quality_lead, provider):
    reports.met(quality_lead, provider, dt.date(2026, 11, 24))
    series = reports.series_of(provider)

    form = page(ask=series.public_id).find(id="ask")

    assert form.has_attr("open")
    assert form.textarea.get_text().strip().startswith("In Mar 2026 51.2% of A&E patients")
    assert form.find("input", {"name": "question-source"})["value"] == series.public_id
    assert form.find("input", {"name": "question-due_on_day"})["value"] == "24"


def test_ask_about_something_that_did_not_change_is_not_found(client_of, quality_lead, provider):
    series = reports.series_of(provider, "beds-ga-occupancy")

    assert client_of(quality_lead).get(address(provider), {"ask": series.public_id}).status_code == 404


def test_asked_change_says_so_instead_of_asking_again(page, quality_lead, provider):
    series = reports.series_of(provider)
    reports.question(quality_lead, provider, series=series)

    change = page().find(id=f"change-{series.public_id}")

    assert "Asked already" in change.get_text()
    assert not change.select(".nhsuk-button")


def test_dimension_without_a_figure_is_named_as_blind(page):
    shown = page()

    blind = {each.h3.get_text(): words_of(each, "p") for each in shown.select(".tp-dimension--blind")}

    assert set(blind) == {"Effectiveness", "Experience", "Well-led"}
    assert blind["Experience"].startswith(
        "We are blind here: no experience figure for this provider, of any of the"
    )
    assert "expected of this kind of provider (NHS trust)" in blind["Experience"]


def test_dimension_counts_what_is_expected_missing_and_stale(page):
    shown = page()

    section = next(each for each in shown.select(".tp-dimension") if each.h3.get_text() == "Responsiveness")
    told = " ".join(section.get_text(" ").split())

    assert "expected indicators have a figure" in told
    assert "are stale" in told
    assert "Stale: newer figures were due by" in told
    assert "No figure for:" in told
    assert "Not measured here:" in told


def test_brief_of_a_provider_without_any_figure_claims_nothing(client_of, quality_lead):
    empty = surveillance.provider(quality_lead, code="RXX", name="Empty Trust (fictional)")

    shown = page_of(client_of(quality_lead).get(address(empty)))
    told = words_of(shown)

    assert words_of(shown, ".tp-lead").startswith(
        "We have no figure on Empty Trust (fictional), so nothing can"
    )
    assert "There are no figures for this provider, so nothing can be said. That is not assurance." in told
    assert "No data: we hold no rating by the regulator (CQC)" in told
    assert told.count("We are blind here") == 5


def test_regulators_rating_has_its_key_questions_and_history(page, quality_lead, provider):
    reports.rated(quality_lead, provider)

    told = words_of(page())

    assert "The regulator (CQC) rates this provider Good overall, published Thu 1 Feb 2024." in told
    assert "Safe Requires improvement Thu 1 Feb 2024" in told
    assert "Overall before: Inadequate (Mon 4 Mar 2019)." in told


def test_brief_says_what_it_cannot_see(page):
    assert "Nothing feeds these kinds of evidence here: " in words_of(page())


def test_brief_marks_a_fictional_provider(page):
    assert "Training (fictional): this provider does not exist." in words_of(page())


def test_brief_is_sound_and_its_links_tell_apart(page, quality_lead, provider):
    reports.met(quality_lead, provider)
    reports.question(quality_lead, provider)
    reports.note(quality_lead, provider)

    shown = page()

    assert_links_tell_apart(shown)
    for table in shown.find_all("table"):
        assert table.caption
        assert table.find_all("th", scope="col")


def test_note_is_kept_and_shown(client_of, quality_lead, provider):
    response = client_of(quality_lead).post(
        address(provider, "note-write"), {"note-text": "Look <b>here</b>"}, follow=True
    )

    assert response.redirect_chain == [(f"{address(provider)}#notes", 302)]
    shown = page_of(response)
    assert "Look <b>here</b>" in words_of(shown)
    assert "The note was saved." in words_of(shown)


def test_note_without_words_is_refused_beside_the_field_and_above(client_of, quality_lead, provider):
    response = client_of(quality_lead).post(address(provider, "note-write"), {"note-text": " "})

    shown = page_of(response, status=422)
    assert shown.title.get_text().startswith("Error:")
    assert shown.select_one(".nhsuk-error-summary a")["href"] == "#id_note-text"
    assert not BriefNote.objects.exists()


def test_note_is_taken_back(client_of, quality_lead, provider):
    note = reports.note(quality_lead, provider, "To be taken back")

    response = client_of(quality_lead).post(address(provider, "note-withdraw", note.public_id), follow=True)

    assert "To be taken back" not in words_of(page_of(response))


def test_note_of_another_provider_is_not_found(client_of, quality_lead, provider):
    elsewhere = surveillance.provider(quality_lead, code="RM3", name="Another Trust (fictional)")
    note = reports.note(quality_lead, elsewhere)

    response = client_of(quality_lead).post(address(provider, "note-withdraw", note.public_id))

    assert response.status_code == 404


ASKED = {
    "question-text": "Who waits longest?",
    "question-leads": "Dr Example",
    "question-due_on_day": "8",
    "question-due_on_month": "12",
    "question-due_on_year": "2026",
    "question-source": "",
}


def test_question_is_asked_and_listed_with_its_next_step(client_of, quality_lead, provider):
    series = reports.series_of(provider)

    response = client_of(quality_lead).post(
        address(provider, "question-ask"), {**ASKED, "question-source": series.public_id}, follow=True
    )

    question = Action.objects.get()
    assert (question.kind, question.source, question.provider) == (
        "question",
        reference_to(series),
        provider,
    )
    assert [str(lead) for lead in question.leads.all()] == ["Dr Example"]
    assert [due.due_on for due in question.deadlines.all()] == [dt.date(2026, 12, 8)]
    assert not question.steps.filter(deed="sent").exists()
    told = words_of(page_of(response))
    assert "Dr Example, Tue 8 Dec, in 16 days. No answer yet" in told
    assert "Answer : Who waits longest?" in told


def test_question_with_a_mistake_keeps_what_was_typed(client_of, quality_lead, provider):
    response = client_of(quality_lead).post(
        address(provider, "question-ask"), {**ASKED, "question-due_on_year": "2025"}
    )

    shown = page_of(response, status=422)
    form = shown.find(id="ask")
    assert form.has_attr("open")
    assert form.textarea.get_text().strip() == "Who waits longest?"
    assert form.find("input", {"name": "question-due_on_year"})["value"] == "2025"
    assert "cannot be due in the past" in words_of(shown, ".nhsuk-error-summary")
    assert not Action.objects.exists()


def test_question_about_a_chart_that_is_not_there_is_refused(client_of, quality_lead, provider):
    response = client_of(quality_lead).post(
        address(provider, "question-ask"), {**ASKED, "question-source": "nowhere"}
    )

    assert "That chart is not there any more" in words_of(page_of(response, status=422))


def test_question_about_the_chart_of_another_provider_is_refused(client_of, quality_lead, provider):
    elsewhere = surveillance.provider(quality_lead, code="RM3", name="Another Trust (fictional)")
    series = reports.series_of(provider)

    response = client_of(quality_lead).post(
        address(elsewhere, "question-ask"), {**ASKED, "question-source": series.public_id}
    )

    assert "That chart belongs to another provider" in words_of(page_of(response, status=422))


def test_question_may_be_sent_to_the_providers_people(client_of, quality_lead, provider):
    rosa = UserFactory(username="rosa", role="provider", organisation=provider.code)

    client_of(quality_lead).post(address(provider, "question-ask"), {**ASKED, "question-is_sent": "on"})

    assert Action.visible_to(rosa).get().text == "Who waits longest?"
    assert Notice.objects.get(person=rosa).words == "It was sent to your organisation"


def test_question_that_names_a_patient_is_held_up(client_of, quality_lead, provider):
    said = {**ASKED, "question-text": "Why did Mrs Edith Jones, NHS number 943 476 5919, wait?"}

    shown = page_of(client_of(quality_lead).post(address(provider, "question-ask"), said), status=422)

    assert "943 476 5919" in words_of(shown)
    assert not Action.objects.exists()


def test_answer_is_told_with_its_day_and_who_wrote_it_down(page, client_of, quality_lead, provider):
    question = reports.answered(
        reports.question(quality_lead, provider), quality_lead, on=dt.date(2026, 11, 20)
    )

    told = words_of(page())

    assert "Frail people. (Fri 20 Nov 2026, written down by Amina Hussain)" in told
    assert "Dr Example, Sun 29 Nov 2026. Answered" in told
    assert "Close or ask again : Who waits longest?" in told
    register.close(action=question, by=quality_lead)
    assert "No question is open." in words_of(page())
    reports.met(quality_lead, provider)
    told = words_of(page())
    assert "Who waits longest?" in told
    assert "no questions are unanswered" in words_of(page(), ".tp-lead")


def test_question_carried_forward_says_so(page, quality_lead, provider):
    question = reports.question(quality_lead, provider)
    register.carry_forward(action=question, due_on=dt.date(2026, 12, 22), reason="Away", by=quality_lead)

    assert "Dr Example, Tue 22 Dec, in 30 days. Carried forward" in words_of(page())


def test_restricted_question_is_on_no_brief(page, quality_lead, provider):
    reports.question(quality_lead, provider, "Zedmark?", restriction="safeguarding")

    assert "Zedmark" not in str(page())


def test_old_address_of_a_question_leads_to_it(client_of, quality_lead, other_lead, provider):
    question = reports.question(quality_lead, provider)
    old = f"/questions/{question.public_id}/"

    assert client_of(quality_lead).get(old)["Location"] == question.get_absolute_url()
    assert client_of(other_lead).get(old).status_code == 404
    action = made.action(quality_lead)
    assert client_of(quality_lead).get(f"/questions/{action.public_id}/").status_code == 404


def test_carrying_forward_proposes_the_next_meeting(client_of, quality_lead, provider):
    reports.met(quality_lead, provider, dt.date(2026, 11, 24))
    reports.met(quality_lead, provider, dt.date(2026, 12, 8))
    question = reports.question(quality_lead, provider)

    shown = page_of(client_of(quality_lead).get(question.get_absolute_url()))

    assert [shown.find("input", {"name": f"carry-due_on_{part}"})["value"] for part in ("day", "month")] == [
        "8",
        "12",
    ]


def test_meeting_is_set_and_taken_out(client_of, quality_lead, provider):
    client = client_of(quality_lead)
    day = {"meeting-held_on_day": "24", "meeting-held_on_month": "11", "meeting-held_on_year": "2026"}

    shown = page_of(client.post(address(provider, "meeting-set"), day, follow=True))
    assert "Next: Tue 24 Nov, in 2 days." in words_of(shown)
    hidden = {each["name"]: each["value"] for each in shown.select(".tp-inline input[name^=meeting]")}
    assert hidden == day

    shown = page_of(client.post(address(provider, "meeting-withdraw"), day, follow=True))
    assert "The next one is not in the diary yet." in words_of(shown)
    assert MeetingStep.objects.count() == 2


def test_same_meeting_twice_is_refused_in_words(client_of, quality_lead, provider):
    reports.met(quality_lead, provider, dt.date(2026, 11, 24))
    day = {"meeting-held_on_day": "24", "meeting-held_on_month": "11", "meeting-held_on_year": "2026"}

    shown = page_of(client_of(quality_lead).post(address(provider, "meeting-set"), day), status=422)

    assert "That meeting is in the diary already." in words_of(shown, ".nhsuk-error-summary")


WRITES = ("note-write", "question-ask", "meeting-set", "meeting-withdraw")


def test_chair_reads_the_brief_but_finds_nothing_to_write(client_of, chair, quality_lead, provider):
    reports.note(quality_lead, provider)
    reports.question(quality_lead, provider)

    shown = page_of(client_of(chair).get(address(provider)))

    assert "Ask how the new triage went." in words_of(shown)
    assert not shown.select("main form")
    assert not shown.select("main .nhsuk-button")


@pytest.mark.parametrize("name", WRITES)
def test_chair_may_not_write(client_of, chair, provider, name):
    assert client_of(chair).post(address(provider, name), {}).status_code == 403


def test_chair_may_not_take_a_note_back(client_of, chair, quality_lead, provider):
    note = reports.note(quality_lead, provider)

    assert client_of(chair).post(address(provider, "note-withdraw", note.public_id)).status_code == 403


def test_administrator_reads_and_does_not_write(client_of, chair, provider):
    only(chair, "administrator")

    assert client_of(chair).get(address(provider)).status_code == 200
    assert client_of(chair).post(address(provider, "note-write"), {"note-text": "x"}).status_code == 403


@pytest.mark.parametrize("name", WRITES)
def test_reading_an_address_for_writing_is_refused(client_of, quality_lead, provider, name):
    assert client_of(quality_lead).get(address(provider, name)).status_code == 405


def test_writing_needs_the_token_of_the_form(quality_lead, provider, client):
    client.handler.enforce_csrf_checks = True
    client.force_login(quality_lead)

    assert client.post(address(provider, "note-write"), {"note-text": "x"}).status_code == 403


def test_brief_needs_a_sign_in(client, provider):
    response = client.get(address(provider))

    assert response.status_code == 302
    assert response.url.startswith(reverse("accounts:sign-in"))


def test_other_commissioner_sees_the_open_provider_without_our_words(
    client_of, other_lead, quality_lead, provider
):
    reports.met(quality_lead, provider)
    note = reports.note(quality_lead, provider, "Between ourselves")
    question = reports.question(quality_lead, provider, "A question of ours")
    client = client_of(other_lead)

    told = words_of(page_of(client.get(address(provider))))

    assert "Between ourselves" not in told
    assert "A question of ours" not in told
    assert "March meeting" not in told
    assert client.post(address(provider, "note-withdraw", note.public_id)).status_code == 404
    assert client.get(question.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("name", ["brief", "brief-word", "brief-pdf"])
def test_provider_that_is_not_visible_is_not_found(client_of, other_lead, quality_lead, name):
    hidden = Organisation.objects.create(
        code="ZZ9", name="Hidden", kind=Kind.TRUST, owner=quality_lead.commissioner
    )

    assert client_of(quality_lead).get(address(hidden, name)).status_code == 200
    assert client_of(other_lead).get(address(hidden, name)).status_code == 404


@pytest.mark.parametrize("name", WRITES)
def test_nothing_is_written_on_a_provider_that_is_not_visible(client_of, other_lead, quality_lead, name):
    hidden = Organisation.objects.create(
        code="ZZ9", name="Hidden", kind=Kind.TRUST, owner=quality_lead.commissioner
    )

    assert client_of(other_lead).post(address(hidden, name), {"note-text": "x"}).status_code == 404


def test_brief_takes_few_queries_however_much_there_is(client_of, quality_lead, provider):
    client = client_of(quality_lead)
    reports.rated(quality_lead, provider)
    reports.question(quality_lead, provider)
    worried(quality_lead, provider)
    client.get(address(provider))
    with CaptureQueriesContext(
        connection,
    ) as before:
        client.get(address(provider))
    for number in range(6):
        reports.note(quality_lead, provider, f"Note {number}")
        reports.question(quality_lead, provider, f"Question {number}", series=reports.series_of(provider))
    client.get(address(provider))  # what was asked is new, so the figures are told anew
    with CaptureQueriesContext(connection) as after:
        client.get(address(provider))

    assert len(after) <= 30
    assert len(after) <= len(before) + 1


def test_stale_change_says_so_beside_the_news(page, provider):
    change = page().find(id=f"change-{reports.series_of(provider).public_id}")

    assert change.select_one(".tp-nothing--stale").get_text() == "Stale: newer figures were due by May 2026."


def test_worse_comes_first_and_has_the_first_source(page):
    icons = [each.svg["data-code"] for each in page().select(".tp-change")]

    assert icons == ["concern_low", "improvement_high"]


def test_what_went_back_to_normal_since_the_meeting_is_told(client_of, quality_lead, provider):
    reports.met(quality_lead, provider)
    settled = surveillance.series(
        quality_lead, provider, [*surveillance.STEADY, 60.0, 75.0], indicator="sickness-absence"
    )
    surveillance.refreshed(quality_lead)

    shown = page_of(client_of(quality_lead).get(address(provider)))

    assert "and 1 is back to normal" in words_of(shown, ".tp-lead")
    line = shown.find("h3", string="Back to normal").find_next("li")
    assert line.a["href"] == settled.get_absolute_url()
    told = " ".join(line.get_text().split())
    assert "nothing unusual; the period before was unusual, for the better: lower." in told


def test_nothing_is_back_to_normal_without_a_meeting_to_count_from(page, quality_lead, provider):
    surveillance.series(
        quality_lead, provider, [*surveillance.STEADY, 60.0, 75.0], indicator="sickness-absence"
    )
    surveillance.refreshed(quality_lead)

    assert not page().find("h3", string="Back to normal")
