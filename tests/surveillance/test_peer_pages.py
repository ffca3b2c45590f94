"""Choosing whom to compare with, and groups of one's own, as people see them."""

import csv
import datetime as dt
import io
import re

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.urls import reverse

from tests.factories import surveillance as made
from trigpoint.jobs.models import Job
from trigpoint.organisations.models import Belonging, Hierarchy, Kind, Organisation
from trigpoint.surveillance import queries, services
from trigpoint.surveillance.models import PeerGroup, SeriesStatus

pytestmark = pytest.mark.django_db
CODE = "ae-4hour-type1"


@pytest.fixture(autouse=True)
def _nothing_drawn_before():
    """Each test has the same keys, and what is drawn is kept by them."""
    cache.clear()


@pytest.fixture
def trusts(quality_lead):
    """Eighteen trusts in three regions of six, one of them far below the others; compared with their peers."""
    regions = [
        Organisation.objects.create(
            code=f"Y{n}", name=f"Region {n}", kind=Kind.REGION, owner=quality_lead.commissioner, is_open=True
        )
        for n in range(3)
    ]
    found = []
    for n in range(18):
        trust = made.provider(quality_lead, f"R{n:02}", f"Trust {n:02}")
        Belonging.objects.create(hierarchy=Hierarchy.REGION, child=trust, parent=regions[n % 3])
        values = [value + n / 8 - 20 * (n == 7) for value in made.STEADY]
        made.series(quality_lead, trust, values, indicator=CODE, denominator=1000 + 100 * n)
        found.append(trust)
    made.refreshed(quality_lead)
    services.compare_peers(owner=quality_lead.commissioner, by=quality_lead)
    return found


@pytest.fixture
def group(quality_lead, trusts):
    """Six of them, of which four have no figure in the newest period but two."""
    known = services.make_group(name="Like us", members=trusts[:6], reason="Same patients", by=quality_lead)
    services.compare_peers(owner=quality_lead.commissioner, by=quality_lead)
    return known


def page(client, name, *args, status=200, **query):
    response = client.get(reverse(f"surveillance:{name}", args=args), query)
    assert response.status_code == status
    return BeautifulSoup(response.content, "html5lib")


def text(found):
    return re.sub(r"\s+", " ", found.text)


def test_the_comparison_page_offers_size_region_and_own_groups(client_of, quality_lead, group):
    found = page(client_of(quality_lead), "indicator", CODE, place="england")

    offered = {each["value"]: each.text.strip() for each in found.select("select[name=peers] option")}
    assert offered == {
        "": "All of its kind",
        "size-1": "The smallest third of its kind (6)",
        "size-2": "The middle third of its kind by size (6)",
        "size-3": "The largest third of its kind (6)",
        "region-Y0": "Its kind in Region 0 (6)",
        "region-Y1": "Its kind in Region 1 (6)",
        "region-Y2": "Its kind in Region 2 (6)",
        f"own-{group.public_id}": "The group “Like us” (6)",
    }


def test_a_region_shows_its_providers_against_each_other(client_of, quality_lead, trusts):
    found = page(client_of(quality_lead), "indicator", CODE, place="england", peers="region-Y1")

    names = {row.th.a.text for row in found.select("#providers ~ * tbody tr")}
    assert names == {"Trust 01", "Trust 04", "Trust 07", "Trust 10", "Trust 13", "Trust 16"}
    assert "1 of 6 providers stands apart from its like" in found.select_one(".tp-answer").text
    assert "Compared with: its kind in Region 1" in " ".join(each.text for each in found.select(".tp-chip"))
    assert "Among its kind in Region 1" in text(found)


