"""What pages of evidence say where evidence is stale, where one event comes by two ways, and of the past."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.assertions import page_of, words
from tests.factories.surveillance import provider
from tests.factories.triangulation import coverage, evidence
from trigpoint.common import clock
from trigpoint.triangulation.queries import grid as queries

TODAY = dt.date(2026, 11, 20)
SPOKEN = frozenset({"performance", "soft_intelligence", "complaints", "patient_experience"})
pytestmark = pytest.mark.django_db
WAITED = "Patients waited in the corridor."


@pytest.fixture(autouse=True)
def on_that_day(monkeypatch):
    """One day, and four streams that are fed whatever the installation has."""
    monkeypatch.setattr(queries.evidence, "connected", lambda: SPOKEN)
    with clock.replaying(TODAY):
        yield


@pytest.fixture
def trust(quality_lead):
    return provider(quality_lead)


@pytest.fixture
def reads(quality_lead, client_of):
    """`reads(name, *arguments, **query)`: the page as the quality lead reads it."""
    client = client_of(quality_lead)
    return lambda name, *arguments, **query: page_of(
        client.get(reverse(f"triangulation:{name}", args=arguments), query)
    )


def ago(days):
    return TODAY - dt.timedelta(days=days)


def discharge(by, trust, **told):
    """What practices say of discharge."""
    values = {"stream": "soft_intelligence", "about": "comment_theme:discharge", **told}
    return evidence(by, trust, ago(20), says="Letters came late.", **values)


def beds(by, trust, **told):
    """What the figures say of discharge."""
    return evidence(by, trust, ago(60), about="indicator:criteria-to-reside", last_on=ago(5), **told)


def lead_of(page):
    return words(page.select_one(".tp-answer"))


def square(page, state):
    return [words(each) for each in page.select(f".tp-square--{state}")]


@pytest.fixture
def silent(quality_lead):
    """Two providers of which nothing that still counts is known."""
    found = [provider(quality_lead, f"RX{number}", f"Trust {number}") for number in range(2)]
    for each in found:
        coverage(quality_lead, each, ago(900), ago(500))
    return found


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("profiles", [], "Nothing that still counts is known of any of 2 providers"),
        ("themes", [], "Nothing that still counts is known of any of the 2 providers"),
        (
            "theme",
            ["access"],
            "Nothing that still counts is known of access and waiting at any of 2 providers",
        ),
        ("stream", ["performance"], "Performance tells nothing that still counts of any of 2 providers"),
    ],
)
def test_nothing_but_stale_evidence_is_never_shown_as_no_concern(silent, reads, name, arguments, said):
    assert lead_of(reads(name, *arguments, place="england")).startswith(said)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [("profiles", []), ("themes", []), ("theme", ["access"]), ("stream", ["performance"])],
)
def test_first_lines_say_at_how_many_nothing_counts(quality_lead, trust, silent, reads, name, arguments):
    coverage(quality_lead, trust, ago(90), ago(2))
    page = reads(name, *arguments, place="england")
    assert "; at two of them nothing that still counts is known." in lead_of(page)


def test_lists_count_what_still_counts_apart(quality_lead, trust, silent, reads):
    coverage(quality_lead, trust, ago(90), ago(2))
    rows = {
        words(row.select_one("th a")): [words(each) for each in row.select("td")]
        for row in reads("profiles", place="england").select("tbody tr")
    }
    assert rows[trust.name][1] == "1"
    assert rows["Trust 0"][1] == "None"
    assert all("Not known" in each for each in rows["Trust 0"][2:])
    themes = reads("themes", place="england")
    waiting = next(row for row in themes.select("tbody tr") if "Access and waiting" in words(row))
    assert words(waiting.select("td")[-1]) == "1 of 3"
    streams = reads("streams")
    row = next(row for row in streams.select("tbody tr") if words(row).startswith("Performance"))
    assert [words(each) for each in row.select("td")[2:4]] == ["3", "1"]


def test_kinds_that_are_fed_and_tell_nothing_are_named(quality_lead, trust, reads):
    coverage(quality_lead, trust, ago(90), ago(2))
    page = reads("streams")
    assert lead_of(page).endswith(" tell nothing of any provider.")
    assert "complaints" in lead_of(page)
    assert "Counts are of all providers of which anything is told" in words(page)


def test_a_cell_counts_what_happened_of_its_own_state(quality_lead, trust, reads):
    for about in ("indicator:rtt-18week", "indicator:rtt-52week"):
        evidence(quality_lead, trust, ago(5), about=about, says=WAITED)
    evidence(quality_lead, trust, ago(5), state="good", says="Fewer people waited.")
    assert "Concern 1 fact, since Nov 2026" in square(reads("profile", trust.code), "concern")[0]
    page = reads("cell", trust.code, "access", "performance")
    assert lead_of(page).endswith(": one fact counts for a concern, one speaks well.")
    told = [words(each) for each in page.select(".tp-facts__one") if WAITED in words(each)]
    assert len(told) == 1
    assert " and " in told[0].split("Known since")[0]


def test_one_event_by_two_ways_is_said_to_be_one(quality_lead, trust, reads):
    discharge(quality_lead, trust, event="fall")
    beds(quality_lead, trust, event="fall")
    one = "but of one and the same event"
    assert one in lead_of(reads("profile", trust.code))
    assert one in lead_of(reads("profile-theme", trust.code, "discharge"))
    assert one in lead_of(reads("theme", "discharge", place="england"))
    assert one in lead_of(reads("profiles", place="england"))
    row = next(
        row for row in reads("themes", place="england").select("tbody tr") if "Discharge" in words(row)
    )
    assert [words(each) for each in row.select("td")[1:3]] == ["0", "1"]


def test_pages_of_the_past_say_that_what_became_of_it_is_of_today(quality_lead, trust, reads):
    discharge(quality_lead, trust)
    assert "As of today: what became of it" in words(reads("profile", trust.code, on="2026-10"))
    assert "As of today" not in words(reads("profile", trust.code))


def test_today_is_today_whichever_way_it_is_looked_at(quality_lead, trust, reads):
    page = reads("profile", trust.code, vintage="loaded")
    assert not page.select(".tp-lookback__banner")
    assert not lead_of(page).startswith("On ")


def test_where_most_is_stale_the_last_day_that_told_is_offered(quality_lead, trust, reads):
    coverage(quality_lead, trust, ago(900), dt.date(2026, 3, 14))
    link = reads("profile", trust.code).select_one('a[href="?on=2026-03-14"]')
    assert words(link) == "See it as at Sat 14 Mar 2026, when the newest of it came"
    assert not reads("profile", trust.code, on="2026-03-14").select('a[href="?on=2026-03-14"]')
    coverage(quality_lead, trust, ago(90), ago(2))
    assert not reads("profile", trust.code).select('a[href="?on=2026-03-14"]')
