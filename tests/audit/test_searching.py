"""A search goes along one index in the right order, however little the database knows of its tables."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection

from tests.factories.accounts import UserFactory
from trigpoint.audit.models import Event
from trigpoint.audit.queries import searching, wording
from trigpoint.audit.queries.searching import Wanted, wanted_by
from trigpoint.audit.services import record

DAY = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
BY_INDEX = [
    (Wanted(), "event_of_owner"),
    (Wanted(begins=DAY, ends=DAY + dt.timedelta(days=31)), "event_of_owner"),
    (Wanted(actors=("amina",)), "event_of_person"),
    (Wanted(actors=("amina",), name="loads.loaded"), "event_of_person_name"),
    (Wanted(actors=("amina",), kind="change"), "event_of_person_kind"),
    (Wanted(name="loads.loaded"), "event_of_name"),
    (Wanted(name="loads.loaded", kind="change"), "event_of_name"),
    (Wanted(kind="export"), "event_of_kind"),
    (Wanted(target="load:abc"), "event_of_record"),
    (Wanted(target="load:abc", actors=("amina",), kind="change"), "event_of_record"),
    (Wanted(of_nobody=True), "event_of_owner"),
]
NOT_KNOWN = "DELETE FROM sqlite_stat1"
STALE = "UPDATE sqlite_stat1 SET stat = '3 3 3 2 1 1' WHERE tbl = 'audit_event'"
# What a look at the beginning of each index tells of a million events: the first of each are alike.
SAMPLED = """UPDATE sqlite_stat1 SET stat = CASE idx
    WHEN 'event_of_owner' THEN '565250 1001 1 1'
    WHEN 'event_of_person' THEN '1539648 1001 1001 1 1'
    WHEN 'event_of_kind' THEN '857808 1001 1001 1 1'
    WHEN 'event_of_name' THEN '1267200 1001 667 1 1'
    WHEN 'event_of_person_name' THEN '1714608 1001 1001 501 1 1'
    WHEN 'event_of_person_kind' THEN '1466112 1001 1001 1001 1 1'
    WHEN 'event_of_record' THEN '1054208 1001 1 1'
    ELSE '1102600 1' END WHERE tbl = 'audit_event'"""


@pytest.fixture
def amina_and_others(quality_lead):
    """Amina loads five times, Tom twice, Ruth never; a few reasons."""
    tom = UserFactory(username="tom", last_name="Hussain", role="analyst")
    UserFactory(username="ruth", role="auditor")
    for number in range(5):
        record(quality_lead, "loads.loaded", quality_lead, why=f"winter {number}")
    for _ in range(2):
        record(tom, "loads.loaded", tom, why="summer_time in Zoë's winters")
    return quality_lead


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="how SQLite plans")
@pytest.mark.parametrize("known", [NOT_KNOWN, STALE, SAMPLED])
@pytest.mark.parametrize(("wanted", "index"), BY_INDEX)
def test_sqlite_goes_along_the_index_that_has_the_order(amina_and_others, wanted, index, known):
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute(known)
        cursor.execute("ANALYZE sqlite_schema")  # reads what is known anew

    found = wanted_by(amina_and_others, wanted)
    for page in (found.from_newest(), found.older(Event.objects.first())):
        plan = page[:51].explain()
        assert f"USING INDEX {index} (" in plan, plan
        assert "TEMP B-TREE" not in plan, plan


def test_events_of_several_people_are_found_in_order_be_they_few_or_many(amina_and_others, monkeypatch):
    asked = Wanted(actors=("hussain", "amina", "tom", "ruth"))
    few = list(wanted_by(amina_and_others, asked).from_newest())

    monkeypatch.setattr(searching, "FEW", 3)
    many = list(wanted_by(amina_and_others, asked).from_newest())

    assert few == many == list(Event.objects.filter(actor__in=("amina", "tom")).order_by("-at", "-id"))
    assert wanted_by(amina_and_others, Wanted(actors=("hussain", "ruth"))).count() == 0
    assert wanted_by(amina_and_others, Wanted(actors=("hussain", "tom"), name="loads.loaded")).count() == 2


@pytest.mark.parametrize("lately", [2_000, 1])
@pytest.mark.parametrize(
    ("text", "count"),
    [("winter", 7), ("WINTER 3", 1), ("time", 2), ("inter", 0), ("zoë", 2), ("s", 2), ("winter loads", 0)],
)
def test_words_are_found_alike_be_they_rare_or_frequent(amina_and_others, monkeypatch, text, count, lately):
    rare = list(wanted_by(amina_and_others, Wanted(words=text)).from_newest())

    monkeypatch.setattr(wording, "FEW", 0)
    monkeypatch.setattr(wording, "LATELY", lately)
    frequent = list(wanted_by(amina_and_others, Wanted(words=text)).from_newest())

    assert len(rare) == count
    assert frequent == rare


def test_each_thing_asked_for_narrows_whatever_leads(amina_and_others):
    """Beside a record or a few numbers the other questions go unaided by an index, and count all the same."""
    about = f"user:{amina_and_others.public_id}"
    record(amina_and_others, "reports.note_written", amina_and_others, why="autumn")

    def count(**asked):
        return wanted_by(amina_and_others, Wanted(**asked)).count()

    assert count(target=about) == 6
    assert count(target=about, name="reports.note_written") == 1
    assert count(target=about, actors=("tom",)) == 0
    assert count(target=about, kind="export") == 0
    assert count(target=about, words="winter") == 5
    assert count(words="winter", actors=("tom",)) == 2
    assert count(words="winter", name="reports.note_written") == 0
    assert count(words="autumn", kind="change") == 1
    assert count(words="winter", of_nobody=True) == 0