def test_the_file_is_exactly_what_is_seen(client_of, quality_lead, trusts):
    client = client_of(quality_lead)
    asked = {"place": "england", "peers": "size-2"}
    found = page(client, "indicator", CODE, **asked)

    answer = client.get(reverse("surveillance:indicator-csv", args=[CODE]), asked)

    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    for icon in found.select("svg"):
        icon.decompose()
    seen = [
        [re.sub(r"\s+", " ", cell.text).removesuffix(" stale").strip() for cell in row.select("th, td")]
        for row in found.select("#providers ~ * tbody tr")
    ]
    told = [
        [
            row[name]
            for name in ("provider", "figure", "of", "period", "expected_range_998", "position", "rank")
        ]
        for row in rows
    ]
    assert [[line[0], *line[2:]] for line in seen] == told
    assert {row["compared_with"] for row in rows} == {"the middle third of its kind by size"}


def test_the_picture_is_of_the_same_peers(client_of, quality_lead, trusts):
    asked = {"place": "england", "peers": "region-Y1"}

    svg = client_of(quality_lead).get(reverse("surveillance:funnel-svg", args=[CODE]), asked)

    assert svg.status_code == 200
    assert b"Trust 07" in svg.content or b"R07" in svg.content or svg.content.count(b"<path") > 5


def test_too_few_to_compare_is_said(client_of, quality_lead, trusts, group):
    SeriesStatus.objects.filter(organisation__in=trusts[2:6]).update(funnel_units=None)
    services.compare_peers(owner=quality_lead.commissioner, by=quality_lead)

    found = page(client_of(quality_lead), "indicator", CODE, place="england", peers=f"own-{group.public_id}")

    assert "Too few to compare: 2 providers have a figure among the group “Like us”" in text(found)
    assert len(found.select("#providers ~ * tbody tr")) == 2
    assert not found.select("figure svg")


def next_month(by, trusts):
    """April 2026 for some trusts, all of them better than before; the statuses are brought in line, the peers not."""
    [(start, end)] = made.months(1, dt.date(2026, 4, 1))
    for trust in trusts:
        one = SeriesStatus.objects.get(organisation=trust, indicator=CODE).series
        last = one.observations.latest("period_start")
        made_of = {"period_start": start, "period_end": end, "value": 90, "numerator": last.denominator * 0.9}
        one.observations.create(**made_of, denominator=last.denominator, load=last.load, row=99)
    made.refreshed(by)


LATE = "not compared yet: being worked out"


@pytest.mark.parametrize("peers", ["size-1", "region-Y1", "own"])
def test_between_a_refresh_and_the_comparison_old_limits_meet_no_new_figures(
    client_of, quality_lead, trusts, group, peers
):
    """One trust has not reported the new month, so nothing is known of where it stands."""
    client = client_of(quality_lead)
    key = f"own-{group.public_id}" if peers == "own" else peers
    next_month(quality_lead, [trusts[n] for n in range(18) if n != 4])
    asked = {"place": "england", "peers": key}

    found = page(client, "indicator", CODE, **asked)

    assert "Not compared yet: the figures have changed" in found.select_one(".tp-answer").text
    assert not found.select("figure svg")
    assert len(found.select("#providers ~ * tbody tr")) == 6
    answer = client.get(reverse("surveillance:indicator-csv", args=[CODE]), asked)
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {(row["position"], row["expected_range_998"], row["rank"]) for row in rows} == {(LATE, "", "")}
    svg = client.get(reverse("surveillance:funnel-svg", args=[CODE]), asked)
    assert svg.status_code == 404

    services.compare_peers(owner=quality_lead.commissioner, by=quality_lead)

    assert "being worked out" not in page(client, "indicator", CODE, **asked).text


def test_a_series_says_which_of_its_peers_are_still_being_worked_out(client_of, quality_lead, trusts, group):
    client = client_of(quality_lead)
    series = SeriesStatus.objects.get(organisation=trusts[0]).series
    next_month(quality_lead, [trusts[n] for n in range(18) if n != 4])  # of size-1, region-Y1 and the group

    rows = page(client, "series", series.public_id).select("#peers + * tbody tr")

    assert [LATE in text(row) for row in rows] == [False, True, True, True]
    services.compare_peers(owner=quality_lead.commissioner, by=quality_lead)
    assert LATE not in page(client, "series", series.public_id).text


