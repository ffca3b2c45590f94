"""The one inbox: order, filters, search, the clock, the file, and that nothing restricted is in it."""

import csv
import datetime as dt
import io

import pytest

from tests.assertions import assert_links_tell_apart, page_of, words
from tests.factories.accounts import UserFactory
from tests.factories.intelligence import coded, item, whistle
from tests.factories.organisations import OrganisationFactory
from trigpoint.common import clock
from trigpoint.intelligence.presenters.inbox import clock_words
from trigpoint.intelligence.queries.dues import due_for
from trigpoint.intelligence.queries.inbox import Chosen, counts, late_since, listed, look_by
from trigpoint.intelligence.services import moving

MONDAY = dt.date(2026, 11, 2)


def ago(days):
    return clock.today() - dt.timedelta(days=days)


def chosen(user, **said):
    return list(listed(user=user, chosen=Chosen(**said), today=clock.today()))


def test_first_look_is_due_on_the_fifth_working_day():
    assert look_by(MONDAY).due_on == dt.date(2026, 11, 9)


@pytest.mark.parametrize(("today", "is_late"), [(dt.date(2026, 11, 9), False), (dt.date(2026, 11, 10), True)])
def test_late_is_strictly_after_the_day(today, is_late):
    assert (late_since(today) >= MONDAY) is is_late


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (dt.date(2026, 11, 6), "Look at it by Mon 9 Nov 2026, in 3 days"),
        (dt.date(2026, 11, 8), "Look at it by Mon 9 Nov 2026, tomorrow"),
        (dt.date(2026, 11, 9), "Look at it by Mon 9 Nov 2026, today"),
        (dt.date(2026, 11, 10), "Overdue since Mon 9 Nov 2026, by 1 day"),
    ],
)
def test_clock_in_words(today, said):
    assert clock_words(look_by(MONDAY), today) == said


def test_urgent_first_then_the_oldest(quality_lead):
    new, old = item(quality_lead, "New"), item(quality_lead, "Old", received_on=ago(20))
    urgent = item(quality_lead, "Urgent", is_at_risk_now=True)

    assert chosen(quality_lead) == [urgent, old, new]
    assert chosen(quality_lead, show="overdue") == [old]
    assert chosen(quality_lead, sort="-received", show="all")[-1] == old


def test_filters_and_search(quality_lead):
    practice = OrganisationFactory(code="P82001", name="Dale Practice", kind="practice")
    letter = coded(item(quality_lead, "Letters are late", tone="bad", sent_for=practice), "discharge")
    praise = item(
        quality_lead, "The ward was kind", source="councillor_letter", tone="good", is_at_risk_now=True
    )
    other = item(quality_lead, "Somebody else", provider=None, about_words="The new clinic")

    assert chosen(quality_lead, words="late LETTERS") == [letter]
    assert chosen(quality_lead, words="new clinic") == [other]
    assert chosen(quality_lead, source="councillor_letter") == [praise]
    assert chosen(quality_lead, theme="discharge") == [letter]
    assert chosen(quality_lead, practice="P82001") == [letter]
    assert chosen(quality_lead, tone="good") == [praise]
    assert chosen(quality_lead, at_risk=True) == [praise]
    assert chosen(quality_lead, provider="RMC", words="kind") == [praise]


def test_views_follow_the_state(quality_lead):
    waiting, looked, closed = (item(quality_lead, words) for words in ("one", "two", "three"))
    moving.look_at(item=looked, by=quality_lead)
    moving.close(item=closed, reply="Thank you.", by=quality_lead)

    assert chosen(quality_lead) == [waiting]
    assert set(chosen(quality_lead, show="open")) == {waiting, looked}
    assert chosen(quality_lead, show="closed") == [closed]
    told = counts(user=quality_lead, today=clock.today())
    assert (told.waiting, told.open, told.total) == (1, 2, 3)


def test_neither_comments_nor_restricted_nor_neighbours_are_in_it(quality_lead, other_lead):
    item(quality_lead, source="fft")
    whistle(quality_lead)
    item(other_lead)

    assert chosen(quality_lead, show="all") == []
    assert counts(user=quality_lead, today=clock.today()).total == 0


def test_page_says_the_words_first_and_what_waits(quality_lead, client_of):
    item(quality_lead, "Old words", received_on=ago(20), worry=4, tone="bad")
    item(quality_lead, "New words", is_at_risk_now=True)

    page = page_of(client_of(quality_lead).get("/soft/"))

    said = words(page)
    assert (
        "2 pieces wait for a first look, 1 of them overdue. In 1 somebody may be at risk now: read it first."
        in said
    )
    assert "Quite worried" in said
    assert "Overdue since" in said
    assert_links_tell_apart(page)


def test_nonsense_in_the_address_counts_as_nothing(quality_lead, client_of):
    item(quality_lead)

    page = client_of(quality_lead).get("/soft/?show=x&sort=y&source=z&page=99&theme=q&provider=n")

    assert page.status_code == 200
    assert "waits for a first look" in page.content.decode()


def test_empty_inbox_teaches(quality_lead, client_of):
    said = words(page_of(client_of(quality_lead).get("/soft/")))

    assert "Nobody has told us anything yet." in said
    assert "This is the one inbox" in said


def test_file_holds_what_is_seen_without_the_words(quality_lead, client_of):
    coded(item(quality_lead, "=The secret words", received_on=ago(20), worry=5), "discharge")
    item(quality_lead, "Other", source="niggle")

    response = client_of(quality_lead).get("/soft/inbox.csv?source=practice_alert")

    (row,) = csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")))
    assert (row["code"], row["themes"], row["overdue"], row["worry_1_to_5"]) == (
        "RMC",
        "Discharge",
        "yes",
        "5",
    )
    assert "secret" not in response.content.decode()


def test_due_to_leads_and_managers_alone_and_never_a_restricted_one(quality_lead):
    made = item(quality_lead)
    whistle(quality_lead)
    moving.look_at(item=item(quality_lead, "Seen"), by=quality_lead)
    analyst = UserFactory(username="ann", role="analyst")

    (due,) = due_for(quality_lead, clock.today())

    assert (due.reference, due.what) == (f"item:{made.public_id}", "Soft intelligence")
    assert made.words not in due.title
    assert due_for(analyst, clock.today()) == []


def test_pages_ask_the_database_few_times(quality_lead, client_of, django_assert_max_num_queries):
    for number in range(26):
        coded(item(quality_lead, f"Words {number}", sender=str(number)), "discharge", "food-drink")
    client = client_of(quality_lead)
    client.get("/soft/")

    for address in ("/soft/", "/soft/triage/"):
        with django_assert_max_num_queries(30):
            client.get(address)


def test_page_says_where_the_file_ends(quality_lead, client_of, monkeypatch):
    for number in range(3):
        item(quality_lead, f"Words {number}")
    client = client_of(quality_lead)
    assert "The file holds the first" not in words(page_of(client.get("/soft/")))

    monkeypatch.setattr("trigpoint.intelligence.views.inbox.PER_FILE", 2)

    assert "The file holds the first 2 of 3" in words(page_of(client.get("/soft/")))


def test_more_words_than_the_field_takes_are_no_filter(quality_lead, client_of):
    item(quality_lead)

    assert client_of(quality_lead).get("/soft/", {"words": "a " * 1500}).status_code == 200
