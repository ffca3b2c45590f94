"""Themes over time: what the counts say, side by side, with silence shown as silence; and who may see what."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.assertions import page_of, words
from tests.factories.accounts import UserFactory
from tests.factories.intelligence import bolton, item, theme_month
from tests.factories.organisations import OrganisationFactory
from trigpoint.common import clock
from trigpoint.intelligence.models import Coding, ItemTheme
from trigpoint.intelligence.queries import themes_over_time as queries
from trigpoint.intelligence.rules.themes_over_time import (
    Told,
    months_since,
    months_until,
    most_told,
    praised,
    share,
    total,
)
from trigpoint.intelligence.services import moving
from trigpoint.organisations.models import Belonging, Hierarchy

TODAY = dt.date(2026, 11, 22)
OCTOBER, SEPTEMBER, JUNE = dt.date(2026, 10, 1), dt.date(2026, 9, 1), dt.date(2026, 6, 1)


@pytest.fixture(autouse=True)
def on_that_day(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    with clock.replaying(TODAY):
        yield


@pytest.fixture
def counted(quality_lead):
    """Bolton: 22 on discharge of 30 in all since September, and something in June."""
    owner, trust = quality_lead.commissioner, bolton()
    theme_month(owner, trust, OCTOBER, items=12, positive=3, critical=8, critical_people=8)
    theme_month(owner, trust, SEPTEMBER, items=10, positive=4, critical=6, critical_people=6)
    for month, items in ((OCTOBER, 18), (SEPTEMBER, 12), (JUNE, 4)):
        theme_month(owner, trust, month, theme="", items=items, positive=items // 2, critical=items // 3)
    return trust


def coded(made, theme="discharge", sentiment="negative"):
    Coding.objects.create(item=made, sentiment=sentiment, model="m")
    ItemTheme.objects.create(item=made, theme=theme)
    return made


def test_rules_of_months_and_shares():
    assert months_until(dt.date(2026, 2, 3), 3) == [
        dt.date(2025, 12, 1),
        dt.date(2026, 1, 1),
        dt.date(2026, 2, 1),
    ]
    assert [months_since(each, TODAY) for each in (TODAY, OCTOBER, SEPTEMBER, dt.date(2025, 11, 1))] == [
        0,
        0,
        1,
        11,
    ]
    assert share(14, 22).words == "64% (43% to 80%)"
    assert share(0, 0) is None
    assert total([Told(1, 1, 0, 0), Told(2, 0, 2, 1)]) == Told(3, 1, 2, 1)


def test_most_told_is_what_is_critical_most_often():
    told = {(1, "a"): Told(50, 48, 2), (1, "b"): Told(9, 1, 8), (2, "b"): Told(8, 0, 8)}

    assert most_told(told) == (2, "b")
    assert most_told({(1, "a"): Told(5, 5, 0)}) is None


def test_praised_only_where_intervals_do_not_touch_and_enough_was_told():
    by_provider = {1: Told(100), 2: Told(200), 3: Told(100)}
    by_theme = {
        (1, "staff"): Told(60, 50),
        (2, "staff"): Told(60, 20),
        (3, "staff"): Told(20, 10),
        (2, "food"): Told(9, 9),
    }

    [found] = praised(by_theme, by_provider, [{1, 2, 3}])

    assert (found.provider, found.theme, found.here.hits, found.elsewhere.hits) == (1, "staff", 50, 30)
    assert praised(by_theme, by_provider, [{1}, {2, 3}]) == []


def test_overview_begins_with_what_is_told_of_most(quality_lead, client_of, counted):
    page = page_of(client_of(quality_lead).get(reverse("intelligence:themes")))

    said = words(page)
    assert (
        "Discharge is told of most at Bolton NHS Foundation Trust: 14 critical of 22 in the last three months."
        in said
    )
    assert page.select_one("#told svg")
    assert "64% (43% to 80%)" in said


def test_without_any_word_the_overview_says_silence(quality_lead, client_of):
    page = page_of(client_of(quality_lead).get(reverse("intelligence:themes")))

    assert "That is silence, and no good sign by itself." in words(page)
    assert not page.select("svg[role=img], figure")


def test_provider_shows_months_without_a_word_as_silence(quality_lead, client_of, counted):
    page = page_of(client_of(quality_lead).get(reverse("intelligence:provider", args=["RMC"])))

    rows = {row.th.get_text(" ", strip=True): words(row) for row in page.select("#months tbody tr")}
    assert "Of 30 told in the last three months, 15 were good and 10 critical." in words(page)
    assert "Nothing was told" in rows["August 2026"]
    assert "50%" in rows["October 2026"]
    assert len(rows) == 13
    assert "November 2026, so far" in rows
    assert "November 2026 is not over yet and stands in the table alone." in words(page)


def test_what_was_told_three_whole_months_ago_is_of_late(quality_lead, client_of):
    theme_month(
        quality_lead.commissioner, bolton(), dt.date(2026, 8, 1), theme="", items=5, positive=4, critical=1
    )

    for months in ("", "?months=3"):
        page = page_of(client_of(quality_lead).get(reverse("intelligence:provider", args=["RMC"]) + months))
        assert "Of 5 told in the last three months, 4 were good and 1 critical." in words(page)


def test_counts_with_several_themes_are_not_added_up(quality_lead, counted):
    asked = queries.Asked(tuple(months_until(TODAY, 12)))

    assert queries.told(quality_lead, asked, ("provider",)) == {counted.pk: Told(34, 17, 11, 9)}
    assert queries.told(quality_lead, asked, ("theme",), theme=None) == {"discharge": Told(22, 7, 14, 14)}


def test_filters_narrow_what_is_counted(quality_lead, client_of, counted):
    theme_month(
        quality_lead.commissioner, counted, OCTOBER, theme="", source="survey", service="Maternity", items=5
    )
    page = page_of(
        client_of(quality_lead).get(reverse("intelligence:provider", args=["RMC"]) + "?source=survey")
    )
    assert "Of 5 told" in words(page)
    page = page_of(
        client_of(quality_lead).get(
            reverse("intelligence:provider", args=["RMC"]) + "?service=Maternity&months=3"
        )
    )
    assert len(page.select("#months tbody tr")) == 4


def test_words_are_for_those_who_may_read_them(quality_lead, client_of, counted):
    coded(item(quality_lead, "Letters come so late.", happened_on=OCTOBER, received_on=OCTOBER))
    hidden = item(quality_lead, "Told in confidence.", source="staff_concern", received_on=OCTOBER)
    coded(hidden)
    address = reverse("intelligence:provider", args=["RMC"])

    said = words(page_of(client_of(quality_lead).get(address)))
    assert "Letters come so late." in said
    assert "Told in confidence." not in said
    member = UserFactory(username="m", role="committee_member")
    said = words(page_of(client_of(member).get(address)))
    assert "Letters come so late." not in said
    assert "Of 30 told" in said


def test_neighbour_sees_no_counts(other_lead, client_of, counted):
    page = page_of(client_of(other_lead).get(reverse("intelligence:themes")))

    assert "Bolton" not in words(page)


def test_theme_page_names_the_provider_where_it_is_told_most(quality_lead, client_of, counted):
    page = page_of(client_of(quality_lead).get(reverse("intelligence:theme", args=["discharge"])))

    assert "Discharge was told of 22 times in the last three months: 7 good, 14 critical." in words(page)
    assert "Most at Bolton NHS Foundation Trust: 14 critical of 22." in words(page)
    assert client_of(quality_lead).get(reverse("intelligence:theme", args=["weather"])).status_code == 404


def test_practice_page_shows_what_it_told_and_what_was_answered(quality_lead, client_of):
    practice = OrganisationFactory(code="P82001", name="Dale Practice", kind="practice")
    first = item(quality_lead, sent_for=practice, tone="bad")
    item(quality_lead, sent_for=practice, tone="good")
    item(quality_lead, source="staff_concern", sent_for=practice)
    moving.close(item=first, reply="Letters now come sooner.", by=quality_lead)

    page = page_of(client_of(quality_lead).get(reverse("intelligence:practice", args=["P82001"])))

    assert "It told us something 2 times: 1 good, 1 bad. 1 of 2 have their answer." in words(page)
    assert "Bolton NHS Foundation Trust" in words(page)


def test_practice_that_never_reports_is_silence(quality_lead, client_of):
    OrganisationFactory(code="P82001", name="Dale Practice", kind="practice")

    page = page_of(client_of(quality_lead).get(reverse("intelligence:practice", args=["P82001"])))

    assert "It told us nothing in these months. That is silence, and no good sign by itself." in words(page)


def test_place_adds_up_those_that_give_care_there(quality_lead, client_of, counted):
    place = OrganisationFactory(code="00T", name="Bolton", kind="place")
    Belonging.objects.create(hierarchy=Hierarchy.PLACE, child=counted, parent=place)
    elsewhere = OrganisationFactory(code="RXX", name="Elsewhere")
    theme_month(quality_lead.commissioner, elsewhere, OCTOBER, theme="", items=99)

    page = page_of(client_of(quality_lead).get(reverse("intelligence:place", args=["00T"])))

    assert "Of 30 told of those that give care there" in words(page) or "Of 30 told in the last" in words(
        page
    )
    assert "Elsewhere" not in words(page)


@pytest.mark.parametrize(
    ("name", "arguments", "line"),
    [
        ("themes-csv", [], "RMC,discharge,22,7,31.8"),
        ("theme-csv", ["discharge"], "RMC,2026-10-01,12,3,25.0"),
        ("provider-csv", ["RMC"], "2026-10-01,fft,,,18,9,50.0"),
    ],
)
def test_files_hold_the_same_numbers(quality_lead, client_of, counted, name, arguments, line):
    response = client_of(quality_lead).get(reverse(f"intelligence:{name}", args=arguments))

    assert line in response.content.decode()


def test_pages_of_one_provider_or_practice_stand_in_their_room(quality_lead, client_of, counted):
    OrganisationFactory(code="P82001", name="Dale Practice", kind="practice")
    client = client_of(quality_lead)

    for name, code, room in (("provider", "RMC", "Themes"), ("practice", "P82001", "Silence")):
        page = page_of(client.get(reverse(f"intelligence:{name}", args=[code])))
        assert page.select_one(".tp-rooms [aria-current=true]").get_text(strip=True) == room
