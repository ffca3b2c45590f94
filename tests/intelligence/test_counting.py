"""Counts by month: of what is not restricted, made anew each time, the same on every database."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.factories import intelligence as make
from trigpoint.intelligence import registry
from trigpoint.intelligence.models import Coding, ItemTheme, ThemeMonth
from trigpoint.intelligence.services.counting import count_again

pytestmark = pytest.mark.django_db
MAY = dt.date(2026, 5, 1)


def told(by, sentiment, *themes, sender="", empty=False, **said):
    """A coded comment of Bolton in May."""
    item = make.item(by, **{"source": "fft", "happened_on": dt.date(2026, 5, 9), "sender": sender, **said})
    Coding.objects.create(item=item, sentiment=sentiment, model="t", is_empty=empty)
    ItemTheme.objects.bulk_create([ItemTheme(item=item, theme=theme) for theme in themes])
    return item


def counts(**of):
    rows = ThemeMonth.objects.filter(**of).order_by("theme")
    return [(row.theme, row.items, row.positive, row.critical, row.critical_people) for row in rows]


def count(by):
    return count_again(owner=by.commissioner, by=by)


def test_each_theme_and_everything(quality_lead):
    told(quality_lead, "positive", "parking")
    told(quality_lead, "negative", "parking", "discharge", sender="a")
    told(quality_lead, "mixed", "discharge", sender="b")
    told(quality_lead, "neutral")

    assert count(quality_lead) == 3
    assert counts() == [("", 4, 1, 2, 2), ("discharge", 2, 0, 2, 2), ("parking", 2, 1, 1, 1)]
    assert set(ThemeMonth.objects.values_list("month", "source", "provider__code")) == {(MAY, "fft", "RMC")}


def test_one_sender_counts_once_and_each_unknown_one_for_itself(quality_lead):
    for sender in ("a", "a", "a", "", ""):
        told(quality_lead, "negative", sender=sender)

    count(quality_lead)

    assert counts() == [("", 5, 0, 5, 3)]


def test_service_source_and_month_part(quality_lead):
    told(quality_lead, "positive")
    told(quality_lead, "positive", service="Maternity")
    told(quality_lead, "positive", source="survey")
    told(quality_lead, "positive", happened_on=dt.date(2026, 6, 1))

    assert count(quality_lead) == 4


def test_what_is_restricted_says_nothing_or_names_nobody_never_counts(quality_lead):
    told(quality_lead, "negative", "discharge", source="staff_concern")
    told(quality_lead, "", empty=True)
    told(quality_lead, "negative", provider=None, about_words="the clinic")
    make.item(quality_lead)  # not read yet

    assert count(quality_lead) == 0


def test_twice_is_as_once_and_what_went_is_gone(quality_lead):
    item = told(quality_lead, "negative", "discharge")
    count(quality_lead)
    before = counts()

    count(quality_lead)
    assert counts() == before

    item.delete()
    count(quality_lead)
    assert counts() == []


def test_each_commissioner_for_itself(quality_lead, other_lead):
    told(quality_lead, "positive")
    told(other_lead, "negative")

    count(quality_lead)
    count(other_lead)

    assert counts(owner=quality_lead.commissioner) == [("", 1, 1, 0, 0)]
    assert counts(owner=other_lead.commissioner) == [("", 1, 0, 1, 1)]


def test_who_waits_for_counts_is_told(quality_lead, monkeypatch):
    heard = []
    monkeypatch.setattr(registry, "_after_counting", [])
    registry.use_after_counting(lambda **what: heard.append(what))

    count(quality_lead)

    assert heard == [{"by": quality_lead, "owner": quality_lead.commissioner}]
