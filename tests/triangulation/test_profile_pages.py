"""Pages of evidence: one provider, its themes and cells, and the same turned round."""

import csv
import datetime as dt
import io

import pytest
from django.urls import reverse

from tests.assertions import assert_links_tell_apart, page_of, words
from tests.factories.accounts import UserFactory
from tests.factories.surveillance import provider
from tests.factories.triangulation import coverage, evidence
from trigpoint.common import clock
from trigpoint.triangulation.models import Evidence, Proposal, ProposalStep
from trigpoint.triangulation.queries import grid as queries

TODAY = dt.date(2026, 11, 20)
SPOKEN = frozenset({"performance", "soft_intelligence", "complaints", "patient_experience"})

pytestmark = pytest.mark.django_db


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

    def read(name, *arguments, **query):
        page = page_of(client.get(reverse(f"triangulation:{name}", args=arguments), query))
        assert_links_tell_apart(page)
        return page

    return read


def ago(days):
    return TODAY - dt.timedelta(days=days)


def discharge(by, trust, **told):
    """What practices say of discharge."""
    values = {
        "stream": "soft_intelligence",
        "about": "comment_theme:discharge",
        "says": "Three practices tell of discharge letters that came late.",
        "origin": "Practices, by alert",
        **told,
    }
    return evidence(by, trust, ago(20), **values)


def beds(by, trust, **told):
    """What the figures say of discharge."""
    return evidence(by, trust, ago(60), about="indicator:criteria-to-reside", last_on=ago(5), **told)


def lead_of(page):
    return words(page.select_one(".tp-answer"))


def square(page, state):
    return [words(each) for each in page.select(f".tp-square--{state}")]


def test_first_line_says_what_agrees_and_who_is_silent(quality_lead, trust, reads):
    discharge(quality_lead, trust)
    beds(quality_lead, trust)
    page = reads("profile", trust.code)
    assert lead_of(page) == (
        "Two kinds of evidence agree on a concern about discharge and transfer, since 31 October 2026; "
        "two of four kinds of evidence say nothing."
    )
    assert [each.split(" :")[0] for each in square(page, "concern")] == [
        "Concern 1 fact, since Sep 2026",
        "Concern 1 fact, since Oct 2026",
    ]


def test_one_kind_alone_is_no_agreement(quality_lead, trust, reads):
    beds(quality_lead, trust)
    evidence(quality_lead, trust, ago(9), about="indicator:beds-ga-occupancy")
    assert lead_of(reads("profile", trust.code)).startswith(
        "Performance alone speaks of a concern, about discharge and transfer and emergency care; nothing else agrees;"
    )


def test_cells_say_their_kind_of_nothing_in_a_word(quality_lead, trust, reads):
    coverage(quality_lead, trust, ago(900), ago(10))
    coverage(
        quality_lead,
        trust,
        ago(900),
        ago(500),
        stream="patient_experience",
        about="comment_theme:feeling-safe",
    )
    page = reads("profile", trust.code)
    assert square(page, "normal")[0].startswith("Nothing unusual to Nov 2026")
    assert square(page, "stale")[0].startswith("Stale last known Jul 2025")
    assert any(each.startswith("No data") for each in square(page, "no-data"))
    assert "Does not tell of this" in square(page, "off")
    assert "Not connected, so that they can say nothing anywhere:" in words(page)


def test_praise_beside_a_concern_is_said_in_the_cell(quality_lead, trust, reads):
    discharge(quality_lead, trust)
    discharge(quality_lead, trust, state="good", says="A practice praises the new discharge team.")
    assert "good news too" in square(reads("profile", trust.code), "concern")[0]


def test_a_page_without_evidence_teaches(trust, reads):
    page = reads("profile", trust.code)
    assert lead_of(page).startswith(
        "Nothing is known; none of the four kinds of evidence connected says anything"
    )
    assert page.select_one(".tp-empty")


