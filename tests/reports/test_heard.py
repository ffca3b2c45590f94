"""What people say in the brief, the paper, the criteria and on the Monday page."""

import datetime as dt
import io

import docx
import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from tests.factories import surveillance as made
from tests.factories.accounts import UserFactory
from trigpoint.actions.models import Action
from trigpoint.common import clock
from trigpoint.common.references import reference_to
from trigpoint.indicators.definitions import library
from trigpoint.reports.presenters.early_warning import early_warning_content
from trigpoint.reports.queries.early_warning import records_for_early_warning
from trigpoint.surveillance import services

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 22)
SENTENCE = "14 critical comments from 13 people in October 2026, where about 5 were expected."


@pytest.fixture(autouse=True)
def _today():
    with clock.replaying(TODAY):
        yield


@pytest.fixture
def heard(quality_lead):
    return made.told(quality_lead, made.provider(quality_lead))


def brief(client, **query):
    return BeautifulSoup(client.get(reverse("reports:brief", args=["RMC"]), query).content, "html.parser")


def words(found):
    return " ".join(found.text.split())


def paper(by, month=dt.date(2026, 11, 1)):
    records = records_for_early_warning(user=by, month=month, today=clock.today())
    return early_warning_content(records, library(), site="")


def test_the_brief_tells_what_people_say_and_what_to_ask(client_of, quality_lead, heard):
    found = brief(client_of(quality_lead))

    assert f"Discharge: {SENTENCE}" in words(found)
    assert "; people speak of 1 theme more critically than expected." in words(found.select_one(".tp-lead"))
    assert "I would ask: People speak of “Discharge” more critically than expected" in words(found)


def test_small_numbers_do_not_leave_in_papers_and_questions(client_of, quality_lead, heard):
    heard.heard.months[-1] |= {"critical": 3, "people": 3, "expected": 0.4}
    heard.heard.save()
    told = "fewer than 5 critical comments from fewer than 5 people in October 2026, where fewer than 1 was expected"

    found = brief(client_of(quality_lead), ask=heard.public_id)
    [part] = paper(quality_lead).parts

    assert words(found).count(told) >= 2
    assert told in found.select_one("#ask textarea").text
    assert [line.now for line in part.raised] == [f"{told}."]
    assert "3 critical comments" not in words(found)


def test_a_question_can_be_asked_because_of_it(client_of, quality_lead, heard):
    client = client_of(quality_lead)
    form = brief(client, ask=heard.public_id).select_one("#ask form")
    sent = {
        each["name"]: each.get("value", "")
        for each in form.select("input[name]")
        if each.get("type") != "checkbox"
    }
    sent["question-text"] = form.select_one("textarea").text.strip()
    sent["question-leads"] = str(quality_lead)

    client.post(form["action"], sent)

    assert Action.objects.get().source == reference_to(heard)
    assert "Asked already" in words(brief(client))


def test_a_signal_of_another_provider_gives_no_question(client_of, quality_lead, heard):
    other = made.told(quality_lead, made.provider(quality_lead, "RXX", "Another Trust"))

    assert (
        client_of(quality_lead)
        .get(reverse("reports:brief", args=["RMC"]), {"ask": other.public_id})
        .status_code
        == 404
    )


@pytest.mark.parametrize("outcome", ["artefact", "no_concern"])
def test_what_was_taken_for_nothing_is_not_told(client_of, quality_lead, heard, outcome):
    services.answer_signals(answers={heard: (outcome, "A new survey")}, by=quality_lead)

    found = words(brief(client_of(quality_lead)))
    assert SENTENCE not in found
    assert "No theme of what people say goes up" in found


def test_word_has_it_too(client_of, quality_lead, heard):
    taken = client_of(quality_lead).get(reverse("reports:brief-word", args=["RMC"]))

    cells = [cell.text for table in docx.Document(io.BytesIO(taken.content)).tables for cell in table._cells]
    assert f"Discharge: {SENTENCE}" in cells


def test_pdf_is_made_with_it(client_of, quality_lead, heard):
    assert client_of(quality_lead).get(reverse("reports:brief-pdf", args=["RMC"])).content.startswith(b"%PDF")


def test_the_paper_tells_it_as_new_with_its_stream(quality_lead, heard):
    [part] = paper(quality_lead).parts

    [line] = part.raised
    assert (line.title, line.word, line.now) == ("Discharge", "For the worse, from what people say", SENTENCE)
    assert line.lasts == "in October 2026"
    assert (part.charts, part.undrawn) == ((), "")


def test_two_themes_are_both_told_in_full(quality_lead, heard):
    made.told(quality_lead, heard.organisation, "parking")

    [part] = paper(quality_lead).parts

    assert [line.now for line in part.raised] == [SENTENCE] * 2


def test_the_paper_tells_that_it_goes_on_and_that_it_is_over(quality_lead, heard):
    clock.replay(dt.date(2026, 12, 3))
    on = paper(quality_lead, dt.date(2026, 12, 1)).parts[0].going_on
    heard.ended_on = dt.date(2026, 11, 1)
    heard.save()
    heard.heard.at = clock.now()
    heard.heard.save()

    gone = paper(quality_lead, dt.date(2026, 12, 1)).parts[0].gone

    assert [line.title for line in on] == ["Discharge"]
    assert gone[0].lasts == "in October 2026; no longer so in November 2026"


def test_the_paper_tells_what_people_made_of_it(quality_lead, heard):
    services.answer_signals(answers={heard: ("real", "Beds were closed")}, by=quality_lead)

    [said] = paper(quality_lead).parts[0].said
    assert (said.title, said.outcome) == ("Discharge", "Real")


def test_the_page_of_the_paper_and_its_files_are_drawn(client_of, quality_lead, heard):
    client = client_of(quality_lead)
    page = client.get(reverse("reports:paper-draft", args=["2026-11"]))
    files = [
        client.get(reverse("reports:paper-draft-take", args=["2026-11", kind])) for kind in ("docx", "pdf")
    ]

    assert SENTENCE in words(BeautifulSoup(page.content, "html.parser"))
    assert [each.status_code for each in files] == [200, 200]


def test_the_monday_page_counts_it_among_what_waits(client_of, quality_lead, heard):
    made.series(quality_lead, heard.organisation, made.STEADY)
    found = BeautifulSoup(client_of(quality_lead).get(reverse("reports:home")).content, "html.parser")

    assert "1 signal waits for a sitting at 1 provider." in words(found)


def test_nobody_of_another_commissioner_reads_it(client_of, heard):
    stranger = UserFactory(username="stranger", role="provider", organisation="RXX")

    assert SENTENCE not in client_of(stranger).get(reverse("reports:brief", args=["RMC"])).content.decode()
