"""The pages of the library, read as parsed HTML."""

import datetime as dt
import re

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import loads as make
from trigpoint.common import clock
from trigpoint.indicators import services
from trigpoint.indicators.definitions import DIMENSIONS, PROVIDER_KINDS, definition, library
from trigpoint.indicators.holding import count_held
from trigpoint.indicators.models import DefinitionVersion, Observation, Series

TODAY = dt.date(2026, 4, 20)


@pytest.fixture(autouse=True)
def _today():
    with clock.replaying(TODAY):
        yield


def page(client, name, *args, **query):
    """A page, parsed; its text has single blanks."""
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html5lib")


def text(element):
    """The words of an element as they are read."""
    return " ".join(element.get_text(" ").split())


def figures(by, code, organisation, *periods, is_open=True):
    """Figures for periods (start, end) of one indicator at one organisation."""
    series = Series.objects.create(
        indicator=code, organisation=organisation, owner=by.commissioner, is_open=is_open
    )
    load = make.load(by, is_open=is_open)
    for row, (start, end) in enumerate(periods, start=2):
        Observation.objects.create(
            series=series, period_start=start, period_end=end, value=50, load=load, row=row
        )
    count_held(indicators=[code])
    return series


def month(year, number, last):
    """First and last day of a month."""
    return dt.date(year, number, 1), dt.date(year, number, last)


@pytest.mark.parametrize(
    "address",
    ["/indicators/", "/indicators/not-measured/", "/indicators/ae-4hour/", "/indicators/no-such-thing/"],
)
def test_page_asks_a_stranger_to_sign_in(db, address):
    response = Client().get(address)

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("accounts:sign-in"))


def test_indicator_that_does_not_exist_is_not_found(client_of, quality_lead):
    assert client_of(quality_lead).get("/indicators/no-such-thing/").status_code == 404


def test_list_shows_every_indicator_under_its_dimension(client_of, quality_lead):
    soup = page(client_of(quality_lead), "indicators:list")

    assert text(soup.h1) == "Indicators"
    assert text(soup.select_one(".tp-lead")) == (
        "35 indicators, 0 of them with figures; 22 are charted over time and 13 may be compared between providers."
    )
    headings = [text(h2) for h2 in soup.select("main h2") if text(h2) in DIMENSIONS.values()]
    assert headings == list(DIMENSIONS.values())
    links = {link["href"] for link in soup.select("tbody th a")}
    assert links == {reverse("indicators:indicator", args=[code]) for code in library()}


def test_list_says_which_way_is_better_how_often_and_how_fresh(client_of, quality_lead):
    bolton, wigan = make.organisations("RMC", "RRF")
    figures(quality_lead, "ae-4hour", bolton, month(2026, 1, 31), month(2026, 2, 28))
    figures(quality_lead, "ae-4hour", wigan, month(2026, 1, 31))
    figures(quality_lead, "cancer-62d", bolton, month(2025, 9, 30))

    soup = page(client_of(quality_lead), "indicators:list")

    rows = {row.a["href"]: [text(cell) for cell in row.select("td")] for row in soup.select("tbody tr")}
    assert rows["/indicators/ae-4hour/"] == [
        "Higher is better",
        "Every month",
        "Yes",
        "No",
        "To February 2026",
    ]
    assert rows["/indicators/cancer-62d/"][-1] == "Stale since Fri 26 Dec 2025: to September 2025"
    assert rows["/indicators/shmi/"] == ["Lower is better", "Every month", "No", "Yes", "No data"]


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ({"dimension": "effectiveness"}, {"criteria-to-reside", "deaths-in-hospital", "shmi"}),
        ({"frequency": "year", "dimension": "experience"}, {"complaints-new", "complaints-upheld"}),
        ({"q": "AMBULANCE handed"}, {"handover-over-30", "handover-over-60"}),
        ({"q": "mrsa"}, {"mrsa-cases", "ecoli-ratio"}),
    ],
)
def test_list_is_narrowed_by_words_dimension_and_frequency(client_of, quality_lead, query, codes):
    soup = page(client_of(quality_lead), "indicators:list", **query)

    shown = {link["href"].split("/")[-2] for link in soup.select("tbody th a")}
    assert shown == codes
    assert text(soup.select_one(".tp-lead")).startswith(f"{len(codes)} of 35 indicators")
    assert len(soup.select(".tp-chip")) == len(query)


def test_list_that_nothing_fits_teaches(client_of, quality_lead):
    soup = page(client_of(quality_lead), "indicators:list", q="teleportation")

    assert text(soup.select_one(".tp-empty h2")) == "No indicator fits"
    assert soup.select_one(f'.tp-empty a[href="{reverse("indicators:coverage")}"]')


