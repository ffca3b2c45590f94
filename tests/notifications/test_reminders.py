"""Reminders: each stage once, to whom it is due, however often and late the timetable runs."""

import datetime as dt

import pytest

from tests.factories.accounts import UserFactory
from tests.notifications.conftest import TODAY
from trigpoint.accounts.system import system_person
from trigpoint.common import clock
from trigpoint.notifications import queries, services, tasks
from trigpoint.notifications.models import Notice

pytestmark = pytest.mark.django_db


def run(*days):
    """The timetable on these days."""
    for day in days:
        with clock.replaying(day):
            tasks.remind()


def days_from(first, number):
    """So many days in a row."""
    return [first + dt.timedelta(days=each) for each in range(number)]


def words(person):
    """What a person was told, first to last."""
    return [notice.words for notice in Notice.objects.filter(person=person).order_by("at", "pk")]


def test_each_stage_is_told_once_through_five_weeks(quality_lead, question, sources):
    run(*(day for day in days_from(dt.date(2026, 11, 10), 35) for _ in range(2)))

    assert words(quality_lead) == [
        "Due on Tue 24 Nov 2026",
        "Due on Tue 24 Nov 2026",
        "Due today, Tue 24 Nov 2026",
        "Overdue since Tue 24 Nov 2026",
        "Overdue since Tue 24 Nov 2026, 2 weeks running",
        "Overdue since Tue 24 Nov 2026, 3 weeks running",
    ]
    assert [str(notice.at.date()) for notice in Notice.objects.order_by("at")] == [
        "2026-11-17",
        "2026-11-23",
        "2026-11-24",
        "2026-11-25",
        "2026-12-02",
        "2026-12-09",
    ]


def test_only_the_latest_is_unread(quality_lead, question, sources):
    run(*days_from(dt.date(2026, 11, 10), 35))

    assert [notice.words for notice in queries.news(quality_lead)] == [
        "Overdue since Tue 24 Nov 2026, 3 weeks running"
    ]


def test_days_on_which_nothing_ran_are_caught_up_with_once(quality_lead, question, sources):
    run(dt.date(2026, 11, 19), dt.date(2026, 12, 5), dt.date(2026, 12, 6))

    assert words(quality_lead) == [
        "Due on Tue 24 Nov 2026",
        "Overdue since Tue 24 Nov 2026, 2 weeks running",
    ]


def test_days_ahead_are_a_setting(quality_lead, question, sources, settings):
    settings.REMIND_DAYS = [3]

    run(*days_from(dt.date(2026, 11, 10), 14))

    assert [str(notice.at.date()) for notice in Notice.objects.all()] == ["2026-11-21"]


def test_only_who_it_is_due_to_is_reminded(quality_lead, other_lead, ask, sources):
    UserFactory(username="kofi")
    mine, theirs = ask(quality_lead), ask(other_lead)

    run(TODAY)

    told = {(notice.person.username, notice.reference) for notice in Notice.objects.all()}
    assert told == {
        ("amina", f"action:{mine.public_id}"),
        ("megan", f"action:{theirs.public_id}"),
    }


def test_people_who_left_are_not_reminded(quality_lead, question, sources):
    quality_lead.is_active = False
    quality_lead.save()

    run(TODAY)

    assert not Notice.objects.exists()


def test_reminding_again_costs_the_same_however_much_is_due(
    quality_lead, ask, sources, django_assert_max_num_queries
):
    for day in range(12):
        ask(quality_lead, dt.date(2026, 11, 20 + day % 5), f"Question {day}?")
    run(TODAY)

    with django_assert_max_num_queries(8):
        run(TODAY)


def test_reminder_of_what_is_not_due_any_more_counts_as_read(quality_lead, question, sources, monkeypatch):
    run(TODAY)
    assert queries.unread_count(quality_lead) == 1

    monkeypatch.setattr(sources, "is_empty", True)
    run(TODAY + dt.timedelta(days=1))

    assert queries.unread_count(quality_lead) == 0
    assert words(quality_lead) == ["Due today, Tue 24 Nov 2026"]


def test_other_news_stays_when_nothing_is_due(quality_lead, reference, sources, monkeypatch):
    services.tell(
        person=quality_lead, kind="given", reference=reference, words="Given to you", by=system_person()
    )
    monkeypatch.setattr(sources, "is_empty", True)

    run(TODAY)

    assert queries.unread_count(quality_lead) == 1
