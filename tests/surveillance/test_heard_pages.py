"""Signals of what people say on the pages of signals."""

import csv
import datetime as dt
import io

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from tests.factories import surveillance as made
from tests.factories.accounts import UserFactory
from tests.factories.intelligence import theme_month
from trigpoint.surveillance import services
from trigpoint.surveillance.charts import heard_spec, small_heard_spec
from trigpoint.surveillance.models import SignalStep

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard(quality_lead):
    """One signal from figures and one of what people say, at the same trust."""
    return made.told(quality_lead, made.signal(quality_lead).organisation)


def page(client, name, *args, **query):
    response = client.get(reverse(f"surveillance:{name}", args=args), query)
    assert response.status_code == 200, response.content[:500]
    return BeautifulSoup(response.content, "html.parser")


def test_a_signal_of_what_people_say_tells_it_in_a_sentence_a_chart_and_a_table(
    client_of, quality_lead, heard
):
    found = page(client_of(quality_lead), "signal", heard.public_id)

    text = " ".join(found.select_one("main").text.split())
    sentence = "14 critical comments from 13 people in October 2026, where about 5 were expected."
    assert found.select_one(".tp-answer").text == f"{sentence} Nobody has looked yet; it goes on."
    assert "From what people say" in text
    assert "not that care is worse." in text
    rows = [[cell.text for cell in row.select("th,td")] for row in found.select("tbody tr")]
    assert rows[:2] == [
        ["October 2026", "14", "13", "5.2", "60", "Yes"],
        ["September 2026", "5", "5", "5.2", "60", "–"],
    ]
    link = found.find("a", string="What people wrote in these months")["href"]
    assert "provider=RMC" in link
    assert "theme=discharge&since=2026-10-01&until=2026-10-01" in link


def test_it_names_the_services_that_are_told_of_most(client_of, quality_lead, heard):
    owner, october = quality_lead.commissioner, dt.date(2026, 10, 1)
    for service, number in (("Surgery", 6), ("", 4), ("Maternity", 2), ("Podiatry", 0)):
        theme_month(owner, heard.organisation, october, service=service, critical=number)
    theme_month(owner, heard.organisation, dt.date(2026, 8, 1), service="Pharmacy", critical=9)

    text = page(client_of(quality_lead), "signal", heard.public_id).select_one("main").text

    assert "Services named most in the critical comments of these months: Surgery (6), Maternity (2)." in text


def test_who_may_not_read_comments_word_for_word_is_led_to_the_themes(client_of, quality_lead, heard):
    member = UserFactory(username="member", role="committee_member")

    found = page(client_of(member), "signal", heard.public_id)

    assert found.find("a", string="What people wrote in these months") is None
    assert found.find("a", string="What people say of it over time")["href"].endswith("RMC/?theme=discharge")


def test_its_chart_is_drawn_small_and_whole(client_of, quality_lead, heard):
    client = client_of(quality_lead)
    address = reverse("surveillance:signal-svg", args=[heard.public_id])

    small, whole = client.get(address), client.get(f"{address}?whole")

    assert small["Content-Type"] == whole["Content-Type"] == "image/svg+xml"
    assert b"<svg" in small.content
    assert len(whole.content) > len(small.content)


def test_a_signal_from_figures_has_no_such_chart(client_of, quality_lead):
    signal = made.signal(quality_lead)

    assert (
        client_of(quality_lead).get(reverse("surveillance:signal-svg", args=[signal.public_id])).status_code
        == 404
    )


def test_both_streams_are_looked_at_in_one_sitting(client_of, quality_lead, heard):
    client = client_of(quality_lead)
    found = page(client, "sitting", "RMC")
    said = {f"outcome_{heard.public_id}": "real", f"reason_{heard.public_id}": "Beds were closed"}

    client.post(reverse("surveillance:sitting-answer", args=["RMC"]), said)

    assert len(found.select("section.tp-signal")) == 2
    assert [step.signal for step in SignalStep.objects.all()] == [heard]


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ({}, 2),
        ({"stream": "people"}, 1),
        ({"stream": "figures"}, 1),
        ({"theme": "discharge"}, 1),
        ({"theme": "parking"}, 0),
        ({"rule": "theme_at_once"}, 1),
        ({"stream": "people", "indicator": "ae-4hour"}, 0),
    ],
)
def test_the_list_has_a_filter_for_the_stream(client_of, quality_lead, heard, query, number):
    client = client_of(quality_lead)

    found = page(client, "signal-list", **query)
    taken = client.get(reverse("surveillance:signal-list-csv"), query).content.decode("utf-8-sig")

    assert len(found.select("tbody tr")) == number
    assert len(list(csv.DictReader(io.StringIO(taken)))) == number


def test_the_file_says_stream_and_theme(client_of, quality_lead, heard):
    taken = client_of(quality_lead).get(reverse("surveillance:signal-list-csv"), {"stream": "people"})

    [row] = csv.DictReader(io.StringIO(taken.content.decode("utf-8-sig")))
    assert (row["stream"], row["indicator"], row["theme"]) == ("From what people say", "", "Discharge")


def test_the_ledger_counts_them_too(client_of, quality_lead, heard):
    services.answer_signals(answers={heard: ("artefact", "A new survey")}, by=quality_lead)

    found = page(client_of(quality_lead), "ledger")

    rows = {row.th.text.strip(): [cell.text for cell in row.select("td")] for row in found.select("tbody tr")}
    assert rows["More critical comments than expected, all at once"][:5] == ["1", "0", "0", "0", "1"]
    assert rows["Discharge"][0] == "1"
    assert "" not in rows


def test_more_of_them_ask_no_more_of_the_database(
    client_of, quality_lead, heard, django_assert_max_num_queries
):
    for theme in ("parking", "timeliness-of-care", "staff-manner-personal-attributes"):
        made.told(quality_lead, heard.organisation, theme)
    client = client_of(quality_lead)

    for name, args in (
        ("sitting", ["RMC"]),
        ("signal-list", []),
        ("ledger", []),
        ("signal", [heard.public_id]),
    ):
        with django_assert_max_num_queries(30):
            page(client, name, *args)


def test_nobody_of_another_commissioner_sees_it(client_of, other_lead, heard):
    for name in ("signal", "signal-svg"):
        address = reverse(f"surveillance:{name}", args=[heard.public_id])
        assert client_of(other_lead).get(address).status_code == 404


def test_the_chart_tells_months_with_a_signal_by_more_than_colour(quality_lead, heard):
    spec = heard_spec(heard.heard.months, "Discharge")
    bars = spec["layer"][0]["encoding"]

    assert [value["says"] for value in spec["data"]["values"]][-2:] == [
        "No signal",
        "More than expected: a signal",
    ]
    assert bars["stroke"]["scale"]["range"][0] != bars["stroke"]["scale"]["range"][1]
    assert len(small_heard_spec(heard.heard.months, "Discharge")["layer"]) == 2