def test_list_passes_over_a_choice_that_does_not_exist(client_of, quality_lead):
    soup = page(client_of(quality_lead), "indicators:list", dimension="nonsense")

    assert text(soup.select_one(".tp-lead")).startswith("35 indicators")


def test_indicator_says_first_what_it_is_and_how_far_its_figures_go(client_of, quality_lead):
    bolton, wigan = make.organisations("RMC", "RRF")
    figures(quality_lead, "ae-4hour", bolton, month(2026, 2, 28))
    figures(quality_lead, "ae-4hour", wigan, month(2026, 1, 31))

    soup = page(client_of(quality_lead), "indicators:indicator", "ae-4hour")

    assert definition("ae-4hour").title in text(soup.h1)
    assert text(soup.select_one(".tp-lead")) == (
        "A percentage published every month; higher is better; figures are held to February 2026, for 2 organisations."
    )
    assert text(soup.select_one(".tp-fresh")) == "To February 2026"
    assert soup.select_one(f'main a[href="{reverse("surveillance:indicator", args=["ae-4hour"])}"]')


def test_indicator_without_figures_says_so(client_of, quality_lead):
    soup = page(client_of(quality_lead), "indicators:indicator", "shmi")

    assert text(soup.select_one(".tp-lead")).endswith("no figures have been loaded yet.")
    assert text(soup.select_one(".tp-fresh")) == "No data"


def test_indicator_tells_chart_comparison_and_why_not(client_of, quality_lead):
    words = text(page(client_of(quality_lead), "indicators:indicator", "fft-inpatient-positive").main)

    assert "Charted over time: yes, as individual values (XmR)" in words
    assert "Compared between providers: no NHS England says that results should not be compared" in words
    assert "What the figure does not say. People choose whether to answer" in words


def test_indicator_with_a_rolling_window_says_why_it_is_not_charted(client_of, quality_lead):
    words = text(page(client_of(quality_lead), "indicators:indicator", "shmi").main)

    assert (
        "Charted over time: no Each figure covers 12 months and shares 11 of them with the one before"
        in words
    )
    assert "Each figure covers A rolling 12 months" in words
    assert "None is set here" in words


def test_indicator_shows_the_history_of_its_targets(client_of, quality_lead):
    soup = page(client_of(quality_lead), "indicators:indicator", "ae-4hour")

    rows = [
        [text(cell) for cell in row.select("th, td")][:4]
        for row in soup.select("table")[0].select("tbody tr")
    ]
    assert [row[1:4] for row in rows] == [
        ["78.0%", "From Tue 1 Apr 2025", "Local default: confirm it"],
        ["78.0%", "Mon 1 Apr 2024 to Mon 31 Mar 2025", "National"],
        ["95.0%", "Wed 1 Apr 2020 to Sun 31 Mar 2024", "National"],
    ]
    assert "Today 78.0% applies" in text(soup.main)


def test_indicator_links_to_the_publication(client_of, quality_lead):
    soup = page(client_of(quality_lead), "indicators:indicator", "ae-4hour")

    link = soup.find("a", href=definition("ae-4hour").source.page)
    assert text(link) == definition("ae-4hour").source.title


def test_indicator_shows_its_versions_and_what_changed(client_of, quality_lead):
    with clock.replaying(dt.date(2026, 3, 1)):
        services.record_definitions(by=quality_lead)
    held = DefinitionVersion.objects.get(indicator="shmi")
    DefinitionVersion.objects.create(
        indicator="shmi", sha256="f" * 64, content={**held.content, "why": "Otherwise.", "lag_days": 1}
    )

    soup = page(client_of(quality_lead), "indicators:indicator", "shmi")

    rows = [
        [text(cell) for cell in row.select("th, td")] for row in soup.select("table")[-1].select("tbody tr")
    ]
    assert rows == [
        ["Mon 20 Apr 2026", "Changed: why, lag days", "ffffffff"],
        ["Sun 1 Mar 2026", "First version held", held.sha256[:8]],
    ]


def test_indicator_whose_review_is_due_says_so(client_of, quality_lead):
    with clock.replaying(dt.date(2027, 3, 31)):
        client = client_of(quality_lead)
        words = text(page(client, "indicators:indicator", "shmi").main)

    assert "The review is due." in words