def test_a_refresh_without_new_figures_leaves_what_was_compared(client_of, quality_lead, trusts):
    made.refreshed(quality_lead)

    found = page(client_of(quality_lead), "indicator", CODE, place="england", peers="region-Y1")

    assert "1 of 6 providers stands apart from its like" in found.select_one(".tp-answer").text


def test_a_group_of_ones_own_is_of_no_kind(client_of, quality_lead, trusts, group):
    client = client_of(quality_lead)
    series = SeriesStatus.objects.get(organisation=trusts[0]).series
    key = f"own-{group.public_id}"

    links = [each["href"] for each in page(client, "series", series.public_id).select("#peers + * th a")]
    found = page(client, "indicator", CODE, place="england", kind="trust", peers=key)

    assert links[1] == f"/early-warning/indicators/{CODE}/?place=england&peers={key}"
    assert "Kind:" not in " ".join(each.text for each in found.select(".tp-chip"))
    chosen = [each["value"] for each in found.select("select[name=kind] option[selected]")]
    assert chosen in ([], [""])


def test_who_has_older_figures_is_left_out_of_a_group_and_named(client_of, quality_lead, trusts):
    clinic = made.provider(quality_lead, "NX1", "Late Clinic", kind=Kind.INDEPENDENT)
    made.series(quality_lead, clinic, made.STEADY[:-1], indicator=CODE)
    made.refreshed(quality_lead)
    mixed = services.make_group(
        name="Mixed", members=[*trusts[:6], clinic], reason="Same patients", by=quality_lead
    )
    services.compare_peers(owner=quality_lead.commissioner, by=quality_lead)

    found = page(client_of(quality_lead), "indicator", CODE, place="england", peers=f"own-{mixed.public_id}")

    assert "is of an earlier period: Late Clinic (Feb 2026)." in text(found.select_one(".tp-answer"))
    assert "Late Clinic" not in " ".join(text(row) for row in found.select("tbody tr"))


@pytest.mark.parametrize("asked", ["size-9", "own-nobody", "<script>", "region-"])
def test_peers_that_are_not_there_count_as_none(client_of, quality_lead, trusts, asked):
    found = page(client_of(quality_lead), "indicator", CODE, place="england", peers=asked)

    assert len(found.select("#providers ~ * tbody tr")) == 18


def test_all_of_a_kind_says_whether_chance_may_explain_it(client_of, quality_lead, trusts):
    rows = page(client_of(quality_lead), "indicator", CODE, place="england").select("#providers ~ * tbody tr")

    assert "far below like providers (outside 99.8% limits); stands out" in rows[0].text


def test_the_group_of_a_neighbour_is_not_offered(client_of, quality_lead, other_lead, trusts, group):
    made.refreshed(other_lead)
    services.compare_peers(owner=other_lead.commissioner, by=other_lead)
    client = client_of(other_lead)

    found = page(client, "indicator", CODE, place="england", peers=f"own-{group.public_id}")

    assert "Like us" not in found.text
    page(client, "group", group.public_id, status=404)
    assert "Like us" not in page(client, "groups").text


def test_nothing_is_worked_out_and_little_asked_while_the_page_is_drawn(
    client_of, quality_lead, trusts, group, monkeypatch, django_assert_max_num_queries
):
    client = client_of(quality_lead)
    series = SeriesStatus.objects.get(organisation=trusts[2]).series
    page(client, "series", series.public_id)
    for name in ("trigpoint.analysis.funnel.funnel", "trigpoint.analysis.ranks.ranks"):
        monkeypatch.setattr(name, None)

    with django_assert_max_num_queries(20):
        page(client, "indicator", CODE, place="england", peers="size-2")
    with django_assert_max_num_queries(25):
        found = page(client, "series", series.public_id)
    rows = [row.th.text for row in found.select("#peers + * tbody tr")]
    assert rows == [
        "All of its kind (NHS trust)",
        "The group “Like us”",
        "Its kind in Region 2",
        "The smallest third of its kind",
    ]


