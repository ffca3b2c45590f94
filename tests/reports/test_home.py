"""The Monday page and the list of briefs."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.assertions import assert_links_tell_apart, page_of
from tests.factories import reports, surveillance
from tests.factories.accounts import UserFactory, only
from tests.factories.surveillance import STEADY
from trigpoint.accounts.rules import role_book
from trigpoint.common import clock
from trigpoint.organisations.models import Kind
from trigpoint.reports import services

HOME = reverse("reports:home")
BRIEFS = reverse("reports:briefs")


def words_of(page, selector="main"):
    return " ".join(page.select_one(selector).get_text(" ").split())


@pytest.fixture
def home(client_of, quality_lead):
    """The Monday page as the quality lead sees it."""
    return lambda: page_of(client_of(quality_lead).get(HOME))


def test_empty_system_teaches_the_first_step(home):
    shown = home()

    assert words_of(shown, ".tp-lead").startswith("Nothing has been loaded yet")
    assert "Start by loading a published file" in words_of(shown)
    assert not shown.select("main form")


def test_empty_system_tells_the_chair_whom_to_ask(client_of, chair):
    shown = page_of(client_of(chair).get(HOME))

    assert "Ask a quality lead, analyst or administrator to load the first file." in words_of(shown)


def test_home_says_first_what_changed_what_is_overdue_and_what_is_stale(home, provider):
    assert words_of(home(), ".tp-lead") == (
        "2 things changed at our providers with the latest figures; no answers are overdue; 1 publication is stale."
    )


def test_home_shows_the_worse_first_with_its_icon_chart_and_brief(home, provider):
    first = home().select_one(".tp-news__item")

    assert first.svg["data-code"] == "concern_low"
    assert [link["href"] for link in first.find_all("a")] == [
        reports.series_of(provider).get_absolute_url(),
        reverse("reports:brief", args=[provider.code]),
    ]


def test_home_counts_only_our_own_providers(home, quality_lead, provider):
    elsewhere = surveillance.provider(quality_lead, code="RJ1", name="Trust in London (fictional)")
    elsewhere.belongings.all().delete()
    surveillance.series(quality_lead, elsewhere, reports.FALLING, indicator="ae-4hour")
    surveillance.refreshed(quality_lead)

    shown = home()

    assert "Trust in London" not in words_of(shown)
    assert words_of(shown, ".tp-lead").startswith("2 things changed")


def test_looking_changes_nothing(client_of, quality_lead, provider):
    client_of(quality_lead).get(HOME)

    quality_lead.refresh_from_db()
    assert quality_lead.looked_at is None


def test_mark_as_seen_counts_from_then_on(client_of, quality_lead, provider):
    client = client_of(quality_lead)

    with clock.replaying(dt.date(2026, 11, 23)):
        shown = page_of(client.post(reverse("reports:home-seen"), follow=True))

    quality_lead.refresh_from_db()
    assert quality_lead.looked_at is not None
    assert "Nothing changed at our providers since you last looked on Mon 23 Nov 2026" in words_of(shown)
    assert client.get(reverse("reports:home-seen")).status_code == 405


def test_mark_as_seen_needs_the_token_of_the_form(quality_lead, client):
    client.handler.enforce_csrf_checks = True
    client.force_login(quality_lead)

    assert client.post(reverse("reports:home-seen")).status_code == 403


def test_home_lists_what_i_promised_with_dates_as_people_say_them(home, quality_lead, provider):
    reports.question(quality_lead, provider, due_on=dt.date(2026, 11, 24))

    told = words_of(home())

    assert "1 open question bears your name." in told
    assert "Training Hospital (fictional): Who waits longest? Tue 24 Nov, in 2 days" in told


def test_home_lists_a_question_that_names_me_as_owner_of_the_answer(client_of, chair, quality_lead, provider):
    reports.question(quality_lead, provider, leads=("david okafor",))
    reports.question(quality_lead, provider, "Another")

    told = words_of(page_of(client_of(chair).get(HOME)))

    assert "1 open question bears your name." in told


def test_home_shows_overdue_answers_with_a_word(home, quality_lead, provider):
    reports.question(quality_lead, provider)

    with clock.replaying(dt.date(2026, 12, 2)):
        shown = home()

    assert "1 answer is overdue" in words_of(shown, ".tp-lead")
    assert "Overdue" in {each.get_text(strip=True) for each in shown.select(".nhsuk-tag--red")}


def test_answered_question_is_not_overdue(home, quality_lead, provider):
    reports.answered(reports.question(quality_lead, provider), quality_lead)

    with clock.replaying(dt.date(2026, 12, 2)):
        told = words_of(home())

    assert "no answers are overdue" in told
    assert "answered; close it or ask again" in told


def test_home_announces_meetings_of_the_next_two_weeks(home, quality_lead, provider):
    reports.met(quality_lead, provider, dt.date(2026, 11, 24))
    reports.met(quality_lead, provider, dt.date(2026, 12, 24))
    reports.question(quality_lead, provider)

    told = words_of(home())

    assert "Training Hospital (fictional): 1 question waits for an answer Tue 24 Nov, in 2 days" in told
    assert "24 Dec" not in told


def test_home_does_not_announce_a_meeting_that_was_taken_out(home, quality_lead, provider):
    day = dt.date(2026, 11, 24)
    reports.met(quality_lead, provider, day)
    services.withdraw_meeting(provider=provider, held_on=day, by=quality_lead)

    assert "Quality meetings" not in words_of(home())


def test_home_says_how_fresh_each_publication_is(home, provider):
    shown = home()

    row = shown.find("table").tbody.tr
    told = " ".join(row.get_text(" ").split())
    assert "Sun 22 Nov 2026" in told
    assert "Stale: 3 of 3 indicators; newer figures were due by" in told
    assert row.select_one(".tp-fresh--stale")


def test_home_counts_our_organisations_by_kind(home, provider):
    assert "1 organisations belong to" not in words_of(home())
    assert "1 organisation belongs to NHS Greater Manchester ICB: NHS trust 1." in words_of(home())


def test_home_of_a_person_without_a_role_leads_to_who_can_give_one(client_of, provider):
    response = client_of(UserFactory(role="")).get(HOME, follow=True)

    assert "nobody has given you a role" in words_of(page_of(response))


def test_other_commissioner_sees_none_of_our_questions(client_of, other_lead, quality_lead, provider):
    reports.question(quality_lead, provider)
    reports.met(quality_lead, provider, dt.date(2026, 11, 24))

    for address in (HOME, f"{BRIEFS}?kind=trust"):
        told = words_of(page_of(client_of(other_lead).get(address)))
        assert "Who waits longest?" not in told
        assert "24 Nov" not in told


def test_home_is_sound_and_its_links_tell_apart(home, quality_lead, provider):
    reports.met(quality_lead, provider, dt.date(2026, 11, 24))
    reports.question(quality_lead, provider)

    assert_links_tell_apart(home())


def test_home_takes_few_queries_however_many_providers(client_of, quality_lead, provider):
    client = client_of(quality_lead)
    for number in range(5):
        more = surveillance.provider(quality_lead, code=f"RX{number}", name=f"Trust {number} (fictional)")
        surveillance.series(quality_lead, more, reports.FALLING)
        reports.question(quality_lead, more)
        reports.met(quality_lead, more, dt.date(2026, 11, 24))
    surveillance.refreshed(quality_lead)

    for address in (HOME, BRIEFS):
        with CaptureQueriesContext(connection) as taken:
            client.get(address)
        assert len(taken) <= 30, address


def test_briefs_are_listed_soonest_meeting_first(client_of, quality_lead, provider):
    calm = surveillance.provider(quality_lead, code="RXX", name="A Calm Trust (fictional)")
    surveillance.series(quality_lead, calm, STEADY)
    surveillance.refreshed(quality_lead)
    surveillance.provider(quality_lead, code="RXY", name="Unknown Trust (fictional)")
    reports.met(quality_lead, provider, dt.date(2026, 11, 24))
    reports.met(quality_lead, provider)
    reports.question(quality_lead, provider)

    shown = page_of(client_of(quality_lead).get(BRIEFS))

    rows = [" ".join(row.get_text(" ").split()) for row in shown.select("tbody tr")]
    assert rows[0].startswith("Training Hospital (fictional) Training (fictional) Open the brief for")
    assert "2 since the meeting" in rows[0]
    assert "1 unanswered" in rows[0]
    assert rows[0].endswith("Tue 17 Mar 2026 Tue 24 Nov, in 2 days")
    assert "0 unusual now" in rows[1]
    assert rows[1].endswith("not in the diary not in the diary")
    assert "No data" in rows[2]
    assert words_of(shown, ".tp-lead") == (
        "1 provider has a quality meeting in the next 7 days; 1 question waits for an answer."
    )
    assert_links_tell_apart(shown)


def test_briefs_of_other_kinds_are_one_click_away(client_of, quality_lead, provider):
    surveillance.provider(quality_lead, code="P81001", name="A Practice (fictional)", kind=Kind.PRACTICE)
    client = client_of(quality_lead)

    first = page_of(client.get(BRIEFS))
    assert "A Practice" not in words_of(first, "table")
    chip = first.find("a", string="GP practice (1)")
    second = page_of(client.get(BRIEFS + chip["href"].removeprefix(BRIEFS)))

    assert "A Practice (fictional)" in words_of(second, "table")


def test_briefs_without_providers_teach(client_of, other_lead):
    told = words_of(page_of(client_of(other_lead).get(BRIEFS)))

    assert "No provider of this kind is ours" in told


def test_every_role_of_the_commissioner_reads_home_and_briefs(client_of, quality_lead, provider):
    for role in (name for name, each in role_book().roles.items() if each.is_staff):
        only(quality_lead, role)
        client = client_of(quality_lead)
        assert client.get(HOME).status_code == client.get(BRIEFS).status_code == 200


def test_many_briefs_come_in_pages_and_the_first_line_counts_all(client_of, quality_lead, provider):
    for number in range(51):
        surveillance.provider(
            quality_lead, code=f"P{number:05}", name=f"Practice {number:02} (fictional)", kind=Kind.PRACTICE
        )
    client = client_of(quality_lead)

    first = page_of(client.get(BRIEFS, {"kind": Kind.PRACTICE}))
    second = page_of(client.get(BRIEFS, {"kind": Kind.PRACTICE, "page": 2}))

    assert (len(first.select("tbody tr")), len(second.select("tbody tr"))) == (50, 1)
    assert first.select_one(".nhsuk-pagination a")["href"] == "?kind=practice&page=2"


def test_header_marks_home_and_briefs_apart(client_of, quality_lead, provider):
    client = client_of(quality_lead)

    marked = {
        address: [
            link.get_text(strip=True) for link in page_of(client.get(address)).select("nav [aria-current]")
        ]
        for address in (HOME, reverse("reports:brief", args=[provider.code]))
    }

    assert marked == {HOME: ["Home"], reverse("reports:brief", args=[provider.code]): ["Briefs"]}


def test_home_tells_how_many_signals_wait_for_a_sitting(home, quality_lead, provider):
    link = home().main.find("a", string="Signals, provider by provider")

    assert "2 signals wait for a sitting at 1 provider." in link.parent.get_text()
    assert link["href"] == reverse("surveillance:signals")
