"""Searching the audit: what an auditor finds, in which order, and what stays hidden."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.assertions import page_of, words
from tests.factories import actions
from tests.factories.accounts import UserFactory
from tests.factories.vault import opened
from trigpoint.audit.context import Whence, coming_from
from trigpoint.audit.models import Event
from trigpoint.audit.services import note_export, note_read, note_refusal, record
from trigpoint.common import clock
from trigpoint.history import queries

SEARCH = "/audit/"
CSV = "/audit/events.csv"


@pytest.fixture
def auditor(db):
    """Ruth, who audits in Greater Manchester."""
    return UserFactory(username="ruth", first_name="Ruth", last_name="Adeyemi", role="auditor")


@pytest.fixture
def find(auditor, client_of):
    """`find(person="amina")`: the page as Ruth sees it."""
    client = client_of(auditor)
    return lambda **query: page_of(client.get(SEARCH, query))


def deeds(page):
    """What was done, from the top of the table down."""
    return [cells[1].contents[0].strip() for row in page.select("tbody tr") if (cells := row.select("td"))]


def table_of(client, **query):
    """The file, as a spreadsheet reads it."""
    response = client.get(CSV, query)
    text = b"".join(response.streaming_content).decode()
    return list(csv.DictReader(io.StringIO(text)))


def test_the_newest_stand_first_with_who_what_when_and_why(find, quality_lead):
    action = actions.action(quality_lead, "See why waits grew")
    with coming_from(Whence("192.0.2.7", "r1", "actions:show")), clock.replaying(dt.date(2030, 7, 1)):
        record(
            quality_lead, "actions.deadline_set", action, before={"due_on": dt.date(2030, 1, 1)},
            after={"due_on": dt.date(2030, 3, 1)}, why="The board asked for more time",
        )  # fmt: skip

    page = find()

    row = page.select("tbody tr")[0]
    told = " ".join(row.get_text(" ").split())
    assert told.startswith("Mon 1 Jul 2030 12:00:00 Amina Hussain amina set the deadline Change")
    assert "See why waits grew" in told
    assert "Due on: Fri 1 Mar 2030, before Tue 1 Jan 2030" in told
    assert "The board asked for more time" in told
    assert "192.0.2.7, page actions, show" in told
    assert words(page.select_one(".tp-lead")).endswith("the latest is of Mon 1 Jul 2030 at 12:00.")


def test_the_empty_page_teaches(find):
    assert "Nothing has been recorded yet." in words(find())
    assert "every deed is written down" in words(find())
    assert "No events fit" in words(find(person="nobody"))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"person": "amina"}, {"set the deadline", "took the list of actions away"}),
        ({"person": "Hussain"}, {"set the deadline", "took the list of actions away"}),
        ({"person": "megan"}, set()),
        ({"kind": "export"}, {"took the list of actions away"}),
        ({"kind": "refusal"}, {"was turned away from a page"}),
        ({"name": "actions.deadline_set"}, {"set the deadline"}),
        ({"words": "boar"}, {"set the deadline"}),
        ({"words": "BOARD winter"}, {"set the deadline"}),
        ({"words": "oard"}, set()),
        ({"words": "Zoë's"}, {"set the deadline"}),
        ({"words": '" OR 1=1 --'}, set()),
        (
            {"words": "';&|!*"},
            {"set the deadline", "took the list of actions away", "was turned away from a page"},
        ),
        ({"words": "board", "kind": "refusal"}, set()),
    ],
)
def test_what_is_asked_for_is_found(find, quality_lead, chair, query, expected):
    action = actions.action(quality_lead, "See why waits grew")
    record(quality_lead, "actions.deadline_set", action, why="The board (Zoë's winter-board) asked")
    note_export(quality_lead, "actions.list_taken", "actions, view mine", 3)
    note_refusal(chair, "loads:add", "loads.add")

    assert set(deeds(find(**query))) - {"added the action"} == expected


def test_a_record_is_found_by_its_reference(find, quality_lead):
    one, two = (actions.action(quality_lead, text) for text in ("One", "Two"))
    record(quality_lead, "actions.deadline_set", two)

    page = find(record=f"action:{two.public_id}")

    assert deeds(page) == ["set the deadline", "added the action"]
    assert "Record: " in words(page.select_one(".tp-chips"))
    assert one.text not in words(page)


@pytest.mark.parametrize(
    ("at", "day"),
    [
        ("2026-03-29T00:30:00+00:00", "2026-03-29"),  # the night in which the clock goes forward
        ("2026-03-29T22:59:00+00:00", "2026-03-29"),
        ("2026-06-30T23:30:00+00:00", "2026-07-01"),  # summer time: already the next day in England
        ("2026-10-24T23:00:00+00:00", "2026-10-25"),  # the night in which it goes back: 25 hours long
        ("2026-10-25T23:59:59+00:00", "2026-10-25"),
    ],
)
def test_days_are_days_in_england(find, quality_lead, at, day):
    made = record(quality_lead, "loads.loaded", quality_lead)
    copy = Event.objects.get(pk=made.pk)
    copy.pk, copy.public_id, copy.at = None, "othermoment", dt.datetime.fromisoformat(at)
    copy.save(force_insert=True)
    before = dt.date.fromisoformat(day) - dt.timedelta(days=1)
    after = dt.date.fromisoformat(day) + dt.timedelta(days=1)

    assert find(since=day, until=day).find(id="othermoment")
    assert not find(until=before.isoformat()).find(id="othermoment")
    assert not find(since=after.isoformat()).find(id="othermoment")


def test_pages_follow_each_other_both_ways_without_a_gap(find, quality_lead):
    with clock.replaying(
        dt.date(2030, 1, 1)
    ):  # the same moment for all: their order is that of their numbers
        made = [record(quality_lead, "loads.loaded", quality_lead).public_id for _ in range(120)]

    first = find(kind="change", person="amina")
    second = find(kind="change", person="amina", older=ids(first)[-1])
    third = find(kind="change", person="amina", older=ids(second)[-1])
    back = find(kind="change", person="amina", newer=ids(third)[0])

    assert ids(first) + ids(second) + ids(third) == made[::-1]
    assert ids(back) == ids(second)
    assert "More than 50 events fit" in words(first)
    assert "Further down: 50 events" in words(second)
    assert first.find("a", rel="next")["href"].endswith(f"older={ids(first)[-1]}")
    assert not first.find("a", rel="prev")
    assert not third.find("a", rel="next")


def ids(page):
    return [row["id"] for row in page.select("tbody tr")]


def test_an_end_of_a_page_that_there_never_was_is_not_found(auditor, client_of):
    assert client_of(auditor).get(SEARCH, {"older": "nothere"}).status_code == 404


def test_other_commissioners_events_are_never_found(find, other_lead, quality_lead):
    record(other_lead, "actions.deadline_set", actions.action(other_lead, "Zedmark"), why="Zedmark")

    for query in ({}, {"person": "megan"}, {"words": "Zedmark"}, {"whose": "nobody"}):
        told = words(find(**query).select_one("tbody") or BeautifulSoup("", "html5lib"))
        assert "Zedmark" not in told
        assert "Megan" not in told


def test_what_belongs_to_nobody_is_for_administrators(auditor, client_of):
    administrator = UserFactory(username="ada", role="administrator")
    with coming_from(Whence("192.0.2.66", "r1", "accounts:sign-in")):
        record(None, "accounts.sign_in_refused", None)

    seen = page_of(client_of(administrator).get(SEARCH, {"whose": "nobody"}))
    unseen = page_of(client_of(auditor).get(SEARCH, {"whose": "nobody"}))

    assert "Nobody signed in was refused at sign-in" in words(seen)
    assert "192.0.2.66" in words(seen)
    assert "192.0.2.66" not in words(unseen)


@pytest.fixture
def hidden(quality_lead):
    """A restricted action with a past from before it was restricted, and since."""
    action = actions.action(quality_lead, "Zedmark told us in confidence")
    record(
        quality_lead, "actions.deadline_set", action, after={"due_on": "2026-12-01"}, why="Zedmark is afraid"
    )
    type(action).objects.filter(pk=action.pk).update(restriction="whistleblowing")
    action.refresh_from_db()
    record(
        quality_lead, "actions.lead_changed", action, after={"lead": "zedmark"}, why="Zedmark asked for her"
    )
    with coming_from(Whence("192.0.2.9", "r1", "zedmark:page")):
        note_read(quality_lead, opened(quality_lead, action), "Zedmark rang")
    return action


def test_of_a_restricted_record_only_kind_moment_and_person_are_shown(find, hidden):
    page = find()

    assert "Zedmark" not in str(page)
    assert "zedmark" not in str(page)
    assert hidden.public_id not in str(page)
    assert "Amina Hussain amina opened something restricted Reading of something restricted" in words(page)
    assert "Amina Hussain amina changed something that you may not see Change" in words(page)
    assert "deadline" not in words(page.select_one("tbody"))


def test_no_search_tells_that_a_restricted_record_was_meant(find, hidden):
    for query in (
        {"words": "Zedmark"},
        {"record": f"action:{hidden.public_id}"},
        {"name": "actions.deadline_set"},
        {"name": "actions.lead_changed"},
    ):
        page = find(**query)
        assert "Nothing that is recorded fits." in words(page)
        assert "Zedmark" not in words(page.select_one("tbody") or page.select_one(".tp-empty"))


def test_what_was_restricted_only_afterwards_does_not_shorten_a_page(find, quality_lead, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 2)
    still_open, since_restricted = (actions.action(quality_lead, text) for text in ("Open", "Zedmark"))
    for n in range(8):
        record(quality_lead, "actions.verified", since_restricted if n % 3 else still_open, why=f"reason {n}")
    type(still_open).objects.filter(pk=since_restricted.pk).update(restriction="safeguarding")

    page = find(name="actions.verified")
    rest = find(name="actions.verified", older=ids(page)[-1])

    assert [len(ids(each)) for each in (page, rest)] == [2, 1]
    assert "Zedmark" not in words(page) + words(rest)


def test_the_file_says_the_same_and_is_noted(auditor, client_of, quality_lead, hidden):
    record(quality_lead, "loads.loaded", quality_lead, after={"new": 3}, why="=HYPERLINK(1)")
    client = client_of(auditor)
    count = Event.objects.count()

    found = table_of(client)

    assert len(found) == count
    assert found[0]["username"] == "amina"
    assert found[0]["deed"] == "loads.loaded"
    assert found[0]["after"] == "new=3"
    assert found[0]["why"] == "'=HYPERLINK(1)"
    assert "edmark" not in str(found)
    noted = Event.objects.get(name="audit.list_taken")
    assert (noted.actor, noted.kind, noted.after) == (
        "ruth",
        "export",
        {"what": "audit: everything", "rows": count},
    )
    assert noted.public_id not in str(found)


def test_the_file_holds_exactly_what_was_asked_for(auditor, client_of, quality_lead, hidden):
    record(quality_lead, "loads.loaded", quality_lead, why="winter")
    client = client_of(auditor)

    assert [row["deed"] for row in table_of(client, words="winter")] == ["loads.loaded"]
    assert table_of(client, words="Zedmark") == []
    assert Event.objects.filter(after__what="audit: words (words)").count() == 2


def test_a_page_asks_the_database_as_often_for_many_events_as_for_few(auditor, client_of, quality_lead):
    client = client_of(auditor)
    for n in range(3):
        record(quality_lead, "actions.deadline_set", actions.action(quality_lead, f"Few {n}"))
    few = asked(client)

    for n in range(40):
        record(quality_lead, "actions.deadline_set", actions.action(quality_lead, f"Many {n}"))

    assert asked(client) <= few


def asked(client):
    client.get(SEARCH)
    with CaptureQueriesContext(connection) as found:
        client.get(SEARCH)
    return len(found)


def test_every_deed_has_an_address_to_be_found_under(auditor, client_of):
    page = page_of(client_of(auditor).get(reverse("audit:search")))

    assert page.select_one("select[name=name] option[value='actions.verified']")