def test_the_peers_of_a_series_lead_to_the_comparison(client_of, quality_lead, trusts):
    series = SeriesStatus.objects.get(organisation=trusts[7]).series
    client = client_of(quality_lead)

    links = [each["href"] for each in page(client, "series", series.public_id).select("#peers + * th a")]

    assert links[1] == f"/early-warning/indicators/{CODE}/?place=england&kind=trust&peers=region-Y1"
    assert "1 of 6 providers" in BeautifulSoup(client.get(links[1]).content, "html5lib").text


def test_an_indicator_that_is_not_compared_has_no_peers(client_of, quality_lead):
    series = made.fallen(quality_lead)
    made.refreshed(quality_lead)

    assert not page(client_of(quality_lead), "series", series.public_id).select("#peers")


def test_a_group_is_made_on_the_page_and_worked_out_by_the_worker(client_of, quality_lead, trusts):
    sent = {"name": "North", "members": "r00, R01\nR02 R03;R04 R00", "reason": "Same services"}

    answer = client_of(quality_lead).post(reverse("surveillance:group-add"), sent, follow=True)

    assert "The group was made." in answer.content.decode()
    [known] = queries.peer_groups(user=quality_lead)
    assert [each.code for each in known.members] == ["R00", "R01", "R02", "R03", "R04"]
    assert Job.objects.filter(task__endswith="compare_peers").count() == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": ""}, "Give the group a name"),
        ({"members": ""}, "List at least five codes"),
        ({"members": "R00 R01 R02 R03 R04 XX9 RZZ"}, "These codes are not in the directory: RZZ, XX9"),
        ({"members": "R00 R01 R02"}, "5 to 500 providers"),
        ({"reason": ""}, "Say why these are fairly compared"),
    ],
)
def test_a_group_with_a_fault_is_not_made_and_nothing_typed_is_lost(
    client_of, quality_lead, trusts, change, said
):
    sent = {"name": "North", "members": "R00 R01 R02 R03 R04", "reason": "Same services", **change}

    answer = client_of(quality_lead).post(reverse("surveillance:group-add"), sent)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert sent["members"] in answer.content.decode()
    assert not PeerGroup.objects.exists()


def test_a_group_is_changed_and_retired_on_its_page(client_of, quality_lead, trusts, group):
    client = client_of(quality_lead)
    address = reverse("surveillance:group-change", args=[group.public_id])
    form = BeautifulSoup(client.get(address).content, "html5lib")
    assert form.select_one("textarea[name=members]").text.split() == [f"R{n:02}" for n in range(6)]

    sent = {"name": "Like us too", "members": "R00 R01 R02 R03 R04", "reason": "One merged"}
    client.post(address, sent)
    shown = text(page(client, "group", group.public_id))
    assert "Changed as “Like us too”, 5 providers: One merged" in shown
    assert "Made as “Like us”, 6 providers: Same patients" in shown

    client.post(reverse("surveillance:group-retire", args=[group.public_id]), {"reason": "Not needed"})
    assert "Retired: nothing is compared within it any more" in text(page(client, "group", group.public_id))
    offered = page(client, "indicator", CODE, place="england").select("select[name=peers] option")
    assert "Like us too" not in " ".join(each.text for each in offered)


def test_retiring_without_a_reason_is_refused_on_the_page(client_of, quality_lead, trusts, group):
    address = reverse("surveillance:group-retire", args=[group.public_id])

    answer = client_of(quality_lead).post(address, {"reason": " "})

    assert answer.status_code == 422
    assert "Say why it is no longer needed" in answer.content.decode()


def test_whoever_reads_sees_groups_and_no_way_to_change_them(client_of, chair, trusts, group):
    found = page(client_of(chair), "group", group.public_id)

    assert "Like us" in found.h1.text
    assert not found.select("form[action*=retire]")
    assert client_of(chair).get(reverse("surveillance:group-add")).status_code == 403


def test_before_there_are_groups_the_page_teaches(client_of, quality_lead):
    assert "No groups yet" in page(client_of(quality_lead), "groups").text