def test_looking_back_shows_what_could_be_known_and_says_so(quality_lead, trust, reads):
    discharge(quality_lead, trust)
    beds(quality_lead, trust)
    page = reads("profile", trust.code, on="2026-10")
    assert "This is Sat 31 Oct 2026, as it could be known. It is not how things stand now." in words(page)
    assert lead_of(page).startswith("On Sat 31 Oct 2026: Two kinds")
    earlier = reads("profile", trust.code, on="2026-09")
    assert "performance alone" in lead_of(earlier).lower()
    links = {words(each): each["href"] for each in earlier.select(".tp-lookback__steps a")}
    assert links == {"← End of August 2026": "?on=2026-08", "End of October 2026 →": "?on=2026-10"}
    assert "on=2026-09" in earlier.select_one(".tp-square--concern a")["href"]


def test_looking_back_by_what_trigpoint_knew(quality_lead, trust, reads):
    discharge(quality_lead, trust)
    beds(quality_lead, trust)
    Evidence.objects.update(seen_at=dt.datetime(2026, 11, 1, 9, tzinfo=clock.LONDON))
    then = reads("profile", trust.code, on="2026-10", vintage="loaded")
    assert "as Trigpoint knew it" in words(then)
    assert not then.select(".tp-square--concern")
    assert reads("profile", trust.code, on="2026-11-02", vintage="loaded").select(".tp-square--concern")


@pytest.mark.parametrize("on", ["2027-01", "1999-01", "2026-13", "rubbish", "2026-11-20"])
def test_a_day_that_cannot_be_looked_back_to_is_today(trust, reads, on):
    assert not reads("profile", trust.code, on=on).select(".tp-lookback__banner")


def test_services_narrow_the_matrix_and_stay_in_links(quality_lead, trust, reads):
    discharge(quality_lead, trust, service="Frailty")
    beds(quality_lead, trust)
    page = reads("profile", trust.code, service="Frailty")
    assert [words(each) for each in page.select(".tp-chip")] == ["Everything", "Frailty"]
    assert len(page.select(".tp-square--concern")) == 1
    assert "service=Frailty" in page.select_one(".tp-square--concern a")["href"]


def test_a_cell_opens_every_fact_with_days_and_origin(quality_lead, trust, reads):
    discharge(quality_lead, trust, last_on=ago(4))
    coverage(
        quality_lead,
        trust,
        ago(300),
        ago(2),
        stream="soft_intelligence",
        about="comment_theme:continuity-of-care",
    )
    page = reads("cell", trust.code, "discharge", "soft_intelligence")
    assert lead_of(page) == (
        "Soft intelligence speaks of a concern about discharge and transfer at Bolton NHS Foundation Trust, "
        "since Sat 31 Oct 2026: one fact counts."
    )
    told = words(page)
    assert "Three practices tell of discharge letters that came late." in told
    assert "Known since Sat 31 Oct 2026, still said Mon 16 Nov 2026" in told
    assert "Origin: Practices, by alert." in told
    assert words(page.select_one("table tbody tr")).startswith("Continuity of care Nothing unusual")


def test_what_a_fact_is_about_is_not_said_to_be_unremarkable(quality_lead, trust, reads):
    discharge(quality_lead, trust)
    for service in ("Surgery", "Medicine"):
        coverage(
            quality_lead,
            trust,
            ago(300),
            ago(2),
            stream="soft_intelligence",
            about="comment_theme:discharge",
            service=service,
        )
    page = reads("cell", trust.code, "discharge", "soft_intelligence")
    assert [words(row.select("td")[0]) for row in page.select("tbody tr")] == ["Stands above"] * 2


def test_an_earlier_fact_stands_apart(quality_lead, trust, reads):
    evidence(quality_lead, trust, ago(300))
    page = reads("cell", trust.code, "access", "performance")
    assert "has told nothing of access and waiting" in lead_of(page)
    assert "Said earlier; it no longer counts (1)" in words(page)