def test_neighbour_sees_the_library_but_only_open_figures(client_of, quality_lead, other_lead):
    (bolton,) = make.organisations("RMC")
    figures(quality_lead, "ae-4hour", bolton, month(2026, 2, 28), is_open=False)
    figures(quality_lead, "shmi", bolton, (dt.date(2025, 1, 1), dt.date(2025, 12, 31)))

    soup = page(client_of(other_lead), "indicators:list")

    rows = {row.a["href"]: text(row.select("td")[-1]) for row in soup.select("tbody tr")}
    assert len(rows) == 35
    assert rows["/indicators/ae-4hour/"] == "No data"
    assert rows["/indicators/shmi/"] == "To December 2025"
    assert "no figures have been loaded yet" in text(
        page(client_of(other_lead), "indicators:indicator", "ae-4hour")
    )


def test_an_organisation_with_open_and_private_figures_counts_once(client_of, quality_lead, other_lead):
    bolton, wigan = make.organisations("RMC", "RRF")
    figures(quality_lead, "shmi", wigan, (dt.date(2025, 3, 1), dt.date(2026, 2, 28)), is_open=False)
    figures(other_lead, "shmi", wigan, (dt.date(2025, 1, 1), dt.date(2025, 12, 31)))
    figures(quality_lead, "shmi", bolton, (dt.date(2025, 2, 1), dt.date(2026, 1, 31)), is_open=False)

    ours, theirs = (
        text(page(client_of(lead), "indicators:indicator", "shmi")) for lead in (quality_lead, other_lead)
    )

    assert "figures are held to January 2026, for 2 organisations" in ours
    assert "figures are held to December 2025, for 1 organisation" in theirs


def test_the_list_looks_at_no_series(client_of, quality_lead):
    make.organisations("RMC")
    client = client_of(quality_lead)
    page(client, "indicators:list")

    with CaptureQueriesContext(connection) as asked:
        page(client, "indicators:list")

    assert not [query for query in asked if "indicators_observation" in query["sql"]]


def test_coverage_names_the_gaps_of_every_kind_and_dimension(client_of, quality_lead):
    soup = page(client_of(quality_lead), "indicators:coverage")

    assert text(soup.select_one(".tp-lead")).startswith("Silence is not assurance")
    tables = soup.select("main table")
    assert len(tables) == len(PROVIDER_KINDS)
    for table in tables:
        rows = [[text(cell) for cell in row.select("th, td")] for row in table.select("tbody tr")]
        assert [row[0] for row in rows] == list(DIMENSIONS.values())
        assert all(row[2] for row in rows)


def test_coverage_of_one_kind_names_where_nothing_is_measured(client_of, quality_lead):
    soup = page(client_of(quality_lead), "indicators:coverage", kind="practice")

    (table,) = soup.select("main table")
    measured = [text(row.select("td")[0]) for row in table.select("tbody tr")]
    blind = "Blind: nothing"
    assert measured == [blind, blind, blind, "Registered patients", blind]
    assert "1 indicator; nothing at all on safety, effectiveness, experience and well-led." in text(soup.main)


def test_coverage_of_a_kind_without_indicators_says_that_silence_means_nothing(client_of, quality_lead):
    words = text(page(client_of(quality_lead), "indicators:coverage", kind="care_home").main)

    assert "Nothing is measured here yet: silence says nothing about these providers." in words


@pytest.mark.parametrize("name", ["indicators:list", "indicators:coverage", "indicators:indicator"])
def test_page_takes_few_queries(client_of, quality_lead, django_assert_max_num_queries, name):
    for place, organisation in enumerate(make.organisations(*(f"R{n:02}" for n in range(20)))):
        figures(quality_lead, "ae-4hour", organisation, month(2026, 1 + place % 2, 28))
    client = client_of(quality_lead)

    with django_assert_max_num_queries(10):
        page(client, name, *(["ae-4hour"] if name == "indicators:indicator" else []))


@pytest.mark.parametrize("place", ["", "not-measured/", *(f"{code}/" for code in sorted(library()))])
def test_page_is_sound_html(client_of, quality_lead, place):
    response = client_of(quality_lead).get(f"/indicators/{place}")
    soup = BeautifulSoup(response.content, "html5lib")

    ids = [element["id"] for element in soup.select("[id]")]
    levels = [int(heading.name[1]) for heading in soup.select("main h1, main h2, main h3")]
    assert len(ids) == len(set(ids))
    assert len(soup.select("h1")) == 1
    assert levels[0] == 1
    assert not soup.select("main [style]")
    assert not re.search(r"\{\{|\}\}|None\b(?! is| applies)", text(soup.main).replace("None: this", ""))
