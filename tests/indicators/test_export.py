"""Figures as they stood on any day."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from tests.factories import loads as make
from trigpoint.accounts.models import User
from trigpoint.common import clock
from trigpoint.indicators.queries import EXPORTED, observations_as_at
from trigpoint.indicators.services import store_observations

pytestmark = pytest.mark.django_db
APRIL, MAY, JUNE = dt.date(2025, 4, 10), dt.date(2025, 5, 10), dt.date(2025, 6, 10)
A_DAY = dt.timedelta(days=1)


@pytest.fixture
def analyst() -> User:
    make.organisations("RXX", "RYY")
    return make.person()


def store(analyst: User, day: dt.date, value: float, published_on: dt.date | None = None) -> None:
    with clock.replaying(day):
        load = make.load(analyst, published_on=published_on)
        store_observations(load=load, reading=make.reading({"value": value}), by=analyst)


def values(analyst: User, day: dt.date, vintage: str) -> list[float]:
    return observations_as_at(user=analyst, day=day, vintage=vintage)["value"].to_list()


def test_old_figures_come_back_as_they_were_held(analyst):
    store(analyst, APRIL, 1)
    before = observations_as_at(user=analyst, day=APRIL, vintage="loaded")
    store(analyst, MAY, 2)

    assert observations_as_at(user=analyst, day=MAY - A_DAY, vintage="loaded").equals(before)
    assert values(analyst, APRIL - A_DAY, "loaded") == []
    assert values(analyst, MAY, "loaded") == [2]


def test_published_vintage_goes_by_publication_whatever_the_order_of_loading(analyst):
    store(analyst, JUNE, 3, published_on=MAY)
    store(analyst, JUNE, 1, published_on=APRIL)
    store(analyst, JUNE, 2, published_on=APRIL + A_DAY)

    assert values(analyst, APRIL - A_DAY, "published") == []
    assert values(analyst, APRIL, "published") == [1]
    assert values(analyst, MAY - A_DAY, "published") == [2]
    assert values(analyst, MAY, "published") == [3]
    assert values(analyst, JUNE - A_DAY, "loaded") == []
    assert values(analyst, JUNE, "loaded") == [3]


def test_same_figure_in_an_older_publication_was_known_from_then(analyst):
    store(analyst, JUNE, 1, published_on=MAY)
    store(analyst, JUNE, 1, published_on=APRIL)

    assert values(analyst, APRIL, "published") == [1]


def test_unknown_publication_counts_from_the_day_of_the_load(analyst):
    store(analyst, MAY, 1)

    assert values(analyst, MAY - A_DAY, "published") == []
    assert values(analyst, MAY, "published") == [1]


def test_day_ends_at_midnight_in_england(analyst):
    load = make.load(analyst, loaded_at=dt.datetime(2025, 6, 9, 23, 30, tzinfo=dt.UTC))  # 00:30 on 10 June
    store_observations(load=load, reading=make.reading({"value": 1}), by=analyst)

    assert values(analyst, JUNE - A_DAY, "loaded") == []
    assert values(analyst, JUNE, "loaded") == [1]


def test_export_is_sorted_by_its_key(analyst):
    load = make.load(analyst)
    rows = [
        {"indicator": "wait", "organisation": "RYY"},
        {"indicator": "wait", "organisation": "RXX", "month": make.month(2025, 2)},
        {"indicator": "wait", "organisation": "RXX"},
        {"indicator": "beds", "organisation": "RYY"},
    ]
    store_observations(load=load, reading=make.reading(*rows), by=analyst)

    frame = observations_as_at(user=analyst, day=clock.today(), vintage="loaded")

    assert frame.columns == list(EXPORTED)
    key = frame.select("indicator", "organisation", pl.col("period_start").dt.month()).rows()
    assert key == [("beds", "RYY", 1), ("wait", "RXX", 1), ("wait", "RXX", 2), ("wait", "RYY", 1)]
    assert frame["load"].unique().to_list() == [load.public_id]


def test_another_commissioners_figures_are_not_in_the_export(analyst):
    other = make.person("bo", code="QWE")
    load = make.load(other, is_open=False)
    store_observations(load=load, reading=make.reading({"value": 1}), by=other)

    assert observations_as_at(user=analyst, day=clock.today(), vintage="loaded").is_empty()
    assert observations_as_at(user=other, day=clock.today(), vintage="loaded").height == 1