def test_a_record_is_linked_for_those_whose_role_opens_it(quality_lead, trust, client_of, reads):
    discharge(quality_lead, trust, record=f"organisation:{trust.public_id}")
    address = reverse("triangulation:cell", args=[trust.code, "discharge", "soft_intelligence"])
    page = reads("cell", trust.code, "discharge", "soft_intelligence")
    assert page.select_one(f'.tp-facts a[href="{trust.get_absolute_url()}"]')
    outsider = UserFactory(username="gp", role="provider", organisation=trust.code)
    assert client_of(outsider).get(address).status_code == 403


def test_a_theme_or_stream_that_is_not_there_is_not_found(quality_lead, trust, client_of):
    client = client_of(quality_lead)
    for name, arguments in (
        ("cell", [trust.code, "weather", "performance"]),
        ("cell", [trust.code, "discharge", "weather"]),
        ("profile-theme", [trust.code, "weather"]),
        ("theme", ["weather"]),
        ("stream", ["weather"]),
        ("profile", ["XXXX"]),
    ):
        assert client.get(reverse(f"triangulation:{name}", args=arguments)).status_code == 404


def test_a_theme_lays_sides_beside_each_other(quality_lead, trust, reads):
    discharge(quality_lead, trust)
    beds(quality_lead, trust, state="good", says="More people left hospital on time.")
    coverage(quality_lead, trust, ago(300), ago(2), stream="complaints", about="complaint_subject:integrated")
    page = reads("profile-theme", trust.code, "discharge")
    assert lead_of(page) == (
        "One kind of evidence alone speaks of a concern about discharge and transfer at Bolton NHS Foundation Trust; "
        "1 fact speaks against it; one that could tell says nothing."
    )
    for_it, against, blind = (words(each) for each in page.select(".tp-sides__one"))
    assert "discharge letters that came late" in for_it
    assert "More people left hospital on time." in against
    assert "Complaints : nothing unusual" in against
    assert "Experience of patients : no data" in blind


def test_one_theme_across_providers_begins_where_most_agrees(quality_lead, trust, reads):
    other = provider(quality_lead, "RXX", "Airedale NHS Foundation Trust")
    third = provider(quality_lead, "RYY", "Mid Valley NHS Trust")
    discharge(quality_lead, trust)
    beds(quality_lead, trust)
    discharge(quality_lead, third)
    coverage(quality_lead, other, ago(90), ago(2), about="indicator:criteria-to-reside")
    page = reads("theme", "discharge", place="england")
    names = [words(each.select_one("a")) for each in page.select("tbody th")]
    assert names == [trust.name, third.name, other.name]
    assert lead_of(page) == (
        "Two or more kinds of evidence speak of a concern about discharge and transfer at one of 3 providers "
        "of which anything is told; one kind alone does at one more."
    )
    only = reads("theme", "discharge", place="england", show="concern")
    assert len(only.select("tbody tr")) == 2
    assert not reads("theme", "discharge", place="england", kind="care_home").select("tbody tr")


def test_one_stream_across_themes(quality_lead, trust, reads):
    evidence(quality_lead, trust, ago(9), about="indicator:beds-ga-occupancy")
    page = reads("stream", "performance", place="england")
    heads = [words(each) for each in page.select("thead th")]
    assert heads[:2] == ["Provider", "Discharge and transfer across providers"]
    assert "Medicines and pain across providers" not in heads
    assert len(page.select(".tp-square--concern")) == 2
    assert lead_of(page) == "Performance speaks of a concern at one of 1 provider of which anything is told."


def test_lists_of_themes_and_streams(quality_lead, trust, reads):
    discharge(quality_lead, trust)
    beds(quality_lead, trust)
    coverage(quality_lead, trust, ago(90), ago(2))
    page = reads("themes", place="england")
    first = words(page.select_one("tbody tr"))
    assert first.startswith("Discharge and transfer")
    assert lead_of(page).startswith("Most of all discharge and transfer: two or more kinds of evidence")
    told = words(reads("streams"))
    assert "Not connected" in told
    assert "Wed 18 Nov 2026" in told


