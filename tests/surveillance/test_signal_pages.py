"""Sittings, signals and the ledger as people see them."""

import csv
import io

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from tests.factories import surveillance as made
from tests.factories.accounts import UserFactory
from trigpoint.surveillance import services
from trigpoint.surveillance.models import SignalStep

pytestmark = pytest.mark.django_db


@pytest.fixture
def signal(quality_lead):
    """Bolton's waits fell in April."""
    return made.signal(quality_lead)


def page(client, name, *args, **query):
    response = client.get(reverse(f"surveillance:{name}", args=args), query)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html5lib")


def send(client, name, *args, **data):
    return client.post(reverse(f"surveillance:{name}", args=args), data)


def test_signals_say_where_to_sit_down(client_of, quality_lead, signal):
    found = page(client_of(quality_lead), "signals")

    assert found.select_one(".tp-answer").text == "1 provider has something new: 1 signal, 1 for the worse."
    assert "Sit down with Bolton" in found.select_one("tbody").text


def test_a_quiet_month_is_quiet(client_of, quality_lead, signal):
    services.answer_signals(answers={signal: ("noted", "")}, by=quality_lead)
    client = client_of(quality_lead)

    assert "Nothing new" in page(client, "signals").select_one(".tp-answer").text
    sitting = page(client, "sitting", "RMC")
    assert "Nothing new at Bolton NHS Foundation Trust since the last sitting" in sitting.text
    assert not sitting.select("fieldset")


def test_a_sitting_answers_what_is_chosen_and_leaves_the_rest(client_of, quality_lead, signal):
    other = made.series(quality_lead, signal.organisation, [*made.STEADY, 95.0], indicator="ae-4hour-type1")
    made.refreshed(quality_lead)
    said = {f"outcome_{signal.public_id}": "real", f"reason_{signal.public_id}": "Two wards closed"}

    response = send(client_of(quality_lead), "sitting-answer", "RMC", **said)

    assert response.status_code == 302
    assert [step.signal for step in SignalStep.objects.all()] == [signal]
    assert other.signals.get().steps.count() == 0


def test_noting_the_rest_answers_all_of_them(client_of, quality_lead, signal):
    response = send(client_of(quality_lead), "sitting-answer", "RMC", note_rest="yes")

    assert response.status_code == 302
    assert SignalStep.objects.get().outcome == "noted"


def test_an_answer_without_a_reason_comes_back_with_what_was_typed(client_of, quality_lead, signal):
    response = send(
        client_of(quality_lead), "sitting-answer", "RMC", **{f"outcome_{signal.public_id}": "real"}
    )

    found = BeautifulSoup(response.content, "html5lib")
    assert response.status_code == 422
    assert "Say why, in a few words" in found.select_one(".nhsuk-error-summary").text
    assert found.select_one("input[value=real][checked]")
    assert not SignalStep.objects.exists()


def test_a_chair_reads_a_sitting_and_has_nothing_to_fill_in(client_of, quality_lead, signal):
    chair = UserFactory(commissioner=quality_lead.commissioner, role="clinical_chair")

    found = page(client_of(chair), "sitting", "RMC")

    assert "1 thing is new" in found.text
    assert not found.select("main input[type=radio], main button")


def test_a_signal_tells_what_fired_what_was_said_and_what_followed(client_of, quality_lead, signal):
    client = client_of(quality_lead)
    send(client, "signal-answer", signal.public_id, outcome="artefact", reason="Counted twice")
    added = {"text": "Ask for a new return", "leads": "me", "source": f"signal:{signal.public_id}"}
    due = {"due_on_day": "1", "due_on_month": "2", "due_on_year": "2100"}
    usual = {"kind": "action", "is_agreed": "yes"}
    assert client.post(reverse("actions:add"), {**added, **due, **usual}).status_code == 302

    found = page(client, "signal", signal.public_id)

    assert "Artefact of the data; it still fires." in found.select_one(".tp-answer").text
    assert "Outside its usual range in April 2026" in found.text
    assert "Counted twice" in found.text
    assert "Ask for a new return" in found.text


def test_a_signal_can_be_opened_again_once_it_was_answered(client_of, quality_lead, signal):
    client = client_of(quality_lead)
    assert not page(client, "signal", signal.public_id).select("input[value=reopened]")

    send(client, "signal-answer", signal.public_id, outcome="noted")
    send(client, "signal-answer", signal.public_id, outcome="reopened", reason="It came back")

    assert "Nobody has looked yet" in page(client, "signal", signal.public_id).select_one(".tp-answer").text


def test_a_day_in_the_past_is_refused_beside_the_field(client_of, quality_lead, signal):
    sent = {"due_on_day": "1", "due_on_month": "2", "due_on_year": "2020"}

    response = send(client_of(quality_lead), "signal-clock", signal.public_id, **sent)

    assert response.status_code == 422
    assert b"cannot be in the past" in response.content


@pytest.mark.parametrize(
    ("query", "is_there"),
    [
        ({}, True),
        ({"state": "new"}, True),
        ({"state": "real"}, False),
        ({"rule": "outside"}, True),
        ({"rule": "trend"}, False),
        ({"indicator": "ae-4hour"}, True),
        ({"indicator": "shmi"}, False),
        ({"provider": "bolt"}, True),
        ({"provider": "RRF"}, False),
        ({"state": "nonsense"}, True),
    ],
)
def test_every_signal_with_filters_on_the_page_and_in_the_file(
    client_of, quality_lead, signal, query, is_there
):
    client = client_of(quality_lead)

    listed = page(client, "signal-list", **query)
    taken = client.get(reverse("surveillance:signal-list-csv"), query).content.decode("utf-8-sig")

    assert bool(listed.select("tbody tr")) is is_there
    assert len(list(csv.reader(io.StringIO(taken)))) == (2 if is_there else 1)


def test_the_ledger_says_how_right_each_rule_was(client_of, quality_lead, signal):
    services.answer_signals(answers={signal: ("real", "Two wards closed")}, by=quality_lead)

    found = page(client_of(quality_lead), "ledger")

    assert "100% (21% to 100%), of 1" in found.text
    assert "Outside its usual range" in found.text


def test_pages_of_signals_ask_no_more_for_more_of_them(
    client_of, quality_lead, signal, django_assert_max_num_queries
):
    for number in range(6):
        made.signal(quality_lead, f"RQ{number}", f"Trust {number}")
        made.series(
            quality_lead, signal.organisation, [*made.STEADY, 95.0], indicator=MORE[number], denominator=1000
        )
    made.refreshed(quality_lead)
    client = client_of(quality_lead)

    for name, args in (("signals", []), ("sitting", ["RMC"]), ("signal-list", []), ("ledger", [])):
        with django_assert_max_num_queries(30):
            page(client, name, *args)


MORE = ("ae-4hour-type1", "beds-ga-occupancy", "cancer-62d", "cancer-fds", "diagnostics-6week", "rtt-18week")
