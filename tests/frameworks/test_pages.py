"""Pages of packs and working days say what is in force, on what ground, and why a date is what it is."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.assertions import assert_links_tell_apart, page_of, words
from tests.factories.accounts import UserFactory
from trigpoint.common import clock
from trigpoint.frameworks import queries
from trigpoint.frameworks.presenters.pack import list_sentence

TODAY = dt.date(2026, 11, 22)


@pytest.fixture
def get(client_of, quality_lead):
    """The parsed page at an address, as it is on 22 November 2026."""

    def ask(name, *arguments, query="", status=200):
        with clock.replaying(TODAY):
            response = client_of(quality_lead).get(reverse(f"frameworks:{name}", args=arguments) + query)
        return page_of(response, status=status)

    return ask


def row_of(page, heading, table=0):
    """The words of the cells beside a row heading."""
    for row in page.find_all("table")[table].find_all("tr"):
        if row.th and row.th.get_text(" ", strip=True).startswith(heading):
            return [" ".join(cell.get_text(" ").split()) for cell in row.find_all("td")]
    raise AssertionError(f"no row {heading}")


def part(page, place):
    """The table of one part of a pack."""
    return page.find(id=place).find_next("table")


def test_list_says_which_is_in_force_and_how_much_is_to_confirm(get):
    page = get("list")

    assert page.find(class_="tp-lead").get_text() == (
        "The pack “Integrated care boards, 2026” is in force since 1 July 2022, after “Clinical commissioning groups, 2015”."
    )
    cells = row_of(page, "Integrated care boards, 2026")
    count = len(queries.pack_named("icb-2026").local_defaults())
    assert cells[:3] == ["Since 1 July 2022", "Clinical commissioning groups, 2015", "Quality team"]
    assert cells[4].startswith(f"{count} ")
    assert_links_tell_apart(page)


def test_list_tells_a_review_that_is_due(get, client_of, quality_lead):
    with clock.replaying(dt.date(2027, 4, 1)):
        response = client_of(quality_lead).get(reverse("frameworks:list"))

    assert "The review is due." in words(page_of(response))
    assert "The review is due." not in words(get("list"))


def test_list_on_a_day_without_a_pack():
    """The clock of a server can be wrong; the page that tells of packs must still come."""
    assert list_sentence(queries.packs(), dt.date(2013, 1, 1)) == "No pack is in force today."


@pytest.mark.parametrize("name", ["ccg-2015", "icb-2026"])
def test_pack_shows_every_part_with_its_ground(get, name):
    pack = queries.pack_named(name)

    page = get("pack", name)

    text = words(page)
    for entries in (pack.terms, pack.groups, pack.recurring, pack.vocabularies):
        for entry in entries.values():
            assert (entry.one if hasattr(entry, "one") else entry.title) in text
    for entry in (*pack.deadlines, *pack.numbers, *pack.regimes):
        assert entry.title in text
    assert text.count("To confirm") == len(pack.local_defaults())
    assert all(title in text for title in pack.sources.values())
    assert pack.content_sha256[:8] in text
    assert_links_tell_apart(page)


def test_pack_says_how_much_of_it_nobody_has_confirmed(get):
    unconfirmed = len(queries.pack_named("icb-2026").local_defaults())
    said = get("pack", "icb-2026").find(class_="tp-lead").get_text()

    assert said.startswith(f"In force: since 1 July 2022. {unconfirmed} of its ")
    assert said.endswith(" entries are local defaults: confirm or change them before you rely on them.")
    assert get("pack", "ccg-2015").find(class_="tp-lead").get_text().startswith(
        "Not in force today: 1 April 2013 to 30 June 2022."
    )  # fmt: skip


def test_deadline_of_a_pack_has_an_example_with_its_why(get):
    page = get("pack", "icb-2026")

    table = part(page, "deadlines")
    [row] = [row for row in table.find_all("tr") if "duty of candour" in row.th.get_text()]
    why = " ".join(row.details.get_text(" ").split())
    assert "From Sun 22 Nov 2026: due Fri 4 Dec 2026" in " ".join(row.get_text(" ").split())
    assert why.startswith("Why this date? Fri 4 Dec 2026")
    assert "10 working days from the day the provider became aware." in why
    assert "That is no working day (Sunday)" in why
    assert "no legal duty" in why
    assert "Source: Guidance on regulation 20" in why


def test_example_of_a_rule_that_is_over_begins_on_its_last_day(get):
    table = part(get("pack", "ccg-2015"), "deadlines")

    examples = [" ".join(row.get_text(" ").split()) for row in table.find_all("tr")]
    answers = [each for each in examples if each.startswith("The commissioner's answer")]
    assert "From Tue 31 Mar 2015: due Thu 30 Apr 2015" in answers[0]
    assert "From Thu 30 Jun 2022: due Wed 20 Jul 2022" in answers[1]


def test_example_beyond_the_calendar_tells_the_problem(client_of, quality_lead):
    with clock.replaying(dt.date(2028, 12, 20)):
        page = page_of(client_of(quality_lead).get(reverse("frameworks:pack", args=["icb-2026"])))

    assert "CAL-001: no calendar is loaded for 2029" in words(page)


def test_pack_with_only_what_is_to_confirm(get):
    page = get("pack", "icb-2026", query="?only=to-confirm")

    assert "duty of candour" not in words(page)
    assert page.find(class_="tp-chip").get_text().startswith("Remove filter Only what is to confirm")
    assert len(page.select("table tbody tr")) == len(queries.pack_named("icb-2026").local_defaults())


def test_pack_that_is_not_there(get):
    get("pack", "pct-2006", status=404)


def test_difference_of_the_last_two_packs(get):
    page = get("difference")

    assert page.find(class_="tp-lead").get_text().endswith(
        " things differ between Clinical commissioning groups, 2015 and Integrated care boards, 2026."
    )  # fmt: skip
    assert row_of(page, "Commissioner")[1].startswith("integrated care board, integrated care boards (ICB)")
    levels = part(page, "surveillance-levels").get_text(" ", strip=True)
    assert "Not in this pack. The levels of 2022 have no such step" in " ".join(levels.split())
    regimes = " ".join(part(page, "regimes").get_text(" ").split())
    assert "Patient Safety Incident Response Framework (since 1 April 2024)" in regimes
    assert page.find(id="stages") is None  # the same in both


def test_difference_shows_only_what_differs(get):
    """Groups are the same when their codes are; what both say is left out."""
    page = get("difference")

    recurring = " ".join(part(page, "recurring").get_text(" ").split())
    assert "Quality walkabout at the provider Quality visit at the provider" in recurring
    assert "Early-warning report" not in recurring
    panel = row_of(page, "Governing body", table=2)
    assert panel == [
        "Governing Body Every month Meets in public. Receives the quality report, approves its annual report and is told of any extreme risk.",
        "Board Not said Accountable for the quality of what is commissioned; receives the quality report and is told of any extreme risk.",
    ]


def test_difference_of_a_pack_with_itself_and_of_what_is_not_there(get):
    same = get("difference", query="?first=icb-2026&second=icb-2026")
    strange = get("difference", query="?first=nothing&second=")

    assert same.find(class_="tp-lead").get_text() == "These are the same pack. Choose two that differ."
    assert "things differ between Clinical commissioning groups" in words(strange)


def test_difference_the_other_way_round(get):
    page = get("difference", query="?first=icb-2026&second=ccg-2015")

    assert row_of(page, "Commissioner")[1].startswith("clinical commissioning group")


def test_working_days_of_this_year(get):
    page = get("working-days")

    assert page.find(class_="tp-lead").get_text() == (
        "2026 has 8 bank holidays in England. Working days can be counted until 31 December 2028."
    )
    assert row_of(page, "Mon 28 Dec 2026") == ["Boxing Day (substitute day)"]
    assert "When a year is missing (CAL-001)" in words(page)
    assert_links_tell_apart(page)


def test_working_days_of_a_year_that_is_to_be_checked(get):
    text = words(get("working-days", query="?year=2028"))

    assert "To confirm Worked out from the Act" in text
    assert "2028 (to confirm)" in text


@pytest.mark.parametrize("year", ["2035", "1066"])
def test_year_that_is_not_loaded_is_told_as_when_a_date_needs_it(get, year):
    lead = get("working-days", query=f"?year={year}").find(class_="tp-lead").get_text()

    assert lead.startswith(f"CAL-001: no calendar is loaded for {year}")
    assert "Add the bank holidays" in lead


@pytest.mark.parametrize("year", ["", "later", "99999", "²026"])
def test_year_that_is_none_shows_this_one(get, year):
    assert get("working-days", query=f"?year={year}").find(class_="tp-lead").get_text().startswith("2026 has")


def asked(**changed):
    """The query of the form that works a date out."""
    said = {"day_day": "30", "day_month": "3", "day_year": "2026", "count": "10", "unit": "working_days"}
    return "?" + "&".join(f"{key}={value}" for key, value in (said | changed).items())


@pytest.mark.parametrize(
    ("changed", "due", "why"),
    [
        ({}, "Due Wed 15 Apr 2026: 10 working days after Mon 30 Mar 2026.", "Fri 3 Apr 2026: Good Friday"),
        ({"unit": "calendar_days"}, "Due Thu 9 Apr 2026: 10 days after", "Every day counts"),
        ({"unit": "months", "count": "11", "day_day": "31"}, "Due Sun 28 Feb 2027: 11 months after", "has no day 31"),
    ],
)  # fmt: skip
def test_date_is_worked_out_with_its_why(get, changed, due, why):
    box = get("working-days", query=asked(**changed)).find(class_="nhsuk-inset-text", role="status")

    text = " ".join(box.get_text(" ").split()).replace(" : ", ": ")
    assert text.startswith(due)
    assert why in text


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"count": ""}, "Enter how many days or months"),
        ({"count": "0"}, "Enter 1 or more"),
        ({"count": "1001"}, "Enter 1000 at most"),
        ({"count": "ten"}, "Enter a whole number"),
        ({"day_month": "13"}, "The date must be a real date"),
        ({"day_year": ""}, "The date must include a day, a month and a year"),
        ({"unit": "weeks"}, "Choose one of the three"),
        ({"day_year": "2028", "count": "900"}, "CAL-001: no calendar is loaded for 2029"),
        ({"day_year": "9999", "count": "900", "unit": "calendar_days"}, "Enter a day between the years 1 and 8999"),
        ({"day_year": "9999", "count": "900", "unit": "months"}, "Enter a day between the years 1 and 8999"),
    ],
)  # fmt: skip
def test_what_cannot_be_worked_out_is_told(get, changed, problem):
    page = get("working-days", query=asked(**changed))

    assert problem in page.find(class_="nhsuk-error-summary").get_text(" ")
    assert page.title.get_text().strip().startswith("Error: ")
    assert page.find(class_="nhsuk-inset-text", role="status") is None


def test_whoever_signs_in_may_read_packs(client_of, db):
    """A provider, too: the deadlines bind both sides."""
    outsider = UserFactory(username="petra", role="provider", organisation="RMC")

    for name in ("list", "difference", "working-days"):
        assert client_of(outsider).get(reverse(f"frameworks:{name}")).status_code == 200


def test_foot_of_every_page_leads_to_packs(get, client):
    page = get("list")

    links = [link["href"] for link in page.footer.find_all("a")]
    assert reverse("frameworks:list") in links
    assert reverse("frameworks:working-days") in links
    outside = page_of(client.get(reverse("accounts:sign-in")))
    assert reverse("frameworks:list") not in [link["href"] for link in outside.footer.find_all("a")]