def test_the_list_of_providers_finds_by_a_few_letters(quality_lead, trust, reads):
    discharge(quality_lead, trust)
    beds(quality_lead, trust)
    provider(quality_lead, "RXX", "Airedale NHS Foundation Trust")
    page = reads("profiles", place="england")
    assert [words(each) for each in page.select("tbody td")] == ["NHS trust", "2", "2", "1", "2"]
    found = reads("profiles", place="england", words="aire")
    assert [words(each) for each in found.select("tbody th a")] == ["Airedale NHS Foundation Trust"]


def test_files_hold_what_is_seen(quality_lead, trust, client_of):
    discharge(quality_lead, trust)
    client = client_of(quality_lead)
    for name, arguments in (
        ("profile-csv", [trust.code]),
        ("theme-csv", ["discharge"]),
        ("stream-csv", ["soft_intelligence"]),
    ):
        answer = client.get(reverse(f"triangulation:{name}", args=arguments), {"place": "england"})
        rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
        told = [row for row in rows if row["says"] == "Concern"]
        assert [(row["provider_code"], row["stream"], row["facts_of_concern"]) for row in told] == [
            ("RMC", "Soft intelligence", "1")
        ]


def test_another_commissioner_reads_only_its_own(quality_lead, other_lead, trust, client_of):
    discharge(quality_lead, trust, says="Zedmark told us.")
    client = client_of(other_lead)
    for name, arguments in (
        ("profile", [trust.code]),
        ("cell", [trust.code, "discharge", "soft_intelligence"]),
        ("profile-theme", [trust.code, "discharge"]),
        ("theme", ["discharge"]),
        ("stream", ["soft_intelligence"]),
        ("themes", []),
        ("profiles", []),
    ):
        page = page_of(client.get(reverse(f"triangulation:{name}", args=arguments), {"place": "england"}))
        assert "Zedmark" not in words(page)
        assert not page.select(".tp-square--concern")


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("profiles", []),
        ("profile", ["RMC"]),
        ("profile-theme", ["RMC", "access"]),
        ("cell", ["RMC", "access", "performance"]),
        ("themes", []),
        ("theme", ["access"]),
        ("streams", []),
        ("stream", ["performance"]),
        ("unmapped", []),
    ],
)
def test_few_questions_however_much_there_is(
    quality_lead, trust, client_of, django_assert_max_num_queries, name, arguments
):
    for number in range(20):
        each = provider(quality_lead, f"R{number:02}", f"Trust {number}") if number else trust
        evidence(quality_lead, each, ago(3), record=f"organisation:{each.public_id}")
        coverage(quality_lead, each, ago(90), ago(3))
    client = client_of(quality_lead)
    with django_assert_max_num_queries(30):
        answer = client.get(reverse(f"triangulation:{name}", args=arguments), {"place": "england"})
    assert answer.status_code == 200


def test_a_proposal_that_waits_is_listed_and_one_that_was_declined_is_not(quality_lead, trust, reads):
    made = Proposal.objects.create(
        owner=quality_lead.commissioner,
        provider=trust,
        theme="discharge",
        streams=["performance", "soft_intelligence"],
        since=ago(20),
        method="agreement-1",
    )
    ProposalStep.objects.create(proposal=made, deed="proposed", streams=made.streams)
    line = "Proposed concern: 2 kinds of evidence on discharge and transfer, since Sat 31 Oct 2026"
    assert line in words(reads("profile", trust.code)).replace(" :", ":").replace(" ,", ",")
    ProposalStep.objects.create(
        proposal=made, deed="declined", streams=made.streams, reason="Known.", by=quality_lead
    )
    assert "Proposed concern" not in words(reads("profile", trust.code))
